"""What the program remembers of a person's choices from one run to the next: theme, language."""

import contextlib
import os
from pathlib import Path

_LARGEST = 64 * 1024
"""In characters; a longer file is not ours."""


class Preferences:
    """A few short texts by name, a line each, in a private file.

    Nothing depends on it: a file that cannot be read is an empty one, and what cannot be
    written is remembered until the end of this run.

    Args:
        path: The file; None remembers for this run only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._texts: dict[str, str] = _read(path) if path else {}

    def get(self, name: str) -> str | None:
        """What was kept under a name, if anything."""
        return self._texts.get(name)

    def set(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        if self._texts.get(name) != text:
            self._texts[name] = text
            if self._path:
                with contextlib.suppress(OSError):
                    _write(self._path, self._texts)


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8") as file:
            lines = file.read(_LARGEST).splitlines()
    except (OSError, ValueError):
        return {}
    pairs = (line.partition(" = ") for line in lines)
    return {name: text for name, equals, text in pairs if equals and text.isprintable()}


def _write(path: Path, texts: dict[str, str]) -> None:
    """Write all of it beside the file and put it in its place, so that it is never half there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name} = {text}\n" for name, text in texts.items())
    beside.replace(path)
