"""Files written by earlier versions open without loss.

The fixtures were written by the wheel of each version; see `support/write_fixtures.py`.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.apps import WITH_KEY, drawn, make_app, running, until
from support.program import ROOT

from modelbrowser.domain.connection import Connection
from modelbrowser.history.database import HistoryDatabase
from modelbrowser.history.history import History
from modelbrowser.preferences import Preferences
from modelbrowser.settings.reader import Settings, read_settings
from modelbrowser.tui.screens.history import HistoryScreen

FIXTURES = ROOT / "tests" / "fixtures" / "0.1.0"

API, GATEWAY = "api.anthropic.com", "gateway.example"
SONNET = "claude-sonnet-4-5"

LOOKUPS: tuple[tuple[str, str, str | None, str], ...] = (
    (SONNET, API, f"{SONNET}-20250929", "found"),
    ("claude-opus-4-5-20251101", API, "claude-opus-4-5-20251101", "found"),
    ("claude-sonet-4-5", API, None, "not_found"),
    ("claude-opus-5", API, None, "rejected"),
    ("claude-unauthorized", API, None, "invalid_key"),
    ("claude-unpaid", API, None, "billing_problem"),
    ("claude-forbidden", API, None, "permission_denied"),
    ("claude-conflict", API, None, "rejected"),
    ("claude-limited", API, None, "rate_limited"),
    ("claude-broken", API, None, "server_error"),
    ("claude-busy", API, None, "overloaded"),
    ("claude-strange", API, None, "unexpected_response"),
    ("claude-moved-away", API, None, "unexpected_response"),
    ("claude-silent", API, None, "no_answer"),
    (SONNET, GATEWAY, f"{SONNET}-20250929", "found"),
    (SONNET, "localhost:8443", None, "certificate_error"),
    (SONNET, "refused-by-proxy.example", None, "proxy_refused"),
    (SONNET, API, f"{SONNET}-20270101", "found"),
    ("claude-opus-5", API, "claude-opus-5", "found"),
)
"""The lookups that 0.1.0 recorded, the oldest first: model, host, resolved ID, outcome."""

DEMO_LOOKUPS = (
    (SONNET, GATEWAY, f"{SONNET}-20250929", "found"),
    ("claude-sonet-4-5", GATEWAY, None, "not_found"),
    ("claude-haiku-4-5", API, "claude-haiku-4-5-20251001", "found"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files, since opening may change them."""
    return Path(shutil.copytree(FIXTURES, tmp_path / "0.1.0"))


def test_every_lookup_of_the_history_is_there(folder: Path) -> None:
    """Each lookup has its time, host, betas, result, outcome and request ID."""
    with closing(HistoryDatabase(folder / "history.db", busy_timeout=0.01)) as database:
        assert database.notice == ""
        real, demo = database.recent(99)[::-1], database.recent(99, demo=True)[::-1]
        assert database.count() == len(LOOKUPS) + len(DEMO_LOOKUPS)
    for entries, expected in ((real, LOOKUPS), (demo, DEMO_LOOKUPS)):
        read = [(each.model_id, each.host, each.resolved_id, each.outcome) for each in entries]
        assert read == list(expected)
    assert [each.id for each in (*real, *demo)] == list(range(1, 23))
    assert [each.betas for each in real if each.betas] == [
        ("skills-2025-10-02", "own-2027-01-01"),
        ("rejected-2026-01-01",),
    ]
    statuses = (200, 200, 404, 400, 401, 402, 403, 409, 429, 500, 529)
    assert [each.request_id for each in real[:11]] == [f"req_fixture_{n}" for n in statuses]
    assert str(real[0].looked_up_at) == "2026-11-29 06:03:54.430384+00:00"
    times = [each.looked_up_at for each in (*real, *demo)]
    assert times == sorted(times)


def test_every_title_becomes_an_outcome(folder: Path) -> None:
    """Each title that 0.1.0 could store becomes today's outcome; any other becomes `failed`."""
    path = folder / "history.db"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE lookup SET error = 'Offline' WHERE asked = 'claude-unpaid'")
        file.execute("UPDATE lookup SET error = 'From elsewhere' WHERE asked = 'claude-busy'")
    with closing(HistoryDatabase(path, busy_timeout=0.01)) as database:
        outcomes = {each.model_id: each.outcome for each in database.recent(99)}
    assert (outcomes["claude-unpaid"], outcomes["claude-busy"]) == ("offline", "failed")


def test_row_113_version_0_1_0_reads_the_file_of_today(folder: Path) -> None:
    """Row 113: after the migration, 0.1.0 finds a newer version and all columns that it reads."""
    path = folder / "history.db"
    with closing(HistoryDatabase(path, busy_timeout=0.01)) as database:
        expected = [(each.model_id, each.resolved_id) for each in database.recent(99)]
    with closing(sqlite3.connect(path)) as file:
        ((version,),) = file.execute("PRAGMA user_version")
        assert version > 1
        rows = file.execute(
            "SELECT asked_at, asked, host, betas, demo, resolved_id, error, request_id "
            "FROM lookup WHERE demo = 0 ORDER BY id DESC"
        ).fetchall()
    assert [(row[1], row[5]) for row in rows] == expected


def test_an_alias_that_moved_is_known(folder: Path) -> None:
    """What an alias resolved to before is known from the old rows, by host and for the demo."""
    with closing(HistoryDatabase(folder / "history.db", busy_timeout=0.01)) as database:
        (moved,) = (each for each in database.recent(99) if each.moved)
        assert (moved.id, moved.previous_id) == (18, f"{SONNET}-20250929")
        for host, demo, resolved_id in (
            (API, False, f"{SONNET}-20270101"),
            (GATEWAY, False, f"{SONNET}-20250929"),
            (GATEWAY, True, f"{SONNET}-20250929"),
        ):
            last = database.last_resolution(host, SONNET, demo=demo)
            assert last
            assert last.resolved_id == resolved_id
        names = [each.model_id for each in database.names(API, 99)]
        assert names == ["claude-opus-5", SONNET, "claude-opus-4-5-20251101"]


def test_recording_goes_on_in_the_old_history(folder: Path) -> None:
    """A new lookup is added after the old ones, which stay as they are."""
    path = folder / "history.db"
    with closing(HistoryDatabase(path, busy_timeout=0.01)) as database:
        (newest,) = database.recent(1)
        database.record(newest)
        new, *before = database.recent(99)
        assert new.id == 23
    with closing(HistoryDatabase(path, busy_timeout=0.01)) as database:
        assert [*database.recent(99)][1:] == before
        assert len(before) == len(LOOKUPS)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.anyio
async def test_the_screen_shows_every_old_lookup(folder: Path) -> None:
    """The history's screen lists each lookup with its result or its outcome."""
    app = make_app(WITH_KEY, history=History(folder / "history.db"))
    async with running(app, (160, 40)) as pilot:
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(pilot.app.screen, HistoryScreen))
        screen = pilot.app.screen
        assert isinstance(screen, HistoryScreen)
        await until(pilot, lambda: screen.list.row_count == len(LOOKUPS))
        lines = drawn(pilot).splitlines()
    start = next(number for number, line in enumerate(lines) if "20270101" in line) - 1
    shown = lines[start : start + len(LOOKUPS)]
    for line, (asked, host, resolved_id, outcome) in zip(shown, reversed(LOOKUPS), strict=True):
        assert asked in line
        assert host[:16] in line
        assert (resolved_id or outcome.replace("_", " ")) in line
    assert f"was {SONNET}-20250929" in shown[1]


def test_the_choices_are_kept(folder: Path) -> None:
    """The chosen theme and language are kept, even after another choice."""
    path = folder / "choices"
    preferences = Preferences(path)
    assert preferences.get("language") == "typescript"
    assert make_app(preferences=preferences).theme == "textual-light"
    preferences.set("language", "go")
    later = Preferences(path)
    assert (later.get("theme"), later.get("language")) == ("textual-light", "go")


def test_the_settings_are_read(folder: Path) -> None:
    """Every key of the file has the value that it had."""
    environ = {"MODELBROWSER_CONFIG": str(folder / "config.toml")}
    found = read_settings({}, environ)
    assert found == Settings(
        connection=Connection(
            base_url="http://gateway.example/anthropic",
            base_url_source=f"base_url in {folder / 'config.toml'}",
            workspace_source=f"workspace_id in {folder / 'config.toml'}",
            no_credential=found.connection.no_credential,
            timeout=7.5,
            api_version="2023-06-01",
            workspace_id="wrkspc_fixture",
        ),
        timezone=ZoneInfo("Asia/Kathmandu"),
        theme="nord",
        betas=("own-2027-01-01", "files-api-2025-04-14"),
        mouse=False,
        history=True,
    )
