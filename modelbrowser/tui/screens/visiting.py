"""From the answer to the other screens, and back with what was chosen there."""

from dataclasses import replace
from typing import Literal

from textual import getters
from textual.reactive import var

from modelbrowser.domain.connection import Credential
from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.state import Failed, Found
from modelbrowser.tui.screens.asking import AskingScreen
from modelbrowser.tui.widgets.bar import Bar
from modelbrowser.tui.widgets.history_pane import HistoryPane


class VisitingScreen(AskingScreen):
    """Each other screen is imported when it is first opened: the start is quicker for it."""

    pinned: var[Found | None] = var[Found | None](None)
    """The answer that the next ones are compared with."""

    bar = getters.query_one(Bar)
    history = getters.query_one(HistoryPane)

    def learn(self) -> None:
        """Take over what another host or key makes known."""
        raise NotImplementedError

    def ask_for_key(self, query: ModelQuery | None = None) -> None:
        """Let the person type a key, or go to the demo."""
        from modelbrowser.tui.screens.key import KeyScreen

        async def go_on(choice: Credential | Literal["demo"] | None) -> None:
            if choice is None:
                return
            connection = self._service.connection
            if isinstance(choice, Credential):
                connection = replace(connection, credential=choice, demo=False)
            else:
                connection = replace(connection, demo=True)
            await self._service.connect(connection)
            self.learn()
            if query:
                self._ask(query)

        self.app.push_screen(KeyScreen(self._service.connection), go_on)

    def action_type_key(self) -> None:
        """Let the person type another key."""
        self.ask_for_key()

    def action_change_key(self) -> None:
        """Let the person type another key, and ask the refused question again with it."""
        self.ask_for_key(self._asked)

    def action_models(self) -> None:
        """Show all models; the chosen one is looked up."""
        from modelbrowser.tui.screens.models import ModelsScreen

        def look_up(model_id: str | None) -> None:
            if model_id:
                self.input.put(model_id)
                self.action_look_up()

        self.app.push_screen(ModelsScreen(self._service, self.bar.items), look_up)

    def action_history(self) -> None:
        """Show all earlier lookups; the chosen one is repeated."""
        from modelbrowser.tui.screens.history import HistoryScreen

        def go_on(entry: Entry | None) -> None:
            # What was forgotten there is gone here too.
            self.history.load()
            if entry:
                self._repeat(entry)

        service = self._service
        demo = service.connection.demo
        screen = HistoryScreen(service.history, self._launch.clock, self.bar.items, demo=demo)
        self.app.push_screen(screen, go_on)

    def action_snippet(self) -> None:
        """Show the request on screen as code; the form's where none was asked."""
        from modelbrowser.snippets.request import snippet_requests
        from modelbrowser.tui.screens.snippet import SnippetScreen

        resolved_id = self.state.lookup.model.id if isinstance(self.state, Found) else None
        try:
            query = self._asked or self._typed_query()
            requests = snippet_requests(query, self._service.connection, resolved_id)
        except ModelBrowserError as error:
            self.key_bar.say(plain(error.message))
            return
        self.app.push_screen(SnippetScreen(requests, self._launch.preferences, self.bar.items))

    def action_exchange(self) -> None:
        """Show what was sent and what came back."""
        from modelbrowser.tui.screens.exchange import ExchangeScreen

        state = self.state
        if isinstance(state, Found | Failed) and state.query and state.exchange:
            self.app.push_screen(ExchangeScreen(state.query, state.exchange, self.bar.items))
        else:
            self.key_bar.say(Plain("Nothing came back yet."))

    def action_pin(self) -> None:
        """Keep the answer, and compare the next ones with it."""
        if isinstance(self.state, Found):
            self.pinned = self.state
            # The next one can be typed at once.
            self.set_focus(self.input)
            self.key_bar.say(Plain("Pinned: the next one is compared."))
        else:
            self.key_bar.say(Plain("Nothing to pin: there is no answer with a model."))

    def action_unpin(self) -> None:
        """Compare no more."""
        self.pinned = None
        self.key_bar.say(Plain("Unpinned."))

    def show_beside(self, pinned: Lookup, newest: Lookup) -> None:
        """Show two answers side by side."""
        from modelbrowser.presentation.comparison import compare
        from modelbrowser.tui.screens.compare import CompareScreen

        def go_on(result: bool | str | None) -> None:  # noqa: FBT001 - the screen's result
            if isinstance(result, str):
                self.set_focus(self.input)
                self.input.put(result or self.input.value)
                if not result:
                    self.input.action_select_all()
            elif result is False:
                self.action_unpin()

        comparison = compare(pinned, newest, self._launch.clock)
        self.app.push_screen(CompareScreen(comparison, self.bar.items), go_on)
