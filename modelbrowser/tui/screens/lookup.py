"""The main screen: ask, tick, read."""

import contextlib
from dataclasses import replace
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from modelbrowser.domain.catalogue import catalogue
from modelbrowser.domain.credential import Credential
from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import ModelQuery, looks_like_key
from modelbrowser.errors import ModelBrowserError
from modelbrowser.launch import Launch
from modelbrowser.presentation.comparison import compare
from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.service import Service
from modelbrowser.snippets.request import SnippetRequest
from modelbrowser.state import Cancelled, Failed, Found, Idle, LookupState, Pending
from modelbrowser.tui.screens.compare import CompareScreen
from modelbrowser.tui.screens.exchange import ExchangeScreen
from modelbrowser.tui.screens.history import HistoryScreen
from modelbrowser.tui.screens.key import ChoseDemo, KeyScreen
from modelbrowser.tui.screens.models import ModelsScreen
from modelbrowser.tui.screens.snippet import SnippetScreen
from modelbrowser.tui.terminal.guard import GuardedApp
from modelbrowser.tui.widgets.bar import Bar
from modelbrowser.tui.widgets.beta_list import BetaList
from modelbrowser.tui.widgets.beta_pane import BetaPane
from modelbrowser.tui.widgets.history_list import HistoryList
from modelbrowser.tui.widgets.history_pane import HistoryPane
from modelbrowser.tui.widgets.key_bar import KeyBar
from modelbrowser.tui.widgets.model_detail import ModelDetail
from modelbrowser.tui.widgets.model_input import ModelInput


class LookupScreen(Screen[None]):
    """A form on the left, its answer below, the betas beside."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "look_up", "Look up", key_display="⏎", id="look-up",
                tooltip="Ask what the typed model ID or alias stands for"),
        Binding("escape", "cancel", "Cancel", key_display="Esc", id="cancel",
                tooltip="Stop waiting for the answer"),
        Binding("escape", "back", "Back", key_display="Esc", show=False, id="lookup.back",
                tooltip="One step back, at last to the input"),
        Binding("ctrl+n", "take_nearest", "Nearest", id="nearest",
                tooltip="Look up the name that was probably meant"),
        Binding("ctrl+n", "untick_refused", "Untick", id="untick",
                tooltip="Untick the betas that the API refused, and ask again"),
        Binding("ctrl+t", "swap", "Betas", id="betas",
                tooltip="To the beta values, and back to the input"),
        Binding("ctrl+y", "copy_id", "Copy ID", id="copy-id",
                tooltip="Send the resolved ID to the terminal's clipboard"),
        Binding("ctrl+r", "again", "Again", show=False, id="again",
                tooltip="Ask the question that is answered here again"),
        Binding("ctrl+o", "models", "Models", id="models",
                tooltip="All models that the API lists: find one and look it up"),
        Binding("ctrl+g", "history", "History", show=False, id="history",
                tooltip="All earlier lookups: repeat one, forget one, forget all"),
        Binding("c", "snippet", "Copy as code", show=False, id="snippet",
                tooltip="The request on screen in the language of your program"),
        Binding("p", "pin", "Pin", show=False, id="pin",
                tooltip="Keep this answer, to compare the next ones with it"),
        Binding("u", "unpin", "Unpin", id="unpin",
                tooltip="Compare no more"),
        Binding("w", "exchange", "What was sent", show=False, id="exchange",
                tooltip="The request and the answer, to read, to copy, for support"),
        Binding("ctrl+l", "to_input", "To the input", show=False, id="input",
                tooltip="Type another model ID or alias"),
    ]  # fmt: skip

    state: var[LookupState] = var[LookupState](Idle())
    """Where the current lookup stands; everything on screen follows from it."""

    is_stale: var[bool] = var(default=False)
    """Whether the form holds another question than the one that was answered."""

    pinned: var[Found | None] = var[Found | None](None)
    """The answer that the next ones are compared with."""

    app = getters.app(GuardedApp)
    input = getters.query_one(ModelInput)
    betas = getters.query_one(BetaPane)
    history = getters.query_one(HistoryPane)
    bar = getters.query_one(Bar)
    key_bar = getters.query_one(KeyBar)

    def __init__(self, service: Service, launch: Launch) -> None:
        """Make the screen.

        Args:
            service: Does the lookups.
            launch: What the person asked for on the command line and in the settings.
        """
        super().__init__()
        self._service = service
        self._launch = launch
        self._lookup: Worker[None] | None = None
        self._notice = NOTHING

    def compose(self) -> ComposeResult:
        """Lay out the bar, the panes and the keys."""
        launch = self._launch
        yield Bar()
        with Container(id="body"):
            with Vertical(id="main"):
                yield ModelInput(launch.model_id or "")
                yield ModelDetail(launch.clock, self._service.connection.timeout).data_bind(
                    LookupScreen.state, LookupScreen.is_stale
                )
                yield HistoryPane(self._service, launch.clock)
            yield BetaPane(launch.own_betas, launch.ticked_betas)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start where the command line said."""
        self._show_connection()
        self.input.focus()
        self._service.company.on_trouble = lambda words: self.key_bar.say(plain(words))
        if self._launch.notices:
            self.key_bar.say(plain(" ".join(self._launch.notices)))
        if self._launch.model_id:
            self.action_look_up()
        elif not self._service.connection.may_ask:
            self._ask_for_key()
        # The first paint comes first.
        self.call_after_refresh(self._learn_names)
        self.call_after_refresh(self.history.load)

    @property
    def focus_chain(self) -> list[Widget]:
        """Tab goes from the input to the betas, the answer and the history, wherever they lie."""
        late = (ModelDetail, HistoryPane)
        return sorted(
            super().focus_chain,
            key=lambda widget: late.index(type(widget)) if isinstance(widget, late) else -1,
        )

    def action_look_up(self) -> None:
        """Ask the question that the form holds."""
        self._uncover_answer()
        try:
            query = self._form()
        except ModelBrowserError as error:
            if looks_like_key(self.input.value):
                self.input.value = ""
            self._stop()
            self.state = Failed(None, error)
            return
        self._ask(query)

    @property
    def _asked(self) -> ModelQuery | None:
        """The question on screen."""
        return None if isinstance(self.state, Idle) else self.state.query

    def _form(self) -> ModelQuery:
        """The question that the form holds.

        Raises:
            ModelBrowserError: If it cannot be one.
        """
        return ModelQuery.parse(self.input.value, self.betas.list.ticked)

    def action_again(self) -> None:
        """Ask the question on screen again; the form's where none was asked."""
        self._uncover_answer()
        if self._asked:
            self._ask(self._asked)
        else:
            self.action_look_up()

    def action_take_nearest(self) -> None:
        """Look up the first suggestion."""
        if isinstance(self.state, Failed) and self.state.suggestions:
            self.input.value = self.state.suggestions[0].name
            self.action_look_up()

    def action_untick_refused(self) -> None:
        """Ask again without the betas that the API refused."""
        self.betas.list.untick(self.betas.list.refused)
        self.action_look_up()

    def action_models(self) -> None:
        """Show all models; the chosen one is looked up."""

        def look_up(model_id: str | None) -> None:
            if model_id:
                self.input.value = model_id
                self.action_look_up()

        self.app.push_screen(ModelsScreen(self._service, self.bar.items), look_up)

    def action_history(self) -> None:
        """Show all earlier lookups; the chosen one is repeated."""

        def go_on(entry: Entry | None) -> None:
            # What was forgotten there is gone here too.
            self.history.load()
            if entry:
                self._repeat(entry)

        service = self._service
        demo = service.connection.demo
        screen = HistoryScreen(service.history, self._launch.clock, self.bar.items, demo=demo)
        self.app.push_screen(screen, go_on)

    @on(HistoryList.Chosen)
    def _repeat_chosen(self, event: HistoryList.Chosen) -> None:
        self._repeat(event.entry)

    def _repeat(self, entry: Entry) -> None:
        """Ask what was asked before, with the same betas."""
        try:
            # Checked before it is shown: another hand may have written in the file.
            query = ModelQuery.parse(entry.asked, entry.betas)
        except ModelBrowserError as error:
            self.key_bar.say(plain(error.message))
            return
        self.input.value = query.model_id
        self.betas.list.tick_exactly(query.betas)
        self.action_look_up()

    @on(HistoryPane.Loaded)
    def _take_history(self, event: HistoryPane.Loaded) -> None:
        """Let Up and Down in the input walk what was asked."""
        self.input.past = event.asked
        if event.notice and event.notice != self._notice:
            self._notice = event.notice
            self.key_bar.say(event.notice)

    def action_snippet(self) -> None:
        """Show the request on screen as code; the form's where none was asked."""
        try:
            query = self._asked or self._form()
            requests = [SnippetRequest.of(query, self._service.connection)]
            if isinstance(self.state, Found) and self.state.lookup.is_alias:
                resolved = replace(query, model_id=self.state.lookup.model.id)
                requests.append(SnippetRequest.of(resolved, self._service.connection))
        except ModelBrowserError as error:
            self.key_bar.say(plain(error.message))
            return
        memory = self._launch.memory
        self.app.push_screen(SnippetScreen(tuple(requests), memory, self.bar.items))

    def action_exchange(self) -> None:
        """Show what was sent and what came back."""
        state = self.state
        if isinstance(state, Found | Failed) and state.query and state.exchange:
            self.app.push_screen(ExchangeScreen(state.query, state.exchange, self.bar.items))
        else:
            self.key_bar.say(Plain("Nothing came back yet."))

    def action_pin(self) -> None:
        """Keep the answer, and compare the next ones with it."""
        if isinstance(self.state, Found):
            self.pinned = self.state
            self.key_bar.say(Plain("Pinned. The next answer is compared with this one."))
        else:
            self.key_bar.say(Plain("Nothing to pin: there is no answer with a model."))

    def action_unpin(self) -> None:
        """Compare no more."""
        self.pinned = None

    def action_cancel(self) -> None:
        """Stop waiting."""
        if isinstance(self.state, Pending):
            self._stop()
            self.state = Cancelled(self.state.query)

    def action_back(self) -> None:
        """Go one step back: to the list of betas, to the input."""
        self.set_class(False, "-betas")  # noqa: FBT003 - Textual's own signature
        self.input.focus()

    def action_swap(self) -> None:
        """Go to the betas, or from them back to the input."""
        at_betas = self.focused is not None and self.betas in self.focused.ancestors
        self.set_class(not at_betas, "-betas")
        if at_betas:
            self.input.focus()
        else:
            self.betas.list.focus()

    def action_to_input(self) -> None:
        """Go to the input."""
        self.action_back()

    def action_filter_betas(self) -> None:
        """Narrow the list of betas."""
        self.set_class(True, "-betas")  # noqa: FBT003 - Textual's own signature
        self.betas.open_filter()

    def action_copy_id(self) -> None:
        """Send the resolved ID to the terminal's clipboard: only the one that is shown."""
        if isinstance(self.state, Found) and not self.is_stale:
            self.app.copy_to_clipboard(self.state.lookup.model.id)
        else:
            self.key_bar.say(Plain("Nothing to copy."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what makes sense where the lookup stands."""
        del parameters
        match action:
            case "cancel":
                return isinstance(self.state, Pending)
            case "back":
                return not isinstance(self.state, Pending)
            case "take_nearest":
                return isinstance(self.state, Failed) and bool(self.state.suggestions)
            case "unpin":
                return self.pinned is not None
            case "untick_refused":
                return isinstance(self.state, Failed) and bool(self.state.refused_betas)
            case _:
                return True

    def watch_state(self) -> None:
        """Let the rest of the screen follow."""
        refused = self.state.refused_betas if isinstance(self.state, Failed) else ()
        self.betas.list.refused = frozenset(refused)
        self._compare()
        self.refresh_bindings()
        if isinstance(self.state, Found | Failed):
            self.history.load()
        if isinstance(self.state, Found) and self.pinned:
            self._show_beside(self.pinned.lookup, self.state.lookup)

    def watch_pinned(self) -> None:
        """Say what is pinned."""
        self._show_connection()
        self.refresh_bindings()

    def _show_beside(self, pinned: Lookup, newest: Lookup) -> None:
        """Show two answers side by side."""

        def go_on(keep: bool | None) -> None:  # noqa: FBT001 - the screen's result
            if keep is False:
                self.action_unpin()

        comparison = compare(pinned, newest, self._launch.clock)
        self.app.push_screen(CompareScreen(comparison, self.bar.items), go_on)

    def _ask(self, query: ModelQuery) -> None:
        if not self._service.connection.may_ask:
            self._ask_for_key(query)
        elif not (isinstance(self.state, Pending) and self.state.query == query):
            self.app.has_sent = True
            self.state = Pending(query)
            self._lookup = self._look_up(query)

    @work(exclusive=True, group="lookup")
    async def _look_up(self, query: ModelQuery) -> None:
        """Wait for the answer. A newer lookup cancels an older one."""
        self.state = await self._service.look_up(query, self._report)

    @work(exclusive=True, group="names")
    async def _learn_names(self) -> None:
        """Load the list, so that the connection is warm and the input can complete names."""
        self.input.names = await self._service.names()
        if self._service.connection.may_ask:
            # A list that fails is no trouble to a lookup; its own screen tells why.
            with contextlib.suppress(ModelBrowserError):
                await self._service.list_models()
        self.input.names = await self._service.names()

    def _report(self, pending: Pending) -> None:
        self.state = pending

    def _uncover_answer(self) -> None:
        """Leave the betas where they lie over the answer."""
        if self.has_class("-betas") and (self.has_class("-tiny") or self.has_class("-short")):
            self.action_back()

    def _stop(self) -> None:
        if self._lookup:
            self._lookup.cancel()

    @on(Input.Changed, "#ask")
    @on(BetaList.Changed)
    def _compare(self) -> None:
        """Find out whether the answer is still the one to what the form holds."""
        asked = self._asked
        self.is_stale = asked is not None and (
            asked.model_id != self.input.value.strip() or asked.betas != self.betas.list.ticked
        )

    @on(ModelInput.LinesIgnored)
    def _tell_ignored(self) -> None:
        self.key_bar.say(Plain("Several lines were pasted: only the first was taken."))

    @on(BetaPane.Refused)
    def _tell_refused(self, event: BetaPane.Refused) -> None:
        self.key_bar.say(event.words)

    def _ask_for_key(self, query: ModelQuery | None = None) -> None:
        """Let the person type a key, or go to the demo."""

        async def go_on(choice: Credential | ChoseDemo | None) -> None:
            if choice is None:
                return
            connection = self._service.connection
            if isinstance(choice, Credential):
                connection = replace(connection, credential=choice)
            else:
                connection = replace(connection, demo=True)
            await self._service.connect(connection)
            self._show_connection()
            self._learn_names()
            self.history.load()
            if query:
                self._ask(query)

        self.app.push_screen(KeyScreen(), go_on)

    def _show_connection(self) -> None:
        """Say who gets the key, whose it is, what is pinned, and whose zone the times are in."""
        connection = self._service.connection
        if connection.demo:
            whom: tuple[Plain, ...] = (Plain(f"demo data of {catalogue().as_of}"),)
        else:
            credential = connection.credential
            source = plain(credential.source) if credential else "none"
            whom = (plain(connection.host), Plain(f"key: {source}"))
        if self.pinned:
            whom = (*whom, Plain(f"pinned: {plain(self.pinned.lookup.model.id, 256)}"))
        self.bar.items = (*whom, Plain(f"times: {self._launch.clock.label}"))
