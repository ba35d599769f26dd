"""The result or the progress of a lookup: a view of its state."""

from dataclasses import replace
from typing import assert_never

from textual.binding import Binding
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.presentation import reports
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.sanitize import NOTHING, SafeText
from modelbrowser.state import (
    Cancelled,
    Failed,
    Found,
    Idle,
    LookupState,
    Outcome,
    Pending,
    Retired,
    Watch,
)
from modelbrowser.tui.widgets.report_view import LAST_KEY, ReportView

WAIT_SHOWN_AFTER = 0.3
"""How long the previous result stays before the wait is shown, in seconds."""


class ModelDetail(ReportView):
    """Shows the state of the lookup as a report.

    Args:
        clock: The current time, and the time zone of dates.
        timeout: The time limit of a lookup, in seconds.
    """

    BINDINGS = [
        Binding("c", "use_result('snippet')", "Code", id="snippet"),
        Binding("w", "use_result('exchange')", "Request", id="exchange"),
        Binding("p", "use_result('pin')", "Pin", id="pin"),
        *(Binding(f"{n}", f"screen.choose({n - 1})", show=False) for n in range(1, LAST_KEY + 1)),
    ]

    state: var[LookupState] = var[LookupState](Idle())
    """The state that is shown."""

    is_stale: var[bool] = var(default=False)
    """Whether the form no longer contains the query of this result."""

    is_other_name: var[bool] = var(default=False)
    """Whether the form contains a different name."""

    current_watch: var[Watch | None] = var[Watch | None](None)
    """The watch on this model, if there is one; if it found a change, the title is marked."""

    pinned: var[Found | None] = var[Found | None](None)
    """The answer that ^n compares with, if there is one."""

    models: var[tuple[ModelInfo, ...]] = var[tuple[ModelInfo, ...]](())
    """The models on the list; empty before it arrives."""

    examples: var[dict[str, str]] = var(dict[str, str])
    """Names to try in the demo, and what each shows."""

    seconds_waited: var[int] = var(0)
    """How long the wait for the response or the next attempt has lasted, in whole seconds."""

    class Waiting(Message):
        """The wait is shown from now on."""

    _timer: Timer | None = None

    def __init__(self, clock: Clock, timeout: float) -> None:
        super().__init__()
        self._clock = clock
        self._timeout = timeout
        # Behind `state` until the wait is shown.
        self._drawn: LookupState = Idle()

    async def action_use_result(self, action: str) -> None:
        """Run one of the screen's actions."""
        await self.screen.run_action(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the result that is drawn.

        Without one, these keys go to the screen, which explains why nothing happens.
        """
        if action != "use_result":
            return True
        if parameters == ("pin",):
            return isinstance(self._drawn, Found)
        drawn = self._drawn
        return isinstance(drawn, Outcome) and bool(drawn.query and drawn.exchange)

    def watch_state(self, state: LookupState) -> None:
        """Draw the new state; a wait only once it has lasted `WAIT_SHOWN_AFTER`."""
        self._stop_timer()
        if isinstance(state, Pending) and not state.retry:
            self._timer = self.set_timer(WAIT_SHOWN_AFTER, self._show_wait)
            return
        if isinstance(state, Pending):
            self._show_wait()
        else:
            self._update_report()

    def watch_is_stale(self) -> None:
        """Show whether the result is out of date, and why."""
        self._update_note()

    watch_is_other_name = watch_is_stale

    def watch_current_watch(self) -> None:
        """Mark or unmark the title."""
        if not isinstance(self._drawn, Pending):
            self._update_report()

    def watch_pinned(self, old: Found | None, new: Found | None) -> None:
        """Offer the key for the successor only if it is free."""
        if bool(old) != bool(new) and isinstance(self._drawn, Found):
            self._update_report()

    def watch_models(self) -> None:
        """Before the first lookup, list the models; later, compare the result with them."""
        if isinstance(self._drawn, Idle | Found):
            self._update_report()

    def watch_seconds_waited(self) -> None:
        """Draw the new number of seconds."""
        self._update_report()

    def _show_wait(self) -> None:
        """Show the wait, and count its seconds."""
        self.post_message(self.Waiting())
        self._update_report()
        self._timer = self.set_interval(1.0, self._add_second)

    def _add_second(self) -> None:
        self.seconds_waited += 1

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.stop()
            self._timer = None
        self.set_reactive(ModelDetail.seconds_waited, 0)

    def _update_note(self) -> None:
        is_earlier = self.is_stale and not isinstance(self._drawn, Idle | Pending)
        key = self.app.key_in_words("look-up", self.screen.BINDINGS)
        note = SafeText(
            f"Press {key} to look up the new name"
            if self.is_other_name
            else f"Out of date: press {key} to refresh"
        )
        self.note = note if is_earlier else NOTHING

    def _update_report(self) -> None:
        self._drawn = self.state
        self._update_note()
        report = self._make_report()
        if self.current_watch and self.current_watch.changed_at:
            report = replace(report, title=SafeText(f"Changed: {report.title}"))
        self.report = report

    def _make_report(self) -> reports.Report:
        look_up, choose, cancel = (
            self.app.key_in_words(id_, self.screen.BINDINGS)
            for id_ in ("look-up", "lookup.answer", "cancel")
        )
        match self.state:
            case Idle():
                return reports.idle_report(
                    self.models, self.examples, look_up=look_up, choose=choose
                )
            case Pending(query, retry) if retry:
                return reports.retrying_report(query, retry, self.seconds_waited, cancel)
            case Pending(query):
                return reports.pending_report(query, self.seconds_waited, self._timeout, cancel)
            case Found() as found:
                # Lazy import: keeps startup fast.
                from modelbrowser.presentation.answer_report import answer_report

                is_key_free = not self.pinned or self.pinned is found
                return answer_report(found, self._clock, self.models, has_key=is_key_free)
            case Failed() | Retired() as failed:
                # Lazy import: keeps startup fast.
                from modelbrowser.presentation.error_report import error_report

                return error_report(failed)
            case Cancelled(query):
                return reports.cancelled_report(query)
            case _:
                assert_never(self.state)
