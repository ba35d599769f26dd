"""The smallest Textual app: one input, and nothing else."""

from textual.app import App, ComposeResult
from textual.widgets import Input


class Bare(App[None]):
    """The minimum that every Textual program costs."""

    def compose(self) -> ComposeResult:
        """Lay out the input."""
        yield Input(placeholder="Type here")


if __name__ == "__main__":
    Bare().run()
