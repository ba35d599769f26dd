"""Models and pages of the list: checked with pydantic, turned into the types of the domain.

The fields that the reference promises are checked strictly. Everything else may be missing or
have any form; what cannot be read stays in `extra` as it was sent.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
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
    """Reject what pydantic would guess at: `"0"`, numbers, dates without a time zone."""
    if not (isinstance(value, str) and _RFC_3339.fullmatch(value)):
        raise ValueError("not RFC 3339 with an offset")
    return value


def _standard_timezone(value: datetime) -> datetime:
    """Replace pydantic's time zone by the standard library's."""
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

_UNREADABLE = object()
"""Marks an optional field whose value has an unknown form."""


def _or_unreadable(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Mark a value that fails its check, so that it does not fail the whole model."""
    try:
        return check(value)
    except ValidationError:
        return _UNREADABLE


_LENIENT = WrapValidator(_or_unreadable)


class _Body(BaseModel):
    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)


class _Model(_Body):
    """The fields that the reference promises of a model, then the others that are known."""

    id: _ID
    type: Literal["model"]
    display_name: _Text
    created_at: _Time
    # Beyond the reference (wire contract, "ModelInfo").
    max_input_tokens: Annotated[_Tokens | None, _LENIENT] = None
    max_tokens: Annotated[_Tokens | None, _LENIENT] = None
    capabilities: Annotated[dict[str, Any] | None, _LENIENT] = None
    lifecycle: Annotated[_Text | None, _LENIENT] = None
    deprecated_at: Annotated[_Time | None, _LENIENT] = None
    retires_at: Annotated[_Time | None, _LENIENT] = None
    line: Annotated[_Line | None, _LENIENT] = None
    allowed_fallback_models: Annotated[tuple[_Text, ...] | None, _LENIENT] = None


_OPTIONAL = tuple(name for name, field in _Model.model_fields.items() if not field.is_required())


class _Page(_Body):
    """One page of the list. Its entries are checked one by one."""

    # Built on first use: a lookup does not need it.
    model_config = ConfigDict(defer_build=True)

    data: list[Any]
    has_more: Annotated[bool, Field(strict=True)] = False
    last_id: _ID | None = None


def parse_model(body: bytes, host: str) -> ModelInfo:
    """Parse the response to a lookup.

    Args:
        body: The body of the response.
        host: The host that sent it, for the error.

    Raises:
        APIResponseValidationError: If it is not a model.
    """
    content = _load(body, host)
    try:
        return _model(content)
    except ValidationError:
        pass
    # Raised outside the handler, so that pydantic's exception is not attached to ours.
    raise _unexpected_response("The answer is not a model description.")


def parse_page(body: bytes, host: str) -> ModelPage:
    """Parse one page of the list, without entries that cannot be read or are repeated.

    Args:
        body: The body of the response.
        host: The host that sent it, for the error.

    Raises:
        APIResponseValidationError: If it is not a page.
    """
    content = _load(body, host)
    try:
        page = _Page.model_validate(content)
    except ValidationError:
        page = None
    if page is None:
        raise _unexpected_response("The answer is not a list of models.")
    models: dict[str, ModelInfo] = {}
    for model in _readable_models(page.data):
        models.setdefault(model.id, model)
    return ModelPage(models=tuple(models.values()), has_more=page.has_more, last_id=page.last_id)


def _model(content: Any) -> ModelInfo:
    checked = _Model.model_validate(content)
    optional = {name: getattr(checked, name) for name in _OPTIONAL}
    known = {name: value for name, value in optional.items() if value is not _UNREADABLE}
    return ModelInfo(
        id=checked.id,
        display_name=checked.display_name,
        created_at=content["created_at"],
        released_at=checked.created_at if checked.created_at > _EPOCH else None,
        extra=MappingProxyType(_extra_fields(content, known)),
        **known,
    )


def _extra_fields(content: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Return the other fields of a model, as they were sent."""
    read = {"id", "type", "display_name", "created_at", *known}
    return {name: value for name, value in content.items() if name not in read}


def _readable_models(entries: Iterable[Any]) -> Iterator[ModelInfo]:
    for entry in entries:
        try:
            yield _model(entry)
        except ValidationError:
            continue


def _load(body: bytes, host: str) -> Any:
    try:
        return load_json(body)
    except ValueError:
        pass
    raise _unexpected_response(f"{host} answered, but not with a model.")


def _unexpected_response(message: str) -> APIResponseValidationError:
    return APIResponseValidationError(
        message, "Check the base URL; a login page or a proxy may be in between."
    )
