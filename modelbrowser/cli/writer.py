"""The two formats of what is printed: lines of text, and JSON."""

from collections.abc import Iterable
from dataclasses import dataclass

from modelbrowser.cli.arguments import OutputFormat
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.model import ModelInfo
from modelbrowser.domain.query import MAX_LENGTH, looks_like_key
from modelbrowser.errors import ModelBrowserError
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.json_output import failed_json, found_json, list_json
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.presentation.reports import sheet_of_error, sheet_of_lookup
from modelbrowser.presentation.text_output import answer_lines, failure_text, list_lines
from modelbrowser.state import Failed, Found


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes answers.

    Attributes:
        output_format: How.
        clock: In whose time.
        connection: Who was asked.
    """

    output_format: OutputFormat
    clock: Clock
    connection: Connection

    @property
    def gap(self) -> str:
        """What stands between two answers."""
        return "" if self.output_format == "json" else "\n"

    def answer(self, name: str, betas: tuple[str, ...], outcome: Found | Failed) -> str:
        """What came of one question.

        Args:
            name: What was asked for, as it was given.
            betas: The beta values that went along.
            outcome: The answer, or why there is none.
        """
        asked = None if looks_like_key(name) else name
        if self.output_format == "json":
            return self._json(asked, betas, outcome)
        if isinstance(outcome, Found):
            sheet = sheet_of_lookup(outcome.lookup, self.clock, outcome.drift)
        else:
            sheet = sheet_of_error(outcome)
        return answer_lines(
            Plain("not shown") if asked is None else plain(asked, MAX_LENGTH), sheet
        )

    def models(self, models: Iterable[ModelInfo]) -> str:
        """All models that the API lists."""
        if self.output_format == "json":
            return list_json(models, self.clock, self.connection)
        return list_lines(models)

    def failure(self, error: ModelBrowserError) -> str:
        """Why the run failed, for standard error."""
        if self.output_format == "json":
            return failed_json(Failed(None, error), self.connection)
        return failure_text(error)

    def _json(self, asked: str | None, betas: tuple[str, ...], outcome: Found | Failed) -> str:
        if isinstance(outcome, Found):
            return found_json(outcome, self.clock, self.connection)
        return failed_json(outcome, self.connection, asked, betas)
