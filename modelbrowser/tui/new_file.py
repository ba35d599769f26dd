"""Saves text to a new file; an existing file is never overwritten."""

import errno
import os
from itertools import chain, count
from pathlib import Path

from modelbrowser.presentation.sanitize import SafeText, sanitize

MAX_PATH_LENGTH = 4096
"""The longest path shown, in characters."""

_REASONS = {
    errno.EACCES: "permission denied",
    errno.ENAMETOOLONG: "the file name is too long",
    errno.ENOENT: "no such folder",
    errno.ENOSPC: "the disk is full",
    errno.ENOTDIR: "part of the path is not a folder",
    errno.EPERM: "permission denied",
    errno.EROFS: "the file system is read-only",
}


class SaveError(Exception):
    """The text was not saved; the message says why."""

    def __init__(self, reason: str) -> None:
        self.notice = SafeText(f"Not saved: {reason}.")
        super().__init__(self.notice)


class NameTakenError(SaveError):
    """A file with that name exists."""

    def __init__(self) -> None:
        super().__init__("that file already exists; try this name instead")


def save_new_file(name: str, text: str) -> Path:
    """Write a text to a new file.

    Args:
        name: The path as typed: absolute, from the working directory, or from home (`~`).
        text: The text to write.

    Raises:
        NameTakenError: If a file with that name exists.
        SaveError: If the file can't be written.
    """
    if "\ufffd" in name:
        # It was a control character, or one that can't be seen.
        raise SaveError("invalid file name")
    try:
        path = Path(name).expanduser()
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink()
                raise
    except FileExistsError as error:
        is_folder = os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for some links
        raise SaveError("it's a folder") if is_folder else NameTakenError from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "the file can't be written")
        raise SaveError(reason) from error
    except ValueError as error:
        raise SaveError("invalid file name") from error
    except RuntimeError as error:
        # From `~name`, if there is no such user.
        raise SaveError("no such user") from error
    return path


def find_free_name(name: str) -> str:
    """Return the name, or the first of `name-2`, `name-3` and so on that is free."""
    path = Path(name)
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    paths = chain([path], others)
    # Path.expanduser raises if no user has a name.
    expand = os.path.expanduser
    return str(next(each for each in paths if not os.path.lexists(expand(each))))


def display_path(path: Path) -> SafeText:
    """Return the absolute path to show, with `~` for the home directory."""
    whole = path.absolute()
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home raises without one
    return sanitize(
        f"~/{whole.relative_to(home)}" if whole.is_relative_to(home) else whole, MAX_PATH_LENGTH
    )
