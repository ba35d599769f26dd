"""What the words of a response mean, whatever the usual meaning of its status."""

import re
from collections.abc import Collection
from typing import NamedTuple

from modelbrowser.api.errors import (
    AccountError,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    GoneError,
    LongRateLimitError,
    NotFoundError,
    PermissionDeniedError,
    RequestHeaderFieldsTooLargeError,
    SpendLimitError,
)


def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern for words in any case, on any line."""
    return re.compile(text, re.IGNORECASE | re.MULTILINE)


IS_MISSING_MODEL = pattern(
    r"llm provider not provided|^(model_not_found|invalid_model|unknown_model|deploymentnotfound)$"
    r"|\bmodel\b.*\b(not found|does ?n[o']t exist|unknown|invalid"
    r"|not supported|(un|not )available)"
    r"|\b(no such|unknown|invalid|unsupported|not a valid)\b.*\bmodel\b"
    r"|\bno (route|deployment)\b.*\bmodel\b"
)
"""What gateways say about a name that they don't know."""

NOT_SERVED = pattern(
    r"\bno (\w+ )?(channel|deployment|provider)s?\b.*\bmodel\b"
    r"|\baccess to (this|the) model is not|\bmarked by provider as legacy"
    r"|\u65e0\u53ef\u7528\u6e20\u9053"
)
"""What gateways say about a model that they know, but have no provider for (English, Chinese)."""

HEADERS_TOO_LARGE = pattern(r"\brequest header.*(too large|exceeds)")
"""What nginx and Apache say in a 400 that another status is for."""


class Words(NamedTuple):
    """What to say about a rejection in addition to its message; "" for the error class's words."""

    remedy: str = ""
    summary: str = ""
    title: str = ""
    is_about_key: bool = True


class Meaning(NamedTuple):
    """What the words of a response mean, whatever the usual meaning of its status.

    Attributes:
        statuses: The statuses that such words come with.
        pattern: What the message says, or the code or type, each on a line of its own.
        error_class: The error that it is.
        words: What to say about it if a gateway says so; `{host}` is replaced.
        of_api: Whether the API says so, too.
    """

    statuses: Collection[int]
    pattern: re.Pattern[str]
    error_class: type[APIStatusError]
    words: Words = Words()
    of_api: bool = False


_REJECTED = {200, 400}
_LIMITED = {*_REJECTED, 401, 403, 412, 422, 429}

MEANINGS = (
    Meaning(
        {403},
        pattern(r"\bnot authenticated|\bunauthenticated"),
        AuthenticationError,
    ),
    Meaning(
        _LIMITED,
        pattern(r"\bkey limit (exceeded|reached)"),
        SpendLimitError,
        Words(
            "Raise the key's limit there, or use another key.",
            "This key has reached its spend limit at {host}.",
        ),
    ),
    Meaning(
        {403},
        pattern(r"(\b|_)quota(\b|_)|\brate limit|\btoo many requests"),
        SpendLimitError,
        Words(
            "Wait until it resets, or ask the operator of {host}.",
            "You've used up your quota at {host}.",
            "Quota exceeded",
        ),
    ),
    Meaning(
        _LIMITED,
        pattern(
            r"(spend_limit_reached|ramp_limit_exceeded)$|\b(usage|spend(ing)?) limits?\b"
            r"|\bbudget (has been |was |is )?(exceeded|exhausted)|\b(over|exceeded) ?budget\b"
            r"|\bbudget_exceeded|\binsufficient_(\w+_)?quota|\bexceeded_current_quota"
            r"|\bTokenStatusExhausted|\u989d\u5ea6(\u5df2\u7528\u5c3d|\u4e0d\u8db3)"  # New API
        ),
        SpendLimitError,
        of_api=True,
    ),
    Meaning(
        {*_REJECTED, 401, 403, 429},
        pattern(
            r"^(organization_on_hold|claude_code_key_creator_not_member)$"
            r"|(organization|account) (is|was|has been) (on hold|disabled|suspended|deactivated)"
            r"|subscription (is|has|was) (expired|ended|cancell?ed)|credit balance"
            r"|in good standing|accept .*\bterms\b"
        ),
        AccountError,
        of_api=True,
    ),
    Meaning(
        {429},
        pattern(r"\b(dai|week|month)ly\b|\bper[ -](1 )?(day|week|month)\b|\b24[ -]?h(ours?)?\b"),
        LongRateLimitError,
        of_api=True,
    ),
    Meaning(
        _REJECTED,
        HEADERS_TOO_LARGE,
        RequestHeaderFieldsTooLargeError,
    ),
    Meaning(
        {*_REJECTED, 404, 500},
        pattern(r"\bon-demand throughput is(n.t| not) supported"),
        BadRequestError,
        Words(
            'Put a region in front of the name, such as "us." or "global.", or use the ARN of an '
            "inference profile.",
            "Amazon Bedrock serves this model only through an inference profile.",
        ),
    ),
    Meaning(
        {*_REJECTED, 404},
        pattern(
            r"\bmodel\b.*\b(end of (its )?life|decommissioned|no longer (available|supported)"
            r"|(has been|was) (retired|deprecated|discontinued|removed|shut down))"
        ),
        GoneError,
        of_api=True,
    ),
    Meaning({404}, pattern(r"\bnot (allowed|enabled|permitted)\b"), PermissionDeniedError),
    Meaning(
        {*_REJECTED, 403, 451},
        pattern(
            r"\buser location\b.*\bnot"
            r"|\bnot (available|supported) in your (country|region|location)"
        ),
        PermissionDeniedError,
        Words(
            "Try another network, and check that your country is supported.",
            "{host} doesn't offer this in your country or region.",
        ),
    ),
    Meaning(_REJECTED, IS_MISSING_MODEL, NotFoundError),
    Meaning(
        _REJECTED,
        pattern(
            r"\b(invalid|incorrect|expired|missing)[ _]api[ _]key|\bapi key (not valid|is|was)\b"
            r"|\b(un)?authenticat|\bunauthori[sz]ed\b|\bauthorization\W{1,3}(header|field)"
            r"|\bexpired_key"
        ),
        AuthenticationError,
    ),
    Meaning(range(500, 600), NOT_SERVED, NotFoundError, of_api=True),
    Meaning(range(500, 600), pattern(r"^model_not_found$"), NotFoundError),
)
"""The first one that fits counts. A 400 often is what another status is for."""
