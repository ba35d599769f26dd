"""The history's file: private, owned by the user, and set aside if it is damaged."""

import errno
import fcntl
import os
import stat
from itertools import count
from pathlib import Path

import platformdirs

from modelbrowser.history import HistoryError

CANNOT_SET_ASIDE = "History is off: the file is damaged and can't be set aside."
_NO_HOME = "History is off: there is no home folder."
_OTHER_USER = "History is off: the folder belongs to another user."
_NOT_PERMITTED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_OFF = {
    **dict.fromkeys(_NOT_PERMITTED, "the folder or the file isn't writable."),
    errno.EDQUOT: "the disk quota is exceeded.",
    errno.EEXIST: "part of its path is not a folder.",
    errno.EISDIR: "its path is a folder.",
    errno.ELOOP: "its path is a loop of symbolic links.",
    errno.EMFILE: "too many files are open.",
    errno.ENAMETOOLONG: "its path is too long.",
    errno.ENFILE: "too many files are open.",
    errno.ENOENT: "part of its path doesn't exist.",
    errno.ENOSPC: "the disk is full.",
    errno.ENOTDIR: "part of its path is not a folder.",
    errno.ENXIO: "its path is not a file.",
}
"""Why the history is off, by the number of an error."""


def default_path() -> Path:
    """Return the location of the history."""
    return platformdirs.user_data_path("modelbrowser", appauthor=False) / "history.db"


def prepare_file(path: Path) -> tuple[tuple[int, int], bool]:
    """Create the folder (0700) and the file (0600) if they are missing, whatever the umask.

    A process loses its locks on a file when it closes any descriptor of that file, so call
    this only while no database is open on it.

    Returns:
        The file's `identity`, and whether it and, for the journal, its folder can be written.

    Raises:
        HistoryError: If the file can't be created or opened, or belongs to another user.
    """
    if not path.is_absolute():
        raise HistoryError(_NO_HOME)
    try:
        _make_folder(path.parent)
        if path.is_symlink() and path.lstat().st_uid != os.geteuid():
            # It could point to any file of this user.
            raise HistoryError("History is off: its path is another user's symbolic link.")
        return _open(path)
    except OSError as error:
        reason = _OFF.get(error.errno or 0, "the file system reports an error.")
        raise HistoryError(f"History is off: {reason}") from error


def file_identity(path: Path) -> tuple[int, int] | None:
    """Return the identity of the file at the path; None if there is none or it is inaccessible."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def set_aside(path: Path, damaged: tuple[int, int] | None) -> str | None:
    """Rename a damaged file, unless another instance already has, and return its new name.

    Args:
        path: The location of the file.
        damaged: The identity of the file that was found to be damaged.

    Returns:
        The new name; None if another file is at the path by now.

    Raises:
        HistoryError: If it can't be renamed.
    """
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            # If two instances renamed, the second one would set aside the new file.
            fcntl.flock(folder, fcntl.LOCK_EX)
            return _rename(path) if file_identity(path) == damaged else None
        finally:
            os.close(folder)
    except OSError as error:
        raise HistoryError(CANNOT_SET_ASIDE) from error


def _make_folder(folder: Path) -> None:
    """Create what is missing, but never a home folder: if there is none, there is a reason."""
    home = Path.home()
    if folder.is_relative_to(home) and not home.exists():
        raise HistoryError(_NO_HOME)
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    if missing and os.geteuid() == 0 and missing[-1].parent.stat().st_uid != 0:
        raise HistoryError(_OTHER_USER)  # as in `_open`
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        each.chmod(0o700)  # the umask may have removed the owner's own rights


def _open(path: Path) -> tuple[tuple[int, int], bool]:
    folder = path.parent
    if not path.exists() and folder.stat().st_uid not in {0, os.geteuid()}:
        # As root in another user's home: a file that root owns would lock that user out.
        raise HistoryError(_OTHER_USER)
    # Opening a pipe must not wait for its other end.
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CREAT, 0o600)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as error:
        if error.errno not in _NOT_PERMITTED or not path.exists():
            raise
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        writable = False
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise HistoryError("History is off: its path is not a file.")
        if writable and found.st_uid != os.geteuid():
            raise HistoryError("History is off: the file belongs to another user.")
        if writable and stat.S_IMODE(found.st_mode) != 0o600:  # noqa: PLR2004 - private
            os.fchmod(descriptor, 0o600)
        return (found.st_dev, found.st_ino), writable
    finally:
        os.close(descriptor)


def _rename(path: Path) -> str:
    names = (path.with_name(f"{path.stem}.damaged-{n}{path.suffix}") for n in count(1))
    aside = next(name for name in names if not name.exists())
    journal = Path(f"{path}-journal")
    if journal.exists():
        # Before the file: a leftover journal would be replayed into the new one.
        journal.rename(f"{aside}-journal")
    path.rename(aside)
    return aside.name
