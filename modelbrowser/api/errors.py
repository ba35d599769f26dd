"""The failures of a lookup, named as in the official SDK, with what a person can do.

    ModelBrowserError
    ├── MissingCredentialError           no key was given; nothing was sent
    ├── MalformedCredentialError         the key cannot go into a header; nothing was sent
    ├── InvalidEnvironmentError          a variable for proxies or certificates; nothing was sent
    └── APIError
        ├── APIConnectionError           no answer: refused, broken off, cut short
        │   ├── OfflineError             no way there: name not found, no route
        │   ├── APITimeoutError          the deadline passed
        │   ├── ProxyRefusedError        the proxy in between said no
        │   └── UntrustedHostError       TLS: the certificate is not trusted
        ├── APIResponseValidationError   an answer, but not the API's
        │   ├── NotTheAPIError           a 404 that is not the API's: wrong base URL
        │   └── RedirectError            the server points elsewhere; never followed
        └── APIStatusError               the API refused, with a status
            ├── BadRequestError          400: an unknown beta, a missing header
            ├── AuthenticationError      401
            ├── PaymentRequiredError     402
            ├── PermissionDeniedError    403
            ├── NotFoundError            404: no such model or alias
            ├── ConflictError            409
            ├── ContentTooLargeError     413
            ├── UnprocessableEntityError 422
            ├── RateLimitError           429
            └── InternalServerError      5xx
                ├── RequestTimeoutError      408
                ├── ServiceUnavailableError  503
                ├── GatewayTimeoutError      504
                └── OverloadedError          529

To add one: a class here; one with a status is found by its `code`. The file is the longest
of all because these are read as one table: each class is a row of a few words.
"""

import re
from collections.abc import Iterable
from typing import ClassVar

from modelbrowser.domain.lookup import Exchange
from modelbrowser.errors import ExitCode, ModelBrowserError

_CLASSES: dict[int, type["APIStatusError"]] = {}
"""The class that each status stands for."""

_QUOTED = re.compile("`([^`]*)`")
_MAX_QUOTE_LENGTH = 200


class MissingCredentialError(ModelBrowserError):
    """No key was given; nothing was sent."""

    title = "No API key"
    exit_code = ExitCode.SETTINGS

    def __init__(self) -> None:
        super().__init__(
            "ANTHROPIC_API_KEY is not set.",
            "Set it to a key from the Claude Console (platform.claude.com), or try --demo.",
        )


class MalformedCredentialError(ModelBrowserError):
    """The key holds what no key can hold; nothing was sent."""

    title = "Key not usable"
    exit_code = ExitCode.SETTINGS

    def __init__(self, source: str) -> None:
        super().__init__(
            f"The API key ({source}) contains a character that an API key cannot contain.",
            "Copy the key again: letters, digits, dashes and underscores, on one line.",
        )


class InvalidEnvironmentError(ModelBrowserError):
    """A variable of the environment prevents every request; nothing was sent."""

    title = "Not usable"
    exit_code = ExitCode.SETTINGS


class APIError(ModelBrowserError):
    """The API did not answer with a model.

    Attributes:
        is_retryable: Whether the same question may be answered next time, so that it is asked
            again (wire contract, "Retries").
    """

    exit_code = ExitCode.NO_ANSWER
    is_retryable: ClassVar[bool] = False


class APIConnectionError(APIError):
    """There is no complete answer: refused, broken off, cut short."""

    title = "No answer"
    is_retryable = True


class OfflineError(APIConnectionError):
    """There is no way to the host: its name is not found, or no route leads there."""

    title = "Offline"


class APITimeoutError(APIConnectionError):
    """The deadline passed."""

    is_retryable = False


class ProxyRefusedError(APIConnectionError):
    """The proxy between us and the host said no."""

    title = "Proxy refused"
    is_retryable = False


class UntrustedHostError(APIConnectionError):
    """The host could not prove by its certificate who it is; no key was sent."""

    title = "Not trusted"
    is_retryable = False


class APIResponseValidationError(APIError):
    """There is an answer, but it is not one of the API's."""

    title = "Strange answer"


class NotTheAPIError(APIResponseValidationError):
    """404, but not in the API's words: something else answers at this base URL."""


class RedirectError(APIResponseValidationError):
    """The server points elsewhere. Never followed: the key would travel along."""


class APIStatusError(APIError):
    """The API refused, with a status.

    Attributes:
        code: The status that the class stands for, where it stands for one.
        summary_template: What the status means for a lookup; `{status}` is filled in.
        default_remedy: What the person can do.
        beta_remedy: What the person can do where beta values went along, if that is another.
        status: The status that came.
        api_message: The API's own message, whole; foreign text, may be empty.
        exchange: What was sent and what came back.
    """

    title = "Refused"
    exit_code = ExitCode.REFUSED
    code: ClassVar[int | None] = None
    summary_template: ClassVar[str] = "The API refused the request (status {status})."
    default_remedy: ClassVar[str] = ""
    beta_remedy: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Let a status find its class."""
        if "code" in vars(cls) and cls.code:
            _CLASSES[cls.code] = cls

    def __init__(
        self, status: int, api_message: str = "", exchange: Exchange | None = None, remedy: str = ""
    ) -> None:
        message = self.summary_template.format(status=status)
        super().__init__(
            f"{message} It says: {_truncate(api_message)}" if api_message else message,
            remedy or (self.beta_remedy if _has_betas(exchange) else "") or self.default_remedy,
            request_id=exchange.request_id if exchange else None,
        )
        self.status = status
        self.api_message = api_message
        self.exchange = exchange

    @property
    def summary(self) -> str:
        """What happened in words of ours only, without what the API said."""
        return self.summary_template.format(status=self.status)


class BadRequestError(APIStatusError):
    """400: an unknown or not granted beta, a missing version or workspace header."""

    code = 400
    summary_template = "The API refused the request."
    default_remedy = "Check the base URL, the API version and the workspace ID."
    beta_remedy = "Leave out the betas that it names, and look up again."

    def refused_among(self, betas: Iterable[str]) -> tuple[str, ...]:
        """Those of the sent beta values that the API named (wire contract, "Errors")."""
        named = set(_QUOTED.findall(self.api_message))
        return tuple(beta for beta in betas if beta in named)


class AuthenticationError(APIStatusError):
    """401: the key is wrong or revoked."""

    title = "Key refused"
    code = 401
    is_about_key = True
    summary_template = "The API key was not accepted."
    default_remedy = "Check the key, and in the Console whether it still exists."


class PaymentRequiredError(APIStatusError):
    """402."""

    title = "Payment required"
    code = 402
    summary_template = "The API asks for payment first."
    default_remedy = "Check the billing page of your organisation in the Console."


class PermissionDeniedError(APIStatusError):
    """403: the key lacks the right."""

    title = "Not allowed"
    code = 403
    summary_template = "This key may not use the Models API."
    default_remedy = (
        "Ask an administrator of your organisation, or take a key of another workspace."
    )


class NotFoundError(APIStatusError):
    """404 in the API's words: no such model or alias, no access to it, or retired."""

    title = "Not found"
    exit_code = ExitCode.NOT_FOUND
    code = 404
    summary_template = "There is no such model or alias, or it is not open to you."
    default_remedy = "Check the spelling: it knows Claude models only, and none that are retired."

    def __init__(
        self, status: int, api_message: str = "", exchange: Exchange | None = None, remedy: str = ""
    ) -> None:
        # `model: NAME`, which is what it usually says, only repeats the question.
        super().__init__(
            status, "" if api_message.startswith("model: ") else api_message, exchange, remedy
        )


class ConflictError(APIStatusError):
    """409."""

    code = 409
    is_retryable = True
    summary_template = "The API was busy with another request (409)."
    default_remedy = "Look up again."


class ContentTooLargeError(APIStatusError):
    """413; may come from a proxy."""

    code = 413
    summary_template = "The request was too large (413)."
    default_remedy = "A proxy in between may be the cause."
    beta_remedy = "Send fewer betas. A proxy in between may be the cause."


class UnprocessableEntityError(APIStatusError):
    """422."""

    code = 422
    summary_template = "The API could not make sense of the request (422)."


class RateLimitError(APIStatusError):
    """429."""

    title = "Too many requests"
    code = 429
    is_retryable = True
    summary_template = "There were too many requests."
    default_remedy = "Try again in a minute."


class InternalServerError(APIStatusError):
    """408 and 5xx: the service has a problem, not the question."""

    title = "Service problem"
    is_retryable = True
    summary_template = "The service has a problem ({status})."
    default_remedy = "Try again in a minute; status.claude.com tells of outages."


class RequestTimeoutError(InternalServerError):
    """408."""

    code = 408


class ServiceUnavailableError(InternalServerError):
    """503."""

    code = 503
    summary_template = "The service is not available at the moment ({status})."


class GatewayTimeoutError(InternalServerError):
    """504."""

    code = 504
    summary_template = "The service did not answer in time ({status})."


class OverloadedError(InternalServerError):
    """529."""

    title = "Overloaded"
    code = 529
    summary_template = "The service is overloaded ({status})."


_SERVER = range(500, 600)


def error_class_of(status: int) -> type[APIStatusError]:
    """The class that an error status stands for."""
    if kind := _CLASSES.get(status):
        return kind
    return InternalServerError if status in _SERVER else APIStatusError


def _has_betas(exchange: Exchange | None) -> bool:
    """Whether the refused request held beta values."""
    return exchange is not None and "anthropic-beta" in dict(exchange.request_headers)


def _truncate(text: str) -> str:
    return text if len(text) <= _MAX_QUOTE_LENGTH else f"{text[:_MAX_QUOTE_LENGTH]}…"
