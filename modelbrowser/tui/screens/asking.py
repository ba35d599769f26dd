"""The form, the question that it holds, and the state of its lookup."""

from textual import getters, on, work
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.query import ModelQuery, looks_like_key
from modelbrowser.errors import ModelBrowserError
from modelbrowser.launch import Launch
from modelbrowser.presentation.plain import plain
from modelbrowser.service import Service
from modelbrowser.state import Cancelled, Failed, Idle, LookupState, Pending
from modelbrowser.terminal.clipboard import ClipboardApp
from modelbrowser.tui.widgets.beta_list import BetaList
from modelbrowser.tui.widgets.beta_pane import BetaPane
from modelbrowser.tui.widgets.key_bar import KeyBar
from modelbrowser.tui.widgets.model_input import ModelInput


class AskingScreen(Screen[None]):
    """Input and betas make a question; one worker at a time waits for its answer."""

    state: var[LookupState] = var[LookupState](Idle())
    """Where the current lookup stands; everything on screen follows from it."""

    is_stale: var[bool] = var(default=False)
    """Whether the form holds another question than the one that is answered on screen."""

    app = getters.app(ClipboardApp)
    input = getters.query_one(ModelInput)
    betas = getters.query_one(BetaPane)
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

    def ask_for_key(self, query: ModelQuery | None = None) -> None:
        """Let the person type a key; then the question, if there is one, can be asked."""
        raise NotImplementedError

    def uncover_answer(self) -> None:
        """Bring the answer into sight, where something lies over it."""
        raise NotImplementedError

    @property
    def _asked(self) -> ModelQuery | None:
        """The question on screen."""
        return None if isinstance(self.state, Idle) else self.state.query

    def action_look_up(self) -> None:
        """Ask the question that the form holds."""
        if self._asked:
            # Said of an earlier answer. What is said at the start stays its time.
            self.key_bar.hush()
        self.uncover_answer()
        self.input.settle()
        try:
            query = self._typed_query()
        except ModelBrowserError as error:
            if looks_like_key(self.input.value):
                self.input.value = ""
            self._stop()
            self.state = Failed(None, error)
            return
        self._ask(query)

    def _typed_query(self) -> ModelQuery:
        """The question that the form holds.

        Raises:
            ModelBrowserError: If it cannot be one.
        """
        return ModelQuery.parse(self.input.value, self.betas.list.ticked)

    def action_again(self) -> None:
        """Ask the question on screen again; the form's where none was asked."""
        self.uncover_answer()
        if self._asked:
            self._ask(self._asked)
        else:
            self.action_look_up()

    def action_take_nearest(self) -> None:
        """Look up the first suggestion."""
        if isinstance(self.state, Failed) and self.state.suggestions:
            self.input.put(self.state.suggestions[0].name)
            self.action_look_up()

    def action_untick_refused(self) -> None:
        """Ask again without the betas that the API refused."""
        self.betas.list.untick(self.betas.list.refused)
        self.action_look_up()

    def _repeat(self, entry: Entry) -> None:
        """Ask what was asked before, with the same betas."""
        try:
            # Checked before it is shown: another hand may have written in the file.
            query = ModelQuery.parse(entry.asked, entry.betas)
        except ModelBrowserError as error:
            self.key_bar.say(plain(error.message))
            return
        self.input.put(query.model_id)
        self.betas.list.tick_exactly(query.betas)
        self.action_look_up()

    def action_cancel(self) -> None:
        """Stop waiting."""
        if isinstance(self.state, Pending):
            self._stop()
            self.state = Cancelled(self.state.query)

    def _ask(self, query: ModelQuery) -> None:
        if not self._service.connection.may_ask:
            self.ask_for_key(query)
        elif not (isinstance(self.state, Pending) and self.state.query == query):
            self.app.has_sent = True
            self.state = Pending(query)
            self._lookup = self._look_up(query)

    @work(exclusive=True, group="lookup")
    async def _look_up(self, query: ModelQuery) -> None:
        """Wait for the answer. A newer lookup cancels an older one."""
        outcome = await self._service.look_up(query, self._report)
        # By now the person may have quit.
        if self.is_attached:
            self.state = outcome

    def _report(self, pending: Pending) -> None:
        self.state = pending

    def _stop(self) -> None:
        if self._lookup:
            self._lookup.cancel()

    @on(Input.Changed, "#ask")
    @on(BetaList.Changed)
    def _update_stale(self) -> None:
        """Find out whether the answer is still the one to what the form holds."""
        asked = self._asked
        is_other = asked is not None and (
            asked.model_id != self.input.value.strip() or asked.betas != self.betas.list.ticked
        )
        # To ask unmarks nothing: until the answer comes, the one on screen is an earlier one.
        self.is_stale = is_other or (self.is_stale and isinstance(self.state, Pending))
