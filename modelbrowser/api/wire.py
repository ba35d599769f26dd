"""Parses models and pages of the list: validates with pydantic, and converts to domain types.

The ID is validated strictly. Everything else may be missing or have any form, because gateways
differ; a value that can't be parsed is not guessed at, and stays in `extra` as sent.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictStr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from modelbrowser.api.errors import APIResponseValidationError, NoRetrieveError
from modelbrowser.api.rejections import LISTS, LISTS_OF_MODELS, WRAPPERS
from modelbrowser.api.strict_json import load_json
from modelbrowser.domain.lookup import ModelInfo, ModelPage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MADE_UP = {
    datetime(2023, 2, 28, 18, 56, 42, tzinfo=UTC),
    datetime(2021, 7, 20, 10, 40, tzinfo=UTC),
}
"""When LiteLLM and New API say that all models were released."""

_MIN_SAME_DATES = 3
"""More models than were ever released at a time."""

_JUST_NOW = timedelta(hours=1)
"""How recent a date counts as the time of the response: the gateway's clock may differ."""

_MAX_ID_LENGTH = 256
_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _rfc_3339(value: object) -> object:
    """Reject values that pydantic would guess at: `"0"`, numbers, dates without a time zone."""
    if not (isinstance(value, str) and _RFC_3339.fullmatch(value)):
        raise ValueError("not RFC 3339 with an offset")
    return value


def _standard_timezone(value: datetime) -> datetime:
    """Replace pydantic's time zone with the standard library's."""
    return value.replace(tzinfo=timezone(value.utcoffset() or timedelta(0)))


def _is_identifier(value: object) -> bool:
    is_text = isinstance(value, str) and value.strip() and value.isprintable()
    return bool(is_text) and len(str(value)) <= _MAX_ID_LENGTH


def _identifier(value: str) -> str:
    if not _is_identifier(value):
        raise ValueError("not an identifier")
    return value


_ID = Annotated[StrictStr, AfterValidator(_identifier)]
# A line may be sent as an object.
_Line = Annotated[
    StrictStr, BeforeValidator(lambda line: line.get("id") if isinstance(line, dict) else line)
]
_Time = Annotated[AwareDatetime, BeforeValidator(_rfc_3339), AfterValidator(_standard_timezone)]
_Tokens = Annotated[int, Field(strict=True, ge=0, le=10**12)]

_NAMES = ("modelid", "modelname", "name", "model", "slug")
"""Where the ID of an entry of a list is if not in `id`, in lowercase and without underscores."""

_MAX_EXAMINED = 100
"""How many entries are examined to recognize a list."""

_NAMES_MODELS = re.compile("(?<!fallback_)model", re.IGNORECASE)
"""Fields that may hold a list of models; a model's fallback models don't count."""

_CURSORS = ("next", "nextPageToken", "next_page_token", "nextToken")
"""Where the cursor of the next page is, if there is one."""

_OTHER_ID = re.compile(r"(\w+:/)?/|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
"""What isn't used as the ID if there is a name: Azure's paths and URLs, Cloudflare's UUIDs."""

_UNREADABLE = object()
"""Marks an optional field whose value has an unknown form."""


def _or_unreadable(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Mark a value that fails its check, instead of failing the whole model."""
    try:
        return check(value)
    except ValidationError:
        return _UNREADABLE


_LENIENT = WrapValidator(_or_unreadable)


class _Body(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)


def _is_model(content: object) -> object:
    """Reject content that doesn't identify itself as a model, in the API's or OpenAI's format."""
    if not isinstance(content, dict) or "model" not in (content.get("type"), content.get("object")):
        raise ValueError("not a model")
    return content


class _Model(_Body):
    """The ID, then the fields that the reference promises, then the other known fields.

    Only the ID is required: gateways omit or change the others.
    """

    _check = model_validator(mode="before")(_is_model)

    id: _ID
    display_name: Annotated[StrictStr | None, _LENIENT] = None
    created_at: Annotated[_Time | None, _LENIENT] = None
    # Beyond the reference (wire contract, "ModelInfo").
    max_input_tokens: Annotated[_Tokens | None, _LENIENT] = None
    max_tokens: Annotated[_Tokens | None, _LENIENT] = None
    capabilities: Annotated[dict[str, Any] | None, _LENIENT] = None
    lifecycle: Annotated[_ID | None, _LENIENT] = None
    deprecated_at: Annotated[_Time | None, _LENIENT] = None
    retires_at: Annotated[_Time | None, _LENIENT] = None
    line: Annotated[_Line | None, _LENIENT] = None
    allowed_fallback_models: Annotated[tuple[StrictStr, ...] | None, _LENIENT] = None


_KNOWN = tuple(name for name in _Model.model_fields if name != "id")


def parse_model(body: bytes, host: str) -> ModelInfo:
    """Parse the response of a host to a lookup.

    Raises:
        APIResponseValidationError: If it is not a model.
    """
    content = _load(body, host, "a model")
    fields = content if isinstance(content, dict) else {}
    parse: Callable[[Any], ModelInfo] = _model
    if "id" not in fields:
        if _find_list(content) is not None:
            raise NoRetrieveError(
                f"{host} returned a list instead of a model.",
                "This gateway may not support looking up individual models.",
            )
        inner = [fields.get(name) for name in WRAPPERS]
        # Google's models have their ID at the end of their name.
        inner += [fields] if "/models/" in f"/{fields.get('name')}" else []
        content, parse = next((each for each in inner if isinstance(each, dict)), None), _entry
    with suppress(ValidationError):
        return parse(content)
    # Raised outside the handler, so that pydantic's exception is not attached to ours.
    raise _other(host, "a model")


def parse_page(body: bytes, host: str) -> ModelPage:
    """Parse a host's page of the list, without entries that cannot be read or are repeated.

    Raises:
        APIResponseValidationError: If it is not a page.
    """
    content = _load(body, host, "a list of models")
    entries = _find_list(content)
    if entries is None:
        raise _other(host, "a list of models")
    models: dict[str, ModelInfo] = {}
    unreadable = 0
    for entry in entries:
        try:
            model = _entry(entry)
        except ValidationError:
            unreadable += 1
        else:
            models.setdefault(model.id, model)
    fields = content if isinstance(content, dict) else {}
    cursors = (fields.get(name) for name in _CURSORS)
    last_id = fields.get("last_id")
    return ModelPage(
        models=tuple(models.values()),
        has_more=str(fields.get("has_more")).lower() == "true"
        or any(cursor and isinstance(cursor, str) for cursor in cursors),
        last_id=last_id if _is_identifier(last_id) else next(reversed(models), None),
        unreadable=unreadable,
    )


def without_made_up_dates(models: Sequence[ModelInfo], now: datetime) -> tuple[ModelInfo, ...]:
    """Return a gateway's models without release dates that it makes up.

    Those are the moment of the response, or the same for all models.

    Args:
        models: The models of one response.
        now: The time of the response, aware.
    """
    is_same = len(models) >= _MIN_SAME_DATES and len({model.released_at for model in models}) == 1
    return tuple(
        replace(model, released_at=None)
        if model.released_at and (is_same or model.released_at > now - _JUST_NOW)
        else model
        for model in models
    )


def _find_list(content: Any, name: str = "") -> list[Any] | None:
    """Find the list of models in a response, or in its field of that name: gateways differ."""
    if isinstance(content, list):
        is_named = not content or name in LISTS_OF_MODELS
        return content if is_named or any(map(_id_of, content[:_MAX_EXAMINED])) else None
    if not isinstance(content, dict):
        return None
    if content.get("object") == "list" and content.get("data", 0) is None:
        return []  # what Go makes of an empty list
    # Each name once: in nested objects, the time would double with each level.
    names = dict.fromkeys((*LISTS, *filter(_NAMES_MODELS.search, content)))
    found = (_find_list(content[name], name) for name in names if name in content)
    entries = next((entries for entries in found if entries is not None), None)
    if entries is None and name == "models" and all(isinstance(v, dict) for v in content.values()):
        return [{"id": model_id, **content[model_id]} for model_id in content]
    return entries


def _id_of(entry: Any) -> str | None:
    """Return the ID in a list entry; None if there is none."""
    if not isinstance(entry, dict):
        return entry if isinstance(entry, str) else None
    model_id = entry.get("id")
    if isinstance(model_id, str) and not _OTHER_ID.match(model_id):
        return model_id
    fields = {name.lower().replace("_", ""): value for name, value in entry.items()}
    names = (fields[name] for name in _NAMES if isinstance(fields.get(name), str))
    return next((name.rpartition("models/")[2] for name in names if name), model_id)


def _entry(entry: Any) -> ModelInfo:
    """Parse a model from inside another object: it may be only an ID, or have no type."""
    sent = entry if isinstance(entry, dict) else {"id": entry}
    content = {**sent, "id": _id_of(entry)}
    if content["id"] != sent.get("id") or not sent.keys() & {"type", "object"}:
        content.setdefault("object", "model")
    return replace(_model(content), sent=MappingProxyType(sent))


def _model(content: Any) -> ModelInfo:
    """Parse the parts of a model that are present; without an ID, raise a `ValidationError`."""
    checked = _Model.model_validate(content)
    read = {name: getattr(checked, name) for name in _KNOWN}
    known = {
        # These and Go's zero time mean that there is no date.
        name: None
        if isinstance(value, datetime) and (value <= _EPOCH or value in _MADE_UP)
        else value
        for name, value in read.items()
        if value is not _UNREADABLE
    }
    names = {"id", "type", "object", *known}
    extra = {name: value for name, value in content.items() if name not in names}
    released_at = known.pop("created_at", None)
    return ModelInfo(
        **known | {"display_name": known.get("display_name") or ""},
        id=checked.id,
        format="anthropic" if content.get("type") == "model" else "openai",
        released_at=released_at,
        extra=MappingProxyType(extra),
        sent=MappingProxyType(content),
    )


def _load(body: bytes, host: str, what: str) -> Any:
    with suppress(ValueError):
        return load_json(body)
    raise _other(host, what)


def _other(host: str, what: str) -> APIResponseValidationError:
    return APIResponseValidationError(f"{host} returned something other than {what}.")
