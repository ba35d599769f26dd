"""The tree of errors, and what is true for every class in it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from support.samples import exchange, status_error

from modelbrowser.api import errors
from modelbrowser.api.errors import APIError, APIStatusError, error_class_of
from modelbrowser.errors import ExitCode, ModelBrowserError, Rejection

OUTAGE = "Try again in a minute, or see status.claude.com."
"""The remedy for a problem of the service."""


def tree_of(error_class: type[ModelBrowserError]) -> Iterator[type[ModelBrowserError]]:
    """Yield a class and all its subclasses."""
    yield error_class
    for child in error_class.__subclasses__():
        yield from tree_of(child)


@pytest.mark.parametrize("error_class", sorted(tree_of(APIStatusError), key=str))
def test_status_classes_are_found_by_their_status(error_class: type[APIStatusError]) -> None:
    """A class for one status is the class of that status, and its message is a sentence."""
    status = vars(error_class).get("for_status")
    assert status is None or error_class_of(status) is error_class
    if error_class is not errors.NotListedError:
        rejection = Rejection(error_class.for_status or 500, "api")
        assert error_class(exchange(), rejection).message.endswith(".")


def test_outcomes_are_those_that_files_hold() -> None:
    """A code that the history has stored is never renamed; the title is the same in words."""
    assert {error_class.kind for error_class in tree_of(APIError)} == {
        "account_problem",
        "billing_problem",
        "certificate_error",
        "connection_failed",
        "encryption_failed",
        "failed",
        "invalid_key",
        "not_found",
        "offline",
        "overloaded",
        "permission_denied",
        "proxy_error",
        "proxy_refused",
        "rate_limited",
        "rejected",
        "server_error",
        "spend_limit_reached",
        "timed_out",
        "unexpected_response",
    }
    assert errors.NotListedError.title == "Not found"
    assert (errors.AuthenticationError.kind, errors.AuthenticationError.title) == (
        "invalid_key",
        "Invalid API key",
    )


def test_exit_codes_distinguish_rejections_from_failures() -> None:
    """4: not found, 5: rejected by the API, 6: no response, or not the API's."""
    assert errors.NotFoundError.exit_code == ExitCode.NOT_FOUND
    assert APIStatusError.exit_code == ExitCode.REJECTED
    for error_class in tree_of(APIError):
        rejected = {ExitCode.NOT_FOUND, ExitCode.REJECTED}
        expected = rejected if issubclass(error_class, APIStatusError) else {ExitCode.NO_ANSWER}
        assert error_class.exit_code in expected
    assert errors.MissingCredentialError.exit_code == ExitCode.SETTINGS
    assert errors.InvalidEnvironmentError.exit_code == ExitCode.SETTINGS


def test_missing_credential_names_the_variable() -> None:
    """Without a key the error says which variable to set, and where to get a key."""
    error = errors.MissingCredentialError()
    assert error.message == "ANTHROPIC_API_KEY is not set."
    assert error.remedy == (
        "Set ANTHROPIC_API_KEY to a key from the Claude Console (platform.claude.com), "
        "log in with ant auth login, or try --demo."
    )
    other = errors.MissingCredentialError(gateway="gw.example")
    assert other.remedy == "Set ANTHROPIC_API_KEY to a key for gw.example, or try --demo."


@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (
            400,
            "The request was rejected.",
            "",
        ),
        (
            401,
            "The credential was rejected.",
            "",
        ),
        (
            402,
            "Billing problem.",
            "Check your organization's billing page in the Console.",
        ),
        (
            403,
            "This key can't use the Models API.",
            "Ask your organization's admin, or use a key from another workspace.",
        ),
        (
            404,
            "No model with that name is available to your API key.",
            "Check the spelling. Only current Claude models are available.",
        ),
        (408, "The server timed out waiting for the request (408).", OUTAGE),
        (
            409,
            "The request conflicts with the current state of the resource (409).",
            "Try again.",
        ),
        (
            412,
            "A precondition failed (412).",
            "An additional header may be required.",
        ),
        (413, "The request was too large (413).", ""),
        (418, "The request was rejected (status 418).", ""),
        (422, "The server could not process the request (422).", ""),
        (429, "Rate limited.", "Try again in a minute."),
        (
            431,
            "The request's headers are too large (431).",
            "",
        ),
        (
            499,
            "The connection was closed before a response arrived (499).",
            "Try again.",
        ),
        (500, "Server error (500).", OUTAGE),
        (
            501,
            "The server doesn't support this request (501).",
            "See status.claude.com.",
        ),
        (503, "The service is unavailable (503).", OUTAGE),
        (504, "The service did not respond in time (504).", OUTAGE),
        (529, "The service is overloaded (529).", OUTAGE),
        (599, "Server error (599).", OUTAGE),
    ],
)
def test_status_has_its_message_and_remedy(status: int, message: str, remedy: str) -> None:
    """An error without a message of the API has those of its class."""
    error = status_error(status)
    assert (error.message, error.summary, error.remedy) == (message, message, remedy)
    assert (error.status, error.api_message, error.exchange.status) == (status, "", status)


def test_remedy_of_a_response_replaces_the_classs() -> None:
    """A given remedy takes precedence over the class's, even for a 404."""
    for status in (404, 429):
        error = status_error(status, remedy="Try again in 3 s.")
        assert error.remedy == "Try again in 3 s."


@pytest.mark.parametrize(
    ("api_message", "quoted"),
    [
        ("no", 'Rate limited. The API said: "no"'),
        ("y" * 200, f'Rate limited. The API said: "{"y" * 200}"'),
        ("y" * 201, f'Rate limited. The API said: "{"y" * 200}…"'),
    ],
)
def test_message_of_the_api_is_quoted(api_message: str, quoted: str) -> None:
    """Up to 200 characters of the API's message are quoted; the whole of it is kept."""
    error = status_error(429, api_message)
    assert (error.message, error.api_message) == (quoted, api_message)
    assert error.summary == "Rate limited."


def test_message_that_repeats_the_query_is_not_quoted() -> None:
    """The message of a 404 is quoted, unless it is `model: NAME`."""
    sentence = "No model with that name is available to your API key."
    assert status_error(404, "model: claude-x").message == sentence
    assert status_error(404, "no model: x").message == f'{sentence} The API said: "no model: x"'


def test_session_starts_without_httpx_and_pydantic() -> None:
    """The first paint does not wait for what only a lookup needs."""
    code = (
        "import sys, modelbrowser.session; "
        "sys.exit(bool({'httpx', 'pydantic'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
