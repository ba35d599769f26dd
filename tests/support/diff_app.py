"""A small app with everything that can be drawn, for tests of the output.

    python -m support.diff_app

F2 puts "mark N WxH" in the terminal's title a moment later; F3 suspends the app and resumes it;
F4 notifies; F5 changes the theme; F6 rings and copies; Ctrl+Q quits.
"""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Event, Key
from textual.widgets import Footer, Input, OptionList, Static

from modelbrowser.terminal.rendering import DiffRenderingApp

WIDTHS = "漢字 wide\ne\u0301 combining\n👩\u200d👧 joined\n🔎 found\n│ plain"
"""The response to "widths": text that terminals and programs measure differently."""

SHEET = """{id}-20250929
Claude {id}
{id} is an alias for this model.

Released   2025-09-29 02:00 CEST (UTC+02:00)
           2025-09-29 00:00 UTC
Context    200,000 tokens in, 64,000 out
Sent       2 betas, answered in 214 ms"""
"""The response to anything else."""


class EverythingApp(DiffRenderingApp):
    """Draws a bar, an input, an answer, a list and a footer."""

    CSS = """
    #bar { height: 1; background: $panel; }
    #left { width: 1fr; }
    Input, OptionList, #detail { border: round $border-blurred; background: $background; }
    Input:focus, OptionList:focus, #detail:focus {
        border: round $border; background-tint: transparent;
    }
    OptionList { width: 34; height: 1fr; }
    #detail { height: 1fr; }
    """
    BINDINGS = [Binding("ctrl+q", "quit", "Quit"), Binding("ctrl+y", "copy", "Copy ID")]
    marks = 0

    def compose(self) -> ComposeResult:
        """Lay out one of each."""
        yield Static(" modelbrowser   api.anthropic.com   key: ANTHROPIC_API_KEY", id="bar")
        with Horizontal():
            with Vertical(id="left"):
                yield Input(placeholder="Model ID")
                with VerticalScroll(id="detail"):
                    yield Static("Type a model ID or an alias, then press Enter.", id="answer")
            yield OptionList(
                *[f"[ ] beta-{number}-2025-08-07" for number in range(19)], markup=False
            )
        yield Footer()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with a report, or with text of every width and a link."""
        answer = Text(SHEET.format(id=event.value))
        if event.value == "widths":
            answer = Text(WIDTHS) + Text.from_markup("[link=https://example.com]link[/]")
        self.query_one("#answer", Static).update(answer)
        self.query_one(Input).clear()

    async def on_event(self, event: Event) -> None:
        """Handle the test's keys, whatever has the focus."""
        if not isinstance(event, Key) or event.key not in {"f2", "f3", "f4", "f5", "f6"}:
            await super().on_event(event)
        elif event.key == "f2":
            for field in self.screen.query(Input):
                field.cursor_blink = False
            # Longer than anything that Textual delays: keys, escapes, repaints, focus.
            self.set_timer(0.1, self.mark)
        elif event.key == "f3":
            with self.suspend():
                pass
            # Shown, because keys that arrive during a suspension are dropped.
            self.query_one("#bar", Static).update("came back")
            self.refresh(layout=True)
        elif event.key == "f4":
            self.notify("Sent to your terminal's clipboard", timeout=600)
        elif event.key == "f5":
            self.theme = "nord"
        else:
            self.bell()
            self.copy_to_clipboard("model")

    def mark(self) -> None:
        """Report that everything is drawn."""
        self.marks += 1
        assert self._driver
        size = self.screen.size
        self._driver.write(f"\x1b]2;mark {self.marks} {size.width}x{size.height}\x07")
        self._driver.flush()


if __name__ == "__main__":
    EverythingApp().run()
