"""What is known without a request, and what that says about a name that a host doesn't know."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.samples import NOW, exchange, status_error

from modelbrowser.api.errors import GoneError, NotFoundError
from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import parse_credential
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.known_name import KnownName
from modelbrowser.domain.lookup import ModelInfo, ModelPage
from modelbrowser.domain.query import InvalidModelIDError, ModelQuery, parse_model_id
from modelbrowser.errors import ModelBrowserError, Rejection, Source
from modelbrowser.history.history import History
from modelbrowser.known_names import KnownNames
from modelbrowser.state import Failed, Retired

API, DEMO = Connection(), Connection(demo=True)
GATEWAY = Connection(base_url="https://gw.example")
LATEST = load_catalog().models[0]


def _page(*names: str, lifecycle: tuple[str, ...] = (), unreadable: int = 0) -> ModelPage:
    return ModelPage(
        models=tuple(ModelInfo(id=name) for name in names),
        has_more=False,
        last_id=None,
        lifecycle=lifecycle,
        unreadable=unreadable,
    )


@pytest.mark.parametrize(
    ("unreadable", "notices"),
    [
        (0, ()),
        (1, ("1 unreadable list entry was left out.",)),
        (2, ("2 unreadable list entries were left out.",)),
    ],
)
def test_unreadable_entries_are_counted(unreadable: int, notices: tuple[str, ...]) -> None:
    """A notice says how many entries of a list were left out."""
    page = _page("a", unreadable=unreadable)
    assert KnownNames(History(None)).keep_list(page, "h", retired=False) == notices


def test_retired_models_are_added_to_a_list_without_them() -> None:
    """If a list leaves out the retired models, the catalog's are added, and a notice says so."""
    known = KnownNames(History(None))
    active = ModelInfo(id=LATEST.id, lifecycle="active")
    assert known.keep_list(replace(_page(), models=(active,)), "h", retired=True) == (
        "h doesn't list retired models; what is known of them is built-in data from 2026-11-29.",
    )
    first, *retired = known.lists[True]
    assert first == active
    assert "claude-2.1" in {each.id for each in retired}
    assert {each.lifecycle for each in retired} == {"retired"}


def test_models_without_a_status_may_be_retired() -> None:
    """Gateway row 12: that no retired model is listed is only said if all have a status."""
    known = KnownNames(History(None))
    dated = _page("claude-3-opus-20240229", "gpt-9")
    (notice,) = known.keep_list(dated, "h", retired=True)
    assert notice.startswith("h doesn't say which models are retired; what is known of them is ")
    active = replace(_page(), models=(ModelInfo(id="team-model", lifecycle="active"),))
    assert known.keep_list(active, "h", retired=True) == ("h doesn't list retired models.",)
    assert known.keep_list(_page(), "h", retired=True) == ("h doesn't list retired models.",)


def test_no_retired_models_are_added_to_a_whole_list() -> None:
    """Nothing is added to a list with retired models, to another API's, or without a request."""
    known = KnownNames(History(None))
    whole = replace(_page(), models=(ModelInfo(id=LATEST.id, lifecycle="retired"),))
    assert known.keep_list(whole, "h", retired=True) == ()
    assert len(known.lists[True]) == 1
    notices = known.keep_list(_page("team-model"), "h", retired=True)
    assert notices == ("h doesn't say which models are retired.",)
    assert len(known.lists[True]) == 1
    known.keep_list(_page(LATEST.id), "h", retired=False)
    assert len(known.lists[False]) == 1


def test_the_newest_list_decides_about_a_model_on_both() -> None:
    """A list that was kept earlier takes over what the new one says about its models."""
    known = KnownNames(History(None))
    gone = ModelInfo(id="c", lifecycle="retired")
    earlier = (*_page("a", "b").models, gone)
    known.keep_list(replace(_page(), models=earlier), "h", retired=True)
    newer = ModelInfo(id="a", lifecycle="deprecated")
    known.keep_list(replace(_page(), models=(newer,)), "h", retired=False)
    assert known.lists[True] == (newer, gone)


async def _looked_up(path: Path) -> History:
    """A history of three lookups: on a gateway, at the API, and in the demo."""
    history = History(path)
    for name, host, demo in (
        ("team-model", GATEWAY.host, False),
        ("api-model", API.host, False),
        ("demo-model", DEMO.host, True),
    ):
        history.record(
            HistoryEntry(looked_up_at=NOW, model_id=name, host=host, resolved_id=name, demo=demo)
        )
    return history


@pytest.mark.anyio
async def test_names_of_the_same_host_are_known(tmp_path: Path) -> None:
    """Names that were looked up are offered and suggested on their host only, or in the demo."""
    history = await _looked_up(tmp_path / "history.db")
    known = KnownNames(history)
    for connection, names, query in (
        (GATEWAY, ("team-model",), ModelQuery("team-modle")),
        (API, ("api-model",), ModelQuery("api-modle")),
        (DEMO, ("demo-model",), ModelQuery("demo-modle")),
    ):
        assert await known.complete(connection) == names
        outcome = await known.explain(Failed(query, status_error(404)), query, connection)
        assert isinstance(outcome, Failed)
        assert tuple(each.name for each in outcome.suggestions) == names
    await history.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("connection", "reason"),
    [
        (API, "The API lists this name, but your key or workspace may lack access to it."),
        (GATEWAY, "gw.example lists this name, but your key may lack access to it."),
    ],
)
async def test_a_listed_name_is_known(connection: Connection, reason: str) -> None:
    """A failure of a listed name says who lists it, and has what is known about it."""
    known = KnownNames(History(None))
    known.keep_list(_page("team-model"), "h", retired=False)
    failed = Failed(ModelQuery("team-model"), status_error(404))
    outcome = await known.explain(failed, ModelQuery("team-model"), connection)
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.known) == (reason, KnownName(name="team-model"))


@pytest.mark.anyio
async def test_access_of_a_token_is_doubted() -> None:
    """A token that may lack access isn't called a key."""
    token = Connection(credential=parse_credential("sk-ant-oat01-x", "TOKEN"))
    query = ModelQuery("claude-opus-4-8")
    failed = Failed(query, status_error(404))
    outcome = await KnownNames(History(None)).explain(failed, query, token)
    assert isinstance(outcome, Failed)
    assert outcome.reason.endswith("or your OAuth token or workspace may lack access to it.")


@pytest.mark.anyio
async def test_a_name_of_a_gateway_may_be_the_apis() -> None:
    """Without a gateway's list, the catalog's names are only a guess, which the failure says."""
    query = ModelQuery("claude-opsu-5")
    failed = Failed(query, status_error(404))
    outcome = await KnownNames(History(None)).explain(failed, query, GATEWAY)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "gw.example may use different names than the Claude API."
    assert outcome.suggestions[0].name == "claude-opus-5"
    query = ModelQuery("claude-opus-5")
    outcome = await KnownNames(History(None)).explain(failed, query, GATEWAY)
    assert isinstance(outcome, Failed)
    assert (outcome.suggestions, outcome.reason) == ((), "")
    assert outcome.known == KnownName(name="claude-opus-5", lifecycle="active")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ("claude-sonnet-4", "This is an OpenRouter or LiteLLM name."),
        ("team-claude-sonnet-4", "This is an OpenRouter or LiteLLM name."),
        (
            "claude-sonnet-4-0",
            "This is an OpenRouter or LiteLLM name; the Claude API calls it claude-sonnet-4-0.",
        ),
    ],
)
async def test_a_gateways_own_name_is_not_the_claude_apis(listed: str, reason: str) -> None:
    """Gateway row 4: only a name of the Claude API is said to be what the Claude API calls it."""
    known = KnownNames(History(None))
    known.keep_list(_page(listed, "gpt-9"), GATEWAY.host, retired=False)
    query = ModelQuery("anthropic/claude-sonnet-4")
    outcome = await known.explain(Failed(query, status_error(404)), query, GATEWAY)
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.suggestion) == (reason, listed)


@pytest.mark.anyio
async def test_a_retired_name_keeps_what_the_host_said() -> None:
    """The outcome of a retired name has its query, the exchange and the host's rejection."""
    query, error = ModelQuery("claude-2.1"), status_error(404, "No such model.")
    failed = Failed(query, error, exchange=exchange(status=404))
    outcome = await KnownNames(History(None)).explain(failed, query, API)
    assert isinstance(outcome, Retired)
    assert (outcome.query, outcome.exchange) == (query, failed.exchange)
    assert outcome.error.rejection is error.rejection


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("listed", "is_retired"),
    [((), True), ((LATEST.id,), True), ((LATEST.id, "bedrock-opus", "gpt-9"), False)],
)
async def test_a_gateway_with_its_own_models(listed: tuple[str, ...], *, is_retired: bool) -> None:
    """What the Claude API has retired, and its successor, mean nothing on such a gateway."""
    known = KnownNames(History(None))
    query = ModelQuery("claude-3-opus-20240229")
    failed = Failed(query, status_error(404))
    outcomes = []
    for retired in (False, True):
        if listed:
            known.keep_list(_page(*listed), GATEWAY.host, retired=retired)
        outcomes.append(await known.explain(failed, query, GATEWAY))
    before, after = outcomes
    assert isinstance(before, Retired) is is_retired
    # Adding the built-in retired models to the list makes no difference.
    assert isinstance(after, Retired) is is_retired
    assert (after.reason, after.suggestions) == (before.reason, before.suggestions)


def test_a_name_that_cannot_be_sent_is_explained() -> None:
    """Text with a look-alike character is an error with the names that it may mean."""
    known = KnownNames(History(None))
    with pytest.raises(InvalidModelIDError) as caught:
        parse_model_id("cl\u0430ude-opus-5")
    failed = known.explain_query_error(caught.value)
    assert (failed.query, failed.error) == (None, caught.value)
    assert failed.suggestion == "claude-opus-5"
    other = ModelBrowserError("That is none.")
    assert known.explain_query_error(other) == Failed(None, other)


def test_known_names_are_collected_once() -> None:
    """The known names are collected again only after they have changed."""
    known = KnownNames(History(None))
    first = known._collect((), NOW)
    assert known._collect((), NOW) is first
    known.keep_list(_page("team-model"), "h", retired=False)
    assert known._collect((), NOW) == (KnownName(name="team-model"),)


NO_ACCESS = "your key or workspace may lack access to it."
WAS_VALID = f"This name was valid on 2026-11-29, but it may have been retired since, or {NO_ACCESS}"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("asked", "reason", "remedy"),
    [
        ("claude-opus-4-8", WAS_VALID, "Ask your org"),
        ("claude-haiku-4-5", WAS_VALID, "Ask your org"),
        ("claude-code", "This is a product name, not a model ID.", "Use a model ID, e.g. claude-"),
        (
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2",
            "This ARN names a resource in an AWS account, not a Claude API model.",
            "Use a model ID, e.g. claude-",
        ),
        ("gpt-9", "This doesn't look like a Claude model ID.", "Use a model ID, e.g. claude-"),
        ("claude-9", "The name has no family, such as opus, sonnet or haiku.", "Use a model ID,"),
        ("claude-gpt-9", "", "Check the spelling."),
        ("claude", "This is a product name, not a model ID.", "Use a model ID, e.g. claude-"),
    ],
)
@pytest.mark.parametrize("listed", [(), ("claude-opus-5",)])
async def test_name_without_a_typo(
    asked: str, reason: str, remedy: str, listed: tuple[str, ...]
) -> None:
    """The spelling is blamed only if it may be wrong; there is nothing to suggest."""
    known = KnownNames(History(None))
    if listed:
        known.lists[False] = tuple(ModelInfo(id=name) for name in listed)
    failed = Failed(ModelQuery(asked), status_error(404))
    outcome = await known.explain(failed, ModelQuery(asked), Connection())
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.suggestions) == (reason, ())
    assert outcome.remedy.startswith(remedy)


@pytest.mark.anyio
async def test_a_reason_that_the_api_gives() -> None:
    """If the API says why a known name isn't available, access isn't doubted."""
    said = "Claude Opus 4.8 is not available. Please use Opus 5."
    query = ModelQuery("claude-opus-4-8")
    failed = Failed(query, NotFoundError(exchange(), Rejection(404, "api", said)))
    outcome = await KnownNames(History(None)).explain(failed, query, Connection())
    assert isinstance(outcome, Failed)
    assert said in outcome.error.message
    assert (outcome.reason, outcome.remedy) == (
        "This name was valid on 2026-11-29.",
        "Use another model, or ask your organization's admin.",
    )


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("asked", "host", "reason", "suggested"),
    [
        ("claude-opus-9", "api.anthropic.com", f"The API lists this name, but {NO_ACCESS}", ()),
        ("claude-haiku-4-5", "gateway.example", "", ()),
        ("claude-opus-4-5", "gateway.example", "", ("claude-opus-5", "claude-opus-9")),
    ],
)
async def test_current_name(asked: str, host: str, reason: str, suggested: tuple[str, ...]) -> None:
    """A name that is on the API's list is right, and one of a current model isn't a retired one."""
    known = KnownNames(History(None))
    known.lists[False] = (ModelInfo(id="claude-opus-9"), ModelInfo(id="claude-opus-5"))
    failed = Failed(ModelQuery(asked), status_error(404), exchange=exchange())
    connection = Connection(base_url=f"https://{host}")
    outcome = await known.explain(failed, ModelQuery(asked), connection)
    assert isinstance(outcome, Failed)
    assert (outcome.reason, tuple(each.name for each in outcome.suggestions)) == (reason, suggested)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("kind", "source"), [(NotFoundError, "gateway"), (GoneError, "api"), (GoneError, "gateway")]
)
async def test_access_is_not_doubted_if_there_is_another_reason(
    kind: type[NotFoundError], source: Source
) -> None:
    """If a proxy rejected a current name, or the API has retired it, that remedy stays."""
    query, said = ModelQuery("claude-haiku-4-5"), Rejection(400, source, "blocked")
    error = kind(exchange(), said, "Check the network.")
    failed = await KnownNames(History(None)).explain(Failed(query, error), query, Connection())
    assert isinstance(failed, Failed)
    assert (failed.reason, failed.remedy) == (
        f"This name was valid on {load_catalog().as_of}.",
        "Check the network.",
    )


@pytest.mark.parametrize(
    ("count", "read"),
    [
        (0, "no models were"),
        (1, "only the first model was"),
        (1200, "only the first 1,200 models were"),
    ],
)
def test_incomplete_list(count: int, read: str) -> None:
    """The notice about an incomplete list says how much of it was read, not what it lacks."""
    models = tuple(ModelInfo(id=str(number)) for number in range(count))
    page = ModelPage(models=models, has_more=True, last_id=None)
    for retired in (False, True):
        assert KnownNames(History(None)).keep_list(page, "h", retired=retired) == (
            f"h's model list is incomplete: {read} read.",
        )
