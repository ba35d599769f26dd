"""The main screen: ask, tick, read.

The second longest file: a fifth of it is the table of keys, from which the help, the palette and
the bottom line are made.
"""

import contextlib
from collections.abc import Callable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget

from modelbrowser.domain.catalogue import catalogue
from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.state import Failed, Found, Pending
from modelbrowser.tui.screens.visiting import VisitingScreen
from modelbrowser.tui.widgets.bar import Bar, Items
from modelbrowser.tui.widgets.beta_pane import BetaPane
from modelbrowser.tui.widgets.history_list import HistoryList
from modelbrowser.tui.widgets.history_pane import HistoryPane
from modelbrowser.tui.widgets.key_bar import KeyBar
from modelbrowser.tui.widgets.model_detail import ModelDetail
from modelbrowser.tui.widgets.model_input import ModelInput


class LookupScreen(VisitingScreen):
    """A form on the left, its answer below, the betas beside."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "look_up", "Look up", key_display="⏎", id="look-up",
                tooltip="Ask what the typed model ID or alias stands for"),
        Binding("escape", "cancel", "Cancel", key_display="Esc", id="cancel",
                tooltip="While an answer is waited for: stop waiting"),
        Binding("escape", "back", "Back", key_display="Esc", show=False, id="lookup.back",
                tooltip="Else one step back: empty the filter, at last to the input"),
        Binding("ctrl+n", "take_nearest", "Nearest", id="nearest",
                tooltip="After “Not found”: look up the name that was probably meant"),
        Binding("ctrl+n", "untick_refused", "Untick", id="untick",
                tooltip="After “Refused”: untick what the API refused, and ask again"),
        Binding("ctrl+n", "change_key", "Another key", id="other-key",
                tooltip="After “Key refused”: type another API key, and ask again"),
        Binding("ctrl+t", "swap", "Betas", id="betas",
                tooltip="To the beta values, and back to the input"),
        Binding("ctrl+o", "models", "Models", id="models",
                tooltip="All models that the API lists: find one and look it up"),
        Binding("ctrl+y", "copy_id", "Copy ID", id="copy-id",
                tooltip="Send the resolved ID to the terminal's clipboard"),
        Binding("n", "copy_name", "Copy name", show=False, id="copy-name",
                tooltip="Send the model's name to the terminal's clipboard"),
        # Without an id: it is no command.
        Binding("ctrl+y,n", "nothing_to_copy", show=False),
        Binding("ctrl+r", "again", "Again", show=False, id="again",
                tooltip="Ask the question that is answered here again"),
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
        Binding("K", "type_key", "API key", show=False, id="key",
                tooltip="Type another API key, for this run only; also out of the demo"),
        Binding("ctrl+l", "to_input", "To the input", show=False, id="input",
                tooltip="Type another model ID or alias"),
    ]  # fmt: skip

    _notice: Plain = NOTHING

    def compose(self) -> ComposeResult:
        """Lay out the bar, the panes and the keys."""
        launch = self._launch
        yield Bar()
        with Container(id="body"):
            with Vertical(id="main"):
                yield ModelInput(launch.model_id or "")
                yield ModelDetail(launch.clock, self._service.connection.timeout).data_bind(
                    VisitingScreen.state, VisitingScreen.is_stale
                )
                yield HistoryPane(self._service, launch.clock)
            yield BetaPane(launch.own_betas, launch.ticked_betas)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start where the command line said."""
        self._show_connection()
        self.set_focus(self.input)
        self._service.history.on_notice = lambda notice: self.key_bar.say(plain(notice))
        if self._launch.model_id:
            self.action_look_up()
        elif not self._service.connection.may_ask:
            self.ask_for_key()
        if self._launch.notices:
            self.key_bar.say(plain(" ".join(self._launch.notices)))
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

    def watch_state(self) -> None:
        """Let the rest of the screen follow."""
        refused = self.state.refused_betas if isinstance(self.state, Failed) else ()
        self.betas.list.refused = frozenset(refused)
        self._update_stale()
        if not isinstance(self.state, Pending):
            # That a wait can be cancelled is said when the wait is spoken of.
            self.refresh_bindings()
        if isinstance(self.state, Found | Failed):
            self.history.load()
        if isinstance(self.state, Found) and self.input.has_focus and not self.is_stale:
            # The next thing to be typed is another name.
            self.input.action_select_all()
        if isinstance(self.state, Found) and self.pinned:
            self.show_beside(self.pinned.lookup, self.state.lookup)

    def watch_pinned(self) -> None:
        """Say what is pinned."""
        self._show_connection()
        self.refresh_bindings()

    def learn(self) -> None:
        """Show who is asked now, and load what is known there."""
        self._show_connection()
        self._learn_names()
        self.history.load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what makes sense where the lookup stands."""
        del parameters
        state = self.state
        failed = state if isinstance(state, Failed) else None
        offered = {
            "cancel": isinstance(state, Pending),
            "back": not isinstance(state, Pending),
            "take_nearest": failed and failed.suggestions,
            "untick_refused": failed and failed.refused_betas,
            "change_key": failed and failed.error.is_about_key,
            "copy_id": isinstance(state, Found),
            "copy_name": isinstance(state, Found),
            "nothing_to_copy": not isinstance(state, Found),
            "unpin": self.pinned,
        }
        return bool(offered.get(action, True))

    def action_back(self) -> None:
        """Go one step back: to all betas, to the input."""
        if self.focused is self.betas.list and self.betas.filter.value:
            self.betas.filter.value = ""
            return
        self._go_to_input()

    def action_to_input(self) -> None:
        """Go to the input, to type another name."""
        self._go_to_input()
        self.input.action_select_all()

    def _go_to_input(self) -> None:
        self.set_class(False, "-betas")  # noqa: FBT003 - Textual's own signature
        self.set_focus(self.input)

    def action_swap(self) -> None:
        """Go to the betas, or from them back to the input."""
        at_betas = self.focused is not None and self.betas in self.focused.ancestors
        self.set_class(not at_betas, "-betas")
        if at_betas:
            self.set_focus(self.input)
        else:
            self.set_focus(self.betas.list)

    def action_filter_betas(self) -> None:
        """Narrow the list of betas."""
        self.set_class(True, "-betas")  # noqa: FBT003 - Textual's own signature
        self.betas.open_filter()

    def action_copy_id(self) -> None:
        """Send the resolved ID to the terminal's clipboard: only the one that is shown."""
        self._copy(lambda model: model.id)

    def action_copy_name(self) -> None:
        """Send the model's name to the terminal's clipboard, as it is shown."""
        self._copy(lambda model: plain(model.display_name))

    def action_nothing_to_copy(self) -> None:
        """Say why nothing is copied."""
        self.key_bar.say(Plain("Nothing to copy."))

    def uncover_answer(self) -> None:
        """Leave the betas, where they lie over the answer."""
        if self.has_class("-betas") and (self.has_class("-tiny") or self.has_class("-short")):
            self.action_back()

    def _copy(self, part: Callable[[ModelInfo], str]) -> None:
        if not isinstance(self.state, Found):
            return
        if self.is_stale:
            self.key_bar.say(Plain("Not copied: it is an earlier answer. Enter asks anew."))
        else:
            self.app.copy_to_clipboard(part(self.state.lookup.model))

    @on(HistoryList.Chosen)
    def _repeat_chosen(self, event: HistoryList.Chosen) -> None:
        self._go_to_input()
        self._repeat(event.entry)

    @on(events.ScreenSuspend)
    def _hush(self) -> None:
        """Say nothing out of date when one comes back from another screen."""
        self.key_bar.hush()

    @on(ModelDetail.Waiting)
    def _offer_to_cancel(self) -> None:
        self.refresh_bindings()

    @on(HistoryPane.Loaded)
    def _take_history(self, event: HistoryPane.Loaded) -> None:
        """Let Up and Down in the input walk what was asked, and complete what was found."""
        found = (entry.asked for entry in event.entries if entry.resolved_id)
        self.input.past = tuple(entry.asked for entry in event.entries)
        self.input.names = tuple(dict.fromkeys((*found, *self.input.names)))
        if event.notice and event.notice != self._notice:
            self._notice = event.notice
            self.key_bar.say(event.notice)

    @on(ModelInput.LinesIgnored)
    def _tell_ignored(self) -> None:
        self.key_bar.say(Plain("Several lines were pasted: only the first was taken."))

    @on(BetaPane.Said)
    def _pass_on(self, event: BetaPane.Said) -> None:
        self.key_bar.say(event.words)

    @on(events.DescendantFocus)
    def _leave_betas(self, event: events.DescendantFocus) -> None:
        """Let the answer be seen again, where the betas lay over it."""
        if self.betas not in event.widget.ancestors:
            self.set_class(False, "-betas")  # noqa: FBT003 - Textual's own signature

    @work(exclusive=True, group="names")
    async def _learn_names(self) -> None:
        """Load the list, so that the connection is warm and the input can complete names."""
        if self._service.connection.may_ask:
            # A list that fails is no trouble to a lookup; its own screen tells why.
            with contextlib.suppress(ModelBrowserError):
                await self._service.list_models()
        names = await self._service.names()
        # By now the person may have quit.
        if self.is_attached:
            self.input.names = names

    def _show_connection(self) -> None:
        """Say who gets the key, whose it is, what is pinned, and whose zone the times are in."""
        connection = self._service.connection
        if connection.demo:
            items: Items = ((Plain(f"demo data of {catalogue().as_of}"), Plain("demo")),)
        else:
            credential = connection.credential
            source = plain(credential.source) if credential else "none"
            items = ((plain(connection.host),), (Plain(f"key: {source}"), NOTHING))
        if self.pinned:
            pinned = Plain(f"pinned: {plain(self.pinned.lookup.model.id, MAX_LENGTH)}")
            items = (items[0], (pinned, Plain("pinned")), *items[1:])
        clock = self._launch.clock
        times = (Plain(f"times: {clock.label}"), clock.label, clock.name, clock.offset)
        self.bar.items = (*items, times)
