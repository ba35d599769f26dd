"""The API's answers: checked with pydantic, turned into the words of the domain.

The fields that the reference promises are checked strictly; everything else may be missing
or have any shape, and then stays in `extra` as it was sent.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timezone
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
from modelbrowser.domain.model import ModelInfo, ModelPage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_ID = 256
_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _rfc_3339(value: object) -> object:
    """Refuse what pydantic would guess at: `"0"`, numbers, dates without a zone."""
    if not (isinstance(value, str) and _RFC_3339.fullmatch(value)):
        raise ValueError("not RFC 3339 with an offset")
    return value


def _standard_timezone(value: datetime) -> datetime:
    """The same in the standard library's kind of zone."""
    return value.replace(tzinfo=timezone(value.utcoffset() or _EPOCH - _EPOCH))


def _identifier(value: str) -> str:
    if not (value.strip() and len(value) <= _MAX_ID and value.isprintable()):
        raise ValueError("not an identifier")
    return value


def _line_id(value: object) -> object:
    """A line may come as an object too; what tells one from another is its `id`."""
    return value.get("id") if isinstance(value, dict) else value


_ID = Annotated[str, Field(strict=True), AfterValidator(_identifier)]
_Text = Annotated[str, Field(strict=True)]
_Line = Annotated[str, Field(strict=True), BeforeValidator(_line_id)]
_Time = Annotated[AwareDatetime, BeforeValidator(_rfc_3339), AfterValidator(_standard_timezone)]
_Tokens = Annotated[int, Field(strict=True, ge=0, le=10**12)]

_INVALID = object()
"""Stands for a value of another shape than expected."""


def _or_invalid(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Let a value that fails its check not spoil the whole answer."""
    try:
        return check(value)
    except ValidationError:
        return _INVALID


_LENIENT = WrapValidator(_or_invalid)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)


class _Model(_Answer):
    """What the reference promises of a model, then what else is known of one."""

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


class _Rare(_Answer):
    # Built on first use: a lookup that is answered with a model needs none of these.
    model_config = ConfigDict(defer_build=True)


class _Page(_Rare):
    """One page of the list; its entries are checked one by one."""

    data: list[Any]
    has_more: Annotated[bool, Field(strict=True)] = False
    last_id: _ID | None = None


def parse_model(body: bytes, host: str) -> ModelInfo:
    """Read the answer to a lookup.

    Raises:
        APIResponseValidationError: If it is not a model.
    """
    content = _load(body, host)
    try:
        return _model(content)
    except ValidationError:
        pass
    # Out of the handler: the library's error is not to hang on to ours.
    raise _unexpected_response("The answer is not a model description.")


def parse_page(body: bytes, host: str) -> ModelPage:
    """Read one page of the list; broken entries and repeated ones are left out.

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
    promised = _Model.model_validate(content)
    read = {name: getattr(promised, name) for name in _OPTIONAL}
    known = {name: value for name, value in read.items() if value is not _INVALID}
    return ModelInfo(
        id=promised.id,
        display_name=promised.display_name,
        created_at=content["created_at"],
        released_at=promised.created_at if promised.created_at > _EPOCH else None,
        extra=MappingProxyType(_unknown_fields(content, known)),
        **known,
    )


def _unknown_fields(content: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """What a model holds beyond what is promised and known, as it was sent."""
    read = {"id", "type", "display_name", "created_at", *known}
    return {name: value for name, value in content.items() if name not in read}


def _readable_models(entries: Iterable[Any]) -> Iterable[ModelInfo]:
    for entry in entries:
        try:
            yield _model(entry)
        except ValidationError:
            continue


def _load(body: bytes, host: str) -> Any:
    """Read a body that should be JSON, or say who answered with something else."""
    try:
        return load_json(body)
    except ValueError:
        pass
    raise _unexpected_response(f"{host} answered, but not with a model.")


def _unexpected_response(message: str) -> APIResponseValidationError:
    return APIResponseValidationError(
        message, "Check the base URL; a login page or a proxy may be in between."
    )
