"""The table: the figures, their goals, and the results."""

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Results = Mapping[str, Mapping[str, list[float]]]
"""All figures of all runs: by program, by what was measured."""

FAR = ", https, 50 ms away"


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        figure: What was measured.
        unit: The unit of the figure.
        limit: The maximum: in the unit, or as a multiple of the figure of `against`.
        against: The program to compare with; empty if the limit is absolute.
        plus: What is added to the maximum, in the unit.
    """

    figure: str
    unit: str
    limit: float
    against: str = ""
    plus: float = 0

    @property
    def goal(self) -> str:
        """The limit, in words."""
        if self.plus:
            return f"at most {self.against} + {self.plus:g} {self.unit}"
        if self.against:
            return f"at most {self.limit:.2f} x {self.against}"
        return f"at most {_number(self.limit)} {self.unit}" if self.limit else "0"

    def is_met(self, results: Results) -> bool | None:
        """Whether the limit is kept; None if it was not measured."""
        value = median(results, "modelbrowser", self.figure)
        other = median(results, self.against, self.figure) if self.against else 1
        if value is None or other is None:
            return None
        return value <= self.limit * other + self.plus


LINES = (
    Line("first paint", "ms", 1.20, "bare"),
    Line("key to echo", "ms", 1.10, "bare"),
    Line("bytes to start", "bytes", 6000),
    Line("bytes per key", "bytes", 12),
    Line("bytes for Tab", "bytes", 1500),
    Line("bytes for the palette", "bytes", 8000),
    Line("bytes per lookup", "bytes", 1200),
    Line("bytes per idle minute", "bytes", 0),
    Line("wake-ups", "per idle second", 0),
    Line("lost keys", "inputs", 0),
    Line("first lookup", "ms", 30),
    Line(f"first lookup{FAR}", "ms", 70),
    Line(f"immediate Enter{FAR}", "ms", 1, "httpx script", plus=30),
    Line(f"lookup after a pause{FAR}", "ms", 75),
    Line("resident memory", "MiB", 1.70, "bare"),
    Line("quit", "ms", 50),
    Line("one-shot", "ms", 1.45, "httpx script"),
    Line(f"one-shot{FAR}", "ms", 1.10, "httpx script"),
    Line("--help", "ms", 3, "python -c pass"),
    Line("start, 100,000 rows, 10,000 models", "ms", 1.05, "empty"),
    Line("start, 1,000 custom betas", "ms", 1.05, "empty"),
    Line("growth in 1,000 lookups", "MiB", 4),
    # "No slower", on a machine that does other things too.
    Line("last 100 of 1,000 lookups", "ms", 1.05, "first 100"),
    Line("check of 1,000 names, 900 listed, 50 ms away", "ms", 3000),
    Line("check of 1,000 names, 50 ms away", "ms", 1.10, "four sockets"),
    Line("check of 1,000 names, 50 ms away", "ms", 1.10, "SDK, four threads"),
    Line("check of 1,000 names, 50 ms away", "ms", 0.20, "curl loop"),
    Line("first result of a pipe, 10,000 names", "ms", 1.2, "1,000 names"),
    Line("each result of a pipe, 10,000 names", "ms", 1.05, "1,000 names"),
    Line("memory for a pipe, 10,000 names", "MiB", 1.2, "1,000 names"),
    Line("memory for a check, 10,000 names", "MiB", 1.2, "1,000 names"),
)


def median(results: Results, program: str, figure: str) -> float | None:
    """The median over all runs; None if there is none."""
    values = results.get(program, {}).get(figure)
    return statistics.median(values) if values else None


def drawn(results: Results) -> Iterator[str]:
    """The table as lines of Markdown: medians, with the range in brackets."""
    yield "| what | modelbrowser | others | goal | |"
    yield "|---|---|---|---|---|"
    for line in LINES:
        others = [each for each in results if each != "modelbrowser"]
        cells = [f"{each} {cell}" for each in others if (cell := _cell(line, results, each))]
        met = {True: "met", False: "**not met**", None: "not measured"}[line.is_met(results)]
        own = _cell(line, results, "modelbrowser")
        value = median(results, "modelbrowser", line.figure)
        other = median(results, line.against, line.figure) if line.against else None
        ratio = f", {value / other:.2f} x" if value and other and not line.plus else ""
        unit = f"{line.figure}, {line.unit}"
        yield f"| {unit} | {own}{ratio} | {'; '.join(cells)} | {line.goal} | {met} |"


def as_json(results: Results) -> list[dict[str, Any]]:
    """The table, with every single run."""
    return [
        {
            "what": line.figure,
            "unit": line.unit,
            "goal": line.goal,
            "met": line.is_met(results),
            "runs": {
                program: figures[line.figure]
                for program, figures in results.items()
                if line.figure in figures
            },
        }
        for line in LINES
    ]


def _cell(line: Line, results: Results, program: str) -> str:
    """The median and the range; empty if there are no figures."""
    values = results.get(program, {}).get(line.figure)
    if not values:
        return ""
    middle, least, most = map(_number, (statistics.median(values), min(values), max(values)))
    return middle if least == most else f"{middle} [{least}-{most}]"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
