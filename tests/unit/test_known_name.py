"""Known names: first from the API's list, then from the catalog, then from the history."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.known_name import (
    KnownName,
    collect_known_names,
    completion_names,
    find_known_name,
    has_name_form,
)
from modelbrowser.domain.lookup import ModelInfo

DAY = datetime(2027, 1, 31, tzinfo=UTC)
SEEN = datetime(2026, 11, 22, tzinfo=UTC)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def _collect(
    listed: Collection[ModelInfo] | None,
    looked_up: Iterable[HistoryEntry],
    now: datetime = NOW,
) -> tuple[KnownName, ...]:
    return collect_known_names(listed, looked_up, now)


def _model(
    name: str, lifecycle: str | None = "active", retires: datetime | None = None
) -> ModelInfo:
    return ModelInfo(
        id=name,
        display_name=name,
        lifecycle=lifecycle,
        retires_at=retires,
        released_at=SEEN,
    )


def _entry(asked: str, resolved_id: str | None) -> HistoryEntry:
    return HistoryEntry(looked_up_at=SEEN, model_id=asked, host="h", resolved_id=resolved_id)


def test_a_name_from_the_list() -> None:
    """The list takes precedence over the catalog."""
    known = _collect([_model("claude-opus-4-8", "deprecated", DAY)], ())
    assert known[0] == KnownName(
        name="claude-opus-4-8",
        lifecycle="deprecated",
        retires_at=DAY,
    )


def test_a_successor_is_known_from_the_catalog() -> None:
    """Successors come from the catalog, not from the list, for the model and its alias."""
    model_id = "claude-sonnet-4-5-20250929"
    known = _collect([_model(model_id, "deprecated")], ())
    assert [(each.name, each.lifecycle, each.successor) for each in known[:2]] == [
        (model_id, "deprecated", "claude-sonnet-5-5"),
        ("claude-sonnet-4-5", "deprecated", "claude-sonnet-5-5"),
    ]


@pytest.mark.parametrize(
    ("name", "candidate"),
    [
        (
            "claude-sonnet-4-5-20250929",
            KnownName(
                name="claude-sonnet-4-5-20250929",
                lifecycle="deprecated",
                retires_at=datetime(2026, 11, 30, tzinfo=UTC),
                successor="claude-sonnet-5-5",
            ),
        ),
        (
            "claude-haiku-4-5",
            KnownName(name="claude-haiku-4-5", lifecycle="active"),
        ),
        (
            "team-model",
            KnownName(name="team-model", last_seen=SEEN),
        ),
        (
            "model-7",
            KnownName(name="model-7", last_seen=SEEN),
        ),
        (
            "model-8",
            KnownName(name="model-8", last_seen=SEEN),
        ),
    ],
)
def test_names_from_the_catalog_and_the_history(name: str, candidate: KnownName) -> None:
    """Without a list, the catalog and earlier lookups know names, aliases among them."""
    looked_up = [_entry("team-model", "model-7"), _entry("model-8", "model-8")]
    assert find_known_name(name, _collect(None, looked_up)) == candidate


def test_a_name_that_was_not_found_is_not_known() -> None:
    """A lookup that found nothing adds no known name."""
    assert find_known_name("gone", _collect(None, [_entry("gone", None)])) is None


def test_the_list_decides_what_exists() -> None:
    """With a list, a name that resolves to nothing on it is not suggested."""
    looked_up = [_entry("team-model", "gateway-model-7"), _entry("old", "gone-model-1")]
    known = _collect([_model("gateway-model-7")], looked_up)
    assert [each.name for each in known] == ["gateway-model-7", "team-model"]


def test_the_list_need_not_have_retired_models() -> None:
    """An API that lists models of the catalog has its retired ones too, and no others."""
    known = _collect([_model("claude-opus-4-8")], ())
    retired = find_known_name("claude-3-opus-20240229", known)
    assert retired
    assert retired.is_retired
    assert find_known_name("claude-sonnet-5-5", known) is None


def test_the_list_may_have_more_new_models_than_known_ones() -> None:
    """The Claude API's list stays its own when most of its models are newer than the catalog."""
    names = ("claude-opus-4-8", "claude-new-1", "claude-new-2", "claude-new-3")
    known = _collect([*map(_model, names)], ())
    assert find_known_name("claude-3-opus-20240229", known)


def test_the_list_of_a_gateway_has_its_own_names() -> None:
    """A model of the Claude API among others adds neither its alias nor the retired models."""
    names = ("claude-haiku-4-5-20251001", "bedrock-opus", "gpt-9")
    known = _collect([*map(_model, names)], ())
    assert tuple(each.name for each in known) == names
    assert completion_names([*map(_model, names)], ()) == names


@pytest.mark.parametrize(
    "model",
    [
        replace(_model("claude-haiku-4-5-20251001"), released_at=None),
        _model("claude-haiku-4-5-20251001", lifecycle=None),
    ],
    ids=["no date", "no lifecycle"],
)
def test_a_list_that_lacks_facts_has_its_own_names(model: ModelInfo) -> None:
    """A gateway that lists only Claude's models may know neither aliases nor retired ones."""
    listed = [model]
    known = _collect(listed, ())
    assert tuple(each.name for each in known) == ("claude-haiku-4-5-20251001",)
    assert completion_names(listed, ()) == ("claude-haiku-4-5-20251001",)


def test_the_api_need_not_say_what_is_active() -> None:
    """The Claude API's list without lifecycles has aliases and retired models all the same."""
    listed = [_model("claude-haiku-4-5-20251001", lifecycle=None)]
    known = collect_known_names(listed, (), NOW, is_api=True)
    assert find_known_name("claude-haiku-4-5", known)
    assert find_known_name("claude-3-opus-20240229", known)
    assert "claude-haiku-4-5" in completion_names(listed, (), is_api=True)


def test_odd_names_are_not_kept() -> None:
    """A name with odd characters that was found once is neither suggested nor completed."""
    looked_up = [_entry("a?b c", "claude-opus-4-8"), _entry("us.a/b:1@c[1m]", "claude-opus-4-8")]
    known = _collect(None, looked_up)
    assert find_known_name("a?b c", known) is None
    assert find_known_name("us.a/b:1@c[1m]", known)
    assert completion_names((), looked_up) == ("us.a/b:1@c[1m]",)


@pytest.mark.parametrize(
    ("name", "is_usual"),
    [
        ("us.a/b_c:1@d[1m]-E", True),
        ("7", True),
        ("", False),
        ("-a", False),
        ("a b", False),
        ("a?", False),
        ("é", False),
        ("a\n", False),
    ],
)
def test_the_characters_of_usual_names(name: str, *, is_usual: bool) -> None:
    """A usual name starts with a letter or digit, and may have the marks that providers use."""
    assert has_name_form(name) is is_usual


def test_completions_in_order() -> None:
    """First come names that were looked up, then aliases of listed models, then listed IDs."""
    listed = [_model("claude-haiku-5-5"), _model("claude-haiku-4-5-20251001")]
    looked_up = [_entry("claude-x", "claude-x"), _entry("claude-haiku-5-5", "claude-haiku-5-5")]
    assert completion_names(listed, looked_up) == (
        "claude-x",
        "claude-haiku-5-5",
        "claude-haiku-4-5",
        "claude-haiku-4-5-20251001",
    )


def test_each_name_is_known_once() -> None:
    """The same name from three sources is one known name."""
    name = "claude-opus-4-8"
    known = _collect([_model(name)], [_entry(name, name)])
    assert [each.name for each in known].count(name) == 1


def test_only_retired_is_retired() -> None:
    """A future lifecycle value doesn't mean retired, and a retired model needs no date.

    A date in the future can't be when it was.
    """
    later = _model("c", "retired", NOW + timedelta(days=1))
    known = _collect([_model("a", "hibernating"), _model("b", "retired"), later], ())
    assert [each.is_retired for each in known[:3]] == [False, True, True]
    assert known[2].retires_at is None


def test_an_alias_has_the_dates_of_its_model() -> None:
    """If the list knows more about a model than the catalog, its alias has that too."""
    known = _collect([_model("claude-opus-4-5-20251101", "deprecated", DAY)], ())
    alias = find_known_name("claude-opus-4-5", known)
    assert alias
    assert (alias.lifecycle, alias.retires_at) == ("deprecated", DAY)


def test_a_model_of_the_catalog_retires_on_its_day() -> None:
    """After its retirement day, a model of the catalog is retired, and so is its alias."""
    retires_at = datetime(2026, 11, 30, tzinfo=UTC)
    for now, lifecycle in (
        (retires_at + timedelta(hours=23), "deprecated"),
        (retires_at + timedelta(days=1), "retired"),
    ):
        alias = find_known_name("claude-sonnet-4-5", _collect(None, (), now))
        assert alias
        assert (alias.lifecycle, alias.retires_at) == (lifecycle, retires_at)
