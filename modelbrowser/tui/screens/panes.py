"""The panes of the main screen: their layout, their contents, and the focus."""

import asyncio
import contextlib
from importlib import import_module

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.demo import demo_examples
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.formatting import format_minute
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.session import LookupSession
from modelbrowser.state import Found, Idle, LookupState, Watch
from modelbrowser.tui.options import TuiOptions
from modelbrowser.tui.screens.base import ScreenBase
from modelbrowser.tui.widgets.bars import BarApp, Items, KeyBar, TopBar
from modelbrowser.tui.widgets.betas import BetaList, BetaPane
from modelbrowser.tui.widgets.history_list import HistoryPane
from modelbrowser.tui.widgets.inputs import ModelInput
from modelbrowser.tui.widgets.model_detail import ModelDetail

_DRAW_MODELS = ("modelbrowser.presentation.answer_report", "modelbrowser.presentation.timeline")
"""Imported in a thread once the list is there, so the first result doesn't wait for them: 8 ms."""


class PaneScreen(ScreenBase, Screen[None]):
    """The input with the result below it, the betas next to them, and the history at the bottom.

    Args:
        session: Looks up models.
        options: What the command line and the settings ask for.
    """

    state: var[LookupState] = var[LookupState](Idle())
    """The state of the lookup; the session sets it."""

    is_stale: var[bool] = var(default=False)
    """Whether the result on screen is for a different query than the one in the form."""

    is_other_name: var[bool] = var(default=False)
    """Whether the form contains a different name than that query."""

    current_watch: var[Watch | None] = var[Watch | None](None)
    """The watch on the model on screen, if there is one; the session sets it."""

    pinned: var[Found | None] = var[Found | None](None)
    """The answer that later ones are compared with."""

    shows_betas: var[bool] = var(default=False, toggle_class="-betas")
    """Whether a small terminal shows the betas instead of the result."""

    bar_app = getters.app(BarApp)
    input = getters.query_one(ModelInput)
    betas = getters.query_one(BetaPane)
    history = getters.query_one(HistoryPane)
    key_bar = getters.query_one(KeyBar)
    detail = getters.query_one(ModelDetail)

    def __init__(self, session: LookupSession, options: TuiOptions) -> None:
        super().__init__()
        self._session = session
        self._options = options

    def compose(self) -> ComposeResult:
        """Lay out the bar, the panes and the keys."""
        options = self._options
        yield TopBar()
        with Container(id="body"):
            with Vertical(id="main"):
                yield ModelInput(options.model_id or "")
                yield ModelDetail(options.clock, self._session.connection.timeout).data_bind(
                    PaneScreen.state,
                    PaneScreen.is_stale,
                    PaneScreen.is_other_name,
                    PaneScreen.current_watch,
                    PaneScreen.pinned,
                )
            yield BetaPane(BetaList(options.own_betas, options.selected_betas))
        yield HistoryPane(self._session, options.clock)
        yield KeyBar()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep Textual from applying all styles a second time at startup."""
        event.refresh_styles = event.refresh_styles and self.stack_updates > 0

    @property
    def focus_chain(self) -> list[Widget]:
        """Order the focus as input, betas, result, history, whatever the layout."""
        last = (ModelDetail, HistoryPane)
        return sorted(
            super().focus_chain,
            key=lambda widget: last.index(type(widget)) if isinstance(widget, last) else -1,
        )

    def show_connection(self) -> None:
        """Show in the top bar what the next lookup uses, and what it is compared with."""
        self.bar_app.holds_key = self._session.connection.holds_key
        self.bar_app.bar_items = _bar_items(
            self._session.connection, self._options.clock, self.pinned, self.current_watch
        )

    def action_back(self) -> None:
        """Go one step back: clear the filter, then focus the input."""
        if self.focused is self.betas.list and self.betas.filter.value:
            self.betas.filter.value = ""
            return
        self.go_to_input()

    def action_to_input(self) -> None:
        """Focus the input, to type a new name."""
        self.go_to_input()
        self.input.action_select_all()

    def go_to_input(self) -> None:
        """Focus the input."""
        self.shows_betas = False
        self.set_focus(self.input)

    def action_to_answer(self) -> None:
        """Focus the pane with the result."""
        self.set_focus(self.detail)

    def action_swap(self) -> None:
        """Focus the betas, or the input if the betas have the focus."""
        at_betas = self.focused is not None and self.betas in self.focused.ancestors
        self.shows_betas = not at_betas
        self.set_focus(self.input if at_betas else self.betas.list)

    def action_filter_betas(self) -> None:
        """Focus the filter of the betas."""
        self.shows_betas = True
        self.betas.filter.open()

    def uncover_answer(self) -> None:
        """Leave the betas if they cover the result."""
        if self.shows_betas and (self.has_class("-tiny") or self.has_class("-short")):
            self.action_back()

    def on_resize(self) -> None:
        """Move the focus away from what is no longer shown."""
        self.call_after_refresh(self._focus_what_is_shown)

    def _focus_what_is_shown(self) -> None:
        if self.focused not in self.focus_chain:
            self.go_to_input()

    @on(events.DescendantFocus)
    def _follow_focus(self, event: events.DescendantFocus) -> None:
        """In a small terminal, show the betas instead of the result while they have the focus."""
        self.shows_betas = self.betas in event.widget.ancestors

    @work(exclusive=True, group="names")
    async def load_names(self) -> None:
        """Request the list, which warms the connection and provides names for completion."""
        models: tuple[ModelInfo, ...] = ()
        if self._session.connection.can_send:
            # Lookups work without a list; the list's screen says why there is none.
            with contextlib.suppress(ModelBrowserError):
                models = await self._session.list_models()
        self.input.completions.names = await self._session.known.complete(self._session.connection)
        is_demo = self._session.connection.demo
        self.detail.examples = demo_examples(self._options.clock.now()) if is_demo else {}
        self.detail.models = models
        for module in _DRAW_MODELS:
            await asyncio.to_thread(import_module, module)

    @on(HistoryPane.Loaded)
    def _take_history(self, event: HistoryPane.Loaded) -> None:
        """Let the input step through past lookups, and complete the names that were found."""
        found = (entry.model_id for entry in event.entries if entry.resolved_id)
        self.input.earlier = tuple(entry.model_id for entry in event.entries)
        self.input.completions.names = tuple(dict.fromkeys((*found, *self.input.completions.names)))


def _bar_items(
    connection: Connection, clock: Clock, pinned: Found | None, watch: Watch | None
) -> Items:
    """Return the top bar's items for a connection, a pinned answer, a watch and a time zone."""
    credential = connection.credential
    if connection.demo:
        where: Items = ((SafeText(f"demo data from {load_catalog().as_of}"), SafeText("demo")),)
    else:
        source = sanitize(credential.source) if credential else SafeText("no API key")
        if credential and credential.profile:
            source = SafeText(f"profile: {sanitize(credential.profile)}")
        where = ((sanitize(connection.host),), (source, NOTHING))
    watched = (_watch_forms(watch, clock),) if watch else ()
    pinned_id = sanitize(pinned.lookup.model.id, MAX_LENGTH) if pinned else NOTHING
    compared = ((SafeText(f"pinned: {pinned_id}"), SafeText("pinned")),) if pinned else ()
    zone = (clock.label, clock.name, clock.offset)
    return (where[0], *watched, *compared, *where[1:], zone)


def _watch_forms(watch: Watch, clock: Clock) -> tuple[SafeText, ...]:
    if watch.problem:
        return sanitize(f"watch: {watch.problem.lower()}"), SafeText("watching")
    if watch.changed_at:
        return SafeText(f"changed {format_minute(watch.changed_at, clock)}"), SafeText("changed")
    return SafeText(f"checking every {watch.minutes} min"), SafeText("watching")
