"""How does a screen leave? Once, and without another."""

from typing import Any

from textual.await_complete import AwaitComplete


class LeavesAlone:
    """Stands before Textual's class in the bases of each screen that can be left.

    It is no screen itself: Textual looks for styles along the first bases, and would miss
    those of `ModalScreen`.
    """

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Leave with a result, if this is the uppermost screen; else do nothing.

        Textual takes the uppermost screen away, whichever that is. A key or click that was on
        its way while a screen left, or while another one opened over it, would cost that one.
        """
        screen: Any = super()
        return screen.dismiss(result) if screen.is_active else AwaitComplete()
