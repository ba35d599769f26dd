"""The languages that a request can be copied in."""

from textual.content import Content

from modelbrowser.presentation.plain import Plain
from modelbrowser.snippets.languages import LANGUAGES, Language
from modelbrowser.tui.widgets.row_list import RowList
from modelbrowser.tui.widgets.text import content


class LanguageList(RowList[Language]):
    """One language a line; the one under the cursor is shown beside."""

    def row(self, index: int) -> Content:
        """A language's name, with a mark at the one that is shown."""
        mark = ">" if index == self.cursor else " "
        return content(Plain(f"{mark} {self.rows[index].title}"))

    def choose(self, name: str | None) -> None:
        """List all languages, with the cursor on the one of that name, if there is one."""
        self.show_rows(LANGUAGES)
        names = [language.name for language in LANGUAGES]
        self.cursor = names.index(name) if name in names else 0
