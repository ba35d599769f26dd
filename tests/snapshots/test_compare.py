"""How two compared answers look, at three sizes."""

from collections.abc import Callable

import pytest
from support.apps import ask, lookup_screen, make_app
from textual.pilot import Pilot

from modelbrowser.tui.screens.compare import CompareScreen


async def _compare(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await ask(pilot, "claude-sonnet-4-5")
    lookup_screen(pilot).query_one("#detail").focus()
    await pilot.press("p")
    lookup_screen(pilot).input.focus()
    await ask(pilot, "claude-opus-5")
    assert isinstance(pilot.app.screen, CompareScreen)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)], ids="{0[0]}x{0[1]}".format)
def test_two_answers_compared(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    """Two answers stand beside each other, or below each other, with the differences marked."""
    assert snap_compare(make_app(), terminal_size=size, run_before=_compare)
