"""The table: which figures there are, what they should be, and what they are."""

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Results = Mapping[str, Mapping[str, list[float]]]
"""All figures of all runs: by program, by what was measured."""

NOT_MEASURED = "not measured"
_COLUMNS = ("modelbrowser", "bare", "stock", "posting")


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        figure: What was measured.
        unit: Of the figure.
        limit: What it may be at most: in the unit, or times the figure of `against`.
        against: The program that it is compared with; empty where the limit is absolute.
    """

    figure: str
    unit: str
    limit: float
    against: str = ""

    @property
    def goal(self) -> str:
        """The limit, in words."""
        if self.against:
            return f"at most {self.limit:g} x {self.against}"
        return f"at most {_number(self.limit)} {self.unit}" if self.limit else "0"

    def is_met(self, results: Results) -> bool | None:
        """Whether the limit is kept; None where it was not measured."""
        value = median(results, "modelbrowser", self.figure)
        other = median(results, self.against, self.figure) if self.against else 1
        if value is None or other is None:
            return None
        return value <= self.limit * other


LINES = (
    Line("first paint", "ms", 1.10, "bare"),
    Line("key to echo", "ms", 1.2, "bare"),
    Line("bytes to start", "bytes", 6000),
    Line("bytes per key", "bytes", 24),
    Line("bytes for Tab", "bytes", 1500),
    Line("bytes for the palette", "bytes", 8000),
    Line("bytes per lookup", "bytes", 1200),
    Line("bytes per idle minute", "bytes", 0),
    Line("wake-ups", "per idle second", 2),
    Line("first lookup", "ms", 30),
    Line("first lookup, https, 50 ms away", "ms", 75),
    Line("lookup after a rest, https, 50 ms away", "ms", 75),
    Line("resident memory", "MiB", 1.6, "bare"),
    Line("quit", "ms", 50),
    Line("one-shot", "ms", 1.3, "an httpx script"),
    Line("--help", "ms", 3, "python -c pass"),
    Line("lost keys", "texts", 0),
    Line("start, 100,000 rows, 10,000 models", "ms", 1.05, "empty"),
    Line("growth in 1,000 lookups", "MiB", 4),
    # What is "no slower" on a machine that does other things too.
    Line("last 100 of 1,000 lookups", "ms", 1.05, "first 100"),
)


def median(results: Results, program: str, figure: str) -> float | None:
    """The median over all runs; None where there is none."""
    values = results.get(program, {}).get(figure)
    return statistics.median(values) if values else None


def drawn(results: Results) -> Iterator[str]:
    """The table as lines of Markdown."""
    yield "| what | modelbrowser | bare | stock output | posting | goal | |"
    yield "|---|---|---|---|---|---|---|"
    for line in LINES:
        cells = [_cell(line, results, program) for program in _COLUMNS]
        met = {True: "met", False: "NOT MET", None: NOT_MEASURED}[line.is_met(results)]
        yield f"| {line.figure}, {line.unit} | {' | '.join(cells)} | {line.goal} | {met} |"


def as_json(results: Results) -> list[dict[str, Any]]:
    """The table, with every single run."""
    return [
        {
            "what": line.figure,
            "unit": line.unit,
            "goal": line.goal,
            "met": line.is_met(results),
            "medians": {
                program: median(results, program, line.figure)
                for program in results
                if line.figure in results[program]
            },
            "runs": {
                program: figures[line.figure]
                for program, figures in results.items()
                if line.figure in figures
            },
        }
        for line in LINES
    ]


def _cell(line: Line, results: Results, program: str) -> str:
    value = median(results, program, line.figure)
    if value is None:
        return NOT_MEASURED if program == "posting" and program not in results else "-"
    other = median(results, line.against, line.figure) if line.against else None
    if not other or program == line.against:
        return _number(value)
    # Where it is compared with what has no column of its own, its figure goes along.
    counterpart = "" if line.against in _COLUMNS else f" against {_number(other)}"
    return f"{_number(value)}{counterpart} ({value / other:.2f} x)"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
