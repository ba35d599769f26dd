"""The main screen: its layout, its keys and actions, and what follows from the state of the lookup.

It is long because Textual runs an action where its key is bound: all keys of the screen are here.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TypeVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from modelbrowser.domain.connection import Connection, ProfileOption
from modelbrowser.domain.demo import demo_examples
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import ModelQuery, key_in_query_error
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.lists import HISTORY_EMPTY
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.session import LookupSession
from modelbrowser.state import Failed, Found, Idle, LookupState, Outcome, Pending, Retired, Watch
from modelbrowser.terminal.clipboard import ClipboardApp
from modelbrowser.tui.options import TuiOptions
from modelbrowser.tui.screens.base import ScreenMixin
from modelbrowser.tui.widgets.bars import IF_ROOM, ONLY_NOW, BarApp, top_bar_items
from modelbrowser.tui.widgets.betas import BetaFilter, BetaList, BetaPane
from modelbrowser.tui.widgets.history_list import HistoryPane
from modelbrowser.tui.widgets.inputs import ModelInput
from modelbrowser.tui.widgets.report_view import LookupView

T = TypeVar("T")

RECENT, PANE_ROWS = 200, 6
"""How many lookups are read from the history, and how many of them its pane shows."""

_DRAW_MODELS = ("modelbrowser.presentation.outcome_reports", "modelbrowser.presentation.timeline")
"""Imported in a thread once the list is there, so the first result doesn't wait for them: 8 ms."""


class LookupScreen(ScreenMixin, Screen[None]):
    """The main screen.

    The contents of the form become a query for the session, and everything on screen follows
    the session's state. Every other screen is imported when it is first opened, which keeps
    startup fast, and passes the user's choice to a callback.

    Args:
        session: Looks up models.
        options: What the command line and the settings ask for.
    """

    # A binding with a description and an `id` without a dot is also a command in the palette.
    BINDINGS = [
        Binding("enter", "look_up", "Look up", id="look-up",
                tooltip="Look up the model ID or alias"),
        Binding("escape", "cancel", "Cancel", id="cancel", group=ONLY_NOW,
                tooltip="Cancel the lookup in progress"),
        Binding("escape", "end_watch", "Stop watching", id="watch.end", group=ONLY_NOW,
                tooltip="Stop watching the model"),
        Binding("escape", "back", "Back", show=False, id="lookup.back",
                tooltip="Clear the filter, then go to the input"),
        Binding("ctrl+n", "accept_suggestion", "Suggestion", id="suggestion", group=ONLY_NOW,
                tooltip="Not found: look up the first suggestion"),
        Binding("ctrl+n", "look_up_successor", "Successor", id="successor", group=ONLY_NOW,
                tooltip="Deprecated or retired: look up the successor"),
        Binding("ctrl+n", "deselect_rejected", "Deselect", id="deselect", group=ONLY_NOW,
                tooltip="Rejected betas: deselect them and try again"),
        Binding("ctrl+n", "change_key", "Change key", id="change-key", group=ONLY_NOW,
                tooltip="Invalid API key: change the key and try again"),
        Binding("ctrl+n", "compare", "Compare", id="compare", group=ONLY_NOW,
                tooltip="Pinned: compare both results"),
        # Without a description, because they are not commands: they say why the key does nothing.
        Binding("ctrl+n", "say('No suggestion or successor.')", show=False, id="suggestion"),
        Binding("ctrl+t", "swap", "Betas", id="betas",
                tooltip="Switch between the betas and the input"),
        Binding("ctrl+o", "models", "Models", id="models", tooltip="Browse all available models"),
        Binding("ctrl+y", "copy_id", "Copy ID", id="copy-id",
                tooltip="Copy the resolved ID to the clipboard"),
        Binding("n", "copy_name", "Copy name", show=False, id="copy-name",
                tooltip="Copy the model's name to the clipboard"),
        Binding("ctrl+y", "say('Nothing to copy.')", show=False, id="copy-id"),
        Binding("n", "say('Nothing to copy.')", show=False, id="copy-name"),
        Binding("ctrl+r", "refresh", "Refresh", show=False, id="refresh",
                tooltip="Repeat this lookup"),
        Binding("ctrl+g", "history", "History", id="history", group=IF_ROOM,
                tooltip="Browse earlier lookups; repeat or delete them"),
        Binding("c", "snippet", "Copy as code", show=False, id="snippet",
                tooltip="Show the request as code, to copy or save"),
        Binding("p", "pin", "Pin", show=False, id="pin",
                tooltip="Pin this result to compare it with the next"),
        Binding("u", "unpin", "Unpin", id="unpin", group=ONLY_NOW, tooltip="Remove the pin"),
        Binding("w", "exchange", "Request and response", show=False, id="exchange",
                tooltip="Show the request and the response"),
        Binding("W", "watch", "Watch", show=False, id="watch",
                tooltip="Watch this model; ring the bell when it changes"),
        Binding("K", "type_key", "Change API key", show=False, id="key",
                tooltip="Use another API key for this session"),
        Binding("P", "switch_profile", "Switch profile", show=False, id="profile",
                tooltip="Use another ant CLI profile for this session"),
        Binding("down", "app.focus('result')", "Result", show=False, id="lookup.answer",
                tooltip="Go from the input to the result"),
        Binding("ctrl+l", "to_input", "Focus input", show=False, id="input",
                tooltip="Go to the input"),
    ]  # fmt: skip

    state: var[LookupState] = var[LookupState](Idle())
    """The state of the lookup; the session sets it."""

    stale: var[str] = var("")
    """What in the form differs from the query on screen: `name`, `betas` or nothing."""

    current_watch: var[Watch | None] = var[Watch | None](None)
    """The watch on the model on screen, if there is one; the session sets it."""

    pinned: var[Found | None] = var[Found | None](None)
    """The answer that later ones are compared with."""

    shows_betas: var[bool] = var(default=False, toggle_class="-betas")
    """Whether a small terminal shows the betas instead of the result."""

    app = getters.app(ClipboardApp)
    bar_app = getters.app(BarApp)
    input = getters.query_one(ModelInput)
    betas = getters.query_one(BetaPane)
    history = getters.query_one(HistoryPane)
    detail = getters.query_one(LookupView)

    def __init__(self, session: LookupSession, options: TuiOptions) -> None:
        super().__init__()
        self._session = session
        self._options = options

    def compose(self) -> ComposeResult:
        """Lay out the panes between the bars."""
        options, here = self._options, LookupScreen
        detail = LookupView(options.clock, self._session.connection.timeout)
        detail.data_bind(here.state, here.stale, here.current_watch, here.pinned)
        main = Vertical(ModelInput(options.model_id or ""), detail, id="main")
        betas = BetaPane(BetaList(options.own_betas, options.selected_betas))
        history = HistoryPane(options.clock)
        # If the history is off, its pane takes no room.
        history.set_class(not self._session.history.is_kept, "-off")
        self._parts = (Container(main, betas, id="body"), history)
        return super().compose()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep Textual from applying all styles a second time at startup."""
        event.refresh_styles = event.refresh_styles and self.stack_updates > 0

    def on_mount(self) -> None:
        """Start what the command line asks for."""
        self.show_connection()
        self.set_focus(self.input)
        # What a resize does waits until the window has the focus again.
        self.watch(self.app, "app_focus", self.on_resize, init=False)
        self._session.on_state = self._follow
        self._session.on_watch = self._follow_watch
        self._session.on_notice = self._show_unasked
        if self._options.model_id:
            self.action_look_up()
        elif not self._session.connection.can_send:
            self.action_type_key()
        if self._options.notices:
            self._show_unasked(" ".join(self._options.notices))
        # The first paint comes first.
        self.call_after_refresh(self.load_names)
        self.call_after_refresh(self.load_history)

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Offer only the actions that make sense now; with None, the key is shown dimmed."""
        state = self.state
        found = state if isinstance(state, Found) else None
        failed = state if isinstance(state, Failed) else None
        is_pending = isinstance(state, Pending)
        is_comparable = found and self.pinned and self.pinned is not found
        offered = {
            "cancel": is_pending,
            "back": not is_pending,
            "end_watch": self.current_watch and not is_pending,
            "accept_suggestion": failed and failed.suggestion,
            "look_up_successor": isinstance(state, Found | Retired)
            and state.successor
            and not is_comparable,
            "deselect_rejected": failed and failed.deselectable_betas,
            "change_key": failed and failed.error.is_about_key,
            "compare": is_comparable,
            "copy_id": found,
            "copy_name": found,
            "unpin": self.pinned and not is_pending,
        }
        # Offered in most states, so its key is dim in the others.
        otherwise = None if action == "copy_id" else False
        return bool(offered.get(action, True)) or otherwise

    def _show_unasked(self, notice: str) -> None:
        """Show a notice that no key caused, which the next key might end too early."""
        if self.is_running:
            self.key_bar.show_notice(sanitize(notice, 600), is_lasting=True)

    # The focus

    @property
    def focus_chain(self) -> list[Widget]:
        """Order the focus as input, betas, result, history, whatever the layout.

        The filter of the betas would come between the input and the list.
        """
        last = (LookupView, HistoryPane)
        return sorted(
            (
                widget
                for widget in super().focus_chain
                if widget is self.focused or not isinstance(widget, BetaFilter)
            ),
            key=lambda widget: last.index(type(widget)) if isinstance(widget, last) else -1,
        )

    def action_back(self) -> None:
        """Go one step back: clear the filter, then focus the input."""
        if self.focused is self.betas.list and self.betas.filter.value:
            self.betas.filter.value = ""
            return
        self.set_focus(self.input)

    def action_to_input(self) -> None:
        """Focus the input, to type a new name."""
        self.set_focus(self.input)
        self.input.action_select_all()

    def action_swap(self) -> None:
        """Focus the betas, or the input if the betas have the focus."""
        at_betas = self.focused is not None and self.betas in self.focused.ancestors
        self.shows_betas = not at_betas
        self.set_focus(self.input if at_betas else self.betas.list)

    def action_filter_betas(self) -> None:
        """Focus the filter of the betas."""
        self.shows_betas = True
        self.set_focus(self.betas.filter)

    def uncover_answer(self) -> None:
        """Leave the betas if they cover the result."""
        if self.shows_betas and (self.has_class("-tiny") or self.has_class("-short")):
            self.action_back()

    def on_resize(self) -> None:
        """Move the focus away from what is no longer shown."""
        self.call_after_refresh(self._focus_what_is_shown)

    def _focus_what_is_shown(self) -> None:
        # In another window, nothing has the focus; Textual returns it later.
        if self.app.app_focus and self.focused not in self.focus_chain:
            self.set_focus(self.input)

    @on(events.DescendantFocus)
    def _follow_focus(self, event: events.DescendantFocus) -> None:
        """In a small terminal, show the betas instead of the result while they have the focus."""
        self.shows_betas = self.betas in event.widget.ancestors

    # The lookup

    @property
    def current_query(self) -> ModelQuery | None:
        """The query of the state on screen."""
        return None if isinstance(self.state, Idle) else self.state.query

    def _typed_query(self) -> ModelQuery:
        """Make a query from the form.

        Raises:
            ModelBrowserError: If it is malformed.
        """
        if self.input.holds_key:
            raise key_in_query_error()
        return ModelQuery.parse(self.input.value, self.betas.list.selected)

    def action_look_up(self) -> None:
        """Look up the query in the form."""
        self.uncover_answer()
        self.input.hide_completion()
        try:
            query = self._typed_query()
        except ModelBrowserError as error:
            if self.input.holds_key:
                self.input.value = ""
                key = self.bar_app.key_for("type_key")
                error.remedy = f"Leave the input and press {key} to use it for this session."
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
        if isinstance(self.state, Failed) and self.state.suggestion:
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

    def action_say(self, notice: str) -> None:
        """Show why a key does nothing now."""
        self.key_bar.show_notice(sanitize(notice))

    def action_deselect_rejected(self) -> None:
        """Look up again without the betas that the API rejected."""
        if isinstance(self.state, Failed):
            self.betas.list.deselect(frozenset(self.state.deselectable_betas))
            self.action_look_up()

    def action_cancel(self) -> None:
        """Cancel the lookup."""
        self._session.cancel()

    def _look_up(self, query: ModelQuery) -> None:
        if not self._session.connection.can_send:
            self.action_type_key(query)
        elif not (isinstance(self.state, Pending) and self.state.query == query):
            self._wait(self._session.start(query))

    def _look_up_name(self, name: str) -> None:
        self.input.set_text(name)
        self.action_look_up()

    @work(group="lookup")
    async def _wait(self, task: asyncio.Task[None]) -> None:
        """Await a lookup in a worker, so that an internal error ends the app."""
        await task

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
            self.set_focus(self.input)
            self._repeat(entry)

    # The answer

    def _follow(self, state: LookupState) -> None:
        # The session outlives the screen, and the screen its widgets.
        if self.is_running:
            self.state = state

    def watch_state(self) -> None:
        """Update what isn't bound to the state, and react to an answer."""
        state = self.state
        rejected = state.rejected_betas if isinstance(state, Failed) else ()
        accepted = state.query.betas if isinstance(state, Found) and state.exchange.is_api else ()
        self.betas.list.rejected = frozenset(rejected)
        self.betas.list.accepted = frozenset(accepted)
        self._update_stale()
        if not isinstance(state, Pending):
            # The key that cancels is shown later, along with the wait.
            self.refresh_bindings()
        if isinstance(state, Outcome):
            self.load_history()
        if isinstance(state, Found):
            self._react_to_answer()

    @on(Input.Changed, "#ask")
    @on(BetaList.Changed)
    def _update_stale(self) -> None:
        """Compare the query on screen with the form."""
        query, name = self.current_query, self.input.value.strip()
        stale = ""
        # There is nothing to look up without a name.
        if query and name and query.model_id != name:
            stale = "name"
        elif query and name and query.betas != self.betas.list.selected:
            stale = "betas"
        if isinstance(self.state, Pending):
            # The earlier result is on screen until the new one arrives.
            stale = "name" if "name" in {stale, self.stale} else stale or self.stale
        self.stale = stale

    def _react_to_answer(self) -> None:
        """React to an answer, without taking keys if the user is doing something else by then."""
        # While another window is used, nothing has the focus.
        focused = self.focused or self.app._last_focused_on_app_blur  # noqa: SLF001 - no public name
        is_typing = self.stale or not self.input.value or isinstance(focused, BetaFilter)
        if focused is self.input and not is_typing:
            # The next text typed is a new name, also if another screen or window is in front.
            self.input.action_select_all()
        if is_typing or not self.is_active:
            if self.pinned:
                key = self.bar_app.key_for("compare")
                self._show_unasked(f"Press {key} to compare with the pinned result.")
            return
        if self.pinned:
            self.action_compare()

    def action_copy_id(self) -> None:
        """Copy the resolved ID, unless the answer is out of date."""
        self._copy(lambda model: model.id)

    def action_copy_name(self) -> None:
        """Copy the model's name as shown, unless the answer is out of date."""
        self._copy(lambda model: sanitize(model.display_name))

    def _copy(self, part: Callable[[ModelInfo], str]) -> None:
        if not isinstance(self.state, Found):
            return
        if self.stale:
            key = self.bar_app.key_in_words("look-up", self.BINDINGS)
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
            self.key_bar.show_notice(SafeText("Pinned. Type another name to compare."))
        else:
            self.key_bar.show_notice(SafeText("Nothing to pin yet."))

    def action_unpin(self) -> None:
        """Stop comparing with the pinned answer."""
        self.pinned = None
        self.key_bar.show_notice(SafeText("Unpinned."))

    # The watch

    def action_watch(self) -> None:
        """Ask how often to look up the model again, and watch it."""
        if not isinstance(self.state, Found):
            self.key_bar.show_notice(SafeText("Nothing to watch yet."))
            return
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
        # On another day, a lookup's date is shown in place of its time.
        self.history.refresh()

    # The connection

    def show_connection(self) -> None:
        """Show in the top bar what the next lookup uses, and what it is compared with."""
        self.bar_app.holds_key = self._session.connection.holds_key
        self.bar_app.top_bar_items = top_bar_items(
            self._session.connection, self._options.clock, self.pinned, self.current_watch
        )
        self.refresh_bindings()

    watch_pinned = show_connection

    async def action_change_key(self) -> None:
        """Ask for another key, or for a profile, whose token may be new; then try again."""
        credential = self._session.connection.credential
        if credential and credential.profile:
            await self.action_switch_profile(self.current_query)
        else:
            self.action_type_key(self.current_query)

    def action_type_key(self, query: ModelQuery | None = None) -> None:
        """Ask for a key, or for the demo; then look up the query, if there is one."""
        from modelbrowser.tui.screens.key import KeyScreen

        async def connect(connection: Connection) -> None:
            typed = connection.credential if not connection.demo else None
            await self._connect(connection, typed.notices if typed else ())
            if query:
                self._look_up(query)

        self._open(KeyScreen(self._session.connection), connect)

    async def action_switch_profile(self, query: ModelQuery | None = None) -> None:
        """Ask for an ant CLI profile; then look up the query, if there is one."""
        from modelbrowser.tui.screens.choices import ProfileScreen

        async def connect(choice: ProfileOption) -> None:
            if choice.connection:
                await self._connect(choice.connection, choice.notices)
                if query:
                    self._look_up(query)

        credential = self._session.connection.credential
        # In a thread, because there may be thousands.
        if choices := await asyncio.to_thread(self._options.profiles):
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
        self.load_history()

    @work(exclusive=True, group="names")
    async def load_names(self) -> None:
        """Request the list, which warms the connection and provides names for completion."""
        connection = self._session.connection
        models: tuple[ModelInfo, ...] = ()
        # What was offered for another connection goes at once.
        self.detail.examples = demo_examples(self._options.clock.now()) if connection.demo else {}
        self.detail.models, self.input.completions.names = models, ()
        if connection.can_send:
            # Lookups work without a list; the list's screen says why there is none.
            with contextlib.suppress(ModelBrowserError):
                models = await self._session.list_models()
        self.input.completions.names = await self._session.known.complete(connection)
        self.detail.models = models
        for module in _DRAW_MODELS:
            await asyncio.to_thread(import_module, module)

    @work(exclusive=True, group="history")
    async def load_history(self) -> None:
        """Show the newest lookups, including the one that just ended.

        The input steps through them, and completes the names that were found.
        """
        if not self._session.history.is_kept:
            return
        entries: tuple[HistoryEntry, ...] = ()
        try:
            entries = await self._session.recent(RECENT)
        except ModelBrowserError as error:
            self.history.empty_text = sanitize(error.message)
        else:
            self.history.empty_text = HISTORY_EMPTY
            self.input.earlier = tuple(entry.model_id for entry in entries)
        self.history.show_entries(entries[:PANE_ROWS])
        # Not only the new one: others may have been deleted.
        self.input.completions.names = await self._session.known.complete(self._session.connection)

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
            self.load_history()
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
                if result:
                    self.input.set_text(result)
                else:
                    self.input.action_select_all()
            elif result is False:
                self.action_unpin()

        if isinstance(self.state, Found) and self.pinned:
            comparison = compare(self.pinned.lookup, self.state.lookup)
            self.app.push_screen(CompareScreen(comparison), on_result)
