"""What the help says, with the keys taken from the bindings themselves."""

from collections.abc import Callable, Iterable

from textual.binding import Binding, BindingType

from modelbrowser.presentation.plain import NOTHING, Plain
from modelbrowser.presentation.sheet import Row, Sheet

WORDS = """\
Type a model ID or an alias and press Enter. An alias is a name that stands for a model ID; \
the answer tells for which one today.
A beta is a feature that a request asks for by the anthropic-beta header. Here a ticked value is \
a probe: the API refuses those that it does not know, or that your organisation may not use. \
The answer itself stays the same.
A lookup is sent when you press Enter or ^r; the list of all models is asked for at the start.
"""


def help_sheet(
    places: Iterable[tuple[str, Iterable[BindingType]]], display: Callable[[Binding], str]
) -> Sheet:
    """The help, from the bindings of each place where keys work.

    Args:
        places: What each place is called, and its bindings.
        display: How a key is written.
    """
    rows = [row for name, bindings in places for row in _rows_of(name, _unique(bindings), display)]
    return Sheet(
        title=Plain("Help"), sentences=tuple(map(Plain, WORDS.splitlines())), rows=tuple(rows)
    )


def _rows_of(
    name: str, bindings: Iterable[Binding], display: Callable[[Binding], str]
) -> Iterable[Row]:
    yield Row(NOTHING, NOTHING)
    yield Row(NOTHING, Plain(name), "good")
    for binding in bindings:
        yield Row(Plain(display(binding)), Plain(binding.tooltip or binding.description))


def _unique(bindings: Iterable[BindingType]) -> list[Binding]:
    """The first key of each action that has a description."""
    found: dict[str, Binding] = {}
    for binding in Binding.make_bindings(bindings):
        if binding.id:
            found.setdefault(binding.id, binding)
    return list(found.values())
