"""What the help says: what words mean, and the keys, taken from the bindings themselves."""

from collections.abc import Callable, Iterable, Mapping

from textual.binding import Binding, BindingType

from modelbrowser.presentation.plain import NOTHING, Plain, plain
from modelbrowser.presentation.reports import Row, Sheet

SENTENCES = """\
Type a model ID or an alias and press Enter: the answer tells for which model it stands today.
A ticked beta value is a probe: the API refuses those that it does not know, or that your \
organisation may not use. The answer itself stays the same.
Nothing is sent while you type: a lookup is, when you press Enter or ^r, or choose a name. \
The list of all models is asked for at the start.
Single letters, ? and : work outside text fields.
"""

WORDS = {
    "model ID": "The name of one model, and always of the same one",
    "alias": "A name that stands for a model ID; it can move to another",
    "beta value": "Asks for a feature, in the header anthropic-beta",
    "active": "Answers, and is not on its way out",
    "deprecated": "Still answers, until the day that it retires",
    "retired": "Answers no more",
    "overdue": "The day that it was to retire on has passed",
    "family": "What a model and its successors have in common: opus, sonnet",
    "context": "How many tokens a model reads and writes at most",
}
"""Each in a line."""

LONGEST = 4096
"""The longest path, in characters."""


Place = tuple[str, Iterable[BindingType]]
"""What a place where keys work is called, and its bindings."""


def help_sheet(
    here: Iterable[Place],
    elsewhere: Iterable[Place],
    display: Callable[[Binding], str],
    files: Mapping[str, str],
) -> Sheet:
    """The help: the keys that work here, what words mean, the keys of the other places.

    Args:
        here: What is explained first; may be empty.
        elsewhere: The other places.
        display: How a key is written.
        files: What is kept where.
    """
    rows = [row for place in here for row in _rows_of(*place, display)]
    rows += [*_head("Words"), *(Row(Plain(word), Plain(WORDS[word])) for word in WORDS)]
    rows += [row for place in elsewhere for row in _rows_of(*place, display)]
    if files:
        rows += _head("Files")
        rows += [Row(Plain(what), plain(where, LONGEST)) for what, where in files.items()]
    return Sheet(
        title=Plain("Help"), sentences=tuple(map(Plain, SENTENCES.splitlines())), rows=tuple(rows)
    )


def _head(name: str) -> list[Row]:
    return [Row(NOTHING, NOTHING), Row(Plain(name), NOTHING, "head")]


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
