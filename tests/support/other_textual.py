"""Other versions of Textual: the installed one with another version number or private names."""

import re
import shutil
from collections.abc import Collection
from pathlib import Path

import textual

_INSTALLED = Path(textual.__file__).parent


def install(folder: Path, version: str, renamed: Collection[str] = ()) -> Path:
    """Put another Textual into a folder, which must come first in PYTHONPATH.

    Args:
        folder: An empty folder.
        version: The version that it reports.
        renamed: Names, including modules, to rename.

    Returns:
        The folder.
    """
    (folder / f"textual-{version}.dist-info").mkdir()
    if not renamed:
        (folder / "textual").symlink_to(_INSTALLED)
        return folder
    name = re.compile(rf"\b({'|'.join(map(re.escape, renamed))})\b")
    shutil.copytree(_INSTALLED, folder / "textual", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / "textual").rglob("*.py"):
        source = path.read_text("utf-8")
        path.write_text(name.sub(r"\1_renamed", source), "utf-8")
        if path.stem in renamed:
            path.rename(path.with_stem(f"{path.stem}_renamed"))
    return folder
