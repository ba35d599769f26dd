"""In which order are keys acted on? In that in which they were pressed.

Textual hands each key to the focused widget at once, but runs the widget's bindings only
when the key has come back to the app: of "a b left c" in one burst, "c" is inserted before
the cursor moves. Here a key waits until the one before it has come all the way, however long
that takes.
"""

import threading
from collections import deque
from collections.abc import Sequence
from typing import ClassVar

from rich.console import RenderableType
from textual import events, on
from textual.app import App
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.message import Message
from textual.message_pump import MessagePump
from textual.types import CSSPathType
from textual.worker import WorkerFailed

from modelbrowser.terminal.compatibility import CRASH_REPORTS
from modelbrowser.terminal.driver import driver_class
from modelbrowser.terminal.pastes import sanitize_paste


class KeyHandled(Message, bubble=False):
    """Comes to the app right after a key that went all the way."""


class OrderedKeys(App[None]):
    """An app that acts on a key only after it has acted on the one before.

    Args:
        css_path: The stylesheet.
        ansi_color: Whether the terminal's own 16 colours are used.
        driver_class: What holds the terminal; Textual's own where None.
    """

    def __init__(
        self,
        *,
        css_path: CSSPathType | None = None,
        ansi_color: bool | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class, css_path=css_path, ansi_color=ansi_color)
        self._waiting: deque[events.Event] = deque()
        # Until the first frame nothing is focused, and what is typed would be lost.
        self._is_key_on_its_way = True

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another is on its way."""
        if not isinstance(event, events.InputEvent | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._is_key_on_its_way:
            self._waiting.append(event)
        else:
            await self._act_on(event)

    @on(events.Ready)
    @on(KeyHandled)
    async def _act_on_waiting(self) -> None:
        self._is_key_on_its_way = False
        while self._waiting and not self._is_key_on_its_way:
            await self._act_on(self._waiting.popleft())

    async def _act_on(self, event: events.Event) -> None:
        await super().on_event(event)
        if not isinstance(event, events.Key):
            return
        target = self.focused or self.screen
        if target.check_consume_key(event.key, event.character):
            # It stays with the widget, whose own queue keeps the order.
            return
        self._is_key_on_its_way = True
        self._follow([node for node in target.ancestors_with_self if node is not self])

    def _follow(self, way: Sequence[MessagePump]) -> None:
        """Go after a key, through the queue of each node on its way up to the app."""
        for passed, node in enumerate(way, 1):
            # One that is being removed takes nothing any more, and the key neither.
            if node.call_later(self._follow, way[passed:]):
                return
        self.post_message(KeyHandled())


class GuardedApp(OrderedKeys):
    """An app that ends cleanly: no traceback, no locals, no wait for what hangs.

    Attributes:
        TITLE: The program's name; the crash report lies in a folder of that name.
        VERSION: The program's version, for the crash report.
        has_exited: Whether `exit` was called; an app that ends otherwise has crashed.
        has_sent: Whether a request was sent, ever; for the words after an internal error.
        crash: The first internal error.
        watchdog: Ends the process if the app does not; `run` sets it.
    """

    VERSION: ClassVar[str] = ""

    has_sent: bool = False

    def __init__(
        self, *, css_path: CSSPathType | None = None, ansi_color: bool | None = None
    ) -> None:
        super().__init__(css_path=css_path, ansi_color=ansi_color, driver_class=driver_class())
        self.has_exited = False
        self.crash: BaseException | None = None
        self.watchdog: threading.Timer | None = None

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the app; under `run` within 0.8 s, whatever hangs."""
        self.has_exited = True
        super().exit(result, return_code, message)
        self._hurry()

    async def on_event(self, event: events.Event) -> None:
        """Let no paste in that the terminal would obey as soon as an input draws it."""
        if isinstance(event, events.Paste):
            event.text = sanitize_paste(event.text)
        await super().on_event(event)

    @on(Driver.SignalResume)
    def _draw_again(self) -> None:
        """Draw everything: the process was stopped, and the screen was cleared."""
        self.refresh(layout=True)

    def _hurry(self) -> None:
        if self.watchdog and not self.watchdog.is_alive():
            self.watchdog.start()

    def fail(self, error: Exception) -> None:
        """End the app because of an internal error outside of Textual."""
        if not self._is_late(error):
            self.crash = self.crash or error
            self.exit(return_code=1)

    def _is_late(self, error: Exception) -> bool:
        """Whether an error comes of ending: a screen that still opens finds no widgets."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        return self.has_exited and isinstance(cause, NoMatches)

    def _handle_exception(self, error: Exception) -> None:
        if not self._is_late(error):
            self.crash = self.crash or error
            super()._handle_exception(error)
            self._hurry()

    def _fatal_error(self) -> None:
        """End, without drawing every local variable first, the API key among them.

        What stock Textual would print of it goes nowhere: see `guard.run`.
        """
        if CRASH_REPORTS.is_available():
            self._close_messages_no_wait()
        else:
            super()._fatal_error()
