"""The command line of `ant`, run by a real shell with a program of that name."""

from pathlib import Path

import pytest
from support.hostile import hostile_queries
from support.languages import BY_NAME
from support.programs import Run

from modelbrowser.snippets.request import SnippetRequest

pytestmark = pytest.mark.xdist_group("snippets")

BASE_URL = "https://gateway.example/gate'way$(x)"
WORKSPACE = "wrkspc_'\"$#{1}\\"


def test_ant(tmp_path: Path, run: Run) -> None:
    """The shell passes exactly the ID, the betas and the base URL to a program called `ant`."""
    log = tmp_path / "log"
    stub = tmp_path / "ant"
    stub.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" '' >>'{log}'\n")
    stub.chmod(0o700)
    code = "".join(map(BY_NAME["ant"].write, requests()))
    run(["sh", "-e"], f"PATH='{tmp_path}'\n{code}")

    calls = log.read_text().split("\n\n")[:-1]
    for query, call in zip(hostile_queries(), calls, strict=True):
        assert call.split("\n") == expected_words(query.model_id, query.betas)
    assert {path.name for path in tmp_path.iterdir()} == {"log", "ant"}


def requests() -> list[SnippetRequest]:
    """Make a request for every hostile query, through a gateway."""
    return [
        SnippetRequest(
            model_id=query.model_id, betas=query.betas, base_url=BASE_URL, workspace_id=WORKSPACE
        )
        for query in hostile_queries()
    ]


def expected_words(model_id: str, betas: tuple[str, ...]) -> list[str]:
    """Return the arguments for `ant`. With a backslash before an `@` it doesn't read a file."""
    value = ",".join(betas)
    words = ["--base-url", BASE_URL, "--workspace-id", WORKSPACE]
    words.append("beta:models" if betas else "models")
    words += ["retrieve", *flag("--model-id", model_id)]
    if betas:
        words += flag("--beta", f"\\{value}" if value.startswith("@") else value)
    return words


def flag(name: str, value: str) -> list[str]:
    """Return a flag and its value: one argument if the value begins with a dash."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]
