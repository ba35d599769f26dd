"""What is kept of an internal error? Where it happened, and nothing that it was about."""

import os
import platform
import traceback
from collections.abc import Iterator
from pathlib import Path

import platformdirs
from textual.worker import WorkerFailed

from modelbrowser.terminal.proven import installed

_PACKAGE = Path(__file__).parents[1]
_NAME = "crash-report.txt"


def write_report(error: BaseException, program: str, version: str) -> Path | None:
    """Write the report of an internal error, over that of the last one.

    It holds versions, the names of exception types and the places in our own files;
    no message, no argument, no variable: any of these could hold the API key.

    Args:
        error: The error.
        program: The program's name, and the name of its folder for such files.
        version: The program's version.

    Returns:
        Where it is, readable by its owner only; None where it could not be written.
    """
    folder = Path(platformdirs.user_state_dir(program, appauthor=False))
    path = folder / _NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Anew, because an old file could be a link, or readable by others.
        path.unlink(missing_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in _lines(error, program, version))
    except OSError:
        return None
    return path


def _lines(error: BaseException, program: str, version: str) -> Iterator[str]:
    yield f"{program} {version}, {installed()}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    for link in _chain(error):
        yield f"{type(link).__module__}.{type(link).__qualname__}"
        for frame in traceback.extract_tb(link.__traceback__):
            path = Path(frame.filename)
            if path.is_relative_to(_PACKAGE):
                yield f"  {path.relative_to(_PACKAGE)}:{frame.lineno}:{frame.name}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and those that it came of."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link and id(link) not in seen:
        seen.add(id(link))
        yield link
        inner = link.error if isinstance(link, WorkerFailed) else None
        link = inner or link.__cause__ or link.__context__
