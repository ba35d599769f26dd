"""Records behave like frozen dataclasses."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest

from modelbrowser.record import Record


class Point(Record):
    """A record with all kinds of fields."""

    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)
    secret: str = field(default="", repr=False)


class Named(Record, kw_only=True):
    """A record whose fields are passed by keyword; the last one has no default."""

    first: str = "a"
    second: str


class Checked(Record):
    """A record that checks its field."""

    x: int

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("negative")


def test_fields_come_from_arguments_and_defaults() -> None:
    """Arguments by position and by keyword, defaults, and a new default from each factory."""
    point = Point(1, tags=["t"])
    assert (point.x, point.y, point.tags, point.secret) == (1, 0, ["t"], "")
    assert Point(1).tags is not Point(1).tags
    assert Named(second="b").first == "a"


@pytest.mark.parametrize(
    ("record", "args", "kwargs"),
    [
        (Point, (), {}),
        (Point, (1, 2, [], "", "too many"), {}),
        (Point, (1,), {"x": 1}),
        (Point, (1,), {"z": 1}),
        (Named, ("a",), {"second": "b"}),
    ],
)
def test_wrong_arguments_are_rejected(
    record: Callable[..., Record], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """Too few, too many, the same one twice, an unknown one, one by position."""
    with pytest.raises(TypeError):
        record(*args, **kwargs)


def test_a_record_is_checked_when_it_is_made() -> None:
    """`__post_init__` runs, also in `replace`."""
    with pytest.raises(ValueError, match="negative"):
        replace(Checked(1), x=-1)


def test_a_record_is_frozen() -> None:
    """No attribute can be set or deleted."""
    point: Any = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2
    with pytest.raises(FrozenInstanceError):
        del point.x


def test_records_are_values() -> None:
    """Equal records of one class are equal, with equal hashes; those of two classes are not."""
    assert Named(second="b") == Named(first="a", second="b") != Named(second="c")
    assert len({Named(second="b"), Named(second="b")}) == 1
    assert Checked(1) != Point(1)


def test_dataclasses_know_records() -> None:
    """`replace`, `fields`, `match` and the representation work; secrets stay out of the last."""
    assert replace(Point(1), y=2) == Point(1, 2)
    assert [each.name for each in fields(Point)] == ["x", "y", "tags", "secret"]
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
    assert repr(Point(1, secret="s")) == "Point(x=1, y=0, tags=[])"  # noqa: S106 - not one
