"""The place of the stylesheet: in an installed package, or beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def path() -> Path:
    """Return the path of styles.tcss: absolute, so that subclasses of the app find it, too."""
    shipped = _PACKAGE / "styles.tcss"
    return shipped if shipped.exists() else _PACKAGE.parent / "styles.tcss"


def parts() -> tuple[str, str]:
    """Return the styles of the first screen, and those of the others, which can wait."""
    first, _, others = path().read_text("utf-8").partition("/* From here on: other screens")
    return first, f"/*{others}"
