"""The failures of a lookup, named as in the official SDK, with what a person can do.

    ModelBrowserError
    ├── MissingCredentialError           no key was given; nothing was sent
    └── APIError
        ├── APIConnectionError           no answer: network, name, proxy, not HTTP
        │   ├── APITimeoutError          the deadline passed
        │   └── UntrustedHostError       TLS: the certificate is not trusted
        ├── APIResponseValidationError   an answer, but not the API's
        │   └── RedirectError            the server points elsewhere; never followed
        └── APIStatusError               the API refused, with a status
            ├── BadRequestError          400: an unknown beta, a missing header
            ├── AuthenticationError      401
            ├── PaymentRequiredError     402
            ├── PermissionDeniedError    403
            ├── NotFoundError            404: no such model or alias
            ├── ConflictError            409
            ├── RequestTooLargeError     413
            ├── UnprocessableEntityError 422
            ├── RateLimitError           429
            └── InternalServerError      5xx and 408
                ├── ServiceUnavailableError  503
                ├── DeadlineExceededError    504
                └── OverloadedError          529

To add one: a class here and, for a status, it is found by its `status`.
"""

from collections.abc import Iterable

from modelbrowser.errors import ModelBrowserError


class MissingCredentialError(ModelBrowserError):
    """No key was given; nothing was sent."""

    title = "No API key"
    exit_code = 3

    def __init__(self) -> None:
        super().__init__("There is no API key.", "Set ANTHROPIC_API_KEY.")


class APIError(ModelBrowserError):
    """The API did not answer with a model."""


class BadRequestError(APIError):
    """400."""

    def refused_among(self, betas: Iterable[str]) -> tuple[str, ...]:
        """Those of the sent beta values that the API named as unexpected."""
        return tuple(betas)
