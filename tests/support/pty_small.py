"""A small app with faults, chosen by name or by key."""

import asyncio
import os
import socket
import threading
import time
from collections import Counter
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.widgets import Button, Input, Static

from modelbrowser.terminal.app import GuardedApp
from modelbrowser.terminal.clipboard import copy

CANARY = "sk-ant-canary-0123456789"

FLOOD = 300_000

SLOW = 0.3
"""How long a machine under load may take for a key, in seconds."""


class Broken(Static):
    """Raises when it is drawn."""

    def render(self) -> str:
        """Break."""
        raise RuntimeError(CANARY)


class Field(Input):
    """An input that takes the first line of a paste and reports the length of the whole."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        counts = Counter(pasted=len(event.text), lines=len(event.text.splitlines()))
        self.value += next(iter(event.text.split()), "")[:40]
        self.app.query_one("#said", Static).update(str(dict(counts)), layout=True)

    def on_key(self, event: events.Key) -> None:
        """Be slow to move the cursor, if that is the fault."""
        if event.key == "left":
            self.on_mouse_down()

    def on_mouse_down(self) -> None:
        """Be slow to move the cursor, if that is the fault."""
        if isinstance(self.app, Small):
            self.app.on_app_blur()


class Small(GuardedApp):
    """One input, which shows what was submitted; Ctrl+Q quits.

    Args:
        fault: What goes wrong: mount, loop, render, resolver, slow (at input), or, at the end,
            late, drawing, blocked, hang or stuck; or threads (none can be started).
    """

    TITLE = "modelbrowser"
    BINDINGS = [
        ("ctrl+z", "suspend_process"),
        ("f2", "break"),
        ("f3", "work"),
        ("f4", "flood"),
        ("f5", "callback"),
        ("f6", "seek"),
        ("f7", "reset"),
        ("f8", "seek_late"),
        ("ctrl+y", "copy"),
    ]

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.fault = fault

    def compose(self) -> ComposeResult:
        """One input, one line, one other thing to focus."""
        field = Field(placeholder="Type")
        field.cursor_blink = False
        # As deep as in the real app: each level is another queue that a key passes.
        yield VerticalGroup(VerticalGroup(VerticalGroup(field)))
        yield Static("Ready", id="said", markup=False)
        yield Button("Other")
        if self.fault == "render":
            yield Broken()

    def on_mount(self) -> None:
        """Fail, if that is the fault."""
        if self.fault == "mount":
            raise MemoryError(CANARY)
        if self.fault == "threads":
            threading.Thread.start = _refuse_thread  # type: ignore[assignment, method-assign] # as at the limit
        if self.fault == "loop":
            vars(asyncio.get_running_loop())["_run_once"] = self.action_break
        if self.fault == "resolver":
            socket.getaddrinfo = _hang  # type: ignore[assignment] # it never returns
            self.run_worker(_resolve(), exit_on_error=False)

    @property
    def has_sent(self) -> bool:
        """Whether it looks up a host."""
        return self.fault == "resolver"

    def on_app_blur(self) -> None:
        """Be slow, if that is the fault."""
        if self.fault == "slow":
            time.sleep(SLOW)

    def exit(self, *arguments: Any, **options: Any) -> None:
        """Be slow or go on drawing, if that is the fault."""
        super().exit(*arguments, **options)
        if self.fault == "late":
            time.sleep(2 * SLOW)
        while self.fault in {"drawing", "blocked"}:
            assert self._driver
            self._driver.write("\x1b[?1049h")
            self._driver.flush()

    async def on_unmount(self) -> None:
        """Don't end, if that is the fault."""
        if self.fault == "hang":
            await asyncio.Event().wait()
        if self.fault == "stuck":
            _hang()

    @on(Input.Submitted)
    def say(self, event: Input.Submitted) -> None:
        """Show what was submitted."""
        self.query_one("#said", Static).update(f"submitted <{event.value}>")

    async def action_copy(self) -> None:
        """Copy what was typed."""
        assert self._driver
        result = await copy(self.query_one(Input).value, self._driver.write, os.environ)
        self.query_one("#said", Static).update(result)

    def action_break(self) -> None:
        """Raise in a handler."""
        key = CANARY
        raise RuntimeError(key)

    def action_work(self) -> None:
        """Raise in a worker."""
        self.run_worker(_work())

    def action_callback(self) -> None:
        """Raise in a callback of the loop."""
        asyncio.get_running_loop().call_soon(self.action_break)

    def action_seek(self) -> None:
        """Look for a widget that is not there."""
        self.query_one("#nowhere")

    def action_seek_late(self) -> None:
        """Look for a widget that is not there, while the app exits."""
        self.exit()
        self.action_seek()

    def action_reset(self) -> None:
        """Reset everything."""
        self.query_one(Input).clear()
        self.query_one(Input).focus()
        self.query_one("#said", Static).update("Ready")

    def action_flood(self) -> None:
        """Write more than a terminal that doesn't read accepts."""
        assert self._driver
        self._driver.write("x" * FLOOD)


async def _work() -> None:
    key = CANARY
    raise RuntimeError(key)


async def _resolve() -> None:
    await asyncio.get_running_loop().getaddrinfo("x.invalid", 443)


def _refuse_thread(_thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def _hang(*_arguments: object, **_options: object) -> list[object]:
    time.sleep(3600)
    return []
