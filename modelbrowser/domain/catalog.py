"""What was publicly known of the models on one day, for the demo and for suggestions.

The API decides what exists. This helps only if it says nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.record import Record


class KnownModel(ModelInfo, kw_only=True):
    """A model of the catalog.

    Attributes:
        aliases: The aliases that resolve to it.
        successor: The ID that the documentation recommends in its place; None if it
            recommends none.
    """

    aliases: tuple[str, ...]
    successor: str | None


class Catalog(Record):
    """The models of the data file beside this module.

    Attributes:
        as_of: The day on which this was known, `YYYY-MM-DD`.
        models: All models, newest first.
    """

    as_of: str
    models: tuple[KnownModel, ...]

    def at(self, now: datetime) -> tuple[KnownModel, ...]:
        """Return the models as of a later moment: those whose date has passed are retired."""
        return tuple(
            replace(model, lifecycle="retired")
            if model.retires_at and model.retires_at <= now
            else model
            for model in self.models
        )


@cache
def load_catalog() -> Catalog:
    """Read the data file, once."""
    # Lazy import: keeps startup fast. Few lookups need the catalog.
    import json

    data = json.loads(Path(__file__).with_name("catalog.json").read_text("utf-8"))
    return Catalog(data["as_of"], tuple(map(_parse, data["models"])))


def find_known(name: str, models: Iterable[KnownModel]) -> KnownModel | None:
    """Return the model that has this name as its ID or as an alias."""
    return next((each for each in models if name in (each.id, *each.aliases)), None)


def find_successor(model_id: str) -> str | None:
    """Return the ID that the documentation recommends in place of a model, if there is one."""
    known = find_known(model_id, load_catalog().models)
    return known.successor if known else None


def built_in_retired(listed: Iterable[ModelInfo], now: datetime) -> tuple[KnownModel, ...]:
    """Return the retired models that a list lacks; none if it is the list of another API."""
    models, ids = load_catalog().at(now), {model.id for model in listed}
    if ids.isdisjoint(model.id for model in models):
        return ()
    return tuple(each for each in models if each.lifecycle == "retired" and each.id not in ids)


def _parse(fields: dict[str, Any]) -> KnownModel:
    aliases, successor = tuple(fields.pop("aliases")), fields.pop("replacement")
    for name in ("deprecated_at", "retires_at"):
        fields[name] = fields[name] and datetime.fromisoformat(fields[name])
    released_at = datetime.fromisoformat(fields["created_at"])
    is_known = released_at > datetime.fromtimestamp(0, UTC)
    return KnownModel(
        **fields,
        released_at=released_at if is_known else None,
        aliases=aliases,
        successor=successor,
    )
