"""Short texts that are kept from one run to the next: choices, listed names."""

import contextlib
import fcntl
import os
import stat
import time
from pathlib import Path

_LOCK_ATTEMPTS, _LOCK_PAUSE = 20, 0.005
"""How often a lock is tried, and the time in between, in seconds: a write takes less, and the
screen waits for it."""


class Preferences:
    """A few short texts by name, one per line, in a private file that instances share.

    Nothing depends on them: a file that can't be read counts as empty and is left alone, and
    what can't be written is kept until the end of this run.

    Args:
        path: The file. With None, or with a relative path because there is no home folder,
            texts are kept only for this run.
        limit: The maximum size of the file, in characters; the rest of a longer one is ignored.
    """

    def __init__(self, path: Path | None = None, limit: int = 64 * 1024) -> None:
        self._limit = limit
        self._path = path if path and path.is_absolute() else None
        self._texts: dict[str, str] = {}
        if self._path:
            with contextlib.suppress(OSError):
                self._texts = _read(self._path, limit)

    def get(self, name: str) -> str | None:
        """Return the text with this name, if there is one.

        It is this instance's last text, or else the one in the file when it started.
        """
        return self._texts.get(name)

    def set(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        self._texts[name] = text
        if self._path:
            with contextlib.suppress(OSError):
                _write(self._path, name, text, self._limit)


def _read(path: Path, limit: int) -> dict[str, str]:
    """Read all texts, none if there is no file; raise OSError if it can't be read."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return {}
    if not stat.S_ISREG(mode):
        # Opening a pipe would wait for its writer.
        raise OSError(f"{path} is not a regular file.")
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = file.read(limit).splitlines()
    pairs = (line.partition(" = ") for line in lines)
    return {name: text for name, equals, text in pairs if equals and text.isprintable()}


def _write(path: Path, name: str, text: str, limit: int) -> None:
    """Change one text in the file, and keep what other instances have written since."""
    missing = [folder for folder in path.parents if not folder.exists()]
    if Path.home() in missing:
        raise OSError("There is no home folder.")
    nearest = path.parents[len(missing)]
    if os.geteuid() == 0 and nearest.stat().st_uid != 0:
        # A folder that root owns would lock that user out.
        raise OSError(f"{nearest} belongs to another user.")
    # With parents=True, only the last folder would get the mode.
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)  # the umask may have removed the owner's own rights
    # The folder is locked, since the file is replaced.
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        _lock(descriptor)
        _replace(path, _read(path, limit) | {name: text})
    finally:
        os.close(descriptor)


def _lock(folder: int) -> None:
    """Lock a folder until it is closed, unless another process keeps it locked for 0.1 s.

    Then the file is written anyway: two writes at the same time are rare. Some network file
    systems can't lock a folder.
    """
    for _ in range(_LOCK_ATTEMPTS):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOCK_PAUSE)
        except OSError:
            return
        else:
            return


def _replace(path: Path, texts: dict[str, str]) -> None:
    """Write a new file and move it into place, so readers never see half a file."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{name} = {text}\n" for name, text in texts.items())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
