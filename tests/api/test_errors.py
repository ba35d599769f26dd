"""The tree of errors: what is promised of every class in it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from modelbrowser.api import errors
from modelbrowser.api.errors import APIError, APIStatusError, error_class_of
from modelbrowser.errors import ExitCode, ModelBrowserError


def below(kind: type[ModelBrowserError]) -> Iterator[type[ModelBrowserError]]:
    """A class and all classes below it."""
    yield kind
    for child in kind.__subclasses__():
        yield from below(child)


def test_tree_in_the_docstring_is_the_tree() -> None:
    """Every class of the room stands in the drawing, and nothing else does."""
    drawn = {word for word in (errors.__doc__ or "").split() if word.endswith("Error")}
    real = {
        kind.__name__
        for kind in below(ModelBrowserError)
        if kind.__module__ == "modelbrowser.api.errors"
    }
    assert drawn == real | {"ModelBrowserError"}


@pytest.mark.parametrize("kind", sorted(below(APIStatusError), key=str))
def test_status_classes_are_found_by_their_status(kind: type[APIStatusError]) -> None:
    """A class with a status of its own is what that status becomes."""
    assert kind.for_status is None or error_class_of(kind.for_status) is kind
    assert kind(kind.for_status or 500).message.endswith(".")


def test_exit_codes_tell_refusals_from_silence() -> None:
    """4: not found, 5: refused by the API, 6: no answer or not the API's."""
    assert errors.NotFoundError.exit_code == ExitCode.NOT_FOUND
    assert APIStatusError.exit_code == ExitCode.REFUSED
    for kind in below(APIError):
        refused = {ExitCode.NOT_FOUND, ExitCode.REFUSED}
        expected = refused if issubclass(kind, APIStatusError) else {ExitCode.NO_ANSWER}
        assert kind.exit_code in expected
    assert errors.MissingCredentialError.exit_code == ExitCode.SETTINGS
    assert errors.MalformedCredentialError.exit_code == ExitCode.SETTINGS
    assert errors.InvalidEnvironmentError.exit_code == ExitCode.SETTINGS


def test_service_starts_without_httpx_and_pydantic() -> None:
    """The first paint does not wait for what only a lookup needs."""
    code = (
        "import sys, modelbrowser.service; "
        "sys.exit(bool({'httpx', 'pydantic'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
