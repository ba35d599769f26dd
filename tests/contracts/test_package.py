"""The packages have the right files, and work when installed."""

import os
import re
import stat
import subprocess
import tarfile
import zipfile
from email import message_from_string
from pathlib import Path, PurePosixPath

import pytest
from support.packages import built
from support.program import ROOT
from support.pty_session import session
from support.sources import PACKAGE, tracked

from modelbrowser import __version__

pytestmark = pytest.mark.xdist_group("packages")

DATA = {
    "modelbrowser/py.typed",
    "modelbrowser/styles.tcss",
    "modelbrowser/domain/betas.txt",
    "modelbrowser/domain/catalog.json",
    "modelbrowser/snippets/languages.toml",
}
SHARED = {
    "share/bash-completion/completions/modelbrowser",
    "share/zsh/site-functions/_modelbrowser",
    "share/fish/vendor_completions.d/modelbrowser.fish",
    "share/man/man1/modelbrowser.1",
}
ABOUT = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
ONLY_IN_A_CLONE = {".ci/run", ".editorconfig", ".gitattributes", ".pre-commit-config.yaml", "check"}
"""Files that are useful only with git or an editor."""


def test_the_wheel_holds_the_modules_and_their_data(wheel: Path) -> None:
    """The wheel holds exactly the modules, their data, the completions and the manual page."""
    modules = {f"modelbrowser/{path.relative_to(PACKAGE)}" for path in PACKAGE.rglob("*.py")}
    about = {f"modelbrowser-{__version__}.dist-info/{name}" for name in ABOUT}
    shared = {f"modelbrowser-{__version__}.data/data/{name}" for name in SHARED}
    with zipfile.ZipFile(wheel) as file:
        assert set(file.namelist()) == modules | DATA | about | shared


def test_the_source_distribution_holds_what_builds_and_tests(sdist: Path) -> None:
    """The source distribution has the project's files, except those useful only in a clone."""
    with tarfile.open(sdist) as file:
        names = {PurePosixPath(member.name) for member in file if member.isfile()}
    held = {name.relative_to(f"modelbrowser-{__version__}").as_posix() for name in names}
    own = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert held == (own - ONLY_IN_A_CLONE) | {"PKG-INFO"}


def test_a_build_is_reproducible(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    """Built again from the unpacked source distribution, elsewhere and later: the same bytes."""
    with tarfile.open(sdist) as file:
        file.extractall(tmp_path, filter="data")
    source = tmp_path / f"modelbrowser-{__version__}"
    for path in source.rglob("*"):
        os.utime(path, (0, 2_000_000_000))
        path.chmod(path.stat().st_mode | stat.S_IWGRP)
    for package, kind in ((wheel, "--wheel"), (sdist, "--sdist")):
        again = built(kind, tmp_path / kind, source)
        assert again.name == package.name
        # Not compared inside the assert: pytest would print the bytes.
        is_same = again.read_bytes() == package.read_bytes()
        assert is_same, f"{package.name} is another each time"


def test_the_metadata_is_whole(wheel: Path) -> None:
    """The metadata has the version, the license, the Python versions, and README as Markdown."""
    with zipfile.ZipFile(wheel) as file:
        about = file.read(f"modelbrowser-{__version__}.dist-info/METADATA").decode()
    metadata = message_from_string(about)
    assert (metadata["Name"], metadata["Version"]) == ("modelbrowser", __version__)
    assert (metadata["License-Expression"], metadata["License-File"]) == ("MIT", "LICENSE")
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload() == (ROOT / "README.md").read_text("utf-8")
    # An invented address would be worse than none.
    assert metadata.get_all("Project-URL") is None


def test_the_stylesheet_is_found_in_the_package(installed: Path) -> None:
    """The installed program reads the stylesheet inside the package."""
    code = "from modelbrowser.tui import themes; print(themes.stylesheet_path())"
    result = subprocess.run(
        [installed / "python", "-c", code],
        cwd=installed,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    found = Path(result.stdout.strip())
    assert found.is_relative_to(installed.parent.resolve())
    assert found.parent.name == "modelbrowser"


def test_the_completions_and_the_manual_page_are_installed(installed: Path) -> None:
    """They are in the environment's folders, where shells and `man` look."""
    assert [name for name in SHARED if not (installed.parent / name).is_file()] == []


def test_the_installed_program_starts(installed: Path, tmp_path: Path) -> None:
    """The installed program draws the screen with `--demo`, looks up a model, and exits with 0."""
    environment = {"PYTHONPATH": "", "HOME": str(tmp_path)}
    command = [str(installed / "modelbrowser"), "--demo"]
    with session(command, env=environment) as terminal:
        terminal.wait_for("Model ID or alias")
        terminal.feed(b"claude-haiku-4-5\r")
        terminal.wait_for("claude-haiku-4-5-20251001")
        terminal.feed(b"\x11")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_found


def test_the_readme_compares_compression() -> None:
    """Row 215: README gives the compressed size of our output and of Textual's own."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(
        r"or [\d.]+ kB with `ssh -C` \([\d.]+ kB and [\d.]+ kB with plain Textual\)", readme
    )
