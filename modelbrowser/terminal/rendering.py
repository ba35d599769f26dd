"""How does an app come to write only what changed?

Leans on the inside of Textual: `App._display` and what it reads, `App._sync_available`, and
the compositor's two kinds of updates. So it works with the version it was proven with, and
steps aside for any other.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from rich.console import RenderableType
from textual import on
from textual.app import App
from textual.driver import Driver
from textual.events import Resize
from textual.screen import Screen

from modelbrowser.terminal.ansi import NotUnderstoodError
from modelbrowser.terminal.compatibility import LIBRARY, RENDERING
from modelbrowser.terminal.painter import Painter, fills_with_background

_AT_ONCE = 256
"""Output up to so many bytes reaches a terminal in one piece, so it needs no bracket."""

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
"""What lets a terminal show the output in between at once."""

_LEAVES_PICTURE = re.compile(
    r"(?:\x07"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b\[\?(?:1000|1003|1004|1006|1015|1016|2004|2026|2048)(?:[hl]|\$p))*"
)
"""The bell; title, clipboard and pointer (OSC); modes of input and of synchronised output."""


def is_wanted(environ: Mapping[str, str], library: Path = LIBRARY) -> bool:
    """Whether to write only what changed.

    Args:
        environ: MODELBROWSER_ECONOMY=0 switches it off.
        library: The folder that Textual is installed in.
    """
    return (
        RENDERING.is_available(library)
        and sys.platform != "win32"
        and environ.get("MODELBROWSER_ECONOMY") != "0"
    )


class EconomicApp(App[None]):
    """An app that writes only the cells that changed, where `is_wanted`."""

    @cached_property
    def _painter(self) -> Painter | None:
        """Knows what the terminal shows; None where stock output is to be used."""
        if not is_wanted(os.environ):
            return None
        return Painter(erases_colour=fills_with_background(os.environ))

    def forget_picture(self) -> None:
        """Take the terminal's picture as unknown: what is drawn next is drawn in full.

        Needed only by what writes to the terminal past the driver's `write`.
        """
        if self._painter:
            self._painter.forget()

    @on(Resize)
    def _forget_on_resize(self) -> None:
        """A terminal moves its lines about when its size changes."""
        self.forget_picture()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Show an update; the stock way, unless it is one that can be told cell by cell."""
        if self._is_painted(renderable):
            self.post_display_hook()
        else:
            super()._display(screen, renderable)

    def _is_painted(self, renderable: RenderableType | None) -> bool:
        """Draw an update, if it can be told cell by cell."""
        driver, painter = self._driver, self._painter
        if not painter or not driver or not self._may_write(driver):
            return False
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        try:
            output = painter.paint(renderable, cursor, self.console)
        except NotUnderstoodError:
            return False
        if output:
            if self._sync_available and len(output) > _AT_ONCE:
                output = f"{SYNC_START}{output}{SYNC_END}"
            _tap(driver, painter).stock(output)
            driver.flush()
        return True

    def _may_write(self, driver: Driver) -> bool:
        """Whether stock Textual would write a full-screen update to a terminal now."""
        return (
            self._running
            and not self._closed
            and not self._batch_count
            and not (driver.is_headless or driver.is_inline or driver.is_web)
        )


class Tap:
    """Stands before a driver's `write`: what others write may change pen and picture.

    Args:
        stock: The driver's own `write`.
        painter: Leaves them a plain pen, and forgets.
    """

    def __init__(self, stock: Callable[[str], None], painter: Painter) -> None:
        self.stock = stock
        self._painter = painter

    def __call__(self, data: str) -> None:
        """Write what does not come from an update."""
        if not _LEAVES_PICTURE.fullmatch(data):
            data = self._painter.reset() + data
            self._painter.forget()
        self.stock(data)


def _tap(driver: Driver, painter: Painter) -> Tap:
    """The tap before a driver's `write`, put there on first use."""
    write: Callable[[str], None] = driver.write
    if not isinstance(write, Tap):
        write = Tap(write, painter)
        driver.write = write  # type: ignore[method-assign] # the driver calls it itself, too
    return write
