"""The main job of the screen: looking up a name, and showing what it resolves to."""

import re
from typing import Any

import pytest
from support.apps import (
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    shown_id,
    until,
    until_drawn,
)
from support.models_server import model, models_server

ASKED = (
    ("claude-sonnet-4-5", "Alias", "claude-sonnet-4-5-20250929", "→ this model today"),
    ("claude-sonnet-4-5-20250929", "Model ID", "claude-sonnet-4-5-20250929", "dated model ID:"),
    ("claude-sonnet-5-5", "Model ID", "claude-sonnet-5-5", "model ID, not an alias"),
)
"""What is looked up, and the title, the ID and what is said of the name."""


@pytest.mark.anyio
async def test_what_was_asked_is_resolved() -> None:
    """An alias, a dated ID and a dateless ID are each described correctly."""
    async with running(make_app()) as pilot:
        for asked, title, resolved, verdict in ASKED:
            await ask(pilot, asked)
            screen = drawn(pilot)
            assert f"─ {title} ─" in screen
            assert shown_id(pilot) == resolved
            assert verdict in screen


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Asia/Tokyo", "2025-09-29 09:00 JST · 00:00 UTC"),
        ("America/Los_Angeles", "2025-09-28 17:00 PDT · 2025-09-29 00:00 UTC"),
        ("Asia/Kathmandu", "2025-09-29 05:45 (UTC+05:45) · 00:00 UTC"),
        ("Pacific/Kiritimati", "2025-09-29 14:00 (UTC+14:00) · 00:00 UTC"),
    ],
)
async def test_the_release_in_local_time(zone: str, local: str) -> None:
    """The release is shown in the zone's time and in UTC, and the bar names the zone."""
    async with models_server() as server:
        server.gives("claude-x", created_at="2025-09-29T00:00:00Z")
        async with running(make_app(server.connection, zone=zone)) as pilot:
            await ask(pilot, "claude-x")
            screen = drawn(pilot)
    assert f"Released   {local}" in screen
    assert "14 months" in " ".join(screen.split())
    assert f"  ·  {zone}\n" in screen


@pytest.mark.anyio
@pytest.mark.parametrize("sent", ["1970-01-01T00:00:00Z", "1970-01-01T09:00:00+09:00"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Asia/Tokyo", "America/Los_Angeles"])
async def test_an_epoch_is_an_unknown_release(zone: str, sent: str) -> None:
    """A release at the epoch is unknown, in every time zone and in every notation."""
    async with models_server() as server:
        server.gives("claude-x", created_at=sent)
        async with running(make_app(server.connection, zone=zone)) as pilot:
            await ask(pilot, "claude-x")
            screen = drawn(pilot)
    assert "Released   not provided by the API" in screen
    assert "1970" not in screen
    assert "1969" not in screen


@pytest.mark.anyio
async def test_all_that_the_api_tells() -> None:
    """The name, the lifecycle with the days left, the limits and the request ID are shown."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        screen = drawn(pilot)
    for words in (
        "│ Claude Sonnet 4.5 ",
        " DEPRECATED ",
        "●━━━━",
        "2026-09-30",
        "2026-11-30",
        "Retires tomorrow.  Successor: claude-sonnet-5-5   ^n look it up",
        "200,000 input tokens",
        "64,000 output tokens",
        "none",
        "214 ms",
        "req_demo_",
        "demo data from 2026-11-29",
    ):
        assert words in screen


@pytest.mark.anyio
async def test_row_58_fields_of_tomorrow_are_shown() -> None:
    """Row 58: unknown fields are shown as sent."""
    extra: dict[str, Any] = {"price": {"in": 3, "out": 15}, "color": "red"}
    async with models_server() as server:
        server.gives("claude-x", **model(id="claude-x-1"), **extra)
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-x")
            screen = drawn(pilot)
    assert 'Other      price: {"in": 3, "out": 15}' in screen
    assert 'color: "red"' in screen


@pytest.mark.anyio
async def test_a_model_of_the_command_line_is_looked_up_at_start() -> None:
    """The model given at the start is looked up at once, with the selected betas."""
    app = make_app(model_id="claude-opus-4-5", selected_betas=("files-api-2025-04-14",))
    async with running(app) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        screen = drawn(pilot)
    assert "claude-opus-4-5-20251101" in screen
    assert "Betas      ✓ files-api-2025-04-14 accepted" in screen
    assert "[x] files-api-2025-04-14" in screen


@pytest.mark.anyio
async def test_the_successor_of_a_deprecated_model_is_a_key_away() -> None:
    """Ctrl+N looks up the successor that the answer names, unless it compares with a pinned one."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-sonnet-4-5")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: shown_id(pilot) == "claude-sonnet-5-5")
        await pilot.press("down", "p")
        await ask(pilot, "claude-sonnet-4-5")
        await pilot.press("escape")
        await until_drawn(pilot, "Successor: claude-sonnet-5-5")
        assert "look it up" not in drawn(pilot)


@pytest.mark.anyio
async def test_down_leads_to_the_result_and_a_digit_chooses() -> None:
    """In the input, a digit is text; after the down key, it looks up that suggestion."""
    async with running(make_app()) as pilot:
        await ask(pilot, "claude-sonet-4-5")
        assert "2 claude-sonnet-5-5" in drawn(pilot)
        await pilot.press("end", "2")
        assert lookup_screen(pilot).input.value == "claude-sonet-4-52"
        await pilot.press("backspace", "down", "2")
        await until(pilot, lambda: shown_id(pilot) == "claude-sonnet-5-5")


@pytest.mark.anyio
async def test_a_suggestion_can_be_clicked() -> None:
    """A click on a suggestion looks it up; a click next to it does nothing."""
    async with running(make_app(), (80, 24)) as pilot:
        await ask(pilot, "claude-sonet-4-5")
        lines = drawn(pilot).splitlines()
        row = next(y for y, line in enumerate(lines) if "2 claude-sonnet-5-5" in line)
        await pilot.click(offset=(70, row))
        await pilot.pause()
        assert "Not found" in drawn(pilot)
        await pilot.click(offset=(lines[row].index("claude-sonnet-5-5") + 3, row))
        await until(pilot, lambda: shown_id(pilot) == "claude-sonnet-5-5")


@pytest.mark.anyio
async def test_before_the_first_lookup_the_models_are_listed() -> None:
    """The list is added below, with the newest of each family first; 1 looks up the first."""
    async with models_server() as server:
        listed = [
            model(id="claude-a-2", line="a", created_at="2026-10-02T00:00:00Z"),
            model(id="claude-a-1", line="a", created_at="2026-10-01T00:00:00Z"),
            model(id="claude-b-1", line="b", created_at="2026-09-01T00:00:00Z"),
        ]
        gate = server.holds_list(*listed).gate
        server.gives("claude-a-2")
        async with running(make_app(server.connection), (80, 24)) as pilot:
            before = drawn(pilot).splitlines()
            gate.set()
            await until_drawn(pilot, "3 claude-a-1")
            after = drawn(pilot).splitlines()
            places = [i for i, line in enumerate(before) if line.strip("│ ")]
            assert [before[i] for i in places] == [after[i] for i in places]
            names = re.findall(r"\d (claude-\S+) +released (\S+)", drawn(pilot))
            assert [name for name, _ in names] == ["claude-a-2", "claude-b-1", "claude-a-1"]
            await pilot.press("down", "1")
            await until(pilot, lambda: shown_id(pilot) == "claude-a-2")


@pytest.mark.anyio
async def test_what_the_demo_can_show_works() -> None:
    """Each name that the demo suggests does what its description says."""
    expected = {
        "an alias": "─ Alias ─",
        "a deprecated model": " DEPRECATED ",
        "a retired model": "─ Retired ─",
        "a typo": "Did you mean",
        "an alias that has moved": "─ Alias moved ─",
    }
    async with running(make_app()) as pilot:
        await until_drawn(pilot, "Try")
        offered = re.findall(r"│ (\d) (\S+) +(an? [a-z ]+\b)", drawn(pilot))
        assert [words for _, _, words in offered] == list(expected)
        for number, name, words in offered:
            await ask(pilot, name)
            assert expected[words] in drawn(pilot), number
