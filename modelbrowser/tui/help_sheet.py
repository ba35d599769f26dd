"""What the help says, with the keys taken from the bindings themselves."""

from collections.abc import Callable, Iterable, Mapping

from textual.binding import Binding, BindingType

from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.presentation.sheet import Row, Sheet

WORDS = """\
Type a model ID or an alias and press Enter. An alias is a name that stands for a model ID; \
the answer tells for which one today.
A beta is a feature that a request asks for by the anthropic-beta header. Here a ticked value is \
a probe: the API refuses those that it does not know, or that your organisation may not use. \
The answer itself stays the same.
Nothing is sent while you type: a lookup is, when you press Enter or ^r, or choose a name. \
The list of all models is asked for at the start.
Single letters, ? and : work outside text fields.
"""

LONGEST = 4096
"""The longest path, in characters."""


def help_sheet(
    places: Iterable[tuple[str, Iterable[BindingType]]],
    display: Callable[[Binding], str],
    files: Mapping[str, str],
) -> Sheet:
    """The help, from the bindings of each place where keys work.

    Args:
        places: What each place is called, and its bindings.
        display: How a key is written.
        files: What is kept where.
    """
    rows = [row for name, bindings in places for row in _rows_of(name, bindings, display)]
    if files:
        rows += _head("Files")
        rows += [Row(Plain(what), plain(where, LONGEST)) for what, where in files.items()]
    return Sheet(
        title=Plain("Help"), sentences=tuple(map(Plain, WORDS.splitlines())), rows=tuple(rows)
    )


def _head(name: str) -> list[Row]:
    return [Row(NOTHING, NOTHING), Row(NOTHING, Plain(name), "good")]


def _rows_of(
    name: str, bindings: Iterable[BindingType], display: Callable[[Binding], str]
) -> Iterable[Row]:
    """A head, and each action that has an id with all its keys."""
    keys: dict[str, dict[str, None]] = {}
    words: dict[str, str] = {}
    for binding in Binding.make_bindings(bindings):
        if binding.id:
            keys.setdefault(binding.id, {})[display(binding)] = None
            words[binding.id] = binding.tooltip or binding.description
    yield from _head(name)
    yield from (Row(Plain(" ".join(keys[id_])), Plain(words[id_])) for id_ in keys)
