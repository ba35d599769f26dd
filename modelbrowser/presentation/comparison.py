"""The comparison of two answers, field by field."""

import json
from collections.abc import Iterator

from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.formatting import format_day, split_capabilities
from modelbrowser.presentation.sanitize import NOTHING, SafeText, sanitize
from modelbrowser.record import Record

_NOT_PROVIDED = SafeText("not provided")


class ComparedField(Record):
    """One field of two models.

    Attributes:
        label: What it is called.
        pinned: Its value in the pinned answer.
        new: Its value in the other one.
    """

    label: SafeText
    pinned: SafeText
    new: SafeText

    @property
    def differs(self) -> bool:
        """Whether the two values are different."""
        return self.pinned != self.new


class Comparison(Record):
    """Two answers.

    Attributes:
        names: The names that were looked up, each with its number of betas.
        fields: The fields that at least one of the answers has.
    """

    names: tuple[SafeText, SafeText]
    fields: tuple[ComparedField, ...]

    @property
    def title(self) -> SafeText:
        """The number of differences."""
        count = sum(field.differs for field in self.fields)
        if not count:
            return SafeText("Identical")
        return SafeText(f"{count} {'difference' if count == 1 else 'differences'}")


def compare(pinned: Lookup, new: Lookup) -> Comparison:
    """Compare two answers; not their times and request IDs, which always differ."""
    one, two = dict(_fields(pinned)), dict(_fields(new))
    pairs = ((label, one.get(label), two.get(label)) for label in one | two)
    fields = (
        ComparedField(label, left or _NOT_PROVIDED, right or _NOT_PROVIDED)
        for label, left, right in pairs
        if left or right
    )
    return Comparison((_name(pinned), _name(new)), tuple(fields))


def _fields(lookup: Lookup) -> Iterator[tuple[SafeText, SafeText]]:
    model = lookup.model
    yes, no = split_capabilities(model.capabilities or {})
    dates = (model.released_at, model.deprecated_at, model.retires_at)
    released, deprecated, retires = (format_day(each) if each else NOTHING for each in dates)
    limits = (model.max_input_tokens, model.max_tokens)
    context, output = ("" if count is None else f"{count:,} tokens" for count in limits)
    for label, value in {
        "ID": sanitize(model.id, MAX_LENGTH),
        "Name": sanitize(model.display_name),
        "Family": sanitize(model.line or ""),
        "Status": sanitize(model.lifecycle or ""),
        "Released": released,
        "Deprecated": deprecated,
        "Retires": retires,
        "Context": SafeText(context),
        "Output": SafeText(output),
        "Supports": _joined(yes),
        "Lacks": _joined(no),
        "Fallbacks": _joined(model.allowed_fallback_models or ()),
        "Betas": _joined(lookup.query.betas) or SafeText("none"),
    }.items():
        yield SafeText(label), value
    for name, data in model.extra.items():
        yield sanitize(name), sanitize(json.dumps(data, ensure_ascii=False, default=str))


def _joined(names: tuple[str, ...]) -> SafeText:
    return SafeText(", ".join(map(sanitize, names)))


def _name(lookup: Lookup) -> SafeText:
    """The query, with its number of betas: two queries may differ in nothing else."""
    count = len(lookup.query.betas)
    betas = f", {count} {'beta' if count == 1 else 'betas'}" if count else ""
    return SafeText(f"{sanitize(lookup.query.model_id, MAX_LENGTH)}{betas}")
