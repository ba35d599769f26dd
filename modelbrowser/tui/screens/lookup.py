"""The actions of the main screen: look up, compare, watch, connect, open other screens.

Its panes are in `panes.py`, and its keys in `lookup_keys.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from textual import getters, work
from textual.screen import Screen

from modelbrowser.domain.connection import Connection, ProfileChoice
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import ModelQuery, key_in_query_error
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.state import Failed, Found, LookupState, Outcome, Pending, Retired, Watch
from modelbrowser.terminal.clipboard import ClipboardApp
from modelbrowser.tui.screens.lookup_keys import LOOKUP_KEYS, is_offered
from modelbrowser.tui.screens.panes import PaneScreen
from modelbrowser.tui.widgets.betas import BetaFilter

T = TypeVar("T")


class LookupScreen(PaneScreen):
    """The main screen.

    The contents of the form become a query for the session, and everything on screen follows
    the session's state. Every other screen is imported when it is first opened, which keeps
    startup fast, and passes the user's choice to a callback.
    """

    BINDINGS = LOOKUP_KEYS

    app = getters.app(ClipboardApp)

    def on_mount(self) -> None:
        """Start what the command line asks for."""
        self.show_connection()
        self.set_focus(self.input)
        self._session.on_state = self._follow
        self._session.on_watch = self._follow_watch
        self._session.on_notice = self._show_unasked
        if self._options.model_id:
            self.action_look_up()
        elif not self._session.connection.can_send:
            self._ask_for_key()
        if self._options.notices:
            self._show_unasked(" ".join(self._options.notices))
        # The first paint comes first.
        self.call_after_refresh(self.load_names)
        self.call_after_refresh(self.history.load)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions that make sense in the state of the lookup."""
        del parameters
        return is_offered(action, self.state, self.pinned, self.current_watch)

    def _show_unasked(self, notice: str) -> None:
        """Show a notice that no key caused, which the next key might end too early."""
        if not self.is_running:
            return
        self.key_bar.show_notice(sanitize(notice), is_lasting=True)

    # The lookup

    def _typed_query(self) -> ModelQuery:
        """Make a query from the form.

        Raises:
            ModelBrowserError: If it is malformed.
        """
        if self.bar_app.holds_key(self.input.value):
            raise key_in_query_error()
        return ModelQuery.parse(self.input.value, self.betas.list.selected)

    def action_look_up(self) -> None:
        """Look up the query in the form."""
        self.uncover_answer()
        self.input.hide_completion()
        try:
            query = self._typed_query()
        except ModelBrowserError as error:
            if self.bar_app.holds_key(self.input.value):
                self.input.value = ""
            self._session.reject(error)
            return
        self._look_up(query)

    def action_refresh(self) -> None:
        """Repeat the lookup on screen; without one, look up the query in the form."""
        self.uncover_answer()
        if self.current_query:
            self._look_up(self.current_query)
        else:
            self.action_look_up()

    def action_accept_suggestion(self) -> None:
        """Look up the first suggestion."""
        if isinstance(self.state, Failed | Retired) and self.state.suggestion:
            self._look_up_name(self.state.suggestion)

    def action_look_up_successor(self) -> None:
        """Look up the documented successor of a model."""
        if isinstance(self.state, Found | Retired) and self.state.successor:
            self._look_up_name(self.state.successor)

    def action_choose(self, index: int) -> None:
        """Look up one of the names in the pane."""
        names = [each.name for each in self.detail.report.suggestions]
        if index < len(names):
            self._look_up_name(names[index])

    def action_deselect_rejected(self) -> None:
        """Look up again without the betas that the API rejected."""
        self.betas.list.deselect(self.betas.list.rejected)
        self.action_look_up()

    def action_cancel(self) -> None:
        """Cancel the lookup."""
        self._session.cancel()

    def _look_up(self, query: ModelQuery) -> None:
        if not self._session.connection.can_send:
            self._ask_for_key(query)
        elif not (isinstance(self.state, Pending) and self.state.query == query):
            self.app.has_sent = True
            self._wait(self._session.start(query))

    def _look_up_name(self, name: str) -> None:
        self.input.set_text(name)
        self.action_look_up()

    @work(group="lookup")
    async def _wait(self, lookup: asyncio.Task[None]) -> None:
        """Await the lookup in a worker, so that an internal error ends the app."""
        await lookup

    def _repeat(self, entry: HistoryEntry) -> None:
        """Repeat a lookup from the history, with its betas."""
        try:
            # Checked before it is shown: another program may have written to the file.
            query = ModelQuery.parse(entry.model_id, entry.betas)
        except ModelBrowserError as error:
            self.key_bar.show_notice(sanitize(error.message))
            return
        self.betas.list.select_only(query.betas)
        self._look_up_name(query.model_id)

    def action_repeat(self) -> None:
        """Repeat the lookup under the cursor in the history pane."""
        if entry := self.history.current:
            self.go_to_input()
            self._repeat(entry)

    # The answer

    def _follow(self, state: LookupState) -> None:
        # The session outlives the screen, and the screen its widgets.
        if self.is_running:
            self.state = state

    def watch_state(self) -> None:
        """Update what isn't bound to the state, and react to an answer."""
        super().watch_state()
        if isinstance(self.state, Found):
            self._react_to_answer()

    def _react_to_answer(self) -> None:
        """React to an answer, without taking keys if the user is doing something else by then."""
        is_typing = self.is_stale or isinstance(self.focused, BetaFilter)
        if is_typing or not self.is_active:
            if self.pinned:
                key = self.bar_app.key_for("compare")
                self._show_unasked(f"Press {key} to compare with the pinned result.")
            return
        if self.input.has_focus:
            # The next text typed is a new name.
            self.input.action_select_all()
        if self.pinned:
            self.action_compare()

    def action_copy_id(self) -> None:
        """Copy the resolved ID, unless the answer is out of date."""
        self._copy(lambda model: model.id)

    def action_copy_name(self) -> None:
        """Copy the model's name as shown, unless the answer is out of date."""
        self._copy(lambda model: sanitize(model.display_name))

    def action_nothing_to_copy(self) -> None:
        """Show that there is nothing to copy."""
        self.key_bar.show_notice(SafeText("Nothing to copy."))

    def _copy(self, part: Callable[[ModelInfo], str]) -> None:
        if not isinstance(self.state, Found):
            return
        if self.is_stale:
            key = self.bar_app.key_in_words("look-up")
            self.key_bar.show_notice(
                SafeText(f"Not copied: the result is out of date. Press {key} to refresh.")
            )
        else:
            self.app.copy_to_clipboard(part(self.state.lookup.model))

    def action_pin(self) -> None:
        """Pin the answer, to compare later ones with it."""
        if isinstance(self.state, Found):
            self.pinned = self.state
            # The next name can be typed right away.
            self.set_focus(self.input)
            self.key_bar.show_notice(SafeText("Pinned. Look up another model to compare."))
        else:
            self.key_bar.show_notice(SafeText("Nothing to pin yet."))

    def action_unpin(self) -> None:
        """Stop comparing with the pinned answer."""
        self.pinned = None
        self.key_bar.show_notice(SafeText("Unpinned."))

    # The watch

    def action_watch(self) -> None:
        """Ask how often to look up the model again, and watch it."""
        from modelbrowser.tui.screens.choices import WatchScreen

        def watch(minutes: int) -> None:
            if task := self._session.watch(minutes):
                self._wait(task)

        current = self.current_watch
        self._open(WatchScreen(current.minutes if current else None), watch)

    def action_end_watch(self) -> None:
        """End the watch."""
        self._session.end_watch()

    def _follow_watch(self, watch: Watch | None) -> None:
        if self.is_running:
            self.current_watch = watch

    def watch_current_watch(self, old: Watch | None, new: Watch | None) -> None:
        """Show the state of the watch; after a change, ring the bell and mark the titles."""
        if new and new.changed_at and not (old and new.changed_at == old.changed_at):
            self.app.bell()
            self.app.set_terminal_title(sanitize(f"{new.query.model_id} has changed"))
        elif old and old.changed_at and not new:
            self.app.set_terminal_title(NOTHING)
        self.show_connection()
        self.refresh_bindings()

    # The connection

    def action_type_key(self) -> None:
        """Ask for another key."""
        self._ask_for_key()

    def action_change_key(self) -> None:
        """Ask for another key, and repeat the lookup with it."""
        self._ask_for_key(self.current_query)

    def _ask_for_key(self, query: ModelQuery | None = None) -> None:
        """Ask for a key, or for the demo; then look up the query, if there is one."""
        from modelbrowser.tui.screens.key import KeyScreen

        async def connect(connection: Connection) -> None:
            typed = connection.credential if not connection.demo else None
            await self._connect(connection, typed.notices if typed else ())
            if query:
                self._look_up(query)

        self._open(KeyScreen(self._session.connection), connect)

    def action_switch_profile(self) -> None:
        """Ask for an ant CLI profile."""
        from modelbrowser.tui.screens.choices import ProfileScreen

        async def connect(choice: ProfileChoice) -> None:
            if choice.connection:
                await self._connect(choice.connection, choice.notices)

        credential = self._session.connection.credential
        if choices := self._options.profiles():
            current = credential.profile if credential else None
            self._open(ProfileScreen(choices, current), connect)
        else:
            self.key_bar.show_notice(SafeText("No profiles. To create one: ant auth login"))

    async def _connect(self, connection: Connection, notices: tuple[str, ...]) -> None:
        """Change the connection, show it, and load the list and the history for it."""
        await self._session.connect(connection)
        # The pin is from the old connection, like the result that the session dropped.
        self.pinned = None
        self.show_connection()
        where = "use demo data" if connection.demo else f"go to {sanitize(connection.host)}"
        sentences = (f"Lookups now {where}.", *notices)
        self.key_bar.show_notice(sanitize(" ".join(sentences), 600))
        self.load_names()
        self.history.load()

    # The other screens

    def _open(self, screen: Screen[T | None], use: Callable[[T], Awaitable[None] | None]) -> None:
        """Open a screen, and use its result if it has one."""

        async def on_result(result: T | None) -> None:
            if result and (done := use(result)):
                await done

        self.app.push_screen(screen, on_result)

    def action_models(self) -> None:
        """Open the list of all models, and look up the chosen one."""
        from modelbrowser.tui.screens.models import ModelsScreen

        self._open(ModelsScreen(self._session, self._options.clock), self._look_up_name)

    def action_history(self) -> None:
        """Open the history, and repeat the chosen lookup."""
        from modelbrowser.tui.screens.history import HistoryScreen

        def repeat(entry: HistoryEntry | None) -> None:
            # Remove what was deleted there from the pane, too.
            self.history.load()
            if entry:
                self._repeat(entry)

        self.app.push_screen(HistoryScreen(self._session, self._options.clock), repeat)

    def action_snippet(self) -> None:
        """Open the request as code: the one on screen, or else the one in the form."""
        from modelbrowser.snippets.request import snippet_requests
        from modelbrowser.tui.screens.code import SnippetScreen

        resolved_id = self.state.lookup.model.id if isinstance(self.state, Found) else None
        try:
            query = self.current_query or self._typed_query()
            requests = snippet_requests(query, self._session.connection, resolved_id)
        except ModelBrowserError as error:
            self.key_bar.show_notice(sanitize(error.message))
            return
        self.app.push_screen(SnippetScreen(requests, self._options.preferences))

    def action_exchange(self) -> None:
        """Open the request and the response, as sent."""
        from modelbrowser.tui.screens.code import ExchangeScreen

        state = self.state
        if isinstance(state, Outcome) and state.query and state.exchange:
            self.app.push_screen(ExchangeScreen(state.query, state.exchange))
        else:
            self.key_bar.show_notice(SafeText("No response yet."))

    def action_compare(self) -> None:
        """Open the answer next to the pinned one."""
        from modelbrowser.presentation.comparison import compare
        from modelbrowser.tui.screens.compare import CompareScreen

        def on_result(result: bool | str | None) -> None:  # noqa: FBT001 - the screen's result
            if isinstance(result, str):
                self.set_focus(self.input)
                self.input.set_text(result or self.input.value)
                if not result:
                    self.input.action_select_all()
            elif result is False:
                self.action_unpin()

        if isinstance(self.state, Found) and self.pinned:
            comparison = compare(self.pinned.lookup, self.state.lookup)
            self.app.push_screen(CompareScreen(comparison), on_result)
