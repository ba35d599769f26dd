"""The history's file: private, this person's own, and set aside where it is damaged."""

import errno
import fcntl
import os
import stat
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import platformdirs

from modelbrowser.history import HistoryError

_NO_HOME = "History is off: there is no home folder."
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """A file that is there and may be opened.

    Attributes:
        identity: Device and inode: another file under the same name has another one.
        is_writable: Whether the file and, for the journal, its folder can be written.
    """

    identity: tuple[int, int]
    is_writable: bool


def default_path() -> Path:
    """Where the history is kept, unless told otherwise."""
    return platformdirs.user_data_path("modelbrowser", appauthor=False) / "history.db"


def prepare(path: Path) -> PrivateFile:
    """Make the folder (0700) and the file (0600) where they are missing, whatever the umask.

    An open file's locks end when any descriptor of it is closed in the same process, so
    this is called only while no database is open on it.

    Raises:
        HistoryError: If there can be no such file, or it is not this person's.
    """
    if not path.is_absolute():
        raise HistoryError(_NO_HOME)
    try:
        _refuse_missing_home(path)
        _make_folder(path.parent)
        _refuse_foreign_link(path)
        return _open(path)
    except IsADirectoryError as error:
        raise HistoryError("History is off: its path is a folder.") from error
    except OSError as error:
        raise HistoryError("History is off: the folder cannot be written.") from error


def identity(path: Path) -> tuple[int, int] | None:
    """Which file is there now; None where there is none, or none that may be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def set_aside(path: Path, damaged: tuple[int, int] | None) -> str | None:
    """Give a damaged file another name, unless another instance already has.

    Args:
        path: Where the file is.
        damaged: Which file was found to be damaged.

    Returns:
        The new name; None where another file has come in its place.

    Raises:
        HistoryError: If it cannot be renamed.
    """
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            # Two instances must not both rename: the second would take the new file.
            fcntl.flock(folder, fcntl.LOCK_EX)
            return _rename(path) if identity(path) == damaged else None
        finally:
            os.close(folder)
    except OSError as error:
        raise HistoryError(
            "History is off: the file is damaged and cannot be set aside."
        ) from error


def _refuse_missing_home(path: Path) -> None:
    """Never make a home: root could, but who has none has none on purpose."""
    try:
        home = Path.home()
    except RuntimeError:
        # Nobody knows of one, and the path is none below it.
        return
    if path.is_relative_to(home) and not home.exists():
        raise HistoryError(_NO_HOME)


def _make_folder(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        each.chmod(0o700)  # a umask may have taken the owner's own rights


def _refuse_foreign_link(path: Path) -> None:
    """Never follow a link that somebody else has laid."""
    if path.is_symlink() and path.lstat().st_uid != os.geteuid():
        raise HistoryError("History is off: its path is a link of another user.")


def _open(path: Path) -> PrivateFile:
    flags = os.O_CLOEXEC | os.O_NONBLOCK
    try:
        descriptor = _create(path, flags | os.O_RDWR)
        writable = os.access(path.parent, os.W_OK | os.X_OK)
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        descriptor = os.open(path, flags | os.O_RDONLY)
        writable = False
    try:
        return _checked(descriptor, writable=writable)
    finally:
        os.close(descriptor)


def _create(path: Path, flags: int) -> int:
    if not path.exists() and path.parent.stat().st_uid not in {0, os.geteuid()}:
        # As root in somebody's home: a file of root's would lock its owner out.
        raise HistoryError("History is off: the folder belongs to another user.")
    return os.open(path, flags | os.O_CREAT, 0o600)


def _checked(descriptor: int, *, writable: bool) -> PrivateFile:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise HistoryError("History is off: its path is not a file.")
    if writable and found.st_uid != os.geteuid():
        raise HistoryError("History is off: the file belongs to another user.")
    if writable and stat.S_IMODE(found.st_mode) != 0o600:  # noqa: PLR2004 - as private as can be
        os.fchmod(descriptor, 0o600)
    return PrivateFile((found.st_dev, found.st_ino), writable)


def _rename(path: Path) -> str:
    names = (path.with_name(f"{path.stem}.damaged-{n}{path.suffix}") for n in count(1))
    aside = next(name for name in names if not name.exists())
    journal = Path(f"{path}-journal")
    if journal.exists():
        # First: a journal left behind would be played back into the new file.
        journal.rename(f"{aside}-journal")
    path.rename(aside)
    return aside.name
