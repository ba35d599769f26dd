"""Is the installed Textual the one with whose inside this room was proven to work?

The folder's name tells; importlib.metadata would too, but takes 15 ms of the start.
"""

from pathlib import Path

import textual

PROVEN = "8.2.8"

LIBRARY = Path(textual.__file__).parents[1]


def is_proven(library: Path = LIBRARY) -> bool:
    """Whether it is that version.

    Args:
        library: The folder that Textual is installed in.
    """
    return (library / f"textual-{PROVEN}.dist-info").is_dir()


def installed() -> str:
    """What is installed, as its folder is called."""
    return ", ".join(folder.name for folder in LIBRARY.glob("textual-*.dist-info"))
