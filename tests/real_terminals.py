"""The main job in every real terminal that is installed, with and without differential rendering.

    .venv/bin/python tests/real_terminals.py FOLDER [TERMINAL...]

Each terminal runs in an X server of its own (Xvfb): the app starts, a name is looked up, the window
is made larger, the palette is opened and closed, and the app quits. After each step there is a
picture in FOLDER, to be looked at, and the pictures of both ways to draw are compared. Needs Xvfb,
xdotool and ImageMagick. It is no part of the tests: it takes minutes, and no two machines have the
same terminals.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]

VTE = """
import sys, gi
gi.require_version("Gtk", "3.0")
gi.require_version("Vte", "2.91")
from gi.repository import GLib, Gtk, Vte
window, terminal = Gtk.Window(title="vte"), Vte.Terminal()
terminal.set_size(80, 24)
window.add(terminal)
terminal.connect("child-exited", Gtk.main_quit)
flags = Vte.PtyFlags.DEFAULT, GLib.SpawnFlags.DEFAULT
terminal.spawn_async(flags[0], None, sys.argv[1:], None, flags[1], None, None, -1, None, None)
window.show_all()
Gtk.main()
"""
"""A terminal made of VTE, as GNOME's and many others are; for the system's Python."""

TERMINALS = {
    "xterm": "xterm -fa 'DejaVu Sans Mono' -fs 10 -geometry 80x24 -e",
    "xterm-light": "xterm -bg white -fg black -fa 'DejaVu Sans Mono' -fs 10 -geometry 80x24 -e",
    "urxvt": "urxvt -fn 'xft:DejaVu Sans Mono:size=10' -geometry 80x24 -e",
    "st": "stterm -f 'DejaVu Sans Mono:size=10' -g 80x24 -e",
    "kitty": "kitty --config NONE -o initial_window_width=80c -o initial_window_height=24c",
    "alacritty": "alacritty -o window.dimensions.columns=80 -o window.dimensions.lines=24 -e",
    "konsole": "konsole --nofork --hide-menubar --hide-tabbar -e",
    "vte": f"/usr/bin/python3 -c {shlex.quote(VTE)}",
    "mlterm": "mlterm -g 80x24 -e",
    "zutty": "zutty -geometry 80x24 -e",
    "pterm": "pterm -fn 'client:DejaVu Sans Mono 10' -geometry 80x24 -e",
}
"""How a terminal is started with a command; the first word is the program."""

APP = """
import os, sys
from modelbrowser.terminal import environment
environment.prepare(os.environ)
environment.use_utf8(sys.__stderr__)
from pathlib import Path
from support.apps import make_app
from modelbrowser.terminal import guard
from modelbrowser.tui.app import ModelBrowserApp
ModelBrowserApp.on_ready = lambda app: Path("~/tty").expanduser().write_text(os.ttyname(0))
app = make_app()
app.suit_background(is_light=environment.is_light(os.environ))
sys.exit(guard.run(app))
"""
"""The app at a fixed moment, with fixed response times; a file says on which terminal it runs."""

LEFTOVERS = r"\33[?1049h\33[>1u\33[?1049l\33[?1003;1006h"
"""What a killed program left on: kitty's keyboard protocol, and all motion of the mouse."""

QUERIES = "\x1b[c\x1b[>c\x1b]11;?\x07\x1b]10;?\x1b\\"
"""Queries of another program, whose replies the app gets."""

STEPS = {
    "start": [],
    "lookup": ["type claude-sonnet-4-5", "key Return"],
    "larger": ["windowsize 1100 750"],
    "palette": ["key ctrl+p", "type the"],
    "closed": ["key Escape"],
    "betas": ["key ctrl+t", "key Down"],
    "selected": ["query", "key space"],
    "input": ["key ctrl+t", "key End"],
    "typed": ["query", "type x"],
    "quit": ["key ctrl+q"],
}
"""What xdotool does, `query` apart, and what the picture after it is called."""

SIZE = "1200x800"
_EDGES = 50
"""So many pixels may differ: the edges of letters reach into the next cell, in the order drawn."""

_PATIENCE = 90.0
_PAUSE = 0.25
_STILL = 3
"""So many equal pictures with pauses between them mean that nothing changes any more."""


@contextmanager
def x_server() -> Iterator[dict[str, str]]:
    """Run an X server; the environment of its clients."""
    readable, writable = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writable),
        "-screen",
        "0",
        f"{SIZE}x24",
        "+extension",
        "GLX",
    ]
    server = subprocess.Popen(command, pass_fds=[writable], stderr=subprocess.DEVNULL)
    os.close(writable)
    with os.fdopen(readable) as numbers:
        display = numbers.readline().strip()
    try:
        yield {**os.environ, "DISPLAY": f":{display}", "LIBGL_ALWAYS_SOFTWARE": "1"}
    finally:
        server.terminate()
        server.wait()


class Window:
    """A terminal with the app in it.

    Args:
        command: What starts the terminal.
        env: The environment, with the X server, and a home for this alone.
    """

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self._env = env
        self._tty = Path(env["HOME"], "tty")
        self._process = subprocess.Popen(
            command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._id = ""

    def wait_until_ready(self) -> bool:
        """Wait for the window and the app in it, and give it the focus."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            found = self._run("xdotool", "search", "--onlyvisible", "--name", ".").split()
            if found and self._tty.exists():
                self._id = found[-1].decode()
                self._run("xdotool", "windowmove", self._id, "0", "0")
                self._run("xdotool", "windowfocus", self._id)
                return True
            time.sleep(_PAUSE)
        return False

    def do(self, step: str) -> None:
        """Press keys, change the size of the window, or have the terminal reply to queries."""
        name, _, rest = step.partition(" ")
        if name == "query":
            Path(self._tty.read_text()).write_text(QUERIES)
            return
        words = [self._id, *rest.split()] if name == "windowsize" else rest.split(" ", 0)
        self._run("xdotool", name, *words)

    def picture(self, path: Path) -> None:
        """Wait until nothing changes, and save a picture."""
        seen: list[str] = []
        deadline = time.monotonic() + _PATIENCE
        while len(seen) < _STILL or len(set(seen[-_STILL:])) > 1:
            if time.monotonic() > deadline:
                break
            time.sleep(_PAUSE)
            shot = self._run("import", "-window", "root", "rgb:-")
            seen.append(hashlib.sha256(shot).hexdigest())
        self._run("import", "-window", "root", str(path))

    def close(self) -> None:
        """Close it."""
        self._process.terminate()
        self._process.wait()

    def _run(self, *command: str) -> bytes:
        return subprocess.run(command, env=self._env, capture_output=True, check=False).stdout


def play(name: str, rendering: str, folder: Path) -> list[Path]:
    """Do the main job in a terminal.

    Returns:
        The pictures; none if the terminal doesn't start.
    """
    pictures: list[Path] = []
    with x_server() as env, tempfile.TemporaryDirectory() as home:
        python_path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        env |= {"HOME": home, "PYTHONPATH": python_path, "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": home}
        # Some terminals set HOME as the system has it.
        app = f"HOME={home} {shlex.join([sys.executable, '-c', APP])}"
        shell = f"printf '{LEFTOVERS}'; {app}; echo \"[exit $?]\"; read -r nothing"
        if rendering == "stock":
            env["MODELBROWSER_RENDERING"] = "stock"
        window = Window([*shlex.split(TERMINALS[name]), "sh", "-c", shell], env)
        try:
            if window.wait_until_ready():
                for step, actions in STEPS.items():
                    for action in actions:
                        window.do(action)
                    pictures.append(folder / f"{name}-{len(pictures)}-{step}-{rendering}.png")
                    window.picture(pictures[-1])
        finally:
            window.close()
    return pictures


def difference(one: Path, other: Path) -> int:
    """The number of pixels that are clearly different."""
    command = ["compare", "-fuzz", "20%", "-metric", "AE", str(one), str(other), "null:"]
    return int(float(subprocess.run(command, capture_output=True, check=False).stderr.split()[0]))


def main(folder: str, *names: str) -> int:
    """Visit the terminals; the exit code is 1 if pictures differ."""
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    code = 0
    for name in names or TERMINALS:
        if not shutil.which(shlex.split(TERMINALS[name])[0]):
            print(f"{name}: not installed")
            continue
        ours, stock = (play(name, rendering, path) for rendering in ("diff", "stock"))
        results = {
            one.stem.split("-")[-2]: difference(one, other)
            for one, other in zip(ours, stock, strict=False)
        }
        code |= len(results) < len(STEPS) or max(results.values()) > _EDGES
        print(f"{name}: {results or 'did not start'}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
