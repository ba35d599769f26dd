"""A key that must not leak: runs the real program with it, and searches every byte."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

from support.program import PROGRAM, ROOT, run
from support.pty_session import PtySession, session

from modelbrowser.__main__ import start

KEY = "sk-ant-api03-CANARY/key+of=the-tests_0123456789"

_LOUD = """
import asyncio, gc, logging, os, warnings
warnings.simplefilter("default")
# Collecting garbage logs nothing, and takes a fifth of the time of a visit to the screens.
gc.enable = lambda: None
# In its debug mode asyncio logs slow callbacks, with the exceptions of their tasks: all are slow.
asyncio.BaseEventLoop.slow_callback_duration = property(lambda loop: 0.0, lambda loop, value: None)
logging.basicConfig(level=logging.DEBUG, filename=os.path.join(os.environ["HOME"], "debug.log"))
for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)
"""

LOUD = {
    "ANTHROPIC_LOG": "debug",
    "HTTPX_LOG_LEVEL": "trace",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONDEVMODE": "1",
    # That mode also checks every allocation, which logs nothing and takes a sixth of the time.
    "PYTHONMALLOC": "pymalloc",
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_DEBUG": "1",
}
"""Variables that make programs, libraries and Python log; a loud home adds log files."""


def _start_loudly() -> None:
    """Start the program in a copy of the tests' process, and log everything that can be logged."""
    exec(_LOUD, {})  # noqa: S102 - as Python does with `sitecustomize.py`
    start()


class Home:
    """A home folder, and everything that a run left there.

    Args:
        folder: An empty folder.
        loud: Whether everything that can log does so, into this folder.
        is_new: Whether the program is started normally. A copy of the tests' process takes a third
            of the time, but what happens while modules are imported is not seen there.
        secrets: What must not leak.

    Attributes:
        textual_log: Where Textual logs in a loud home, if it is allowed to.
    """

    def __init__(
        self,
        folder: Path,
        *,
        loud: bool = False,
        is_new: bool = False,
        secrets: Sequence[str] = (KEY,),
    ) -> None:
        self.folder = folder
        self.textual_log = folder / "textual.log"
        self._loud = loud
        self._is_new = is_new
        self._secrets = secrets
        if loud:
            (folder / "site").mkdir()
            (folder / "site" / "sitecustomize.py").write_text(_LOUD, encoding="utf-8")

    def environment(self, **variables: str) -> dict[str, str]:
        """A complete environment with the key in it."""
        paths = [str(ROOT), str(ROOT / "tests")]
        noise: dict[str, str] = {}
        if self._loud:
            paths.insert(0, str(self.folder / "site"))
            log, folder = str(self.textual_log), str(self.folder)
            noise = {**LOUD, "TEXTUAL_LOG": log, "TEXTUAL_SCREENSHOT_LOCATION": folder}
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(paths),
            "ANTHROPIC_API_KEY": KEY,
            **noise,
            **variables,
        }

    def run(
        self, *arguments: str, command: Sequence[str] = PROGRAM, **variables: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the one-shot command to its end."""
        env = self.environment(**variables)
        if command == PROGRAM and not self._is_new:
            return run(*arguments, env=env, program=_start_loudly if self._loud else start)
        return subprocess.run(
            [*command, *arguments],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )

    @contextmanager
    def screen(
        self,
        *arguments: str,
        command: Sequence[str] = PROGRAM,
        size: tuple[int, int] = (120, 40),
        **variables: str,
    ) -> Iterator[PtySession]:
        """Run the program in a terminal until the block ends."""
        env = self.environment(**variables)
        # A quiet one is a copy if the environment lets it.
        loud = _start_loudly if self._loud and command == PROGRAM else None
        copy = False if self._is_new else loud
        with session([*command, *arguments], env=env, size=size, copy=copy) as running:
            yield running

    def files(self) -> dict[str, bytes]:
        """The content of every file in the folder, names included, by path."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() + os.fsencode(path) for path in paths}

    def leaks(self, *outputs: bytes) -> list[str]:
        """The places that contain a secret: outputs, by number, and files, by path."""
        seen = {str(number): output for number, output in enumerate(outputs)} | self.files()
        return [
            place
            for place, content in seen.items()
            if any(holds_key(content, secret) for secret in self._secrets)
        ]


def holds_key(content: bytes, key: str = KEY) -> bool:
    """Whether content contains the key in a form from which it could be recovered."""
    folded = content.lower()
    return any(form in folded for form in _folded_forms(key))


@cache
def _folded_forms(key: str) -> frozenset[bytes]:
    return frozenset(form.lower() for form in _forms(key))


def _forms(secret: str) -> Iterator[bytes]:
    plain = secret.encode()
    yield from (plain, plain[::-1], plain.hex().encode(), secret.encode("utf-16-le"))
    # A part of it is a leak too.
    yield from (plain[12:28], plain[-16:])
    yield json.dumps(secret).strip('"').replace("/", "\\/").encode()
    yield "".join(f"\\u{ord(character):04x}" for character in secret).encode()
    yield from (quote(secret, safe="").encode(), "".join(f"%{b:02x}" for b in plain).encode())
    for place in range(3):
        # The Base64 encoding of a part of a longer text depends on where the part starts.
        whole = base64.b64encode(b"." * place + plain)
        yield whole[4:-4]


def python(code: str) -> tuple[str, ...]:
    """The command that runs code, then the program.

    The code may import Textual, which reads the environment at that time, so the environment is
    prepared first, as in the program.
    """
    prepare = "import os\nfrom modelbrowser.terminal import environment as first"
    lines = (prepare, "first.prepare(os.environ)", code, "from modelbrowser.__main__ import start")
    return (sys.executable, "-c", "\n".join((*lines, "start()")))
