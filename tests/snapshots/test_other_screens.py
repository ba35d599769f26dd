"""Snapshots of models, code and exchange, each looked at before it was committed."""

from support.apps import ask, make_app, until_drawn
from support.looks import MEDIUM, SIZES, Compare, Size
from textual.pilot import Pilot


@SIZES
def test_models(size: Size, snap_compare: Compare) -> None:
    """All models, including retired ones, filtered; the cursor is in the list."""

    async def steps(pilot: Pilot[None]) -> None:
        await _see(pilot, "ctrl+o", "claude-opus-5")
        await pilot.press("ctrl+t")
        await pilot.app.workers.wait_for_complete()
        await pilot.press(*"son", "tab", "down")
        await until_drawn(pilot, "claude-3-5-sonnet-20240620")

    assert snap_compare(make_app(), terminal_size=size, run_before=steps)


@SIZES
def test_code(size: Size, snap_compare: Compare) -> None:
    """The request in Python, with a beta."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ask(pilot, "claude-sonnet-4-5")
        await pilot.press("tab")
        await _see(pilot, "c", " curl ")
        await _see(pilot, "down", "from anthropic import")

    app = make_app(selected_betas=("skills-2025-10-02",))
    assert snap_compare(app, terminal_size=size, run_before=steps)


def test_file_name(snap_compare: Compare) -> None:
    """The name of the file to save the code in."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ask(pilot, "claude-sonnet-4-5")
        await pilot.press("tab")
        await _see(pilot, "c", " curl ")
        await _see(pilot, "s", "Save as")

    assert snap_compare(make_app(), terminal_size=MEDIUM, run_before=steps)


def test_watch(snap_compare: Compare) -> None:
    """The choice of how often a model is looked up again."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ask(pilot, "claude-haiku-4-5")
        await pilot.press("tab")
        await _see(pilot, "W", "every 5 minutes")

    assert snap_compare(make_app(), terminal_size=MEDIUM, run_before=steps)


@SIZES
def test_exchange(size: Size, snap_compare: Compare) -> None:
    """The request, and an error response."""

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await ask(pilot, "claude-sonet-4-5")
        await pilot.press("tab")
        await _see(pilot, "w", "GET https://")

    assert snap_compare(make_app(), terminal_size=size, run_before=steps)


async def _see(pilot: Pilot[None], key: str, words: str) -> None:
    """Press a key, and wait for what it shows."""
    await pilot.pause()
    await pilot.press(key)
    await until_drawn(pilot, words)
