"""Where the stylesheet is: in the installed package, else beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def path() -> Path:
    """The absolute path of styles.tcss; absolute, so that a subclass of the app finds it too."""
    shipped = _PACKAGE / "styles.tcss"
    return shipped if shipped.exists() else _PACKAGE.parent / "styles.tcss"
