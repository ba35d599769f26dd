"""Which features work with the installed Textual.

This package uses private names of Textual and Rich, which may change with any release. The
driver and the renderer work with exactly one version; the other features with every version
that still has the names they use. What doesn't work is off, and a notice says so.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import textual

SUPPORTED = "8.2.8"
"""The version of Textual that this package is made for."""

LIBRARY = Path(textual.__file__).parents[1]
"""The folder that Textual is installed in."""


@dataclass(frozen=True)
class Feature:
    """A part of this package that leans on private names.

    Attributes:
        title: What it is called in a notice.
        names: The private names it uses: `module:name`, or `module:Class.name`.
        needs_supported_version: Whether it works with `SUPPORTED` only.
    """

    title: str
    names: tuple[str, ...]
    needs_supported_version: bool = False

    def is_available(self, library: Path = LIBRARY) -> bool:
        """Whether it works with the installed Textual.

        Args:
            library: The folder that Textual is installed in.
        """
        if self.needs_supported_version and not is_supported(library):
            return False
        return not self.missing()

    def missing(self) -> list[str]:
        """The names it uses that the installed Textual and Rich don't have."""
        return [name for name in self.names if not _exists(name)]


RENDERING = Feature(
    "differential rendering",
    (
        "textual.app:App._batch_count",
        "textual.app:App._closed",
        "textual.app:App._display",
        "textual.app:App._driver",
        "textual.app:App._running",
        "textual.app:App._sync_available",
        "textual._compositor:ChopsUpdate",
        "textual._compositor:CompositorUpdate",
        "textual._compositor:LayoutUpdate",
        "rich.style:Style._ansi",
    ),
    needs_supported_version=True,
)
DRIVER = Feature(
    "the terminal driver",
    (
        "textual.driver:Driver._app",
        "textual.driver:Driver._auto_restart",
        "textual.driver:Driver._loop",
        "textual.driver:Driver._mouse",
        "textual._keyboard_protocol:FUNCTIONAL_KEYS",
        "textual._xterm_parser:XTermParser._parse_extended_key",
        "textual._xterm_parser:XTermParser._sequence_to_key_events",
        "textual._xterm_parser:XTermParser.parse_mouse_code",
    ),
    needs_supported_version=True,
)
CLIPBOARD = Feature(
    "copying through tmux and GNU screen",
    ("textual.app:App._clipboard", "textual.app:App._driver"),
)
CRASH_REPORTS = Feature(
    "crash reports",
    (
        "textual.app:App._close_messages_no_wait",
        "textual.app:App._fatal_error",
        "textual.app:App._handle_exception",
    ),
)
FEATURES = (RENDERING, DRIVER, CLIPBOARD, CRASH_REPORTS)


def is_supported(library: Path = LIBRARY) -> bool:
    """Whether the installed Textual is the supported one.

    Its folder's name says so; `importlib.metadata` would too, but takes 15 ms of the start.

    Args:
        library: The folder that Textual is installed in.
    """
    return (library / f"textual-{SUPPORTED}.dist-info").is_dir()


def installed_version(library: Path = LIBRARY) -> str:
    """The version of the installed Textual, as its folder's name has it.

    Args:
        library: The folder that Textual is installed in.
    """
    names = (folder.name for folder in library.glob("textual-*.dist-info"))
    versions = [name.removeprefix("textual-").removesuffix(".dist-info") for name in names]
    return " or ".join(versions) or "of an unknown version"


def notice(library: Path = LIBRARY) -> str:
    """What doesn't work with the installed Textual, in a sentence; empty if everything does.

    Args:
        library: The folder that Textual is installed in.
    """
    off = [feature for feature in FEATURES if not feature.is_available(library)]
    if not off:
        return ""
    if is_supported(library):
        missing = ", ".join(sorted({name.partition(":")[2] for it in off for name in it.missing()}))
        cause = f"The installed Textual has no {missing}"
    else:
        cause = f"Textual {installed_version(library)} is installed, not {SUPPORTED}"
    return f"{cause}. Off: {', '.join(feature.title for feature in off)}."


def _exists(name: str) -> bool:
    """Whether a module has a name, or a class has it or sets it in a constructor."""
    module, _, path = name.partition(":")
    owner, _, attribute = path.rpartition(".")
    try:
        holder = import_module(module)
        for part in filter(None, owner.split(".")):
            holder = getattr(holder, part)
    except (ImportError, AttributeError):
        return False
    return hasattr(holder, attribute) or (
        isinstance(holder, type) and any(attribute in _set_by(cls) for cls in holder.__mro__)
    )


def _set_by(cls: type) -> tuple[str, ...]:
    """The names in the code of a class's constructor; empty if it is not written in Python."""
    code = getattr(vars(cls).get("__init__"), "__code__", None)
    return code.co_names if code else ()
