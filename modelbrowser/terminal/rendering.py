"""The app's hook for differential rendering: only the cells that changed are written.

In `App._display`, an update from the compositor is still structured. What can't be expressed
cell by cell is drawn the stock way.
"""

import os
import re
from collections.abc import Callable
from functools import cached_property

from rich.console import RenderableType
from textual import on
from textual.app import App
from textual.driver import Driver
from textual.events import Resize
from textual.screen import Screen

from modelbrowser.terminal.ansi import UnsupportedUpdateError
from modelbrowser.terminal.compatibility import is_textual_supported
from modelbrowser.terminal.diff import DiffRenderer, erases_to_background

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
"""The brackets of synchronized output: a terminal shows everything between them at once."""

_LONGEST_UNBRACKETED = 256
"""Output of up to this many bytes reaches a terminal in one piece, without brackets."""

_KEEPS_PICTURE = re.compile(
    r"(?:\x07"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b\[2[23];2t"
    r"|\x1b\[\?2026[hl])*"
)
"""Bell; title, clipboard and pointer (OSC); the brackets of synchronized output."""


class DiffRenderingApp(App[None]):
    """An app that writes only the cells that changed.

    With another Textual, in Emacs' own terminal, or with MODELBROWSER_RENDERING=stock, it draws as
    Textual does.
    """

    @cached_property
    def _renderer(self) -> DiffRenderer | None:
        """The renderer; None for stock output."""
        # Emacs' own terminal doesn't know how to erase characters.
        is_in_emacs = os.environ.get("TERM", "").startswith("eterm")
        is_stock = os.environ.get("MODELBROWSER_RENDERING") == "stock"
        if is_in_emacs or is_stock or not is_textual_supported():
            return None
        return DiffRenderer(erases_color=erases_to_background(os.environ))

    @on(Resize)
    def invalidate_picture(self) -> None:
        """Make the next update draw everything.

        This is needed only after a resize, because the terminal moves its lines, and after output
        that bypasses the driver's `write`.
        """
        if self._renderer:
            self._renderer.invalidate()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Show an update; the stock way if it can't be expressed cell by cell."""
        if self._draw(renderable):
            self.post_display_hook()
        else:
            super()._display(screen, renderable)

    def _draw(self, renderable: RenderableType | None) -> bool:
        """Draw an update, and return whether that was possible."""
        driver, renderer = self._driver, self._renderer
        if not renderer or not driver or not self._may_write(driver):
            return False
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        try:
            output = renderer.render(renderable, cursor, self.console)
        except UnsupportedUpdateError:
            return False
        if output:
            if self._sync_available and len(output) > _LONGEST_UNBRACKETED:
                output = f"{SYNC_START}{output}{SYNC_END}"
            _intercepted_write(driver, renderer).stock(output)
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


class WriteInterceptor:
    """Replaces a driver's `write` for all other output, which may change the style and the screen.

    Args:
        stock: The driver's own `write`.
        renderer: Sets the default style before other output, and is invalidated after it.
    """

    def __init__(self, stock: Callable[[str], None], renderer: DiffRenderer) -> None:
        self.stock = stock
        self._renderer = renderer

    def __call__(self, data: str) -> None:
        """Write output that doesn't come from an update."""
        if not _KEEPS_PICTURE.fullmatch(data):
            data = self._renderer.reset_style() + data
            self._renderer.invalidate()
        self.stock(data)


def _intercepted_write(driver: Driver, renderer: DiffRenderer) -> WriteInterceptor:
    """Return what replaces a driver's `write`, installed on first use."""
    write: Callable[[str], None] = driver.write
    if not isinstance(write, WriteInterceptor):
        write = WriteInterceptor(write, renderer)
        driver.write = write  # type: ignore[method-assign] # the driver calls it itself, too
    return write
