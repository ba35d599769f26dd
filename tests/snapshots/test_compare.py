"""How two compared answers look, at three sizes."""

from support.apps import ask, lookup_screen, make_app
from support.looks import SIZES, Compare, Size
from textual.pilot import Pilot

from modelbrowser.tui.screens.compare import CompareScreen


async def _compare(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await ask(pilot, "claude-sonnet-4-5")
    lookup_screen(pilot).detail.focus()
    await pilot.press("p")
    lookup_screen(pilot).input.focus()
    await ask(pilot, "claude-opus-5")
    assert isinstance(pilot.app.screen, CompareScreen)


@SIZES
def test_two_answers_compared(size: Size, snap_compare: Compare) -> None:
    """Two answers are side by side, or stacked, with the differences marked."""
    assert snap_compare(make_app(), terminal_size=size, run_before=_compare)
