"""Tests of the successor of a model: every output names the same one, or none."""

import json
from collections.abc import Callable

import pytest
from support.samples import NOW, clock_in, lookup

from modelbrowser.cli.check import check_line
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.known_name import collect_known_names
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.presentation.json_output import found_json, list_json
from modelbrowser.presentation.outcome_reports import answer_report
from modelbrowser.presentation.text_output import found_text
from modelbrowser.state import Found

SUCCESSOR = "claude-opus-4-8"
CLOCK = clock_in()
CONNECTION = Connection(base_url="https://h.example")


def _suggestion(found: Found) -> str:
    return repr(collect_known_names([found.lookup.model], (), NOW)[0])


def _row(found: Found) -> str:
    models: list[ModelInfo] = [found.lookup.model]
    return json.dumps(json.loads(list_json(models, CLOCK, CONNECTION))["models"][0])


@pytest.mark.parametrize(
    "output",
    [
        lambda found: repr(answer_report(found, CLOCK)),
        lambda found: found_text(found, CLOCK, None),
        lambda found: found_json(found, CLOCK, CONNECTION),
        lambda found: check_line("active", None, found, CLOCK),
        lambda found: str(found.successor),
        _row,
        _suggestion,
    ],
    ids=["screen", "plain", "json", "check", "key", "list", "suggestion"],
)
@pytest.mark.parametrize(
    ("lifecycle", "is_named"),
    [("deprecated", True), ("retired", True), ("active", False), (None, False), ("new", False)],
)
def test_only_a_model_that_is_leaving_has_a_successor(
    output: Callable[[Found], str], lifecycle: str | None, *, is_named: bool
) -> None:
    """Each output names the successor if the API calls the model deprecated or retired."""
    found = Found(lookup(id="claude-opus-4-1-20250805", lifecycle=lifecycle))
    assert (SUCCESSOR in output(found)) is is_named
