"""A small app of everything that is drawn, for the tests of what is written.

    python -m support.economy_app

F2 says "mark N WxH" in the terminal's title a moment later; F3 leaves the screen to
others and comes back; F4 notifies, F5 changes the theme, F6 rings and copies; ctrl+q quits.
"""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.events import Event, Key
from textual.widgets import Footer, Input, OptionList, Static

from modelbrowser.tui.terminal.economy import EconomicApp

ANSWER = "漢字 wide\ne\u0301 combining\n👩\u200d👧 joined\n│ plain"


class EverythingApp(EconomicApp):
    """Draws an input, a list, an answer and a footer."""

    CSS = """
    Static { height: 5; border: round $border; }
    OptionList { width: 1fr; height: 8; border: round $border; }
    """
    BINDINGS = [Binding("ctrl+q", "quit", "Quit"), Binding("ctrl+y", "copy", "Copy")]
    marks = 0

    def compose(self) -> ComposeResult:
        """Lay out one of each."""
        yield Input(placeholder="Model ID")
        with Horizontal():
            yield OptionList(*[f"[ ] beta-{number}" for number in range(19)], markup=False)
            yield OptionList("left", "right", compact=True)
        yield Static("Ready", id="answer")
        yield Footer()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with text of every width, and a link."""
        link = Text.from_markup("[link=https://example.com]link[/]")
        self.query_one("#answer", Static).update(Text(f"{event.value}: {ANSWER} ") + link)

    async def on_event(self, event: Event) -> None:
        """Act on the keys of the test, whatever has the focus."""
        if not isinstance(event, Key) or event.key not in {"f2", "f3", "f4", "f5", "f6"}:
            await super().on_event(event)
        elif event.key == "f2":
            for field in self.screen.query(Input):
                field.cursor_blink = False
            # Longer than anything that Textual puts off: keys, escapes, repaints, focus.
            self.set_timer(0.15, self.mark)
        elif event.key == "f3":
            with self.suspend():
                pass
            self.refresh(layout=True)
        elif event.key == "f4":
            self.notify("Sent to your terminal's clipboard", timeout=600)
        elif event.key == "f5":
            self.theme = "nord"
        else:
            self.bell()
            self.copy_to_clipboard("model")

    def mark(self) -> None:
        """Tell that all is drawn."""
        self.marks += 1
        assert self._driver
        size = self.screen.size
        self._driver.write(f"\x1b]2;mark {self.marks} {size.width}x{size.height}\x07")
        self._driver.flush()


if __name__ == "__main__":
    EverythingApp().run()
