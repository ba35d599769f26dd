"""The comparison of two answers."""

from typing import Any

import pytest
from support.samples import ALIAS, DATED, NOW, RELEASE, lookup

from modelbrowser.domain.lookup import LookupResult
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.comparison import compare


def _fields(pinned: LookupResult, new: LookupResult) -> list[tuple[str, str, str]]:
    """The label and the two values of each field, those that differ with a mark."""
    return [
        (f"≠ {field.label}" if field.differs else field.label, field.pinned, field.new)
        for field in compare(pinned, new).fields
    ]


def test_two_equal_answers_are_identical() -> None:
    """Equal answers have no differences, whatever their durations and request IDs."""
    assert compare(lookup(), lookup()).title == "Identical"
    assert _fields(lookup(), lookup()) == [
        ("ID", DATED, DATED),
        ("Name", "Claude Sonnet 4.5", "Claude Sonnet 4.5"),
        ("Released", "2025-09-29", "2025-09-29"),
        ("Betas", "none", "none"),
    ]


def test_every_field_is_compared() -> None:
    """Each field that one of the answers has is there, in the same order, and is compared."""
    new = lookup(
        ALIAS,
        id="claude-x",
        display_name="Claude X",
        line="opus",
        lifecycle="deprecated",
        released_at=RELEASE.replace(year=2024),
        deprecated_at=RELEASE,
        retires_at=NOW,
        max_input_tokens=200_000,
        max_tokens=64_000,
        capabilities={"vision": {"supported": True}, "batch": {"supported": False}},
        allowed_fallback_models=("claude-y",),
        betas=("a-2025-01-01",),
        extra={"speed": {"fäst": "\x1b[m"}, "note": "a \x1bnote", "name": ""},
    )
    missing = "not provided"
    fields = [
        ("≠ ID", DATED, "claude-x"),
        ("≠ Name", "Claude Sonnet 4.5", "Claude X"),
        ("≠ Family", missing, "opus"),
        ("≠ Status", missing, "deprecated"),
        ("≠ Released", "2025-09-29", "2024-09-29"),
        ("≠ Deprecated", missing, "2025-09-29"),
        ("≠ Retires", missing, "2026-11-22"),
        ("≠ Context", missing, "200,000 tokens"),
        ("≠ Output", missing, "64,000 tokens"),
        ("≠ Supports", missing, "vision"),
        ("≠ Lacks", missing, "batch"),
        ("≠ Fallbacks", missing, "claude-y"),
        ("≠ Betas", "none", "a-2025-01-01"),
        ("≠ Speed", missing, '{"fäst": "\\u001b[m"}'),
        ("≠ Note", missing, "a \\x1bnote"),
        ("≠ Name", missing, '""'),
    ]
    assert _fields(lookup(), new) == fields
    assert _fields(new, lookup()) == [(label, two, one) for label, one, two in fields]
    assert compare(lookup(), new).title == "16 differences"


def test_one_difference() -> None:
    """A single difference is counted in the singular; the other fields are equal."""
    compared = compare(lookup(max_tokens=64_000), lookup(max_tokens=32_000))
    assert compared.title == "1 difference"
    assert [field.label for field in compared.fields if field.differs] == ["Output"]


def test_fields_that_are_not_shown_are_compared() -> None:
    """Of 102 unknown fields, the last two are not shown, but a difference between them is."""
    fields = {f"f{number}": 0 for number in range(102)}
    one, two = lookup(extra=fields), lookup(extra={**fields, "f101": 1})
    assert compare(one, one).title == "Identical"
    assert _fields(one, one)[-1] == ("Other fields", "2", "2")
    assert _fields(one, two)[-1] == ("≠ Other fields", "2", "2, different")
    assert _fields(one, lookup())[-1] == ("≠ Other fields", "2", "0")


def test_a_difference_after_the_end_of_what_is_shown_counts() -> None:
    """Two long values that begin alike are not shown as equal."""
    one, two = (lookup(extra={"parameters": ["x" * 300, last]}) for last in ("a", "b"))
    assert compare(one, one).title == "Identical"
    assert compare(one, two).title == "1 difference"
    assert _fields(one, two)[-1][2].endswith("xxx…, different")


def test_the_order_of_names_in_an_object_is_no_difference() -> None:
    """Capabilities, their parts and unknown objects are compared whatever their order."""
    yes = {"supported": True}
    levels = {"low": yes, "medium": yes, "high": yes}
    capabilities = {"batch": yes, "effort": yes | levels}
    one = lookup(capabilities=capabilities, extra={"price": {"in": 1, "out": 2}})
    turned: dict[str, object] = {"effort": dict(reversed(levels.items())) | yes, "batch": yes}
    two = lookup(capabilities=turned, extra={"price": {"out": 2, "in": 1}})
    assert compare(one, two).title == "Identical"
    more = lookup(capabilities=turned | {"vision": yes})
    (supports,) = (texts for label, *texts in _fields(one, more) if label == "≠ Supports")
    levels_shown = "effort (low, medium, high), batch"
    assert supports == [levels_shown, f"{levels_shown}, vision"]


def test_the_names_tell_queries_apart() -> None:
    """Each name is whole, and has the number of betas."""
    longest = "x" * MAX_LENGTH
    one, two = (lookup(betas=("a-2025-01-01", "b-2025-01-01")[:n]) for n in (1, 2))
    assert compare(lookup(longest), one).names == (longest, f"{ALIAS}, 1 beta")
    assert compare(two, two).names == (f"{ALIAS}, 2 betas",) * 2
    assert _fields(lookup(id=longest), one)[0] == ("≠ ID", longest, DATED)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"capabilities": {"a": {"most": 1}}}, {"capabilities": {"a": {"most": 2}}}),
        ({"allowed_fallback_models": ()}, {"allowed_fallback_models": None}),
        ({"released_at": RELEASE}, {"released_at": RELEASE.replace(hour=12)}),
        ({"display_name": f"{'x' * 999}y"}, {"display_name": f"{'x' * 999}z"}),
    ],
)
def test_a_difference_that_no_field_shows(one: dict[str, Any], two: dict[str, Any]) -> None:
    """Answers that differ only in what is not shown are not called identical."""
    last = _fields(lookup(**one), lookup(**two))[-1]
    assert last == ("≠ Other details", "not shown", "not shown, different")
    assert compare(lookup(**one), lookup(**two)).title == "1 difference"
    two |= {"betas": ("a-2025-01-01",)}
    assert compare(lookup(**one), lookup(**two)).title == "2 differences"
