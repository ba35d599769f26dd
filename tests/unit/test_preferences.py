"""The choices that are kept from one run to the next, in a file that instances share."""

import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from modelbrowser.preferences import Preferences


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The location of the file, whose folder is not there yet."""
    return tmp_path / "state" / "modelbrowser" / "choices"


def test_a_choice_is_kept_for_the_next_run(path: Path) -> None:
    """What was set is there at once and in the next run; nothing else is."""
    preferences = Preferences(path)
    assert preferences.get("theme") is None
    preferences.set("theme", "nord")
    preferences.set("theme", "dracula")
    preferences.set("language", "Python = 3")
    for each in (preferences, Preferences(path)):
        assert each.get("theme") == "dracula"
        assert each.get("language") == "Python = 3"
        assert each.get("color") is None


def test_a_lock_that_is_kept_delays_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A choice waits 0.1 s for another process that has locked the folder, and is kept anyway."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    path.parent.mkdir(parents=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        Preferences(path).set("theme", "nord")
    finally:
        os.close(folder)
    assert Preferences(path).get("theme") == "nord"
    assert sum(pauses) == pytest.approx(0.1)


def test_two_instances_keep_each_others_choices(path: Path) -> None:
    """One instance keeps a theme and another one a language: the next run has both."""
    one, other = Preferences(path), Preferences(path)
    one.set("theme", "nord")
    other.set("language", "Go")
    one.set("theme", "dracula")
    later = Preferences(path)
    assert (later.get("theme"), later.get("language")) == ("dracula", "Go")
    # Each instance keeps showing its own choices until it ends.
    assert (one.get("language"), other.get("theme")) == (None, None)


def test_the_last_choice_wins(path: Path) -> None:
    """A choice that this instance made before is made again if another one has changed it."""
    one, other = Preferences(path), Preferences(path)
    one.set("theme", "nord")
    other.set("theme", "dracula")
    one.set("theme", "nord")
    assert Preferences(path).get("theme") == "nord"


def test_no_choice_is_lost_if_all_are_made_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight instances keep twenty choices each at the same time: all of them are kept."""
    # As patient as eight instances need that do nothing else.
    monkeypatch.setattr("modelbrowser.preferences._LOCK_ATTEMPTS", 10_000)

    def choose(tag: int) -> None:
        preferences = Preferences(path)
        for number in range(20):
            preferences.set(f"{tag}-{number}", "x")

    threads = [Thread(target=choose, args=(tag,)) for tag in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    later = Preferences(path)
    names = [f"{tag}-{number}" for tag in range(8) for number in range(20)]
    assert [name for name in names if later.get(name) is None] == []
    assert [file.name for file in path.parent.iterdir()] == ["choices"]


def test_without_a_file_a_choice_is_kept_for_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written without a path, with a relative one, or into a missing home folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for path in (None, Path("~/choices"), tmp_path / "home" / "modelbrowser" / "choices"):
        preferences = Preferences(path)
        preferences.set("theme", "nord")
        assert preferences.get("theme") == "nord"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_stops_nothing(path: Path) -> None:
    """A file in the folder's place: the choice is kept for this run, and the file stays."""
    path.parent.parent.write_text("a file")
    preferences = Preferences(path)
    preferences.set("theme", "nord")
    assert preferences.get("theme") == "nord"
    assert Preferences(path).get("theme") is None
    assert path.parent.parent.read_text() == "a file"


@pytest.mark.parametrize(
    ("make", "is_still"),
    [
        (Path.mkdir, Path.is_dir),
        (os.mkfifo, Path.is_fifo),
        (lambda path: path.symlink_to("/dev/null"), Path.is_symlink),
    ],
    ids=["folder", "pipe", "device"],
)
def test_what_is_not_a_file_stops_nothing(
    path: Path, make: Callable[[Path], None], is_still: Callable[[Path], bool]
) -> None:
    """A folder, a pipe or a device in the file's place is not waited for and not replaced."""
    path.parent.mkdir(parents=True)
    make(path)
    preferences = Preferences(path)
    preferences.set("theme", "nord")
    assert preferences.get("theme") == "nord"
    assert is_still(path)
    assert [file.name for file in path.parent.iterdir()] == ["choices"]


def test_damaged_lines_cost_no_other_choice(path: Path) -> None:
    """Bytes that are not text, controls and lines without a value are passed over."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe\ntheme = \x1b[31m\nlanguage = Go\ncolor\n\x00 = \x00\n")
    preferences = Preferences(path)
    assert (preferences.get("theme"), preferences.get("language")) == (None, "Go")
    preferences.set("theme", "nord")
    assert path.read_text() == "language = Go\ntheme = nord\n"


def test_an_endless_file_is_not_read_through(path: Path) -> None:
    """Only the first 64 KiB are read of a file that is too large to be ours."""
    path.parent.mkdir(parents=True)
    last = "\nlanguage = Go"
    path.write_text("x" * (64 * 1024 - len(last)) + last + "lang\ntheme = nord\n")
    preferences = Preferences(path)
    assert (preferences.get("theme"), preferences.get("language")) == (None, "Go")


def test_a_write_that_fails_leaves_the_old_file(path: Path) -> None:
    """The file is replaced completely or not at all, and no other file is left behind."""
    preferences = Preferences(path)
    preferences.set("theme", "nord")
    with pytest.raises(UnicodeEncodeError):
        preferences.set("language", "\ud800")
    assert path.read_text() == "theme = nord\n"
    assert [file.name for file in path.parent.iterdir()] == ["choices"]


@pytest.mark.parametrize("umask", [0, 0o177])
def test_the_file_is_private_whatever_the_umask(path: Path, umask: int) -> None:
    """Row 112: only the user can read the file and enter its folders, whatever the umask."""
    mask = os.umask(umask)
    try:
        Preferences(path).set("theme", "nord")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(each.stat().st_mode) for each in path.parents[:2]] == [0o700] * 2
    path.chmod(0o644)
    Preferences(path).set("theme", "dracula")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
