"""Copying in the real program, in real terminal multiplexers: only the ID."""

import base64
import subprocess
import sys
from pathlib import Path

from support.languages import BY_NAME
from support.programs import program
from support.pty_session import PtySession, session

from modelbrowser.snippets.request import SnippetRequest

PROGRAM = (sys.executable, "-m", "modelbrowser", "--demo", "--no-history")
ID = "claude-haiku-4-5-20251001"
ENCODED = base64.b64encode(ID.encode())
SENT = "Sent to your terminal's clipboard"


def copy_in(running: PtySession, words: str = SENT) -> bytes:
    """Look an alias up and copy what it resolves to; return what was written from then on."""
    running.wait_for("Model ID or alias")
    running.feed(b"claude-haiku-4-5\r")
    running.wait_for("→ this model today")
    before = len(running.output)
    running.feed(b"\x19")
    running.wait_for(words)
    return running.output[before:]


def environment(folder: Path) -> dict[str, str]:
    """A home and sockets for this test alone."""
    folder.chmod(0o700)
    names = ("HOME", "TMUX_TMPDIR", "SCREENDIR", "XDG_STATE_HOME")
    return dict.fromkeys(names, str(folder)) | {"MODELBROWSER_CONFIG": "/dev/null"}


def test_plain_terminal(tmp_path: Path) -> None:
    """Row 105: a plain terminal is sent one OSC 52 with the ID, and no other OSC."""
    with session(PROGRAM, env=environment(tmp_path)) as running:
        written = copy_in(running)
        assert written.count(b"\x1b]") == running.output.count(b"\x1b]52;") == 1
        assert b"\x1b]52;c;" + ENCODED + b"\a" in written
        running.feed(b"\x11")
        assert running.wait_exit() == 0


def test_tmux(tmp_path: Path) -> None:
    """Row 105: in tmux with its defaults, tmux's buffer and the terminal around it have the ID."""
    tmux = program("tmux")
    env = environment(tmp_path)
    command = [tmux, "-f", "/dev/null", "new-session", " ".join(PROGRAM)]
    with session(command, env=env) as running:
        copy_in(running, "Copied to the tmux buffer")
        buffer = subprocess.run(
            [tmux, "show-buffer"],
            env={"TMUX_TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            timeout=10,
            check=True,
        )
        assert buffer.stdout == ID.encode()
        running.wait_for(b";" + ENCODED)
        running.feed(b"\x11")
        assert running.wait_exit() == 0


def test_screen(tmp_path: Path) -> None:
    """In GNU screen the terminal around it gets the ID, and longer code too."""
    code = BY_NAME["curl"].write(SnippetRequest(model_id="claude-haiku-4-5"))
    command = [program("screen"), "-U", "-c", "/dev/null", *PROGRAM]
    with session(command, env=environment(tmp_path)) as running:
        copy_in(running)
        running.wait_for(b"\x1b]52;c;" + ENCODED)
        running.feed(b"\t")
        running.feed(b"c")
        running.wait_for("Copy as")
        running.feed(b"\r")
        running.wait_for(b"\x1b]52;c;" + base64.b64encode(code.encode()))
        running.feed(b"\x11")
        assert running.wait_exit() == 0
