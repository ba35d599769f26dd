"""App classes for a terminal: keys handled in order, and a clean exit whatever happens."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events, on
from textual.app import App
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from modelbrowser.terminal.compatibility import is_textual_supported
from modelbrowser.terminal.driver import LoopDriver, driver_class
from modelbrowser.terminal.pastes import sanitize_paste

_MANY_KEYS = 100
"""If more messages are waiting, Ctrl+Q skips keys and clicks: they weren't made by hand."""


class KeyHandled(Message, bubble=False):
    """Sent to the app after a key has been handled completely."""


class OrderedKeysApp(App[None]):
    """An app that handles a key only after it has handled the one before.

    Textual passes each key to the focused widget at once, but runs the widget's bindings only
    when the key has come back to the app: in a burst of "a b left c", "c" is inserted before
    the cursor moves. Here, a key waits until the one before it is done, however long it takes,
    and until the screen on top is laid out: before that, nothing in it can scroll.

    Args:
        options: The arguments of Textual's `App`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._waiting: deque[events.Event] = deque()
        self._quit_key: Message | None = None
        self._laid_out: Screen[object] | None = None
        # Before the first frame, nothing is focused, and typed text would be lost.
        self._is_key_in_flight = True

    def post_message(self, message: Message) -> bool:
        """Queue a message; Ctrl+Q drops the input before it if that wasn't made by hand."""
        is_flooded = self.message_queue_size + len(self._waiting) > _MANY_KEYS
        if is_flooded and isinstance(message, events.Key) and message.key == "ctrl+q":
            self._quit_key = message
            self._waiting.clear()
        return super().post_message(message)

    async def on_event(self, event: events.Event) -> None:
        """Hold back a key while another one is being handled."""
        # Lets the loop handle signals and read keys: Textual empties the queue without a pause.
        await asyncio.sleep(0)
        if event is self._quit_key:
            self._quit_key = None
        if not isinstance(event, events.InputEvent | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._quit_key:
            return
        else:
            self._waiting.append(event)
            if not self._is_key_in_flight:
                await self._handle_waiting()

    @on(events.Ready)
    @on(KeyHandled)
    async def _handle_waiting(self) -> None:
        self._is_key_in_flight = False
        while self._waiting and not self._is_key_in_flight:
            if self._laid_out is self.screen:
                await self._handle(self._waiting.popleft())
                # As in `on_event`: Ctrl+Q may be on its way.
                await asyncio.sleep(0)
            else:
                self._follow(self._layout_of(self.screen))

    def pop_screen(self) -> Any:
        """Close the screen on top, which calls nothing back if it isn't laid out yet."""
        if self._laid_out is not self.screen:
            self.post_message(KeyHandled())
        return super().pop_screen()

    async def _handle(self, event: events.Event) -> None:
        await super().on_event(event)
        if not isinstance(event, events.Key):
            return
        target = self.focused or self.screen
        if target.check_consume_key(event.key, event.character):
            # It goes to the widget, whose own queue keeps the order.
            return
        # It goes up to the app.
        nodes = [node for node in target.ancestors_with_self if node is not self]
        self._follow(node.call_later for node in nodes)

    def _layout_of(self, screen: Screen[object]) -> Iterator[Callable[..., bool]]:
        """Return how to wait until a screen is laid out, with the scrollbars that it needs."""
        yield screen.call_later
        if screen.focused:
            yield screen.focused.call_later
        yield screen.call_after_refresh
        self._laid_out = screen

    def _follow(self, queues: Iterator[Callable[..., bool]]) -> None:
        """Wait until each queue, one after the other, has handled what is in it."""
        self._is_key_in_flight = True
        for call_later in queues:
            # A node that is being removed accepts no messages, not even the key.
            if call_later(self._follow, queues):
                return
        self.post_message(KeyHandled())


class GuardedApp(OrderedKeysApp):
    """An app that ends cleanly: no traceback, no local variables, no waiting for hung calls.

    `guard.run` runs it.

    Args:
        options: The arguments of Textual's `App`, except for the driver.

    Attributes:
        TITLE: The program's name; the crash report is in a folder with that name.
        VERSION: The program's version, for the crash report.
        exit_code: What `exit` was called with; None if it wasn't, in which case an app that
            ends has crashed.
        crash: The first internal error.
        watchdog: Ends the process if the app doesn't; `guard.run` sets it.
    """

    VERSION: ClassVar[str] = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(driver_class=driver_class(), **options)
        self.exit_code: int | None = None
        self.crash: BaseException | None = None
        self.watchdog: threading.Timer | None = None
        self._is_suspending = False

    def action_suspend_process(self) -> None:
        """Suspend; what was typed after the key, before the process stopped, was for the shell."""
        driver = self._driver
        if isinstance(driver, LoopDriver) and driver.can_suspend:
            self._waiting.clear()
            self._is_suspending = True
        super().action_suspend_process()

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End the app; under `guard.run` within 0.8 s, whatever hangs.

        A screen that is opening finishes first; otherwise it would lack its widgets.
        """
        self.exit_code = return_code
        self._start_watchdog()
        exit_now = partial(super().exit, result, return_code, message)
        opening = next((screen for screen in self.screen_stack if not screen.is_mounted), None)
        if not opening or not opening.call_later(exit_now):
            exit_now()

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        """Open a screen, unless the app is ending: the screen would lack its widgets."""
        if self.exit_code is None:
            return super().push_screen(*arguments, **options)
        return asyncio.get_running_loop().create_future()

    @property
    def has_sent(self) -> bool:
        """Whether a request was ever sent, for the message after a crash."""
        return False

    def set_terminal_title(self, title: str) -> None:
        """Set the title of the terminal window; an empty title restores the previous one."""
        if isinstance(self._driver, LoopDriver):
            self._driver.set_title(title)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer alone: in some terminals, the shell would keep the shape."""

    def fail(self, error: Exception) -> None:
        """End the app after an internal error outside of Textual."""
        self.crash = self.crash or error
        self.exit(return_code=1)

    async def on_event(self, event: events.Event) -> None:
        """Sanitize pastes, and redraw on Ctrl+L, whatever else the key does.

        An input draws its text unchanged, and the terminal would execute it.
        """
        is_ending = self.exit_code is not None or self._is_suspending
        if is_ending and isinstance(event, events.InputEvent | events.Paste):
            # A screen that opens now would lack its widgets.
            return
        if isinstance(event, events.Paste):
            event.text = sanitize_paste(event.text)
        elif isinstance(event, events.Key) and event.key == "ctrl+l" and not event.is_forwarded:
            self.redraw()
        await super().on_event(event)

    def redraw(self) -> None:
        """Redraw everything, because another program may have written to the terminal."""
        if isinstance(self._driver, LoopDriver):
            self._driver.redraw()
        else:
            self.refresh(layout=True)

    @on(Driver.SignalResume)
    def _refresh_all(self) -> None:
        """Redraw everything: the process was stopped, or the terminal was cleared or resized."""
        self._is_suspending = False
        self.refresh(layout=True)

    def _start_watchdog(self) -> None:
        if self.watchdog and not self.watchdog.is_alive():
            # With no thread to spare, the app still exits, unless something hangs.
            with contextlib.suppress(RuntimeError):
                self.watchdog.start()

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or error
        super()._handle_exception(error)
        self._start_watchdog()

    def _fatal_error(self) -> None:
        """End without first rendering every local variable, including the API key.

        Stock Textual's output is discarded: see `guard.run`.
        """
        if is_textual_supported():
            self._close_messages_no_wait()
        else:
            super()._fatal_error()
