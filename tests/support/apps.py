"""Makes the app for tests: the real client and screens at a fixed time in a fixed zone."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import httpx
from rich.console import RenderableType
from support.program import PATIENCE
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.strip import Strip

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.retries import TimeFunctions
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import parse_credential
from modelbrowser.history.history import History
from modelbrowser.presentation.clock import make_clock
from modelbrowser.session import LookupSession
from modelbrowser.tui.app import ModelBrowserApp
from modelbrowser.tui.options import TuiOptions
from modelbrowser.tui.screens.lookup import LookupScreen
from modelbrowser.tui.widgets.lists import RowList

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
"""The current time in every test."""

KEY = "sk-ant-canary-0123456789abcdef"
"""A key that must never appear anywhere."""

DEMO = Connection(demo=True)
NO_KEY = Connection()
WITH_KEY = Connection(credential=parse_credential(KEY, source="ANTHROPIC_API_KEY"))


def _parse_once(sheet: Stylesheet, *source: Any, **of_widgets: Any) -> list[RuleSet]:
    """Parse styles that no app of this process had before with the same colors.

    Every app has its own stylesheet, and parsing takes a fifth of its start.
    """
    key = (source, *of_widgets.items(), *sheet._variables.items())
    if key not in _PARSED:
        _PARSED[key] = _PARSE(sheet, *source, **of_widgets)
    return _PARSED[key]


def _draw_for_someone(
    compositor: Compositor,
    full: bool = False,  # noqa: FBT001, FBT002 - Textual's
    **options: Any,
) -> RenderableType | None:
    """Draw an update only if it goes to a terminal, or into a picture.

    Without a terminal Textual throws it away, and drawing takes a third of an app's time. What
    tests look at, `strips` draws, and the last picture of each app.
    """
    if full or not compositor.root or not compositor.root.app.is_headless:
        return _RENDER_UPDATE(compositor, full, **options)
    compositor._dirty_regions.clear()
    return None


_RENDER_UPDATE = Compositor.render_update
Compositor.render_update = _draw_for_someone  # type: ignore[assignment, method-assign] # of all apps

_PARSE = Stylesheet._parse_rules
_PARSED: dict[tuple[Any, ...], list[RuleSet]] = {}
Stylesheet._parse_rules = _parse_once  # type: ignore[assignment, method-assign] # of all apps


def make_app(
    connection: Connection = DEMO,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    zone: str = "Europe/Paris",
    no_color: bool = False,
    history: History | None = None,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    **asked: Any,
) -> ModelBrowserApp:
    """Make the app, without starting it.

    Args:
        connection: The host and the credential.
        transport: Replaces the network; the demo needs none.
        zone: The time zone of dates.
        no_color: Whether NO_COLOR is set.
        history: Keeps lookups; the app closes it. Without one, they aren't kept.
        pause: Waits between two lookups of a watch.
        asked: Other options, by the names of `TuiOptions`.
    """

    def make_client(connection: Connection) -> ModelsClient:
        clock = _steady_time()
        instead = DemoTransport(clock) if connection.demo else transport
        return ModelsClient(connection, instead, clock)

    options = TuiOptions(clock=make_clock(ZoneInfo(zone), {}, now=lambda: NOW), **asked)
    session = LookupSession(connection, make_client, history or History(None), pause)
    return ModelBrowserApp(session, options, no_color=no_color)


@asynccontextmanager
async def running(
    app: ModelBrowserApp, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Pilot[None]]:
    """Run the app without a terminal, and close its connections at the end.

    Args:
        app: The app from `make_app`.
        size: Columns and rows.
    """
    try:
        async with app.run_test(size=size) as pilot:
            # Before that, a key would be lost.
            await pilot.pause()
            yield pilot
            if app.is_running:
                strips(pilot)
    finally:
        await app._session.aclose()


def drawn(pilot: Pilot[None]) -> str:
    """The text on the terminal, line by line, without colors."""
    return "\n".join(strip.text.rstrip() for strip in strips(pilot))


def strips(pilot: Pilot[None]) -> list[Strip]:
    """What is on the terminal, line by line."""
    app = pilot.app
    # What is under a dialog.
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


def shown_id(pilot: Pilot[None]) -> str:
    """The ID at the start of the result on screen; empty without one."""
    title, blank = r"─ (?:Alias|Found|Model ID(?! or))[^\n]*\n", r"(?:│ {20}[^\n]*\n)?"
    shown = re.search(rf"{title}{blank}│ (\S+)", drawn(pilot))
    return shown[1] if shown else ""


def lookup_screen(pilot: Pilot[None]) -> LookupScreen:
    """The main screen, even while another one is open over it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, LookupScreen)
    return screen


async def until(pilot: Pilot[None], is_so: Callable[[], object]) -> None:
    """Let the app run until a condition holds."""
    try:
        async with asyncio.timeout(PATIENCE):
            await pilot.pause()
            while not is_so():
                await pilot.pause()
    except TimeoutError:
        raise AssertionError("It never came to that:\n" + drawn(pilot)) from None


async def until_drawn(pilot: Pilot[None], text: str) -> None:
    """Let the app run until a text is on the terminal."""
    await until(pilot, lambda: text in drawn(pilot))


async def until_chosen(pilot: Pilot[None], text: str) -> None:
    """Let the app run until the row with a text is under a list's cursor, and drawn."""

    def is_chosen() -> bool:
        lists = (each for each in pilot.app.screen.query(RowList) if each.row_count)
        rows = (str(each.row(each.cursor)).strip() for each in lists)
        return any(text in row and row in drawn(pilot) for row in rows)

    await until(pilot, is_chosen)


async def ask(pilot: Pilot[None], model_id: str) -> None:
    """Type a model ID or alias, press Enter and wait for the result."""
    # The list that is loaded at startup completes what is typed.
    await pilot.app.workers.wait_for_complete()
    lookup_screen(pilot).input.value = model_id
    await pilot.press("enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def _steady_time() -> TimeFunctions:
    """A clock on which every request takes the same time, whatever else is happening."""
    counters: WeakKeyDictionary[asyncio.Task[Any], Iterator[int]] = WeakKeyDictionary()

    def monotonic() -> float:
        task = asyncio.current_task()
        assert task
        return 0.214 * next(counters.setdefault(task, count()))

    return TimeFunctions(now=lambda: NOW, monotonic=monotonic, jitter=lambda: 0.0)
