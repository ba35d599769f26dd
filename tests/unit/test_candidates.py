"""Which names are known: the API's list first, then the catalogue, then the history."""

from datetime import UTC, datetime

from modelbrowser.domain.candidates import candidates, completions, find
from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.model import ModelInfo


def _model(name: str, lifecycle: str | None = None, retires: datetime | None = None) -> ModelInfo:
    return ModelInfo(
        id=name,
        display_name=name,
        created_at="1970-01-01T00:00:00Z",
        released_at=None,
        lifecycle=lifecycle,
        retires_at=retires,
    )


def _entry(asked: str, resolved_id: str | None) -> Entry:
    asked_at = datetime(2026, 11, 22, tzinfo=UTC)
    return Entry(asked_at=asked_at, asked=asked, host="h", resolved_id=resolved_id)


def test_the_list_has_the_first_word() -> None:
    """Where the list and the catalogue both know a name, the list's lifecycle counts."""
    day = datetime(2027, 1, 31, tzinfo=UTC)
    known = candidates([_model("claude-opus-4-8", "deprecated", day)], ())
    found = find("claude-opus-4-8", known)
    assert known[0] is found
    assert found.source == "list"
    assert (found.lifecycle, found.retires_at) == ("deprecated", day)


def test_aliases_come_from_the_catalogue_and_the_history() -> None:
    """The API lists no aliases: the catalogue and earlier answers know them."""
    known = candidates((), [_entry("team-model", "gateway-model-7"), _entry("gone", None)])
    for name, kind, source in (
        ("claude-sonnet-4-5", "alias", "catalogue"),
        ("team-model", "alias", "history"),
        ("gateway-model-7", "model ID", "history"),
    ):
        found = find(name, known)
        assert found
        assert (found.kind, found.source) == (kind, source)
    seen = find("team-model", known)
    assert seen
    assert seen.last_seen == datetime(2026, 11, 22, tzinfo=UTC)


def test_what_was_never_found_is_not_known() -> None:
    """A lookup that found nothing makes no candidate."""
    assert find("gone", candidates((), [_entry("gone", None)])) is None


def test_a_list_is_believed() -> None:
    """Where there is a list, a name that stands for nothing on it is not suggested."""
    looked_up = [_entry("team-model", "gateway-model-7"), _entry("old", "gone-model-1")]
    known = candidates([_model("gateway-model-7")], looked_up)
    assert [each.name for each in known] == ["gateway-model-7", "team-model"]


def test_a_list_need_not_hold_what_is_retired() -> None:
    """An API that lists models of the catalogue knows of its retired ones, and of no others."""
    known = candidates([_model("claude-opus-4-8")], ())
    retired = find("claude-3-opus-20240229", known)
    assert retired
    assert retired.retired
    assert find("claude-sonnet-5-5", known) is None


def test_odd_names_are_not_kept() -> None:
    """A name of odd characters that was found once is neither suggested nor offered again."""
    looked_up = [_entry("a?b c", "claude-opus-4-8"), _entry("us.a/b:1@c[1m]", "claude-opus-4-8")]
    assert find("a?b c", candidates((), looked_up)) is None
    assert completions((), looked_up) == ("us.a/b:1@c[1m]",)


def test_an_alias_completes_before_its_model() -> None:
    """What was looked up completes first, then aliases of what is listed, then the list."""
    listed = [_model("claude-haiku-5-5"), _model("claude-haiku-4-5-20251001")]
    looked_up = [_entry("claude-x", "claude-x")]
    assert completions(listed, looked_up) == (
        "claude-x",
        "claude-haiku-4-5",
        "claude-haiku-5-5",
        "claude-haiku-4-5-20251001",
    )


def test_each_name_is_there_once() -> None:
    """The same name from three sources is one candidate."""
    name = "claude-opus-4-8"
    known = candidates([_model(name)], [_entry(name, name)])
    assert [each.name for each in known].count(name) == 1


def test_only_retired_is_retired() -> None:
    """A future lifecycle value doesn't mean retired, and a retired model needs no date."""
    known = candidates([_model("a", "hibernating"), _model("b", "retired")], ())
    assert [each.retired for each in known[:2]] == [False, True]


def test_an_alias_is_as_old_as_its_model() -> None:
    """Where the list knows more of a model than the catalogue, so does its alias."""
    day = datetime(2027, 3, 1, tzinfo=UTC)
    known = candidates([_model("claude-opus-4-5-20251101", "deprecated", day)], ())
    alias = find("claude-opus-4-5", known)
    assert alias
    assert (alias.kind, alias.lifecycle, alias.retires_at) == ("alias", "deprecated", day)
