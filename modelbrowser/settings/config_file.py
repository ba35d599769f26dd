"""What the file says: `config.toml` in the person's folder for settings."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from modelbrowser.domain.query import looks_like_key
from modelbrowser.settings.given import Given, SettingsError
from modelbrowser.settings.table import TABLE

CONFIG_VARIABLE = "MODELBROWSER_CONFIG"
"""Names another file in its place; that one must exist."""

_LARGEST = 1 << 14
"""In bytes; a parser takes minutes for a megabyte of dots."""


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the file is, or would be."""
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    return platformdirs.user_config_path("modelbrowser", appauthor=False) / "config.toml"


def read_config(environ: Mapping[str, str]) -> dict[str, Given]:
    """Read the file, if there is one.

    Raises:
        SettingsError: If it cannot be read, is not TOML, or has a key that is not known.
    """
    path = config_path(environ)
    try:
        table = _read(path)
    except (FileNotFoundError, NotADirectoryError):
        if environ.get(CONFIG_VARIABLE):
            words = f"{CONFIG_VARIABLE} names a file that does not exist: {path}."
            raise SettingsError(words) from None
        return {}
    for key in table:
        if key not in TABLE:
            raise _unknown(key, path)
    return {key: Given(value, f"{key} in {path}") for key, value in table.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
        # Late, because most people have no such file.
        import tomllib

        return tomllib.loads(content.decode())
    except (FileNotFoundError, NotADirectoryError):
        raise
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, OSError):
            raise SettingsError(f"{path} cannot be read.", "Check its permissions.") from None
        # Of the parser's words only the place is taken: the rest quotes the file.
        place = re.search(r"line \d+", str(error)) if isinstance(error, ValueError) else None
        where = f" (see {place[0]})" if place else ""
        raise SettingsError(f"{path} is not valid TOML{where}.") from None


def _unknown(key: str, path: Path) -> SettingsError:
    if looks_like_key(key) or key.endswith(("key", "token")):
        return SettingsError(
            f"{path} holds what seems to be an API key.",
            "The key belongs in the environment variable ANTHROPIC_API_KEY.",
        )
    # Late, because it is rarely needed.
    from difflib import get_close_matches

    nearest = get_close_matches(key, TABLE, n=1)
    known = f"Did you mean {nearest[0]}?" if nearest else f"Known are {', '.join(TABLE)}."
    return SettingsError(f"{path} has an unknown key: {key}.", known)
