"""Copied text reaches the user's terminal, and the message promises only that."""

import base64
import os
from pathlib import Path

import pytest
from support.programs import program
from support.pty_session import APP, PtySession, app, session

from modelbrowser.terminal import clipboard

ID = "claude-sonnet-4-5-20250929"


def osc52(text: str) -> bytes:
    """The sequence that sets a terminal's clipboard, without its end."""
    return b"\x1b]52;c;" + base64.b64encode(text.encode())


def copy_in(running: PtySession, words: str = "Sent to your terminal's clipboard") -> None:
    """Type an ID into the small app, copy it, and wait for the message."""
    running.wait_for("Ready")
    running.feed(ID.encode())
    running.wait_for(ID)
    running.feed(b"\x19")
    running.wait_for(words)


def test_plain_terminal() -> None:
    """Row 105: a plain terminal is sent OSC 52, and the message says only that."""
    with app() as running:
        copy_in(running)
        assert osc52(ID) in running.output


def test_tmux(tmp_path: Path) -> None:
    """Row 105: in tmux with its defaults, the terminal around it gets the text."""
    command = [program("tmux"), "-f", "/dev/null", "new-session", " ".join(APP)]
    with session(command, env={"TMUX_TMPDIR": str(tmp_path)}) as running:
        copy_in(running, clipboard.IN_TMUX)
        running.wait_for(b";" + base64.b64encode(ID.encode()))
        running.feed(b"\x11")
        assert running.wait_exit() == 0


def test_tmux_in_a_terminal_without_a_clipboard(tmp_path: Path) -> None:
    """Row 105: if tmux has sent the terminal nothing, the message doesn't say that it has."""
    command = [program("tmux"), "-f", "/dev/null", "new-session", " ".join(APP)]
    with session(command, env={"TMUX_TMPDIR": str(tmp_path), "TERM": "linux"}) as running:
        copy_in(running, "and sent to your terminal's clipboard (if supported).")
        running.feed(b"\x11")
        assert running.wait_exit() == 0
        assert base64.b64encode(ID.encode()) not in running.output


def test_screen(tmp_path: Path) -> None:
    """In GNU screen the terminal around it gets the text, even a long one."""
    tmp_path.chmod(0o700)
    command = [program("screen"), "-U", "-c", "/dev/null", *APP]
    with session(command, env={"SCREENDIR": str(tmp_path)}) as running:
        copy_in(running)
        running.wait_for(osc52(ID))
        running.feed(b"\x11")
        assert running.wait_exit() == 0


@pytest.mark.anyio
async def test_tmux_that_does_not_answer(tmp_path: Path) -> None:
    """If tmux fails, the terminal is sent OSC 52."""
    written: list[str] = []
    environ = {"TMUX": f"{tmp_path}/none,1,0", "PATH": os.environ["PATH"]}
    assert await clipboard.copy(ID, written.append, environ) == clipboard.SENT
    assert written == [osc52(ID).decode() + "\a"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", clipboard.NOTHING_TO_COPY),
        ("a\nb", clipboard.NOT_PRINTABLE),
        ("a\tb", clipboard.NOT_PRINTABLE),
        ("a\x1b]0;x\x07", clipboard.NOT_PRINTABLE),
        ("a\ud800", clipboard.NOT_PRINTABLE),
        ("a\u202eb", clipboard.NOT_PRINTABLE),
        ("x" * (clipboard.MAX_COPY + 1), clipboard.TOO_LONG),
    ],
    ids=["nothing", "two lines", "tab", "escape", "surrogate", "bidi", "long"],
)
async def test_refused(text: str, outcome: str) -> None:
    """Row 106: text that is too long or can't be printed is not copied, and the message says so."""
    written: list[str] = []
    assert await clipboard.copy(text, written.append, {}) == outcome
    assert not written


@pytest.mark.anyio
async def test_code() -> None:
    """Several lines, indented with tabs as in Go, are copied if allowed."""
    written: list[str] = []
    assert await clipboard.copy("a\n\tb", written.append, {}, multiline=True) == clipboard.SENT
    assert await clipboard.copy("a\rb", written.append, {}, multiline=True) != clipboard.SENT
    assert written == [osc52("a\n\tb").decode() + "\a"]


TOOLS = {
    "wl-copy": {"WAYLAND_DISPLAY": "wayland-0"},
    "xclip": {"DISPLAY": ":0"},
    "xsel": {"DISPLAY": ":0"},
}
"""What reaches the clipboard of this machine, and the display that it needs."""


def install(folder: Path, tool: str, *, works: bool = True) -> dict[str, str]:
    """Install a tool that keeps what it gets in a file `copied`; an environment with it alone."""
    script = folder / tool
    script.write_text(f"#!/bin/sh\n/bin/cat > {folder}/copied\nexit {0 if works else 1}\n")
    script.chmod(0o755)
    return {"PATH": str(folder), **TOOLS[tool]}


@pytest.mark.anyio
@pytest.mark.parametrize("tool", TOOLS)
async def test_a_local_tool(tool: str, tmp_path: Path) -> None:
    """Row 203: with a display, a local tool copies, and the message says that it did."""
    written: list[str] = []
    environ = install(tmp_path, tool)
    assert await clipboard.copy("a\n\tb", written.append, environ, multiline=True) == (
        clipboard.COPIED
    )
    assert (tmp_path / "copied").read_text() == "a\n\tb"
    assert not written


@pytest.mark.anyio
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "why",
    [
        {"SSH_CONNECTION": "a b c d"},
        {"SSH_TTY": "/dev/pts/1"},
        {"DISPLAY": "", "WAYLAND_DISPLAY": ""},
    ],
    ids=str,
)
async def test_no_local_tool(tool: str, why: dict[str, str], tmp_path: Path) -> None:
    """Row 203: over SSH or without a display the terminal gets it, and may ignore it."""
    written: list[str] = []
    assert await clipboard.copy(ID, written.append, install(tmp_path, tool) | why) == clipboard.SENT
    assert "if supported" in clipboard.SENT
    assert written == [osc52(ID).decode() + "\a"]
    assert not (tmp_path / "copied").exists()


@pytest.mark.anyio
async def test_a_local_tool_that_stays(tmp_path: Path) -> None:
    """Row 203: a tool that stays to serve pastes isn't stopped with the program's group."""
    environ = install(tmp_path, "xclip")
    script = f"#!/bin/sh\n/bin/cat\nread -r stat </proc/$$/stat\necho $stat >{tmp_path}/stat\n"
    (tmp_path / "xclip").write_text(script)
    written: list[str] = []
    assert await clipboard.copy(ID, written.append, environ) == clipboard.COPIED
    group = (tmp_path / "stat").read_text().split()[4]
    assert int(group) != os.getpgrp()


@pytest.mark.anyio
@pytest.mark.parametrize("works", [True, False])
async def test_quitting_right_after_copying(
    *, works: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 203: what was copied just before quitting reaches the clipboard; the last text wins."""
    done: list[str] = []

    class CopyingApp(clipboard.ClipboardApp):
        def _write(self, sequence: str) -> None:
            done.append(sequence)

        def on_mount(self) -> None:
            self.copy_to_clipboard("before")
            self.copy_to_clipboard(ID)
            self.exit()

        def on_unmount(self) -> None:
            done.append("restored")

    for name, value in install(tmp_path, "xclip", works=works).items():
        monkeypatch.setenv(name, value)
    for name in ("TMUX", "SSH_CONNECTION", "SSH_TTY", "WAYLAND_DISPLAY", "STY"):
        monkeypatch.delenv(name, raising=False)
    await CopyingApp().run_async(headless=True)
    assert (tmp_path / "copied").read_text() == ID
    assert done == ([] if works else [osc52(ID).decode() + "\a"]) + ["restored"]


@pytest.mark.anyio
@pytest.mark.parametrize("tool", TOOLS)
async def test_a_local_tool_that_fails(tool: str, tmp_path: Path) -> None:
    """Row 203: if the tool fails, the terminal gets it."""
    written: list[str] = []
    environ = install(tmp_path, tool, works=False)
    assert await clipboard.copy(ID, written.append, environ) == clipboard.SENT
    assert written


@pytest.mark.anyio
async def test_tmux_and_a_local_tool(tmp_path: Path) -> None:
    """Row 203: in tmux on this machine both get it: tmux's buffer and the clipboard."""
    tmux = tmp_path / "tmux"
    tmux.write_text(f"#!/bin/sh\n/bin/cat > {tmp_path}/buffer\n")
    tmux.chmod(0o755)
    environ = install(tmp_path, "xclip") | {"TMUX": "socket,1,0"}
    assert await clipboard.copy(ID, list.append, environ) == clipboard.COPIED  # type: ignore[arg-type] # never called
    assert (tmp_path / "buffer").read_text() == (tmp_path / "copied").read_text() == ID
