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
    TypeAdapter,
    ValidationError,
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


def _plain_zone(value: datetime) -> datetime:
    """The same in the standard library's kind of zone."""
    return value.replace(tzinfo=timezone(value.utcoffset() or _EPOCH - _EPOCH))


def _identifier(value: str) -> str:
    if not (value.strip() and len(value) <= _MAX_ID and value.isprintable()):
        raise ValueError("not an identifier")
    return value


_ID = Annotated[str, Field(strict=True), AfterValidator(_identifier)]
_Text = Annotated[str, Field(strict=True)]
_Time = Annotated[AwareDatetime, BeforeValidator(_rfc_3339), AfterValidator(_plain_zone)]
_Tokens = Annotated[int, Field(strict=True, ge=0, le=10**12)]

_OPTIONAL: dict[str, TypeAdapter[Any]] = {
    "max_input_tokens": TypeAdapter(_Tokens | None),
    "max_tokens": TypeAdapter(_Tokens | None),
    "capabilities": TypeAdapter(dict[str, Any] | None),
    "lifecycle": TypeAdapter(_Text | None),
    "deprecated_at": TypeAdapter(_Time | None),
    "retires_at": TypeAdapter(_Time | None),
    "line": TypeAdapter(_Text | None),
    "allowed_fallback_models": TypeAdapter(tuple[_Text, ...] | None),
}
"""Fields beyond the reference (wire contract, "ModelInfo")."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)


class _Model(_Answer):
    """What the reference promises of a model."""

    id: _ID
    type: Literal["model"]
    display_name: _Text
    created_at: _Time


class _Page(_Answer):
    """One page of the list; its entries are checked one by one."""

    data: list[Any]
    has_more: Annotated[bool, Field(strict=True)] = False
    last_id: _ID | None = None


class _Detail(_Answer):
    type: _Text
    message: _Text


class ErrorBody(_Answer):
    """The body of a refusal, in the API's words; foreign text all of it."""

    type: Literal["error"]
    error: _Detail
    request_id: Any = None


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
    raise _strange("The answer is not a model description.")


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
        raise _strange("The answer is not a list of models.")
    models: dict[str, ModelInfo] = {}
    for model in _readable(page.data):
        models.setdefault(model.id, model)
    return ModelPage(models=tuple(models.values()), has_more=page.has_more, last_id=page.last_id)


def parse_error(body: bytes) -> ErrorBody | None:
    """Read the body of a refusal; None where it is not in the API's words."""
    try:
        return ErrorBody.model_validate(load_json(body))
    except ValueError:
        return None


def _model(content: Any) -> ModelInfo:
    promised = _Model.model_validate(content)
    known: dict[str, Any] = {}
    extra = dict(promised.model_extra or {})
    for name, adapter in _OPTIONAL.items():
        try:
            known[name] = adapter.validate_python(extra.get(name))
        except ValidationError:
            continue
        extra.pop(name, None)
    return ModelInfo(
        id=promised.id,
        display_name=promised.display_name,
        created_at=content["created_at"],
        released_at=promised.created_at if promised.created_at > _EPOCH else None,
        extra=MappingProxyType(extra),
        **known,
    )


def _readable(entries: Iterable[Any]) -> Iterable[ModelInfo]:
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
    raise _strange(f"{host} answered, but not with a model.")


def _strange(message: str) -> APIResponseValidationError:
    return APIResponseValidationError(
        message, "Check the base URL; a login page or a proxy may be in between."
    )
