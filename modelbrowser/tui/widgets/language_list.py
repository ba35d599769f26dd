"""The languages that a request can be copied in."""

from textual.content import Content

from modelbrowser.presentation.plain import Plain
from modelbrowser.snippets.language import Language
from modelbrowser.snippets.registry import LANGUAGES
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content


class LanguageList(RowList):
    """One language a line; the one under the cursor is shown beside."""

    @property
    def row_count(self) -> int:
        """How many languages there are."""
        return len(LANGUAGES)

    @property
    def current(self) -> Language:
        """The language under the cursor."""
        return LANGUAGES[self.cursor]

    def row(self, index: int) -> Content:
        """A language's name, with a mark at the one that is shown."""
        mark = ">" if index == self.cursor else " "
        return content(Plain(f"{mark} {LANGUAGES[index].title}"))

    def choose(self, name: str | None) -> None:
        """Put the cursor on a language by its name, if there is one of that name."""
        names = [language.name for language in LANGUAGES]
        self.cursor = names.index(name) if name in names else 0
