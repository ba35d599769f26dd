"""The search for the key finds it; otherwise, the other tests here would prove nothing."""

import base64
import json
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from support import answers
from support.canary import KEY, Home, holds_key, python
from support.servers import RawServer


@pytest.mark.parametrize(
    "seen",
    [
        KEY.encode(),
        KEY.upper().encode(),
        KEY[5:40].encode(),
        KEY[::-1].encode(),
        json.dumps({"x": KEY}).replace("/", "\\/").encode(),
        "".join(f"\\u{ord(c):04X}" for c in KEY).encode(),
        quote(KEY, safe="").encode(),
        "".join(f"%{ord(c):02X}" for c in KEY).encode(),
        base64.b64encode(KEY.encode()),
        base64.b64encode(b"user:" + KEY.encode() + b"!"),
        KEY.encode().hex().encode(),
        KEY.encode("utf-16-le"),
    ],
)
def test_every_form_is_found(seen: bytes) -> None:
    """The key is found literally, in part, and in the encodings that programs use."""
    assert holds_key(b"before " + seen + b" after")
    assert not holds_key(b"[key removed] [ANTHROPIC_API_KEY] sk-ant-")


def test_textual_is_loud(tmp_path: Path) -> None:
    """In a loud home Textual logs what is typed or pasted, also into the current folder."""
    home = Home(tmp_path, loud=True)
    bare = (
        "import os; os.chdir(os.environ['HOME'])\n"
        "from textual.app import App\n"
        "from textual.widgets import Input\n"
        "class Bare(App):\n"
        "    def compose(self): yield Input(placeholder='Type', password=True)\n"
        "Bare().run()\n"
    )
    with home.screen(command=(sys.executable, "-c", bare)) as running:
        running.wait_for("Type")
        running.feed(b"\x1b[200~" + KEY.encode() + b"\x1b[201~")
        running.wait_for("•" * len(KEY))
        running.feed(b"\x11")
        running.wait_exit()
    assert {str(home.textual_log), str(tmp_path / "keys.log")} <= set(home.leaks())


def test_a_loud_home_is_loud(tmp_path: Path) -> None:
    """In a loud home everything logs at DEBUG: a bare request of httpx leaks an echoed key."""
    home = Home(tmp_path, loud=True)
    bare = "import httpx, os\nhttpx.get(os.environ['ANTHROPIC_BASE_URL'], trust_env=False)"
    with RawServer(answers.http("{}", x_echo=KEY)) as server:
        done = home.run("--version", command=python(bare), ANTHROPIC_BASE_URL=server.url)
    assert done.returncode == 0
    assert home.leaks(done.stdout, done.stderr) == [str(tmp_path / "debug.log")]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_copy_is_as_loud(is_new: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter of the test
    """In a loud home the program logs at DEBUG, also in a copy of the tests' process."""
    home = Home(tmp_path, loud=True, is_new=is_new)
    with RawServer(answers.model()) as server:
        assert home.run("claude-x", ANTHROPIC_BASE_URL=server.url).returncode == 0
    assert "DEBUG:asyncio:" in (tmp_path / "debug.log").read_text("utf-8")
