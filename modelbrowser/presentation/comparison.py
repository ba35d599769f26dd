"""The comparison of two answers, field by field."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from modelbrowser.domain.lookup import LookupResult
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.formatting import (
    MAX_SHOWN,
    format_day,
    join_names,
    split_capabilities,
)
from modelbrowser.presentation.sanitize import SafeText, sanitize
from modelbrowser.record import Record

_NOT_PROVIDED = SafeText("not provided")


class ComparedField(Record):
    """A field of two models.

    Attributes:
        label: Its label.
        pinned: Its value in the pinned answer.
        new: Its value in the new answer.
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


def compare(pinned: LookupResult, new: LookupResult) -> Comparison:
    """Compare two answers, except for their times and request IDs, which always differ."""
    supported = pinned.model.capabilities or {}
    one = _known_fields(pinned, supported)
    two = _known_fields(new, _in_order_of(supported, new.model.capabilities or {}))
    # Kept separate, because an unknown field may have the name of a known one.
    other, others = _unknown_fields(pinned), _unknown_fields(new)
    pairs = (
        *((label, one[label], two[label]) for label in one),
        *(
            (label, *_tell_apart(other.get(label, ""), others.get(label, "")))
            for label in other | others
        ),
        *_cut_fields(pinned.model.extra, new.model.extra),
    )
    fields = [
        ComparedField(label, left or _NOT_PROVIDED, right or _NOT_PROVIDED)
        for label, left, right in pairs
        if left or right
    ]
    # The betas are part of the question, not of the answer.
    is_shown = any(field.differs for field in fields if field.label != "Betas")
    if pinned.model != new.model and not is_shown:
        # For example, the time of day of a date, or a capability of an unknown shape.
        texts = ("Other details", "not shown", "not shown, different")
        fields.append(ComparedField(*map(SafeText, texts)))
    return Comparison((_name(pinned), _name(new)), tuple(fields))


def _known_fields(
    lookup: LookupResult, capabilities: Mapping[str, Any]
) -> dict[SafeText, SafeText]:
    model = lookup.model
    yes, no = split_capabilities(capabilities)
    dates = (model.released_at, model.deprecated_at, model.retires_at)
    released, deprecated, retires = map(format_day, dates)
    limits = (model.max_input_tokens, model.max_tokens)
    context, output = ("" if count is None else f"{count:,} tokens" for count in limits)
    fields = {
        "ID": sanitize(model.id, MAX_LENGTH),
        "Name": sanitize(model.display_name),
        "Family": sanitize(model.line or ""),
        "Status": sanitize(model.lifecycle or ""),
        "Released": released,
        "Deprecated": deprecated,
        "Retires": retires,
        "Context": SafeText(context),
        "Output": SafeText(output),
        "Supports": join_names(yes),
        "Lacks": join_names(no),
        "Fallbacks": join_names(model.allowed_fallback_models or ()),
        "Betas": join_names(lookup.betas) or SafeText("none"),
    }
    return {SafeText(label): value for label, value in fields.items()}


def _unknown_fields(lookup: LookupResult) -> dict[SafeText, str]:
    """The fields that this program doesn't know: text unchanged, anything else as JSON."""
    return {
        sanitize(name[:1].upper() + name[1:]): data
        if isinstance(data, str) and data
        # Sorted: the order of names in an object means nothing.
        else json.dumps(data, ensure_ascii=False, sort_keys=True)
        for name, data in islice(lookup.model.extra.items(), MAX_SHOWN)
    }


def _in_order_of(first: Any, other: Any) -> Any:
    """Return an object with its names, at any depth, in the order in which another has them."""
    if not isinstance(first, Mapping) or not isinstance(other, Mapping):
        return other
    names = dict.fromkeys((*filter(other.__contains__, first), *other))
    return {name: _in_order_of(first.get(name), other[name]) for name in names}


def _tell_apart(pinned: str, new: str) -> tuple[SafeText, SafeText]:
    """Sanitize two texts, which may differ only after the end of what is shown."""
    one, two = sanitize(pinned), sanitize(new)
    return one, SafeText(f"{two}, different") if one == two and pinned != new else two


def _cut_fields(
    one: Mapping[str, object], two: Mapping[str, object]
) -> Iterator[tuple[SafeText, SafeText, SafeText]]:
    """How many fields are too many to be shown, and whether they differ; nothing if none are."""
    left, right = (dict(islice(extra.items(), MAX_SHOWN, None)) for extra in (one, two))
    differs = ", different" if left != right and len(left) == len(right) else ""
    if left or right:
        counts = SafeText(f"{len(left):,}"), SafeText(f"{len(right):,}{differs}")
        yield (SafeText("Other fields"), *counts)


def _name(lookup: LookupResult) -> SafeText:
    """The query, with its number of betas, which may be the only difference."""
    count = len(lookup.betas)
    betas = f", {count} {'beta' if count == 1 else 'betas'}" if count else ""
    return SafeText(f"{sanitize(lookup.query.model_id, MAX_LENGTH)}{betas}")
