"""All models: listed, filtered, sorted, chosen; and the completion of names."""

import asyncio
import re
from dataclasses import replace
from functools import partial

import pytest
from support.apps import (
    KEY,
    NO_KEY,
    ask,
    drawn,
    lookup_screen,
    make_app,
    running,
    shown_id,
    until,
    until_drawn,
)
from support.calls import count_calls
from support.models_server import Answer, model, models_server
from textual.pilot import Pilot

from modelbrowser.domain.credential import parse_credential
from modelbrowser.state import Found
from modelbrowser.tui.screens.models import ModelsScreen


async def open_models(pilot: Pilot[None]) -> ModelsScreen:
    """Open the list, and wait until it is loaded."""
    await pilot.press("ctrl+o")
    await until(pilot, lambda: isinstance(pilot.app.screen, ModelsScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ModelsScreen)
    await until(pilot, lambda: "loading" not in drawn(pilot))
    return screen


def ids(screen: ModelsScreen) -> list[str]:
    """Return the ID in each row."""
    return [str(screen.list.row(index)).split()[0] for index in range(screen.list.row_count)]


@pytest.mark.anyio
async def test_each_model_has_its_fields() -> None:
    """Each model has its ID, status, limits, dates and its life; the count is shown."""
    async with running(make_app()) as pilot:
        await open_models(pilot)
        screen = drawn(pilot)
        assert "─ 18 of 18 ─" in screen
        fields = "deprecated +200k +64k +2025-09-29 +2026-11-30 +●━+●━*◆╌*○"
        assert re.search(f"claude-sonnet-4-5-20250929 +● {fields}", screen)
        assert "claude-sonnet-4-20250514" not in screen


@pytest.mark.anyio
async def test_the_filter_takes_letters_in_their_order() -> None:
    """The filter narrows the list; Enter puts the first model in the input and looks it up."""
    async with running(make_app()) as pilot:
        screen = await open_models(pilot)
        await pilot.press(*"snt45")
        await until(pilot, lambda: ids(screen) == ["claude-sonnet-4-5-20250929"])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(lookup_screen(pilot).state, Found))
        assert lookup_screen(pilot).input.value == "claude-sonnet-4-5-20250929"
        assert "dated model ID" in drawn(pilot)


@pytest.mark.anyio
async def test_the_text_as_typed_comes_first() -> None:
    """The model with this ID precedes those that contain it, and those with its letters."""
    async with models_server() as server:
        names = ("claude-10-7-0", "claude-2-17", "claude-17-0", "claude-17")
        server.holds_list(*(model(id=name, display_name="") for name in names)).gate.set()
        async with running(make_app(server.connection)) as pilot:
            screen = await open_models(pilot)
            await pilot.press(*"17")
            assert ids(screen) == ["claude-2-17", "claude-17-0", "claude-17", "claude-10-7-0"]
            screen.filter.value = "Claude-17"
            in_order = ["claude-17", "claude-17-0", "claude-10-7-0", "claude-2-17"]
            await until(pilot, lambda: ids(screen) == in_order)
            screen.list.action_reverse()
            assert ids(screen)[0] == "claude-17"


@pytest.mark.anyio
async def test_today_is_whole_at_the_end_of_the_chart() -> None:
    """The label of today fits on the screen, even if nothing happens after today."""
    async with models_server() as server:
        server.holds_list(model(id="claude-0", created_at="2017-01-01T00:00:00Z")).gate.set()
        async with running(make_app(server.connection)) as pilot:
            await open_models(pilot)
            assert re.search("today *$", drawn(pilot), re.MULTILINE)


@pytest.mark.anyio
@pytest.mark.parametrize("key", [KEY, "gw-canary-0123456789"])
async def test_a_key_in_the_filter_is_not_quoted(key: str) -> None:
    """What the filter masks, be it an API key or a gateway's, isn't quoted below it either."""
    async with models_server() as server:
        server.holds_list().gate.set()
        credential = parse_credential(key, "ANTHROPIC_API_KEY")
        async with running(make_app(replace(server.connection, credential=credential))) as pilot:
            (await open_models(pilot)).filter.value = key
            await until_drawn(pilot, "No models match.")
            assert key not in drawn(pilot)


@pytest.mark.anyio
async def test_the_arrows_move_in_the_list_from_the_filter() -> None:
    """The filter keeps the order of the list; Enter chooses the model under the cursor."""
    async with running(make_app()) as pilot:
        screen = await open_models(pilot)
        in_order = [each for each in ids(screen) if "opus" in each]
        await pilot.press(*"opus", "down", "down", "up")
        assert ids(screen) == in_order
        wanted = in_order[1]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(lookup_screen(pilot).state, Found))
        assert lookup_screen(pilot).input.value == wanted


@pytest.mark.anyio
async def test_sorted_by_each_column_in_sight() -> None:
    """The key s sorts by each column in turn, r reverses, and the title has an arrow."""
    async with running(make_app(), (80, 24)) as pilot:
        screen = await open_models(pilot)
        as_given = ids(screen)
        await pilot.press("tab", "s")
        await until_drawn(pilot, "ID ↑")
        assert ids(screen) == sorted(as_given)
        await pilot.press("r")
        await until_drawn(pilot, "ID ↓")
        assert ids(screen) == sorted(as_given, reverse=True)
        await pilot.press("r")
        for title in ("Status ↑", "In ↑", "Out ↑", "Released ↑", "Retires ↑", ""):
            await pilot.press("s")
            await until_drawn(pilot, title)
            assert drawn(pilot).count("↑") == bool(title)
        assert ids(screen) == as_given


@pytest.mark.anyio
async def test_retired_models_on_request() -> None:
    """ctrl+t adds the retired models, marked as such, and removes them again."""
    async with running(make_app()) as pilot:
        screen = await open_models(pilot)
        without = screen.list.row_count
        place = drawn(pilot).splitlines()[-1].index("^t Show retired")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: screen.list.row_count > without)
        await until_drawn(pilot, "^t Hide retired")
        assert drawn(pilot).splitlines()[-1].index("^t Hide retired") == place
        assert any("● retired" in str(screen.list.row(i)) for i in range(screen.list.row_count))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: screen.list.row_count == without)


@pytest.mark.anyio
async def test_a_retired_row_is_chosen() -> None:
    """Row 306: a model that the list shows as retired is not “not found”."""
    listed = {"display_name": "Model B", "lifecycle": "retired"}
    dates = {"deprecated_at": "2026-01-31T00:00:00Z", "retires_at": "2026-10-01T00:00:00Z"}
    async with models_server() as server:
        server.holds_list(model(id="claude-b", **listed, **dates)).gate.set()
        async with running(make_app(server.connection)) as pilot:
            await open_models(pilot)
            await pilot.press("ctrl+t")
            await until_drawn(pilot, "● retired")
            await pilot.press("enter")
            await until_drawn(pilot, "─ Retired ─")
            text = drawn(pilot)
    assert [asked for asked, _ in server.requested] == ["claude-b"]
    assert "Retired on 2026-10-01." in text
    for known in ("Model B", "2026-01-31", "2026-10-01", "the list of models"):
        assert known in text
    assert "Did you mean" not in text
    assert "Check the spelling" not in text


@pytest.mark.anyio
async def test_a_kept_list_is_shown_until_the_new_one_arrives() -> None:
    """The screen may have been open for days, so the list is requested each time it is opened."""
    async with models_server() as server:
        server.holds_list(model(id="claude-a", lifecycle="active")).gate.set()
        async with running(make_app(server.connection)) as pilot:
            await open_models(pilot)
            await pilot.press("escape")
            newer = (model(id="claude-b"), model(id="claude-a", lifecycle="deprecated"))
            listed = server.holds_list(*newer)
            await pilot.press("ctrl+o")
            await until_drawn(pilot, "● active")
            listed.gate.set()
            await until_drawn(pilot, "─ 2 of 2 ─")
            assert "● deprecated" in drawn(pilot)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("lifecycle", "words"), [("active", "none retired"), (None, "retired ones unknown")]
)
async def test_no_retired_model_is_said(lifecycle: str | None, words: str) -> None:
    """If ctrl+t adds nothing, the count says that no model is retired, or that it is unknown."""
    async with models_server() as server:
        server.holds_list(model(id="claude-a", lifecycle=lifecycle)).gate.set()
        async with running(make_app(server.connection)) as pilot:
            await open_models(pilot)
            assert "─ 1 of 1 ─" in drawn(pilot)
            await pilot.press("ctrl+t")
            await until_drawn(pilot, f"1 of 1, {words}")


@pytest.mark.anyio
async def test_a_long_id_takes_its_space_from_the_chart() -> None:
    """At 120 columns an ID that is longer than usual is not cut: the chart is narrower."""
    long = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
    async with models_server() as server:
        server.holds_list(model(id=long), model(id="claude-a")).gate.set()
        async with running(make_app(server.connection)) as pilot:
            await open_models(pilot)
            await until_drawn(pilot, long)
            assert "◆" in drawn(pilot)


@pytest.mark.anyio
async def test_the_chart() -> None:
    """From 100 columns on, today is in one column of all rows, and named below the last one."""
    async with running(make_app(), (100, 40)) as pilot:
        await open_models(pilot)
        lines = drawn(pilot).splitlines()
        rows = [line for line in lines if "◆" in line]
        assert len(rows) == 18
        (today,) = {row.index("◆") for row in rows}
        below = next(n for n, line in enumerate(lines) if "│" in line and "Filter" not in line)
        assert lines[below].index("│") == today
        assert lines[below + 1].index("today") == today - 2
        assert re.search(r"Out +2025 +2026 +2027", drawn(pilot))
        assert "Retires" not in drawn(pilot)
        await pilot.resize_terminal(98, 40)
        await until(pilot, lambda: "◆" not in drawn(pilot))
        assert "Retires" in drawn(pilot)


@pytest.mark.anyio
async def test_without_a_key_the_list_says_why_it_is_empty() -> None:
    """The reason is shown instead of the list, and stays."""
    async with running(make_app(NO_KEY)) as pilot:
        await pilot.press("escape")
        await open_models(pilot)
        await until_drawn(pilot, "not loaded: no API key")
        assert "ANTHROPIC_API_KEY is not set" in drawn(pilot).splitlines()[5]


@pytest.mark.anyio
async def test_row_103_a_failed_list_does_not_disturb_lookups() -> None:
    """Row 103: a failed list is reported on its own screen only, and lookups work."""
    error = {"type": "error", "error": {"type": "permission_error", "message": "not for you"}}
    async with models_server() as server:
        server.listed = Answer(error, 403)
        server.listed.gate.set()
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            await ask(pilot, "claude-a")
            assert shown_id(pilot) == "claude-a"
            assert "not for you" not in drawn(pilot)
            await open_models(pilot)
            assert "not loaded: permission denied" in drawn(pilot)
            said, remedy = drawn(pilot).splitlines()[5:7]
            assert "not for you" in said
            assert "organization's admin" in remedy
            server.listed = Answer({"data": [model(id="claude-b")], "has_more": False})
            server.listed.gate.set()
            await pilot.press("ctrl+r")
            await until_drawn(pilot, "─ 1 of 1 ─")
            server.listed = Answer(error, 403)
            server.listed.gate.set()
            await pilot.press("ctrl+r")
            await until_drawn(pilot, "1 of 1, out of date: permission denied")
            assert "claude-b" in drawn(pilot)
            await pilot.press(*"zz")
            await until_drawn(pilot, 'No models match "zz".')


@pytest.mark.anyio
async def test_a_small_screen_says_that_the_list_is_out_of_date() -> None:
    """Without a frame to say it in, a notice does: the list that is kept may be days old."""
    error = {"type": "error", "error": {"type": "permission_error", "message": "not for you"}}
    async with models_server() as server:
        server.holds_list(model(id="claude-a")).gate.set()
        async with running(make_app(server.connection), (40, 15)) as pilot:
            await open_models(pilot)
            await until_drawn(pilot, "claude-a")
            assert "1 of 1" not in drawn(pilot)
            server.listed = Answer(error, 403)
            server.listed.gate.set()
            await pilot.press("ctrl+r")
            await until_drawn(pilot, "1 of 1, out of date: permission denied")


@pytest.mark.anyio
async def test_the_cursor_stays_on_its_model() -> None:
    """A refreshed list has the cursor on the same model; if it's gone, at the top."""
    async with models_server() as server:
        server.holds_list(*(model(id=f"claude-{name}") for name in "abc")).gate.set()
        async with running(make_app(server.connection)) as pilot:
            screen = await open_models(pilot)
            await pilot.press("tab", "down")
            for names, current in (("newabc", "claude-b"), ("newac", "claude-n")):
                models = [model(id=f"claude-{name}") for name in names]
                server.holds_list(*models).gate.set()
                await pilot.press("ctrl+r")
                await until_drawn(pilot, f"─ {len(names)} of {len(names)} ─")
                assert screen.list.current
                assert screen.list.current.id == current


@pytest.mark.anyio
async def test_the_best_match_stays_under_the_cursor() -> None:
    """If what was typed fits a model of the new list better, the cursor moves there."""
    old, new = model(id="claude-opus-4-5"), model(id="claude-opus-5")
    async with models_server() as server:
        server.holds_list(old).gate.set()
        async with running(make_app(server.connection)) as pilot:
            screen = await open_models(pilot)
            await pilot.press(*"opus-5")
            assert ids(screen) == ["claude-opus-4-5"]
            server.holds_list(new, old).gate.set()
            await pilot.press("ctrl+r")
            await until_drawn(pilot, "─ 2 of 2 ─")
            assert screen.list.current
            assert screen.list.current.id == "claude-opus-5"


@pytest.mark.anyio
async def test_ten_thousand_models_stay_fluent() -> None:
    """Among 10,000 models, each key in the filter takes a few calls for each model."""
    async with models_server() as server:
        listed = server.holds_list(*(model(id=f"claude-a-{n}") for n in range(10_000)))
        listed.gate.set()
        async with running(make_app(server.connection)) as pilot:
            await pilot.app.workers.wait_for_complete()
            screen = await open_models(pilot)
            assert screen.list.row_count == 10_000
            for end in range(1, 7):
                typed = "ca9999"[:end]
                assert count_calls(partial(setattr, screen.list, "filter", typed)) < 200_000
            assert ids(screen) == ["claude-a-9999"]


@pytest.mark.anyio
async def test_right_accepts_the_completion() -> None:
    """A name from the list is offered behind the cursor, and Right accepts it."""
    async with running(make_app()) as pilot:
        await until(pilot, lambda: lookup_screen(pilot).input.completions.names)
        await pilot.press(*"claude-sonnet-4-5-")
        await until_drawn(pilot, "claude-sonnet-4-5-20250929")
        assert lookup_screen(pilot).input.value == "claude-sonnet-4-5-"
        await pilot.press("right")
        assert lookup_screen(pilot).input.value == "claude-sonnet-4-5-20250929"


@pytest.mark.anyio
async def test_enter_never_changes_what_was_typed() -> None:
    """With a completion in sight, Enter looks up exactly what was typed."""
    async with models_server() as server:
        server.holds_list(model(id="claude-b-20270101")).gate.set()
        server.gives("claude-b", id="claude-b-20270101")
        async with running(make_app(server.connection)) as pilot:
            await until(pilot, lambda: lookup_screen(pilot).input.completions.names)
            await pilot.press(*"claude-b")
            await until_drawn(pilot, "claude-b-20270101")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(lookup_screen(pilot).state, Found))
            assert lookup_screen(pilot).input.value == "claude-b"
    assert server.requested == [("claude-b", ())]


@pytest.mark.anyio
async def test_a_refused_beta_with_a_real_server() -> None:
    """Rows 20 and 65: a 400 marks exactly the betas it names; ctrl+n looks up without them."""
    betas = ("skills-2025-10-02", "own-a-2027-01-01", "own-b-2027-01-01")
    words = f"Unexpected value(s) `{betas[1]}`, `{betas[2]}` for the `anthropic-beta` header."
    async with models_server() as server:
        server.rejects("claude-a", 400, words)
        async with running(make_app(server.connection, selected_betas=betas)) as pilot:
            await ask(pilot, "claude-a")
            screen = lookup_screen(pilot)
            assert screen.betas.list.rejected == frozenset(betas[1:])
            await pilot.press("ctrl+t", "end")
            assert drawn(pilot).count(" ✗ ") == 2
            server.gives("claude-a")
            await pilot.press("ctrl+n")
            await until(pilot, lambda: isinstance(screen.state, Found))
            assert screen.betas.list.selected == betas[:1]
    assert server.requested == [("claude-a", betas), ("claude-a", betas[:1])]


@pytest.mark.anyio
async def test_a_list_that_hangs_blocks_nothing() -> None:
    """Lookups, history and quitting work while the list hangs."""
    async with models_server() as server:
        server.holds_list()
        server.gives("claude-a")
        async with running(make_app(server.connection)) as pilot:
            lookup_screen(pilot).input.value = "claude-a"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(lookup_screen(pilot).state, Found))
            async with asyncio.timeout(2):
                await pilot.press("ctrl+q")
                await until(pilot, lambda: pilot.app.return_code is not None)
