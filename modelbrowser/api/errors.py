"""The errors of a lookup, named as in the official SDK, each with its remedy.

To add an error, add a class here; a class for one status is found by its `for_status`. The file
is long because it reads as one table: each class is a row of a few words.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import ClassVar

from modelbrowser.domain.lookup import Exchange
from modelbrowser.errors import ExitCode, ModelBrowserError, Rejection, SettingsError, Source

_CLASSES: dict[int, type["APIStatusError"]] = {}
"""The classes for a single status."""

_WORD = re.compile(r"[\w-]+")
_BETAS = re.compile(r"(?<![a-z0-9])betas?(?![a-z])", re.IGNORECASE)
"""The word, but not as in `v1beta`."""

_BETA = re.compile(r"[a-z][\w-]*-\d{4}-\d\d-\d\d")
_MAX_QUOTE_LENGTH = 200


def is_about_betas(message: str) -> bool:
    """Whether a message is about betas in general: it names none of them."""
    is_named = any(map(_BETA.fullmatch, _WORD.findall(message)))
    return not is_named and _BETAS.search(message) is not None


class MissingCredentialError(ModelBrowserError):
    """There is no credential; nothing was sent.

    Args:
        reason: What was checked, and what was found that can't be used, in sentences.
        of_profile: What makes the active profile usable, if there is one.
        gateway: The host that the key is for, unless it is the Claude API.
    """

    title = "No API key"
    exit_code = ExitCode.SETTINGS

    def __init__(self, reason: str = "", of_profile: str = "", gateway: str = "") -> None:
        remedy = (
            "Set ANTHROPIC_API_KEY to a key from the Claude Console (platform.claude.com), "
            "log in with ant auth login, or try --demo."
        )
        if gateway:
            remedy = f"Set ANTHROPIC_API_KEY to a key for {gateway}, or try --demo."
        if of_profile:
            self.title, remedy = "Invalid profile", of_profile
        super().__init__(reason or "ANTHROPIC_API_KEY is not set.", remedy)


class InvalidEnvironmentError(SettingsError):
    """A variable for proxies or certificates prevents every request; nothing was sent."""


class APIError(ModelBrowserError):
    """A request did not succeed.

    Attributes:
        is_retryable: Whether the same request may succeed when it is sent again (wire
            contract, "Retries").
        exchange: The request and its response, if there was one.
    """

    exchange: Exchange | None = None
    exit_code = ExitCode.NO_ANSWER
    source: ClassVar[Source] = "network"
    is_retryable: ClassVar[bool] = False


class APIConnectionError(APIError):
    """No complete response was received: refused, closed, cut off."""

    kind = "connection_failed"
    is_retryable = True


class HostUnreachableError(APIConnectionError):
    """The host cannot be reached: its name is unknown, or there is no route to it."""

    kind = "offline"


class APITimeoutError(APIConnectionError):
    """The deadline passed."""

    kind = "timed_out"
    is_retryable = False


class ProxyError(APIConnectionError):
    """The proxy can't be reached, or doesn't speak the expected protocol."""

    kind = "proxy_error"


class ProxyRefusedError(ProxyError):
    """The proxy refused to connect to the host."""

    kind = "proxy_refused"
    source = "proxy"
    is_retryable = False


class TLSError(APIConnectionError):
    """There is no encrypted connection to the host or proxy; no key was sent."""

    kind = "encryption_failed"
    is_retryable = False


class CertificateError(TLSError):
    """The certificate of the host or proxy is not trusted, or it asks for the client's."""

    kind = "certificate_error"


class APIResponseValidationError(APIError):
    """A response that is not one of the API's, whatever its status."""

    kind = "unexpected_response"


class NotTheAPIError(APIResponseValidationError):
    """The base URL belongs to another server: its 404, or its answer to HTTP on a TLS port."""

    exchange: Exchange  # The client adds it.


class NoRetrieveError(APIResponseValidationError):
    """A gateway can't look up individual models: it has no such path, or answers with a list."""

    exchange: Exchange  # The client adds it.


class WebPageError(APIResponseValidationError):
    """A web page instead of a response: from a proxy, a firewall or a login portal."""


class RedirectError(APIResponseValidationError):
    """The server redirected elsewhere. Never followed: the key would be sent there."""


class APIStatusError(APIError):
    """The request was rejected with a status.

    Args:
        exchange: The request and its response.
        rejection: What the response says.
        remedy: What the user can do; empty for the class's default.
        summary: What happened; empty for the class's default.
        title: The title; empty for the class's own.

    Attributes:
        for_status: The status that the class is for, if it is a single one.
        summary_template: What the status means for a lookup; `{status}` is replaced.
        default_remedy: What the user can do.
        summary: What happened, without the server's message.
        status: The status received.
        api_message: The server's message, unquoted; untrusted text, may be empty.
        exchange: The request and its response.
    """

    exchange: Exchange
    kind = "rejected"
    exit_code = ExitCode.REJECTED
    for_status: ClassVar[int | None] = None
    summary_template: ClassVar[str] = "The request was rejected (status {status})."
    default_remedy: ClassVar[str] = ""

    def __init_subclass__(cls, for_status: int | None = None) -> None:
        """Register a class that is for one status."""
        super().__init_subclass__()
        if for_status:
            cls.for_status = for_status
            _CLASSES[for_status] = cls

    def __init__(
        self,
        exchange: Exchange,
        rejection: Rejection,
        remedy: str = "",
        summary: str = "",
        title: str = "",
    ) -> None:
        self.exchange = exchange
        self.title = title or self.title
        self.status = rejection.status
        self.api_message = rejection.message
        self.summary = summary or self.summary_template.format(status=rejection.status)
        quoted = self._quoted_message()
        said_by = "The API" if rejection.source == "api" else "The response"
        super().__init__(
            f"{self.summary} {said_by} said: {quote(quoted)}" if quoted else self.summary,
            remedy or self.default_remedy,
            rejection=rejection,
        )

    def _quoted_message(self) -> str:
        return self.api_message


class BadRequestError(APIStatusError, for_status=400):
    """400: an unknown or unavailable beta, a missing version or workspace header."""

    summary_template = "The request was rejected."

    def rejected_among(self, betas: Iterable[str]) -> tuple[str, ...]:
        """Return the betas that the message names, or all of them if it is about betas in general.

        Args:
            betas: The betas that were sent.
        """
        sent = tuple(betas)
        named = set(_WORD.findall(self.api_message))
        rejected = tuple(beta for beta in sent if beta in named)
        return rejected or (sent if is_about_betas(self.api_message) else ())


class AccountError(BadRequestError):
    """400: the organization is on hold or disabled, has no credit, or has terms to accept."""

    kind = "account_problem"


class AuthenticationError(APIStatusError, for_status=401):
    """The credential is wrong, revoked or expired: 401, or another status that says so."""

    kind = "invalid_key"
    title = "Invalid API key"
    is_about_key = True
    summary_template = "The credential was rejected."


class PaymentRequiredError(APIStatusError, for_status=402):
    """402."""

    kind = "billing_problem"
    summary_template = "Billing problem."
    default_remedy = "Check your organization's billing page in the Console."


class PermissionDeniedError(APIStatusError, for_status=403):
    """403: the credential lacks the permission, or a gateway or network forbids the request."""

    kind = "permission_denied"
    summary_template = "This key can't use the Models API."
    default_remedy = "Ask your organization's admin, or use a key from another workspace."


class NotFoundError(APIStatusError, for_status=404):
    """404: no such model or alias, no access to it, or retired."""

    kind = "not_found"
    exit_code = ExitCode.NOT_FOUND
    summary_template = "No model with that name is available to your API key."
    default_remedy = "Check the spelling. Only current Claude models are available."

    def _quoted_message(self) -> str:
        return "" if repeats_query(self.api_message) else self.api_message


class GoneError(NotFoundError, for_status=410):
    """410, or 404 with that reason: a model that the host no longer offers."""

    summary_template = "This model is no longer available ({status})."
    default_remedy = "Use another model."


class NotListedError(NotFoundError):
    """A name missing from the list of a gateway whose lookup failed.

    Whether it can look up other names, or only lists them, its response doesn't show.

    Args:
        error: The error of the lookup.
        is_readable: Whether all entries of the list could be read.
    """

    def __init__(self, error: NoRetrieveError | NotTheAPIError, *, is_readable: bool) -> None:
        rejection = error.rejection or Rejection(HTTPStatus.NOT_FOUND, "gateway")
        listed = "its list doesn't" if is_readable else "the readable entries of its list don't"
        summary = f"This gateway couldn't look up this name, and {listed} include it."
        super().__init__(error.exchange, rejection, summary=summary)


class ConflictError(APIStatusError, for_status=409):
    """409."""

    is_retryable = True
    summary_template = "The request conflicts with the current state of the resource (409)."
    default_remedy = "Try again."


class PreconditionFailedError(APIStatusError, for_status=412):
    """412."""

    summary_template = "A precondition failed (412)."
    default_remedy = "An additional header may be required."


class ContentTooLargeError(APIStatusError, for_status=413):
    """413."""

    summary_template = "The request was too large (413)."


class UnprocessableEntityError(APIStatusError, for_status=422):
    """422."""

    summary_template = "The server could not process the request (422)."


class RateLimitError(APIStatusError, for_status=429):
    """429."""

    kind = "rate_limited"
    is_retryable = True
    summary_template = "Rate limited."
    default_remedy = "Try again in a minute."


class LongRateLimitError(RateLimitError):
    """429: a limit for more than a minute, such as one per day. Another attempt can't succeed."""

    is_retryable = False
    default_remedy = "Wait until the limit resets."


class SpendLimitError(RateLimitError):
    """429 or 400: a spend limit is reached. Another attempt can't succeed."""

    kind = "spend_limit_reached"
    is_retryable = False
    summary_template = "You've reached a spend limit."
    default_remedy = "Raise the limit in the Console, or wait until it resets."


class RequestHeaderFieldsTooLargeError(APIStatusError, for_status=431):
    """431."""

    summary_template = "The request's headers are too large ({status})."


class ClientClosedRequestError(APIStatusError, for_status=499):
    """499: the server says that the connection was closed before it could respond."""

    is_retryable = True
    summary_template = "The connection was closed before a response arrived (499)."
    default_remedy = "Try again."


class InternalServerError(APIStatusError):
    """5xx and 408: a problem of the server, not of the request."""

    kind = "server_error"
    is_retryable = True
    summary_template = "Server error ({status})."
    default_remedy = "Try again in a minute, or see status.claude.com."


class NotImplementedAPIError(InternalServerError, for_status=501):
    """501: the server, perhaps a gateway, has no such function."""

    is_retryable = False
    summary_template = "The server doesn't support this request (501)."
    default_remedy = "See status.claude.com."


class RequestTimeoutError(InternalServerError, for_status=408):
    """408."""

    summary_template = "The server timed out waiting for the request (408)."


class ServiceUnavailableError(InternalServerError, for_status=503):
    """503."""

    summary_template = "The service is unavailable ({status})."


class GatewayTimeoutError(InternalServerError, for_status=504):
    """504."""

    summary_template = "The service did not respond in time ({status})."


class OverloadedError(InternalServerError, for_status=529):
    """529."""

    kind = "overloaded"
    summary_template = "The service is overloaded ({status})."


def error_class_of(status: int) -> type[APIStatusError]:
    """Return the class for an error status."""
    default = InternalServerError if status in range(500, 600) else APIStatusError
    return _CLASSES.get(status, default)


def repeats_query(message: str) -> bool:
    """Whether a message is the API's usual one for an unknown name: just `model: NAME`."""
    return re.fullmatch(r"model: \S+", message) is not None


def quote(text: str) -> str:
    """Return a server's text for a sentence: in quotes, on one line, and not too long."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= _MAX_QUOTE_LENGTH else f'"{line[:_MAX_QUOTE_LENGTH]}…"'


def response_said(message: str) -> str:
    """Return a sentence that quotes a response, after a blank; empty for an empty message."""
    return f" The response said: {quote(message)}" if message else ""


NO_LIST = (NotTheAPIError, NoRetrieveError, NotFoundError, NotImplementedAPIError)
"""The errors of a list request to a host that has no list, or no further page."""
