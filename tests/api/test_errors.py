"""The tree of errors, and what holds for every class in it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from modelbrowser.api import errors
from modelbrowser.api.errors import APIError, APIStatusError, error_class_of
from modelbrowser.errors import ExitCode, ModelBrowserError


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


def test_service_starts_without_httpx_and_pydantic() -> None:
    """The first paint does not wait for what only a lookup needs."""
    code = (
        "import sys, modelbrowser.service; "
        "sys.exit(bool({'httpx', 'pydantic'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
