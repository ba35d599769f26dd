"""Whether the installed Textual is the supported version.

This package uses private names of Textual and Rich, which may change with any release; the README
lists them. With another version, Textual's own driver and drawing are used, and a notice says so.
"""

from pathlib import Path

import textual

SUPPORTED = "8.2.8"
"""The version of Textual that this package supports."""

LIBRARY = Path(textual.__file__).parents[1]
"""The folder that Textual is installed in."""

_OFF = (
    "differential rendering, the terminal driver, copying through tmux and GNU screen, "
    "crash reports"
)


def is_textual_supported() -> bool:
    """Whether the installed Textual is the supported one.

    Its folder's name says so; so would `importlib.metadata`, which would take 15 ms of startup.
    """
    return (LIBRARY / f"textual-{SUPPORTED}.dist-info").is_dir()


def textual_version() -> str:
    """The version of the installed Textual, from its folder's name."""
    names = (folder.name for folder in LIBRARY.glob("textual-*.dist-info"))
    versions = [name.removeprefix("textual-").removesuffix(".dist-info") for name in names]
    return " or ".join(versions) or "of an unknown version"


def unsupported_notice() -> str:
    """A sentence about what doesn't work with the installed Textual; empty if everything does."""
    if is_textual_supported():
        return ""
    return f"Textual {textual_version()} is installed, not {SUPPORTED}. Turned off: {_OFF}."
