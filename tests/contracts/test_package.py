"""What is shipped, and that it works where it was installed."""

import subprocess
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from support.pty_session import session
from support.sources import PACKAGE

from modelbrowser import __version__

DATA = {"modelbrowser/py.typed", "modelbrowser/styles.tcss", "modelbrowser/domain/catalogue.json"}
SHARED = {
    "share/bash-completion/completions/modelbrowser",
    "share/zsh/site-functions/_modelbrowser",
    "share/fish/vendor_completions.d/modelbrowser.fish",
    "share/man/man1/modelbrowser.1",
}
ABOUT = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def test_the_wheel_holds_the_modules_and_their_data(wheel: Path) -> None:
    """The wheel holds the modules, their data, the completions and the manual page; no more."""
    modules = {f"modelbrowser/{path.relative_to(PACKAGE)}" for path in PACKAGE.rglob("*.py")}
    about = {f"modelbrowser-{__version__}.dist-info/{name}" for name in ABOUT}
    shared = {f"modelbrowser-{__version__}.data/data/{name}" for name in SHARED}
    with zipfile.ZipFile(wheel) as file:
        assert set(file.namelist()) == modules | DATA | about | shared


def test_the_source_distribution_holds_what_builds_and_tests(sdist: Path) -> None:
    """The source distribution holds sources, tests and documents, and nothing left over."""
    with tarfile.open(sdist) as file:
        paths = [
            PurePosixPath(name).relative_to(f"modelbrowser-{__version__}")
            for name in file.getnames()
        ]
    assert {path.parts[0] for path in paths} == {
        ".gitignore",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "benchmarks",
        "completions",
        "docs",
        "modelbrowser",
        "pyproject.toml",
        "screenshots",
        "styles.tcss",
        "tests",
    }
    assert not any("__pycache__" in path.parts or "cache" in path.name for path in paths)


def test_the_stylesheet_is_found_in_the_package(installed: Path) -> None:
    """What was installed reads the stylesheet that was shipped inside the package."""
    code = "from modelbrowser.tui import stylesheet; print(stylesheet.path())"
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
    """They lie below the environment, where the shells and `man` look."""
    assert [name for name in SHARED if not (installed.parent / name).is_file()] == []


def test_the_installed_program_starts(installed: Path, tmp_path: Path) -> None:
    """What was installed draws the screen with `--demo`, answers, and ends with 0."""
    environment = {"PYTHONPATH": "", "HOME": str(tmp_path)}
    command = [str(installed / "modelbrowser"), "--demo"]
    with session(command, env=environment) as terminal:
        terminal.wait_for("Model ID or alias")
        terminal.feed(b"claude-haiku-4-5\r")
        terminal.wait_for("claude-haiku-4-5-20251001")
        terminal.feed(b"\x11")
        assert terminal.wait_exit() == 0
        assert terminal.is_as_found
