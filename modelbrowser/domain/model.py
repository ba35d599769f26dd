"""A model as the Models API describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """One model (reference, "Returns": the first three; wire contract, "ModelInfo": the rest).

    Only the fields of the reference are always there. Everything else may be None, because
    the API did not send it or sent it in an unknown form.

    Attributes:
        id: The unique model ID; for an alias, the ID that it resolves to.
        display_name: A human-readable name.
        created_at: The release time as the API sent it, RFC 3339 with an offset.
        released_at: The same, aware, with the offset that was sent. None if the API sent an
            epoch value (or year 1), which means unknown.
        max_input_tokens: The context window, in tokens.
        max_tokens: The largest `max_tokens` of a request, in tokens.
        capabilities: Nested mappings that end in `{"supported": bool}`.
        lifecycle: `active`, `deprecated`, `retired`, or a future value.
        deprecated_at: When it was last deprecated; aware.
        retires_at: When it retires; aware. May be in the past for a deprecated model.
        line: `haiku`, `sonnet`, `opus`, …
        allowed_fallback_models: IDs.
        extra: Unknown fields, and known ones in an unknown form, as sent.
    """

    id: str
    display_name: str
    created_at: str
    released_at: datetime | None
    max_input_tokens: int | None = None
    max_tokens: int | None = None
    capabilities: Mapping[str, Any] | None = None
    lifecycle: str | None = None
    deprecated_at: datetime | None = None
    retires_at: datetime | None = None
    line: str | None = None
    allowed_fallback_models: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPage:
    """One page of the list, newest first (wire contract, "List").

    Attributes:
        models: The valid entries.
        has_more: Whether another page follows.
        last_id: The ID after which the next page starts, if there is one.
    """

    models: tuple[ModelInfo, ...]
    has_more: bool
    last_id: str | None
