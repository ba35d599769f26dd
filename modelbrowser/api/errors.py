"""The errors of a lookup, named as in the official SDK, each with its remedy.

    ModelBrowserError
    ├── MissingCredentialError           no API key was given; nothing was sent
    ├── MalformedCredentialError         the key cannot be sent in a header; nothing was sent
    ├── InvalidEnvironmentError          a variable for proxies or certificates; nothing was sent
    └── APIError
        ├── APIConnectionError           no complete response: refused, closed, cut off
        │   ├── OfflineError             the host cannot be reached: unknown name, no route
        │   ├── APITimeoutError          the deadline passed
        │   ├── ProxyError               the proxy cannot be reached
        │   │   └── ProxyRefusedError    the proxy refused to connect to the host
        │   └── UntrustedHostError       TLS: the certificate is not trusted
        ├── APIResponseValidationError   a response that is not the API's
        │   ├── NotTheAPIError           a 404 that is not the API's: wrong base URL
        │   └── RedirectError            a redirect, which is never followed
        └── APIStatusError               the API rejected the request with a status
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

To add one, add a class here; a class for one status is found by its `for_status`. The file is
long because it is read as one table: each class is a row of a few words.
"""

import re
from collections.abc import Iterable
from typing import ClassVar

from modelbrowser.domain.credential import OAUTH_BETA
from modelbrowser.domain.lookup import Exchange
from modelbrowser.errors import ExitCode, ModelBrowserError

_CLASSES: dict[int, type["APIStatusError"]] = {}
"""The classes that are for one status."""

_QUOTED = re.compile("`([^`]*)`")
_MAX_QUOTE_LENGTH = 200


class MissingCredentialError(ModelBrowserError):
    """There is no credential; nothing was sent.

    Args:
        reason: What was looked for, and what was found that can't be used, in sentences.
    """

    title = "No API key"
    exit_code = ExitCode.SETTINGS

    def __init__(self, reason: str = "") -> None:
        super().__init__(
            reason or "ANTHROPIC_API_KEY is not set.",
            "Set ANTHROPIC_API_KEY to a key from the Claude Console (platform.claude.com), "
            "log in with ant auth login, or try --demo.",
        )


class MalformedCredentialError(ModelBrowserError):
    """The key cannot be sent in a header; nothing was sent.

    Args:
        source: Where the key came from: the name of a variable, for example.
    """

    title = "Key not usable"
    exit_code = ExitCode.SETTINGS

    def __init__(self, source: str) -> None:
        super().__init__(
            f"The API key ({source}) contains a character that an API key cannot contain.",
            "Copy the key again: letters, digits, dashes and underscores, on one line.",
        )


class InvalidEnvironmentError(ModelBrowserError):
    """A variable for proxies or certificates prevents every request; nothing was sent."""

    title = "Not usable"
    exit_code = ExitCode.SETTINGS


class APIError(ModelBrowserError):
    """A request did not succeed.

    Attributes:
        is_retryable: Whether the same request may succeed when it is sent again (wire
            contract, "Retries").
    """

    exit_code = ExitCode.NO_ANSWER
    is_retryable: ClassVar[bool] = False


class APIConnectionError(APIError):
    """No complete response was received: refused, closed, cut off."""

    title = "No answer"
    is_retryable = True


class OfflineError(APIConnectionError):
    """The host cannot be reached: its name is unknown, or there is no route to it."""

    title = "Offline"


class APITimeoutError(APIConnectionError):
    """The deadline passed."""

    is_retryable = False


class ProxyError(APIConnectionError):
    """The proxy cannot be reached, or does not speak as it should."""

    title = "Proxy error"


class ProxyRefusedError(ProxyError):
    """The proxy refused to connect to the host."""

    title = "Proxy refused"
    is_retryable = False


class UntrustedHostError(APIConnectionError):
    """The host did not prove its identity with a certificate; no key was sent."""

    title = "Not trusted"
    is_retryable = False


class APIResponseValidationError(APIError):
    """A response was received, but it is not one of the API's."""

    title = "Strange answer"


class NotTheAPIError(APIResponseValidationError):
    """404, but not in the API's form: the base URL is that of another server."""


class RedirectError(APIResponseValidationError):
    """The server redirected elsewhere. Never followed: the key would be sent there."""


class APIStatusError(APIError):
    """The API rejected the request with a status.

    Args:
        status: The status received.
        api_message: The API's own message; foreign text, may be empty.
        exchange: The request and its response.
        remedy: What the user can do, if it is not what the class says.

    Attributes:
        for_status: The status that the class is for, if it is for one.
        summary_template: What the status means for a lookup; `{status}` is filled in.
        default_remedy: What the user can do.
        beta_remedy: What the user can do if betas were sent, if that is something else.
        status: The status received.
        api_message: The API's own message, complete; foreign text, may be empty.
        exchange: The request and its response.
    """

    title = "Refused"
    exit_code = ExitCode.REFUSED
    for_status: ClassVar[int | None] = None
    summary_template: ClassVar[str] = "The API refused the request (status {status})."
    default_remedy: ClassVar[str] = ""
    beta_remedy: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Register a class that is for one status."""
        if status := vars(cls).get("for_status"):
            _CLASSES[status] = cls

    def __init__(
        self, status: int, api_message: str = "", exchange: Exchange | None = None, remedy: str = ""
    ) -> None:
        self.status = status
        self.api_message = api_message
        self.exchange = exchange
        super().__init__(
            f"{self.summary} It says: {_truncate(api_message)}" if api_message else self.summary,
            remedy or (self.beta_remedy if _has_betas(exchange) else "") or self.default_remedy,
            request_id=exchange.request_id if exchange else None,
        )

    @property
    def summary(self) -> str:
        """What happened, without the API's own message."""
        return self.summary_template.format(status=self.status)


class BadRequestError(APIStatusError):
    """400: an unknown or unavailable beta, a missing version or workspace header."""

    for_status = 400
    summary_template = "The API refused the request."
    default_remedy = "Check the base URL, the API version and the workspace ID."
    beta_remedy = "Leave out the betas that it names, and look up again."

    def rejected_among(self, betas: Iterable[str]) -> tuple[str, ...]:
        """Return the betas that the API's message names (wire contract, "Errors").

        Args:
            betas: The betas that were sent.
        """
        named = set(_QUOTED.findall(self.api_message))
        return tuple(beta for beta in betas if beta in named)


class AuthenticationError(APIStatusError):
    """401: the key is wrong or revoked."""

    title = "Key refused"
    for_status = 401
    is_about_key = True
    summary_template = "The API key was not accepted."
    default_remedy = "Check the key, and in the Console whether it still exists."


class PaymentRequiredError(APIStatusError):
    """402."""

    title = "Payment required"
    for_status = 402
    summary_template = "The API asks for payment first."
    default_remedy = "Check the billing page of your organisation in the Console."


class PermissionDeniedError(APIStatusError):
    """403: the key lacks the permission."""

    title = "Not allowed"
    for_status = 403
    summary_template = "This key may not use the Models API."
    default_remedy = (
        "Ask an administrator of your organisation, or take a key of another workspace."
    )


class NotFoundError(APIStatusError):
    """404 in the API's form: no such model or alias, no access to it, or retired."""

    title = "Not found"
    exit_code = ExitCode.NOT_FOUND
    for_status = 404
    summary_template = "There is no such model or alias, or it is not open to you."
    default_remedy = "Check the spelling: it knows Claude models only, and none that are retired."

    def __init__(
        self, status: int, api_message: str = "", exchange: Exchange | None = None, remedy: str = ""
    ) -> None:
        # The usual message, `model: NAME`, only repeats the query.
        super().__init__(
            status, "" if api_message.startswith("model: ") else api_message, exchange, remedy
        )


class ConflictError(APIStatusError):
    """409."""

    for_status = 409
    is_retryable = True
    summary_template = "The API was busy with another request (409)."
    default_remedy = "Look up again."


class ContentTooLargeError(APIStatusError):
    """413, perhaps from a proxy."""

    for_status = 413
    summary_template = "The request was too large (413)."
    default_remedy = "A proxy in between may be the cause."
    beta_remedy = "Send fewer betas. A proxy in between may be the cause."


class UnprocessableEntityError(APIStatusError):
    """422."""

    for_status = 422
    summary_template = "The API could not make sense of the request (422)."


class RateLimitError(APIStatusError):
    """429."""

    title = "Too many requests"
    for_status = 429
    is_retryable = True
    summary_template = "There were too many requests."
    default_remedy = "Try again in a minute."


class InternalServerError(APIStatusError):
    """5xx and 408: a problem of the service, not of the request."""

    title = "Service problem"
    is_retryable = True
    summary_template = "The service has a problem ({status})."
    default_remedy = "Try again in a minute; status.claude.com tells of outages."


class RequestTimeoutError(InternalServerError):
    """408."""

    for_status = 408


class ServiceUnavailableError(InternalServerError):
    """503."""

    for_status = 503
    summary_template = "The service is not available at the moment ({status})."


class GatewayTimeoutError(InternalServerError):
    """504."""

    for_status = 504
    summary_template = "The service did not answer in time ({status})."


class OverloadedError(InternalServerError):
    """529."""

    title = "Overloaded"
    for_status = 529
    summary_template = "The service is overloaded ({status})."


_SERVER_ERRORS = range(500, 600)


def error_class_of(status: int) -> type[APIStatusError]:
    """Return the class for an error status."""
    default = InternalServerError if status in _SERVER_ERRORS else APIStatusError
    return _CLASSES.get(status, default)


def _has_betas(exchange: Exchange | None) -> bool:
    sent = dict(exchange.request_headers).get("anthropic-beta", "") if exchange else ""
    return sent not in {"", OAUTH_BETA}


def _truncate(text: str) -> str:
    return text if len(text) <= _MAX_QUOTE_LENGTH else f"{text[:_MAX_QUOTE_LENGTH]}…"
