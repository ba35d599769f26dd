"""The tree of errors, and what holds for every class in it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from modelbrowser.api import errors
from modelbrowser.api.errors import APIError, APIStatusError, error_class_of
from modelbrowser.errors import ExitCode, ModelBrowserError

OUTAGE = "Try again in a minute; status.claude.com tells of outages."
"""The remedy for a problem of the service."""


def tree_of(error_class: type[ModelBrowserError]) -> Iterator[type[ModelBrowserError]]:
    """Yield a class and all its subclasses."""
    yield error_class
    for child in error_class.__subclasses__():
        yield from tree_of(child)


def test_tree_in_the_docstring_is_the_tree() -> None:
    """The tree drawn in the docstring has every class of the module and no others."""
    drawn = {word for word in (errors.__doc__ or "").split() if word.endswith("Error")}
    real = {
        error_class.__name__
        for error_class in tree_of(ModelBrowserError)
        if error_class.__module__ == "modelbrowser.api.errors"
    }
    assert drawn == real | {"ModelBrowserError"}


@pytest.mark.parametrize("error_class", sorted(tree_of(APIStatusError), key=str))
def test_status_classes_are_found_by_their_status(error_class: type[APIStatusError]) -> None:
    """A class for one status is the class of that status, and its message is a sentence."""
    assert error_class.for_status is None or error_class_of(error_class.for_status) is error_class
    assert error_class(error_class.for_status or 500).message.endswith(".")


def test_exit_codes_distinguish_rejections_from_failures() -> None:
    """4: not found, 5: rejected by the API, 6: no response, or not the API's."""
    assert errors.NotFoundError.exit_code == ExitCode.NOT_FOUND
    assert APIStatusError.exit_code == ExitCode.REFUSED
    for error_class in tree_of(APIError):
        rejected = {ExitCode.NOT_FOUND, ExitCode.REFUSED}
        expected = rejected if issubclass(error_class, APIStatusError) else {ExitCode.NO_ANSWER}
        assert error_class.exit_code in expected
    assert errors.MissingCredentialError.exit_code == ExitCode.SETTINGS
    assert errors.MalformedCredentialError.exit_code == ExitCode.SETTINGS
    assert errors.InvalidEnvironmentError.exit_code == ExitCode.SETTINGS


def test_missing_credential_names_the_variable() -> None:
    """Without a key the error says which variable to set, and where to get a key."""
    error = errors.MissingCredentialError()
    assert error.message == "ANTHROPIC_API_KEY is not set."
    assert error.remedy == (
        "Set ANTHROPIC_API_KEY to a key from the Claude Console (platform.claude.com), "
        "log in with ant auth login, or try --demo."
    )


def test_malformed_credential_names_its_source() -> None:
    """For a key that cannot be sent the error says where it came from, and what to do."""
    error = errors.MalformedCredentialError("typed here")
    assert error.message == (
        "The API key (typed here) contains a character that an API key cannot contain."
    )
    assert error.remedy == (
        "Copy the key again: letters, digits, dashes and underscores, on one line."
    )


@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (
            400,
            "The API refused the request.",
            "Check the base URL, the API version and the workspace ID.",
        ),
        (
            401,
            "The API key was not accepted.",
            "Check the key, and in the Console whether it still exists.",
        ),
        (
            402,
            "The API asks for payment first.",
            "Check the billing page of your organisation in the Console.",
        ),
        (
            403,
            "This key may not use the Models API.",
            "Ask an administrator of your organisation, or take a key of another workspace.",
        ),
        (
            404,
            "There is no such model or alias, or it is not open to you.",
            "Check the spelling: it knows Claude models only, and none that are retired.",
        ),
        (408, "The service has a problem (408).", OUTAGE),
        (409, "The API was busy with another request (409).", "Look up again."),
        (413, "The request was too large (413).", "A proxy in between may be the cause."),
        (418, "The API refused the request (status 418).", ""),
        (422, "The API could not make sense of the request (422).", ""),
        (429, "There were too many requests.", "Try again in a minute."),
        (499, "The API refused the request (status 499).", ""),
        (500, "The service has a problem (500).", OUTAGE),
        (503, "The service is not available at the moment (503).", OUTAGE),
        (504, "The service did not answer in time (504).", OUTAGE),
        (529, "The service is overloaded (529).", OUTAGE),
        (599, "The service has a problem (599).", OUTAGE),
    ],
)
def test_status_has_its_message_and_remedy(status: int, message: str, remedy: str) -> None:
    """An error without a message of the API has those of its class."""
    error = error_class_of(status)(status)
    assert (error.message, error.summary, error.remedy) == (message, message, remedy)
    assert (error.status, error.api_message, error.exchange) == (status, "", None)


def test_remedy_of_a_response_replaces_the_classs() -> None:
    """A remedy that is given counts more than the one of the class, for a 404 too."""
    for status in (404, 429):
        assert error_class_of(status)(status, remedy="Try again in 3 s.").remedy == (
            "Try again in 3 s."
        )


@pytest.mark.parametrize(
    ("api_message", "quoted"),
    [
        ("no", "There were too many requests. It says: no"),
        ("y" * 200, f"There were too many requests. It says: {'y' * 200}"),
        ("y" * 201, f"There were too many requests. It says: {'y' * 200}…"),
    ],
)
def test_message_of_the_api_is_quoted(api_message: str, quoted: str) -> None:
    """Up to 200 characters of the API's message are quoted; the whole of it is kept."""
    error = errors.RateLimitError(429, api_message)
    assert (error.message, error.api_message) == (quoted, api_message)
    assert error.summary == "There were too many requests."


def test_message_that_repeats_the_query_is_not_quoted() -> None:
    """Of a 404, `model: NAME` is not quoted, and any other message is."""
    sentence = "There is no such model or alias, or it is not open to you."
    assert errors.NotFoundError(404, "model: claude-x").message == sentence
    assert errors.NotFoundError(404, "no model: x").message == f"{sentence} It says: no model: x"


def test_session_starts_without_httpx_and_pydantic() -> None:
    """The first paint does not wait for what only a lookup needs."""
    code = (
        "import sys, modelbrowser.session; "
        "sys.exit(bool({'httpx', 'pydantic'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
