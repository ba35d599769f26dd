"""Names that are known without a request, and what they say about an unknown name."""

from dataclasses import replace
from datetime import UTC, datetime

from modelbrowser.api.errors import GoneError, repeats_query
from modelbrowser.domain.catalog import (
    KnownModel,
    RetiredError,
    find_known,
    find_retirement,
    load_catalog,
    unlisted_retired,
)
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.known_name import (
    KnownName,
    collect_known_names,
    completion_names,
    find_known_name,
    is_claude_api_list,
)
from modelbrowser.domain.lookup import ModelInfo, ModelPage
from modelbrowser.domain.query import InvalidModelIDError, ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.history.history import History
from modelbrowser.state import Failed, Retired


class KnownNames:
    """The names from the API's lists, the history and the built-in catalog.

    Attributes:
        lists: The API's lists requested so far: without retired models, and with them.
        is_api: Whether they are from the Claude API itself.
    """

    def __init__(self, history: History) -> None:
        self.lists: dict[bool, tuple[ModelInfo, ...]] = {}
        self.is_api = False
        self._history = history
        self._collected: tuple[object, tuple[KnownName, ...]] = (None, ())

    @property
    def listed(self) -> tuple[ModelInfo, ...]:
        """The models on the lists that were requested, without built-in ones."""
        models = (*self.lists.get(False, ()), *self.lists.get(True, ()))
        return tuple(each for each in models if not isinstance(each, KnownModel))

    def keep_list(self, page: ModelPage, host: str, *, retired: bool) -> tuple[str, ...]:
        """Keep the whole list of a host, and return what is missing, in sentences.

        If the requested retired models are missing from a complete list, those in the built-in
        catalog are added.
        """
        self.lists[retired] = page.models
        newer = {model.id: model for model in page.models if model.lifecycle != "retired"}
        if not page.has_more and (other := self.lists.get(not retired)):
            # It is older: a model that isn't on the new list is gone, or retired.
            self.lists[not retired] = tuple(
                newer.get(each.id, each)
                for each in other
                if each.id in newer or each.lifecycle == "retired"
            )
        notes = {model.explain_format(host) for model in page.models}
        notices = [note for note in notes if note and len(notes) == 1]
        if page.unreadable:
            left_out = "entry was" if page.unreadable == 1 else "entries were"
            notices.append(f"{page.unreadable} unreadable list {left_out} left out.")
        if page.has_more:
            number = len(page.models)
            read = {0: "no models were", 1: "only the first model was"}
            what = read.get(number, f"only the first {number:,} models were")
            notices.append(f"{host}'s model list is incomplete: {what} read.")
        has_retired = any(model.lifecycle == "retired" for model in page.models)
        if retired and not has_retired and not page.has_more:
            built_in = unlisted_retired(page.models, datetime.now(UTC))
            self.lists[retired] += built_in
            known = f"; what is known of them is built-in data from {load_catalog().as_of}"
            # A model without a status may be retired.
            is_certain = all(model.lifecycle for model in page.models)
            lacks = "list retired models" if is_certain else "say which models are retired"
            notices.append(f"{host} doesn't {lacks}{known if built_in else ''}.")
        return tuple(notices)

    async def complete(self, connection: Connection) -> tuple[str, ...]:
        """Collect the names to offer for completion on a host or in the demo.

        They are looked-up names, then listed aliases, then listed IDs.
        """
        looked_up = await self._history.names(connection.address, demo=connection.demo)
        return completion_names(self.lists.get(False, ()), looked_up, is_api=self.is_api)

    def explain_query_error(self, error: ModelBrowserError) -> Failed:
        """Make the failure for text that can't be sent, with the known names that look like it."""
        if not (isinstance(error, InvalidModelIDError) and error.text):
            return Failed(None, error)
        # Lazy import: keeps startup fast.
        from modelbrowser.domain.suggest import suggest

        known = self._collect((), datetime.now(UTC))
        return Failed(None, error, suggestions=suggest(error.text, known))

    async def explain(self, failed: Failed, query: ModelQuery, connection: Connection) -> Failed:
        """Add what is known about a name that a host, or the demo, doesn't know."""
        name, exchange = query.model_id, failed.exchange
        listed = self.listed
        now = exchange.finished_at if exchange else datetime.now(UTC)
        retirement = find_retirement(name, listed, now, is_api=connection.is_api)
        is_built_in = retirement is not None and isinstance(retirement.model, KnownModel)
        # A gateway with models of its own may still have one that the Claude API has retired.
        lists_own = not connection.is_api and not is_claude_api_list({each.id for each in listed})
        if retirement and not (is_built_in and listed and lists_own):
            error = RetiredError(retirement, failed.error.rejection)
            return Retired(query, error, exchange=exchange)
        # Lazy import: keeps startup fast.
        from modelbrowser.domain.name_form import explain_non_model_id, explain_unknown_name
        from modelbrowser.domain.suggest import suggest

        looked_up = await self._history.names(connection.address, demo=connection.demo)
        names = self._collect(looked_up, now)
        known = find_known_name(name, names)
        is_current = find_known(name, load_catalog().models) is not None
        is_listed = any(model.id == name for model in listed)
        if is_listed or (is_current and connection.is_api):
            return _explain_known(replace(failed, known=known), connection, is_listed=is_listed)
        if is_current:
            names = tuple(each for each in names if not each.is_retired)
        # Without a gateway's list, the names of the catalog are only a guess.
        is_guess = not (self.lists or connection.is_api)
        suggestions = () if is_guess and known and not known.last_seen else suggest(name, names)
        best = suggestions[0].name if suggestions else None
        if best or connection.is_api:
            # A gateway may have names of its own in the Claude API's form.
            is_api_name = connection.is_api or find_known(best or "", load_catalog().models)
            reason = explain_unknown_name(name, best, is_api_name=bool(is_api_name)) or ""
        else:
            reason = explain_non_model_id(name) or ""
        if connection.is_api and reason:
            failed = replace(failed, specific_remedy="Use a model ID, e.g. claude-haiku-4-5.")
        if is_guess and suggestions and not suggestions[0].last_seen:
            reason = f"{reason} {connection.host} may use different names than the Claude API."
        return replace(failed, suggestions=suggestions, known=known, reason=reason.lstrip())

    def _collect(self, looked_up: tuple[HistoryEntry, ...], now: datetime) -> tuple[KnownName, ...]:
        """Collect all known names, unless they haven't changed: 1,000 take 10 ms."""
        listed = self.listed if self.lists else None
        state = (listed, looked_up[:1], len(looked_up), now.date())
        if self._collected[0] != state:
            names = collect_known_names(listed, looked_up, now, is_api=self.is_api)
            self._collected = (state, names)
        return self._collected[1]


def _explain_known(failed: Failed, connection: Connection, *, is_listed: bool) -> Failed:
    """Say why a known name may have failed: access is doubted only if no other reason is given."""
    rejection, credential = failed.error.rejection, connection.credential
    own = credential.noun if credential and credential.kind != "api_key" else "key"
    is_explained = rejection and rejection.message and not repeats_query(rejection.message)
    if not connection.is_api:
        but = "rejected the lookup" if is_explained else f"your {own} may lack access to it"
        return replace(
            failed,
            reason=f"{connection.host} lists this name, but {but}.",
            specific_remedy=f"Ask the operator of {connection.host}.",
        )
    fact, doubt = "The API lists this name", f"your {own} or workspace may lack access to it"
    if not is_listed:
        fact = f"This name was valid on {load_catalog().as_of}"
        doubt = f"it may have been retired since, or {doubt}"
    if is_explained or isinstance(failed.error, GoneError):
        remedy = "Use another model, or ask your organization's admin."
        # For what is in front of the API, and for a retired model, the error has its own remedy.
        is_open = (
            rejection and rejection.source == "api" and not isinstance(failed.error, GoneError)
        )
        return replace(failed, reason=f"{fact}.", specific_remedy=remedy if is_open else "")
    return replace(
        failed, reason=f"{fact}, but {doubt}.", specific_remedy="Ask your organization's admin."
    )
