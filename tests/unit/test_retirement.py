"""Which names are known to be retired, and from where."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.samples import ALIAS, clock_in, lookup, model

from modelbrowser.cli.check import check_line, check_state
from modelbrowser.domain.catalog import KnownModel, RetiredError, Retirement, find_retirement
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ExitCode, Rejection
from modelbrowser.presentation.outcome_reports import answer_report, error_report
from modelbrowser.presentation.timeline import fit_timeline
from modelbrowser.state import Found, Retired

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOON = datetime(2026, 11, 30, tzinfo=UTC)
"""When claude-sonnet-4-5 retires, by the catalog."""

NONE = "No successor is known"

OPUS = Retirement(
    name="claude-opus-4-1",
    model=KnownModel(
        id="claude-opus-4-1-20250805",
        display_name="Claude Opus 4.1",
        line="opus",
        max_input_tokens=200_000,
        max_tokens=32_000,
        released_at=datetime(2025, 8, 5, tzinfo=UTC),
        deprecated_at=datetime(2026, 6, 5, tzinfo=UTC),
        retires_at=datetime(2026, 8, 5, tzinfo=UTC),
        lifecycle="retired",
        aliases=("claude-opus-4-1",),
        successor="claude-opus-4-8",
    ),
    successor="claude-opus-4-8",
)


def _listed(
    model_id: str,
    lifecycle: str | None,
    retires_at: datetime | None = None,
    line: str | None = None,
) -> ModelInfo:
    return model(
        id=model_id,
        display_name="Listed",
        lifecycle=lifecycle,
        retires_at=retires_at,
        line=line,
    )


ACTIVE = _listed("claude-opus-5", "active")
FOREIGN = _listed("llama-3", "active")


def test_the_catalog_knows_ids_and_aliases() -> None:
    """Without a list, the catalog knows a retired model by its ID and by its alias."""
    assert find_retirement("claude-opus-4-1", (), NOW, is_api=True) == OPUS
    found = find_retirement("claude-opus-4-1-20250805", (ACTIVE,), NOW)
    assert found
    assert found.model.id == found.name
    assert isinstance(found.model, KnownModel)


def test_a_gateways_provider_has_dates_of_its_own() -> None:
    """Gateway row 4: behind a gateway, the catalog only knows what the Claude API has retired.

    On Amazon Bedrock, for example, claude-3-7-sonnet was retired two months later.
    """
    found = find_retirement("claude-opus-4-1-20250805", (), NOW)
    assert found
    said = "claude-opus-4-1-20250805 was retired from the Claude API on 2026-08-05."
    assert RetiredError(found).message == said
    listed = _listed("claude-opus-4-1-20250805", "retired", NOW)
    known = find_retirement(listed.id, (listed,), NOW)
    assert known
    assert RetiredError(known).message == f"{listed.id} was retired on 2026-11-22."
    outcome = Retired(ModelQuery(found.name), RetiredError(found))
    (advice,) = error_report(outcome).advice
    assert advice.line[0].text == "Retired from the Claude API on 2026-08-05."
    line = check_line("retired", found.name, outcome, clock_in())
    assert "  was retired from the Claude API on 2026-08-05 UTC; successor" in line


@pytest.mark.parametrize("name", ["claude-opus-5", "claude-sonnet-4-5", "claude-nothing", ""])
def test_what_is_not_retired(name: str) -> None:
    """Active, deprecated and unknown names are not called retired."""
    assert find_retirement(name, (), NOW) is None


@pytest.mark.parametrize(
    ("now", "is_retired"), [(SOON, True), (SOON - timedelta(seconds=1), False)]
)
def test_a_retirement_date_that_has_passed(now: datetime, *, is_retired: bool) -> None:
    """A model whose date has passed is retired, with its documented successor."""
    found = find_retirement("claude-sonnet-4-5", (), now)
    assert bool(found) is is_retired
    if found:
        assert (found.model.retires_at, found.successor) == (SOON, "claude-sonnet-5-5")


def test_the_newest_model_is_not_the_first_of_any_list() -> None:
    """A list may be sorted by name; an unknown release is newer than a known one."""
    early, late, unknown = (
        model(id=f"claude-opus-{number}", line="opus", lifecycle="active", released_at=released_at)
        for number, released_at in enumerate((NOW, SOON, None))
    )
    retired = _listed("x-1", "retired", line="opus")
    for listed in ((early, late), (late, early), (early, unknown, late)):
        found = find_retirement("x-1", (retired, *listed), NOW)
        assert found
        assert found.newest == (unknown if unknown in listed else late).id


def test_the_list_wins() -> None:
    """What the list says about a model overrides the catalog."""
    name = "claude-opus-4-1-20250805"
    assert find_retirement(name, (_listed(name, "active"),), NOW) is None
    aliases = (_listed("claude-opus-4-1", None), ACTIVE)
    assert find_retirement("claude-opus-4-1", aliases, NOW) is None
    day = datetime(2026, 10, 1, tzinfo=UTC)
    found = find_retirement("claude-opus-4-1", (_listed(name, "retired", day),), NOW)
    assert found
    assert found.model == _listed(name, "retired", day, "opus")


def test_the_list_knows_others() -> None:
    """A model that only the list knows is retired by its lifecycle or its date."""
    past, future = NOW, NOW + timedelta(days=1)
    for lifecycle, date, retires_at in (
        ("retired", None, None),
        ("retired", future, None),
        ("deprecated", past, past),
    ):
        found = find_retirement("x-1", (_listed("x-1", lifecycle, date),), NOW)
        assert found
        assert found.model == _listed("x-1", "retired", retires_at)
        assert found.successor is None
    assert find_retirement("x-1", (_listed("x-1", "deprecated", future),), NOW) is None
    assert find_retirement("x-1", (_listed("x-1", None),), NOW) is None


def test_another_api_does_not_ask_the_catalog() -> None:
    """The catalog says nothing about another API, whose list has none of its models."""
    assert find_retirement("claude-opus-4-1", (FOREIGN,), NOW) is None
    # The Claude API may list only newer ones.
    newer = (_listed("claude-opus-9", "active"),)
    assert find_retirement("claude-opus-4-1", newer, NOW, is_api=True) == OPUS


@pytest.mark.parametrize(
    ("name", "listed", "newest"),
    [
        ("claude-3-sonnet-20240229", (), "claude-sonnet-5-5"),
        ("claude-mythos-preview", (), "claude-mythos-5-2"),
        (
            "claude-3-sonnet-20240229",
            (_listed("claude-sonnet-6", "active", line="sonnet"), ACTIVE),
            "claude-sonnet-6",
        ),
        ("claude-2.1", (), None),
        ("claude-opus-4-1", (), None),
        ("x-1", (_listed("x-1", "retired"), ACTIVE), None),
        ("x-1", (_listed("x-1", "retired", line="opus"), ACTIVE), "claude-opus-5"),
        ("x-1", (_listed("x-1", "retired", line="opus"), FOREIGN), None),
        ("claude-3-sonnet-20240229", (_listed("claude-sonnet-5", None), ACTIVE), "claude-sonnet-5"),
        ("claude-3-sonnet-20240229", (ACTIVE,), None),
    ],
)
def test_without_a_successor_the_newest_of_the_family_is_known(
    name: str, listed: tuple[ModelInfo, ...], newest: str | None
) -> None:
    """If no successor is known, the newest active model that is listed takes its place."""
    found = find_retirement(name, listed, NOW)
    assert found
    assert found.newest == newest


@pytest.mark.parametrize(
    ("fields", "message", "remedy"),
    [
        ({"newest": "x-9"}, "x-1 is retired.", NONE + "; the newest known opus model is x-9."),
        (
            {"successor": "x-2", "retires_at": NOW},
            "x-1 was retired on 2026-11-22.",
            "Use its documented successor, x-2.",
        ),
        (
            {"retires_at": NOW.replace(year=1)},
            "x-1 was retired on 0001-11-22.",
            NONE + ".",
        ),
        (
            {"retires_at": datetime.fromisoformat("2026-11-23T00:30:00+01:00")},
            "x-1 was retired on 2026-11-22.",
            NONE + ".",
        ),
        (
            {"name": "x", "retires_at": NOW},
            "x is an alias for x-1, which was retired on 2026-11-22.",
            NONE + ".",
        ),
    ],
)
def test_the_error_says_it_in_words(fields: dict[str, Any], message: str, remedy: str) -> None:
    """The error says when it was retired and what to use instead; no successor is made up."""
    known = Retirement(
        name=fields.get("name", "x-1"),
        model=ModelInfo(id="x-1", line="opus", retires_at=fields.get("retires_at")),
        successor=fields.get("successor"),
        newest=fields.get("newest"),
    )
    error = RetiredError(known, Rejection(404, "api", request_id="req_1"))
    assert (error.message, error.remedy, error.request_id) == (message, remedy, "req_1")
    assert (error.title, error.exit_code) == ("Retired", ExitCode.NOT_FOUND)


@pytest.mark.parametrize("lifecycle", ["active", "deprecated"])
@pytest.mark.parametrize(("late", "is_past"), [(-1, False), (0, True), (1, True)])
def test_a_date_is_past_from_its_moment_on(lifecycle: str, late: int, *, is_past: bool) -> None:
    """The result, its advice, the timeline, a check and the catalog agree when a date is past."""
    clock = clock_in(now=SOON + timedelta(seconds=late))
    found = Found(lookup(lifecycle=lifecycle, retires_at=SOON))
    report = answer_report(found, clock)
    timeline = fit_timeline(found.lookup.model, clock.now(), 80)
    assert timeline
    outputs = (
        " ".join(row.value for row in report.rows),
        report.advice[0].line[0].text.lower(),
        check_line("active", ALIAS, found, clock),
    )
    assert ["past its retirement date" in text for text in outputs] == [is_past] * 3
    assert ["retires" in text for text in outputs] == [not is_past] * 3
    assert (timeline.marks[-1].kind == "today") is is_past
    assert (find_retirement(ALIAS, (), clock.now()) is not None) is is_past
    assert check_state(lifecycle, SOON, clock.now(), 0) == ("retiring" if is_past else lifecycle)
