"""Sizes and types for the snapshot tests."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

Size = tuple[int, int]
"""Columns and rows."""

WIDE: Size = (120, 40)
MEDIUM: Size = (80, 24)
SMALL: Size = (40, 15)

SIZES = pytest.mark.parametrize("size", [WIDE, MEDIUM, SMALL], ids=["wide", "medium", "small"])
"""One of each layout."""

Compare = Callable[..., bool]
"""The fixture `snap_compare`."""

Steps = Callable[[Pilot[None]], Awaitable[None]]
"""The steps before the snapshot is taken."""
