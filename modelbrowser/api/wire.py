"""Parses models and pages of the list: validates with pydantic, and converts to domain types.

The ID is validated strictly. Everything else may be missing or have any form, because gateways
differ; a value that can't be parsed is not guessed at, and stays in `extra` as sent.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from modelbrowser.api.errors import APIResponseValidationError
from modelbrowser.api.strict_json import load_json
from modelbrowser.domain.lookup import ModelInfo, ModelPage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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


def _identifier(value: str) -> str:
    if not (value.strip() and len(value) <= _MAX_ID_LENGTH and value.isprintable()):
        raise ValueError("not an identifier")
    return value


def _line_id(value: object) -> object:
    """Return the `id` of a line that is sent as an object."""
    return value.get("id") if isinstance(value, dict) else value


_ID = Annotated[str, Field(strict=True), AfterValidator(_identifier)]
_Text = Annotated[str, Field(strict=True)]
_Line = Annotated[str, Field(strict=True), BeforeValidator(_line_id)]
_Time = Annotated[AwareDatetime, BeforeValidator(_rfc_3339), AfterValidator(_standard_timezone)]
_Tokens = Annotated[int, Field(strict=True, ge=0, le=10**12)]

_IDS = {"id", "name", "model_name"}
"""Where the ID of an entry of a list is."""

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
    display_name: Annotated[_Text | None, _LENIENT] = None
    created_at: Annotated[_Time | None, _LENIENT] = None
    # Beyond the reference (wire contract, "ModelInfo").
    max_input_tokens: Annotated[_Tokens | None, _LENIENT] = None
    max_tokens: Annotated[_Tokens | None, _LENIENT] = None
    capabilities: Annotated[dict[str, Any] | None, _LENIENT] = None
    lifecycle: Annotated[_Text | None, _LENIENT] = None
    deprecated_at: Annotated[_Time | None, _LENIENT] = None
    retires_at: Annotated[_Time | None, _LENIENT] = None
    line: Annotated[_Line | None, _LENIENT] = None
    allowed_fallback_models: Annotated[tuple[_Text, ...] | None, _LENIENT] = None


_KNOWN = tuple(name for name in _Model.model_fields if name != "id")


class _Page(_Body):
    """One page of the list. Its entries are checked one by one."""

    # Built on first use: a lookup does not need it.
    model_config = ConfigDict(defer_build=True)

    data: list[Any] = Field(validation_alias=AliasChoices("data", "models"))
    has_more: Annotated[bool | None, Field(strict=True)] = False
    next_page: Any = Field(None, validation_alias="nextPageToken")  # Google's
    last_id: Annotated[_ID | None, _LENIENT] = None


def parse_model(body: bytes, host: str) -> ModelInfo:
    """Parse the response of a host to a lookup.

    Raises:
        APIResponseValidationError: If it is not a model.
    """
    content = _load(body, host, "a model")
    data = content.get("data") if isinstance(content, dict) else None
    if isinstance(data, list):
        raise APIResponseValidationError(
            f"{host} returned a list instead of a model.",
            "This gateway may not support single-model lookups; --list shows what it offers.",
        )
    if isinstance(data, dict):
        content = _list_entry(data)
    try:
        return _model(content)
    except ValidationError:
        pass
    # Raised outside the handler, so that pydantic's exception is not attached to ours.
    raise _unexpected_response(f"{host} returned something other than a model.")


def parse_page(body: bytes, host: str) -> ModelPage:
    """Parse a host's page of the list, without entries that cannot be read or are repeated.

    Raises:
        APIResponseValidationError: If it is not a page.
    """
    content = _load(body, host, "a list of models")
    if isinstance(content, list) and any(
        isinstance(entry, str) or (isinstance(entry, dict) and entry.keys() & _IDS)
        for entry in content
    ):
        content = {"data": content}
    if content == {"object": "list", "data": None}:
        # What Go makes of an empty list.
        content = {"data": []}
    try:
        page = _Page.model_validate(content)
    except ValidationError:
        page = None
    if page is None:
        raise _unexpected_response(f"{host} returned something other than a list of models.")
    models: dict[str, ModelInfo] = {}
    unreadable = 0
    for entry in page.data:
        try:
            model = replace(
                _model(_list_entry(entry)),
                sent=MappingProxyType(entry if isinstance(entry, dict) else {"id": entry}),
            )
        except ValidationError:
            unreadable += 1
        else:
            models.setdefault(model.id, model)
    last_id = page.last_id if isinstance(page.last_id, str) else next(reversed(models), None)
    return ModelPage(
        models=tuple(models.values()),
        has_more=bool(page.has_more or page.next_page),
        last_id=last_id,
        unreadable=unreadable,
    )


def _list_entry(entry: Any) -> Any:
    """Return a list entry as a model: some gateways send only an ID, or leave out the type.

    Ollama and Google put the ID in `name`, Google after `models/`; LiteLLM in `model_name`.
    """
    if isinstance(entry, str):
        entry = {"id": entry}
    if isinstance(entry, dict) and "id" not in entry:
        name = entry.get("model_name", entry.get("name"))
        if isinstance(name, str):
            entry = {"object": "model", **entry, "id": name.removeprefix("models/")}
    if isinstance(entry, dict) and not entry.keys() & {"type", "object"}:
        entry = {**entry, "object": "model"}
    return entry


def _model(content: Any) -> ModelInfo:
    """Parse the parts of a model that are present; without an ID, raise a `ValidationError`."""
    checked = _Model.model_validate(content)
    read = {name: getattr(checked, name) for name in _KNOWN}
    known = {name: value for name, value in read.items() if value is not _UNREADABLE}
    names = {"id", "type", "object", *known}
    extra = {name: value for name, value in content.items() if name not in names}
    released_at = known.pop("created_at", None)
    return ModelInfo(
        **known | {"display_name": known.get("display_name") or ""},
        id=checked.id,
        format="anthropic" if content.get("type") == "model" else "openai",
        released_at=released_at if released_at and released_at > _EPOCH else None,
        extra=MappingProxyType(extra),
        sent=MappingProxyType(content),
    )


def _load(body: bytes, host: str, what: str) -> Any:
    try:
        return load_json(body)
    except ValueError:
        pass
    raise _unexpected_response(f"{host} returned something other than {what}.")


def _unexpected_response(message: str) -> APIResponseValidationError:
    return APIResponseValidationError(message, "Check the base URL.")
