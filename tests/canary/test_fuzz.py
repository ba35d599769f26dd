"""Bytes at random from the terminal, a server, the environment and files: nothing breaks.

`support/fuzz.py` says how to do this for hours.
"""

import json
import re
from pathlib import Path

import pytest
from hypothesis import strategies as st
from support import answers
from support.canary import Home
from support.fuzz import HOSTILE, TEXTS, Cut, assert_harmless, cuts, damage, damaged, fuzz
from support.late_replies import LATE_REPLIES
from support.program import run
from support.pty_session import PtySession
from support.samples import LASTING_ALIAS
from support.servers import Conversation, RawServer

from modelbrowser.errors import ExitCode
from modelbrowser.settings.reader import TABLE

ANSWERED = (ExitCode.FOUND, ExitCode.NOT_FOUND, ExitCode.REJECTED, ExitCode.NO_ANSWER)
STARTED = (*ANSWERED, ExitCode.USAGE, ExitCode.SETTINGS)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home folder."""
    return Home(tmp_path)


def _quit(running: PtySession) -> None:
    """Quit, even within a paste, a sequence or a string, and check that everything is restored."""
    for _ in range(100):
        running.feed(b"\x11")
        if running.has_ended(0.3):
            break
    assert running.wait_exit() == 0
    assert running.is_as_found
    assert_harmless(running.output)


# --- The terminal ----------------------------------------------------------------------------

OPENED = (b"", b"\x0f", b"\x07", b"\x10", b"\x14", b"\tc", b"\tw", b"\t?", b"\x10theme\r")
"""Keys that open each screen."""

_FRAGMENTS = (
    *(
        b"\x1b",
        b"\x1b[",
        b"\x1bO",
        b"\x1b]",
        b"\x1bP",
        b"\x1b_",
        b"\x1b\\",
        b"\x9b",
        b"\x9d",
        b"\x9c",
    ),
    *(
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b[M",
        b"\x1b[<35;",
        b"\x1b[<0;9;9",
        b"1;2",
        b"99999999999999",
    ),
    *(
        b"~",
        b"u",
        b"R",
        b"M",
        b"m",
        b"c",
        b"$y",
        b"$",
        b":",
        b";",
        b"?",
        b"\x07",
        b"\x03",
        b"\r",
        b"\n",
    ),
    *(
        b"a",
        b"Q",
        b"\xff",
        b"\xc3",
        b"\xa9",
        b"x" * 300,
        b"\x00",
        b"\x18",
        b"\t",
        b"\x7f",
        b"claude-",
    ),
    *(b"\x1b[A", b"\x1b[B", b"\x1b[5~", b"\x1b[6~", b"\x19", b"\x0e", b"\x12", b"\x0c", b"/", b"p"),
    *(text.encode("utf-8", "surrogatepass") for text in HOSTILE),
    *LATE_REPLIES.values(),
)
_SIZES = st.tuples(st.integers(1, 200), st.integers(1, 60))


def test_terminal(home: Home) -> None:
    """Rows 15, 90 to 93, and 201: any bytes at any size, on any screen, and Ctrl+Q quits."""

    def check(example: tuple[bytes, list[bytes | tuple[int, int]]]) -> None:
        opened, events = example
        with home.screen(LASTING_ALIAS, "--demo") as running:
            running.wait_for(b"20251001")
            running.feed(opened)
            for event in events:
                if isinstance(event, bytes):
                    # Ctrl+Z is for a shell.
                    running.feed(event.replace(b"\x1a", b""))
                else:
                    running.resize(*event)
            _quit(running)

    typed = st.lists(st.sampled_from(_FRAGMENTS) | st.binary(max_size=4), max_size=12).map(b"".join)
    events = st.lists(typed | _SIZES, max_size=6)
    fuzz(st.tuples(st.sampled_from(OPENED), events), check, 4)


# --- A server --------------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
_FIELDS = ("type", "id", "display_name", "created_at", "lifecycle", "line", "max_tokens", "error")
_MODELS = st.dictionaries(st.sampled_from(_FIELDS) | TEXTS, _JSON, max_size=3).map(
    lambda changes: {**answers.MODEL, **changes}
)
_PAGES = st.fixed_dictionaries(
    {"data": st.lists(_MODELS | _JSON, max_size=4) | _JSON, "has_more": _JSON, "last_id": _JSON}
)
_ERRORS = st.fixed_dictionaries(
    {"type": st.just("error") | _JSON, "error": _JSON | _MODELS},
    optional={"request_id": _JSON, "message": _JSON, "detail": _JSON, "code": _JSON},
)
_BODIES = st.one_of(
    (_MODELS | _PAGES | _ERRORS | _JSON).map(lambda value: json.dumps(value).encode()),
    damaged(st.just(json.dumps(answers.MODEL).encode())),
    TEXTS.map(lambda text: f"<title>{text}</title>".encode("utf-8", "surrogatepass")),
    st.binary(max_size=40),
)
_STATUSES = st.sampled_from([200, 200, 200, 204, 301, 400, 401, 403, 404, 407, 413, 429, 500, 529])
_HEADERS = st.dictionaries(
    st.sampled_from(
        (
            *(
                "content-type",
                "content-encoding",
                "content-length",
                "transfer-encoding",
                "location",
            ),
            *("retry-after", "request-id", "x-request-id", "date", "server", "via", "cf-ray"),
            *("www-authenticate", "connection", "upgrade"),
        )
    ),
    TEXTS.map(
        lambda text: re.sub(r"[\r\n]", "", text).encode("utf-8", "replace").decode("latin-1")
    ),
    max_size=3,
)


def _response(status: int, reason: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return answers.http(body, f"{status} {reason}", [*lines, "x-should-retry: false"])


_RESPONSES = st.builds(
    _response, _STATUSES | st.integers(100, 999), st.just("X"), _HEADERS, _BODIES
)


def test_server(home: Home) -> None:
    """Rows 43 to 49 and 59: any bytes of a server are an answer or an error, in time."""
    with RawServer(b"") as server:

        def check(example: tuple[bytes, tuple[str, ...]]) -> None:
            response, command = example

            def reply(conversation: Conversation) -> None:
                conversation.send(response)
                conversation.close()

            server.change(reply)
            env = home.environment(ANTHROPIC_BASE_URL=server.url)
            done = run(*command, "--timeout", "2", env=env)
            assert done.returncode in ANSWERED, done
            assert_harmless(done.stdout + done.stderr)

        commands = [("x", "--plain"), ("x", "--json"), ("--list",), ("--list", "--json")]
        fuzz(st.tuples(damaged(_RESPONSES), st.sampled_from(commands)), check, 15)


# --- The environment and the settings --------------------------------------------------------

_NAMES = (
    *(
        "LANG",
        "LC_ALL",
        "TERM",
        "COLORTERM",
        "NO_COLOR",
        "COLORFGBG",
        "COLUMNS",
        "LINES",
        "TZ",
        "TMUX",
    ),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "STY"),
    *("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "ANTHROPIC_CONFIG_DIR", "ESCDELAY"),
    *("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ANIMATIONS", "MODELBROWSER_RENDERING"),
    *(setting.variable for setting in TABLE.values() if setting.variable),
    *("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
)
_LOCAL = st.sampled_from(["http://127.0.0.1:9", "http://localhost:9/v1", "http://[::1]:9", "x", ""])
_VALUES = st.one_of(
    TEXTS,
    _LOCAL,
    st.sampled_from(
        ["C", "dumb", "linux", "xterm", ":", "/dev/null", "/", "1", "true", "Europe/Paris"]
    ),
)
_TOML = st.dictionaries(
    st.sampled_from(list(TABLE)) | TEXTS, st.one_of(_JSON, _VALUES, _LOCAL), max_size=4
).map(lambda table: "".join(f"{name} = {json.dumps(value)}\n" for name, value in table.items()))


def _variables(values: dict[str, str]) -> dict[str, str]:
    """An environment that the system accepts, and that leads to no other machine."""
    clean = {
        name: value.replace("\0", "").replace("\ud800", "\udcff") for name, value in values.items()
    }
    local = clean.get("ANTHROPIC_BASE_URL", "")
    return clean | {"ANTHROPIC_BASE_URL": local if "127.0.0.1" in local else "http://127.0.0.1:9"}


def test_environment(home: Home, tmp_path: Path) -> None:
    """Rows 22 to 36: any environment and any settings are used, or said to be wrong."""
    path = tmp_path / "settings.toml"

    def check(example: tuple[dict[str, str], bytes, tuple[str, ...]]) -> None:
        values, written, command = example
        path.write_bytes(written)
        env = home.environment(MODELBROWSER_CONFIG=str(path)) | _variables(values)
        done = run(*command, "--timeout", "2", env=env)
        assert done.returncode in STARTED, done
        assert_harmless(done.stdout + done.stderr)

    texts = _TOML.map(lambda text: text.encode("utf-8", "surrogatepass"))
    commands = [
        (LASTING_ALIAS, "--demo", "--plain"),
        (LASTING_ALIAS, "--json"),
        ("--list", "--demo"),
    ]
    example = st.tuples(
        st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=5),
        damaged(texts),
        st.sampled_from(commands),
    )
    fuzz(example, check, 15)


# --- The history -----------------------------------------------------------------------------


def test_history(home: Home, tmp_path: Path) -> None:
    """Rows 107 to 110: whatever the history file holds, lookups are answered."""
    for name in (LASTING_ALIAS, "claude-nothing"):
        home.run(name, "--demo", "--plain")
    (path,) = tmp_path.rglob("history.db")
    intact = path.read_bytes()

    def check(at: list[Cut]) -> None:
        for other in path.parent.iterdir():
            other.unlink()
        path.write_bytes(damage(intact, at))
        done = run(LASTING_ALIAS, "--demo", "--plain", env=home.environment())
        assert done.returncode == ExitCode.FOUND, done
        assert_harmless(done.stdout + done.stderr)

    fuzz(cuts(len(intact)), check, 15)
