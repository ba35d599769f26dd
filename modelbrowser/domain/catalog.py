"""What was publicly known about models on one day: for the demo, suggestions, retired models.

The API decides what exists; this is used only where the API has no answer.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from modelbrowser.domain.lookup import ModelInfo, is_past_date, newest_first
from modelbrowser.errors import ExitCode, ModelBrowserError, Rejection
from modelbrowser.record import Record


class KnownModel(ModelInfo, kw_only=True):
    """A model of the catalog.

    Attributes:
        aliases: The aliases that resolve to it.
        successor: The ID that the documentation recommends instead, if any.
    """

    aliases: tuple[str, ...]
    successor: str | None


class Catalog(Record):
    """The models in the data file next to this module.

    Attributes:
        as_of: The date of the data, `YYYY-MM-DD`.
        models: All models, newest first.
    """

    as_of: str
    models: tuple[KnownModel, ...]

    def at(self, now: datetime) -> tuple[KnownModel, ...]:
        """Return the models as of a later time: those whose retirement day is over are retired."""
        # The time of day isn't documented.
        day_ago = now - timedelta(days=1)
        return tuple(
            replace(model, lifecycle="retired")
            if is_past_date(model.retires_at, day_ago)
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


def find_successor(model: ModelInfo) -> str | None:
    """Return the ID that the documentation recommends instead of a deprecated or retired model.

    It is None if there is none, or if the API doesn't say that the model is deprecated or retired.
    """
    if model.lifecycle not in {"deprecated", "retired"}:
        return None
    known = find_known(model.id, load_catalog().models)
    return known.successor if known else None


def unlisted_retired(listed: Iterable[ModelInfo], now: datetime) -> tuple[KnownModel, ...]:
    """Return the retired models missing from a list; none if it is another API's list."""
    models, ids = load_catalog().at(now), {model.id for model in listed}
    if ids.isdisjoint(model.id for model in models):
        return ()
    return tuple(each for each in models if each.lifecycle == "retired" and each.id not in ids)


class Retirement(Record, kw_only=True):
    """What is known about a retired model.

    Attributes:
        name: The model ID or alias that was looked up.
        model: The model: a `KnownModel` if it is the catalog's, otherwise the API's list has it.
            `retires_at` is when it was retired, and None if that is unknown.
        successor: The ID that the documentation recommends instead, if any. It always comes
            from the catalog, because the API doesn't provide it.
        newest: The newest active model of its family, unless there is a successor.
        is_by_api: Whether it is known from the catalog that the Claude API retired it, but a
            gateway was asked. The gateway's provider may have retired it on another day.
    """

    name: str
    model: ModelInfo
    successor: str | None
    newest: str | None = None
    is_by_api: bool = False

    @property
    def where(self) -> str:
        """Where it was retired, for after "retired"; empty if it is the host that was asked."""
        return " from the Claude API" if self.is_by_api else ""


class RetiredError(ModelBrowserError):
    """The API doesn't know the model, which is known to be retired: the error of a `Retired`.

    Attributes:
        retirement: What is known about the model.
    """

    kind = "retired"
    exit_code = ExitCode.NOT_FOUND

    def __init__(self, retirement: Retirement, rejection: Rejection | None = None) -> None:
        name, resolved_id = retirement.name, retirement.model.id
        subject = name if name == resolved_id else f"{name} is an alias for {resolved_id}, which"
        day = retirement.model.retires_at
        when = "is retired"
        if day:
            when = f"was retired{retirement.where} on {day.astimezone(UTC).date()}"
        super().__init__(f"{subject} {when}.", _remedy(retirement), rejection=rejection)
        self.retirement = retirement


def find_retirement(
    name: str, listed: Iterable[ModelInfo], now: datetime, *, is_api: bool = False
) -> Retirement | None:
    """Find out whether a name that got a 404 from the API is a retired model's.

    The API's list decides about the models on it. The built-in catalog decides about the
    others, unless there is a list without any model of the catalog: that is another API's.

    Args:
        name: The model ID or alias.
        listed: The models listed by the API, if requested.
        now: When the API responded; aware.
        is_api: Whether it is the Claude API, which may list only models newer than the catalog.
    """
    catalog = load_catalog()
    known = find_known(name, catalog.models)
    models = {model.id: model for model in listed}
    ids = {each.id for each in catalog.models}
    is_foreign = not is_api and models and ids.isdisjoint(models)
    # A gateway may list aliases in place of IDs.
    listed_model = models.get(name) or (models.get(known.id) if known else None)
    model = listed_model or (None if is_foreign else known)
    is_past = model is not None and is_past_date(model.retires_at, now)
    if model is None or (model.lifecycle != "retired" and not is_past):
        return None
    successor = known.successor if known else None
    line = model.line or (known.line if known else None)
    # A gateway may list models without their families.
    listed_or_any = (each for each in catalog.at(now) if not models or each.id in models)
    newest = _newest(line, models.values()) or _newest(line, listed_or_any)
    # A date in the future can't be when the API retired the model.
    retired_at = model.retires_at if is_past else None
    return Retirement(
        name=name,
        model=replace(model, lifecycle="retired", retires_at=retired_at, line=line),
        successor=successor,
        newest=newest if line and not successor else None,
        is_by_api=not is_api and isinstance(model, KnownModel),
    )


def _newest(line: str | None, models: Iterable[ModelInfo]) -> str | None:
    """Return the ID of the newest active model of a family, whatever the order of a list."""
    family = (each for each in models if each.line == line and each.lifecycle == "active")
    return next((model.id for model in newest_first(family)), None)


def _parse(fields: dict[str, Any]) -> KnownModel:
    aliases, successor = tuple(fields.pop("aliases")), fields.pop("replacement")
    for name in ("deprecated_at", "retires_at"):
        fields[name] = fields[name] and datetime.fromisoformat(fields[name])
    released_at = datetime.fromisoformat(fields.pop("created_at"))
    is_known = released_at > datetime.fromtimestamp(0, UTC)
    return KnownModel(
        **fields,
        released_at=released_at if is_known else None,
        aliases=aliases,
        successor=successor,
    )


def _remedy(retirement: Retirement) -> str:
    if retirement.successor:
        return f"Use its documented successor, {retirement.successor}."
    if retirement.newest:
        newest = f"the newest known {retirement.model.line} model is {retirement.newest}"
        return f"No successor is known; {newest}."
    return "No successor is known."
