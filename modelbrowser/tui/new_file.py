"""How does a text get into a new file, and what is said where it does not?"""

import errno
import os
from itertools import chain, count
from pathlib import Path

from modelbrowser.presentation.plain import Plain, plain

LONGEST = 4096
"""The longest path that is shown, in characters."""

_REASONS = {
    errno.EACCES: "you may not write there",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOENT: "there is no such folder",
    errno.ENOSPC: "the disk is full",
    errno.ENOTDIR: "a part of the path is no folder",
    errno.EPERM: "you may not write there",
    errno.EROFS: "that can only be read",
}


class NotSavedError(Exception):
    """The text is in no file; the message says why."""

    def __init__(self, reason: str) -> None:
        self.words = Plain(f"Not saved: {reason}.")
        super().__init__(self.words)


class AlreadyThereError(NotSavedError):
    """There is such a file already."""

    def __init__(self) -> None:
        super().__init__("there is such a file already; this name is free")


def save(name: str, text: str) -> Path:
    """Write a text to a file that is not there yet.

    Args:
        name: As a person types it, from the working directory or from home (`~`).
        text: What to write.

    Raises:
        AlreadyThereError: If there is a file of that name.
        NotSavedError: If it cannot be written.
    """
    try:
        path = Path(name).expanduser()
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise NotSavedError("that is a folder") if path.is_dir() else AlreadyThereError from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "the file cannot be written")
        raise NotSavedError(reason) from error
    except ValueError as error:
        raise NotSavedError("no file can have that name") from error
    except RuntimeError as error:
        # Of `~somebody`, who has no home here.
        raise NotSavedError("there is no such user") from error
    return path


def free_name(name: str) -> str:
    """The name itself, or the first of `name-2`, `name-3` and so on that is free."""
    path = Path(name)
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return str(next(path for path in chain([path], others) if not _is_taken(path)))


def _is_taken(path: Path) -> bool:
    return os.path.lexists(path.expanduser())


def shown(path: Path) -> Plain:
    """The whole path, from home (`~`) where it lies there."""
    whole = path.absolute()
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - the other one raises without a home
    return plain(f"~/{whole.relative_to(home)}" if whole.is_relative_to(home) else whole, LONGEST)
