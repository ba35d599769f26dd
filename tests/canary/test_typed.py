"""A key that is typed or pasted, into the right field or a wrong one, is never seen again."""

from pathlib import Path

import pytest
from support import answers
from support.canary import KEY, Home, holds_key
from support.program import PATIENCE, ROOT
from support.samples import LASTING_ALIAS
from support.servers import RawServer

QUIT, ESCAPE = b"\x11", b"\x1b"
PASTED = b"\x1b[200~" + KEY.encode() + b"\n\x1b[201~"
WAYS = {"typed": KEY.encode(), "pasted": PASTED}
GRABS = (b"\x01", b"\x18", b"\x1b[H", b"\x1b[1;2F", b"\x03", b"\x18", b"\x19")
"""All that copies, cuts, selects, completes or searches; Ctrl+C once, because twice quits."""


@pytest.mark.parametrize("way", WAYS)
def test_key_field(way: str, tmp_path: Path) -> None:
    """Row 27: a key in the masked field goes to the server, but not to the terminal or the disk.

    Textual is asked to log, in debug mode too; it starts neither that log nor the one of keys,
    which is in the current folder.
    """
    home = Home(tmp_path, loud=True, is_new=True)
    with (
        RawServer(answers.model()) as server,
        home.screen(ANTHROPIC_API_KEY="", ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("kept in memory only")
        running.feed(WAYS[way])
        running.wait_for("•" * 20)
        for key in GRABS:
            running.feed(key)
        # Ctrl+X may have cut it: the whole key again.
        running.feed(b"\x15\x0b" + WAYS[way] + b"\r")
        running.wait_for("manual entry")
        assert server.requested.wait(PATIENCE)
        # Ctrl+L first, because what follows the key at once is the rest of it.
        running.feed(b"\x0cclaude-x\r")
        running.wait_for("→ this model today")
        # The app's own clipboard doesn't contain it either.
        running.feed(b"\x16")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert server.header("x-api-key") == [KEY]
        assert home.leaks(running.output) == []
        assert not home.textual_log.exists()
        assert not (ROOT / "keys.log").exists()


@pytest.mark.parametrize("way", WAYS)
def test_refused_key(way: str, tmp_path: Path) -> None:
    """Rows 23 and 24: what is rejected in the masked field is neither repeated nor kept."""
    home = Home(tmp_path, loud=True)
    with home.screen(ANTHROPIC_API_KEY="") as running:
        running.wait_for("kept in memory only")
        running.feed(WAYS[way].replace(KEY.encode(), KEY.encode() + "é x".encode()))
        running.feed(b"\r")
        running.wait_for("Malformed API key")
        running.wait_for("The API key (manual entry) contains a space")
        running.feed(ESCAPE)
        running.wait_for(lambda: "─ API key ─" not in running.text)
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert home.leaks(running.output) == []


FIELDS = {
    "input": (b"", "→ this model today"),
    "betas": (b"\x14/", "⏎ Select"),
    "models": (b"\x0f", "Filter by ID or name"),
    "palette": (b"\x10", "Search"),
    "file name": (b"\tcs\x15", "─ Save as ─"),
}
"""Every other field: the keys that open it, and what is on screen then."""


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("way", WAYS)
def test_key_in_another_field(way: str, field: str, tmp_path: Path) -> None:
    """Row 9: a key in any other field is masked, and neither copied nor written to a file."""
    opened, sign = FIELDS[field]
    home = Home(tmp_path, loud=True)
    with home.screen(LASTING_ALIAS, "--demo") as running:
        running.wait_for("→ this model today")
        running.feed(opened)
        running.wait_for(sign)
        running.feed(WAYS[way])
        running.wait_for("•" * 20)
        for key in GRABS:
            running.feed(key)
        running.feed(b"\x15\x0b" + WAYS[way] + b"\r")
        if field in {"input", "betas", "file name"}:
            running.wait_for("That looks like an API key.")
        running.feed(ESCAPE + QUIT)
        assert running.wait_exit() == 0
        assert home.leaks(running.output) == []


def test_key_as_model(tmp_path: Path) -> None:
    """Row 9: a key in the input is not sent."""
    home = Home(tmp_path, loud=True)
    with (
        RawServer(answers.page()) as server,
        home.screen(ANTHROPIC_BASE_URL=server.url) as running,
    ):
        running.wait_for("Ready")
        running.feed(PASTED)
        running.feed(b"\r")
        running.wait_for("That looks like an API key.")
        running.feed(QUIT)
        assert running.wait_exit() == 0
        assert home.leaks(running.output) == []
        assert not any(holds_key(line.encode()) for line in server.lines)


@pytest.mark.parametrize("kept", ["config.toml", "choices.json"])
def test_key_in_a_file(kept: str, tmp_path: Path) -> None:
    """A key in one of the program's files is not shown."""
    folder = {"config.toml": ".config", "choices.json": ".local/state"}[kept]
    file = tmp_path / folder / "modelbrowser" / kept
    file.parent.mkdir(parents=True)
    file.write_text(f'{{"theme": "{KEY}"}}' if kept == "choices.json" else f'api_key = "{KEY}"\n')
    home = Home(tmp_path, loud=True)
    done = home.run(LASTING_ALIAS, "--demo")
    assert done.returncode == (0 if kept == "choices.json" else 3)
    with home.screen(LASTING_ALIAS, "--demo") as running:
        if kept == "choices.json":
            running.wait_for("─ Alias ─")
            running.feed(QUIT)
        running.wait_exit()
    assert home.leaks(done.stdout, done.stderr, running.output) == [str(file)]


def test_what_surrounds_a_key(tmp_path: Path) -> None:
    """Row 23: a key with blanks, quotes or a prefix is used; anything else is rejected, unseen."""
    home = Home(tmp_path, loud=True)
    outputs = []
    with RawServer(answers.model()) as server:
        for given in (f"{KEY}\n", f" {KEY}\r\n", f'"{KEY}"', f"Bearer {KEY}", f"{KEY}\n{KEY}"):
            done = home.run("x", ANTHROPIC_API_KEY=given, ANTHROPIC_BASE_URL=server.url)
            assert done.returncode == (3 if given.count(KEY) == 2 else 0)
            outputs += [done.stdout, done.stderr]
        assert {server.header("x-api-key", n)[0] for n in range(4)} == {KEY}
    assert home.leaks(*outputs) == []
