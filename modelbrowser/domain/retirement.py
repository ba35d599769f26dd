"""Retired models: what the API's list or the built-in catalogue says about one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modelbrowser.domain.catalogue import load_catalogue
from modelbrowser.domain.lookup import ModelInfo
from modelbrowser.errors import ExitCode, ModelBrowserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """What is known about a retired model.

    Attributes:
        name: The model ID or alias that was looked up.
        model_id: The model ID; another than the name if that is an alias.
        display_name: The model's name for people.
        deprecated_at: When it was deprecated; aware; None if unknown.
        retired_at: When it was retired; aware; None if unknown.
        source: Where this is known from: the API's list, or the built-in catalogue.
        successor: The ID that the documentation recommends in its place; None if it
            recommends none. It is always known from the catalogue: the API gives none.
    """

    name: str
    model_id: str
    display_name: str
    deprecated_at: datetime | None
    retired_at: datetime | None
    source: Literal["api", "built-in"]
    successor: str | None


class RetiredError(ModelBrowserError):
    """The API does not know a model that is known to be retired.

    Attributes:
        retirement: What is known about the model.
    """

    outcome = "retired"
    exit_code = ExitCode.NOT_FOUND

    def __init__(self, retirement: Retirement, request_id: str | None = None) -> None:
        name, model_id = retirement.name, retirement.model_id
        subject = name if name == model_id else f"{name} is an alias of {model_id}, which"
        day = retirement.retired_at
        when = f"was retired on {day:%Y-%m-%d}" if day else "is retired"
        successor = retirement.successor
        super().__init__(
            f"{subject} {when}.",
            f"Use its documented successor, {successor}." if successor else "",
            request_id=request_id,
        )
        self.retirement = retirement


def find_retirement(name: str, listed: Iterable[ModelInfo], now: datetime) -> Retirement | None:
    """Find out whether a name that the API answers with 404 is that of a retired model.

    The API's list decides about the models that it has. The built-in catalogue decides about
    the others, but only if the list, where there is one, has any model of the catalogue:
    otherwise it is the list of another API.

    Args:
        name: The model ID or alias.
        listed: The models of the API's list, as far as it was requested.
        now: When the API answered; aware.
    """
    models = {model.id: model for model in listed}
    known = {model["id"]: model for model in load_catalogue().models}
    model_id = next((i for i, model in known.items() if name in model["aliases"]), name)
    built_in = known.get(model_id)
    if model := models.get(model_id):
        source: Literal["api", "built-in"] = "api"
        lifecycle, display_name = model.lifecycle, model.display_name
        deprecated_at, retired_at = model.deprecated_at, model.retires_at
    elif built_in and (not models or not known.keys().isdisjoint(models)):
        source = "built-in"
        lifecycle, display_name = built_in["lifecycle"], built_in["display_name"]
        deprecated_at, retired_at = map(
            _moment, (built_in["deprecated_at"], built_in["retires_at"])
        )
    else:
        return None
    is_past = retired_at is not None and retired_at <= now
    if lifecycle != "retired" and not is_past:
        return None
    return Retirement(
        name=name,
        model_id=model_id,
        display_name=display_name,
        deprecated_at=deprecated_at,
        # A date to come is not that of a retirement that the API has carried out.
        retired_at=retired_at if is_past else None,
        source=source,
        successor=built_in["replacement"] if built_in else None,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
