"""The one command: measures everything, prints the table, writes the figures."""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from benchmarks import measures, programs, table
from benchmarks.measures import Figures
from benchmarks.programs import Program
from benchmarks.server import Server, serving

ROUND_TRIP = 0.05
FAR = ", https, 50 ms away"


class Benchmark:
    """All measurements, one after the other.

    Args:
        options: How often, how long, and which other programs.
        scratch: A folder for homes and certificates.

    Attributes:
        results: Figures by program and by what was measured, one for each run.
    """

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self.results: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._options = options
        self._scratch = scratch

    def run(self) -> None:
        """Measure everything."""
        measures.compile_all()
        with serving() as near:
            self._screens(near)
            self._lookups(near)
            self._commands(near)
        with serving(models=10_000) as long_list:
            self._history(long_list)
        with serving(tls=self._scratch, round_trip=ROUND_TRIP) as far:
            self._far(far)

    def _screens(self, server: Server) -> None:
        """What needs no lookup, of all programs."""
        ours, stock = self._ours(server)
        bare = programs.bare(self._scratch)
        everybody = [ours, bare, stock]
        if self._options.posting:
            everybody.append(programs.posting(self._scratch, self._options.posting))
        self._in_turn([(each.name, partial(measures.visit, each)) for each in everybody])
        self._in_turn([(bare.name, partial(measures.warm_memory, bare))])
        _say(f"{self._options.idle:g} idle seconds")
        idle = measures.idle(everybody, self._options.idle)
        for program, figures in zip(everybody, idle, strict=True):
            self._take(program.name, figures)

    def _lookups(self, server: Server) -> None:
        """What a lookup takes, what gets lost, and what a thousand of them do."""
        ours, stock = self._ours(server)
        both = (ours, stock)
        self._in_turn([(each.name, partial(measures.first_lookup, each)) for each in both])
        # Bytes are the same each time.
        self._in_turn([(each.name, partial(measures.next_lookups, each)) for each in both], runs=1)
        _say("bursts of keys")
        for program in (ours, stock):
            self._take(program.name, measures.lost_keys(program, server))
        self._take("bare", measures.lost_keys(programs.bare(self._scratch)))
        last = "last 100 of 1,000 lookups"
        # Three are enough, because each takes a minute.
        runs = min(3, self._options.runs)
        for number in range(1, runs + 1):
            _say(f"{self._options.lookups} lookups in a row, run {number} of {runs}")
            many = measures.many_lookups(ours, self._options.lookups)
            self._take("modelbrowser", {"growth in 1,000 lookups": many["growth"]})
            self._take("modelbrowser", {last: many["last 100 lookups"]})
            self._take("first 100", {last: many["first 100 lookups"]})

    def _commands(self, server: Server) -> None:
        """The commands that print and end."""
        environ = programs.environment(self._scratch, **server.environ)
        script = (
            "import httpx;"
            f"print(httpx.get('{server.url}/v1/models/claude-1',"
            " headers={'x-api-key': 'k', 'anthropic-version': '2023-06-01'}).json()['id'])"
        )
        python = sys.executable
        commands = {
            ("modelbrowser", "one-shot"): [python, "-m", "modelbrowser", "claude-1", "--plain"],
            ("an httpx script", "one-shot"): [python, "-c", script],
            ("modelbrowser", "--help"): [python, "-m", "modelbrowser", "--help"],
            ("python -c pass", "--help"): [python, "-c", "pass"],
        }
        self._in_turn(
            [
                (program, partial(measures.command_time, what, command, environ))
                for (program, what), command in commands.items()
            ]
        )

    def _history(self, server: Server) -> None:
        """The start with much to know, beside the start with nothing."""
        what = "start, 100,000 rows, 10,000 models"
        full = programs.modelbrowser(self._scratch, **server.environ)
        host = server.url.removeprefix("http://")
        programs.fill_history(Path(full.environ["HOME"]), host, 100_000)
        with serving(models=0) as nothing:
            empty = programs.modelbrowser(self._scratch, **nothing.environ)

            def start(program: Program) -> Figures:
                return {what: measures.first_paint(program)["first paint"]}

            self._in_turn(
                [("modelbrowser", partial(start, full)), ("empty", partial(start, empty))]
            )

    def _far(self, server: Server) -> None:
        """Lookups over TLS, a round trip away: the first one, and one after a rest."""
        ours, stock = self._ours(server)

        def first(program: Program) -> Figures:
            return {f"first lookup{FAR}": measures.first_lookup(program)["first lookup"]}

        self._in_turn([(each.name, partial(first, each)) for each in (ours, stock)])
        _say(f"{self._options.rest:g} seconds of rest")
        # All rest at the same time; more than a few would be in each other's way.
        resting = [ours] * min(5, self._options.runs)
        for figures in measures.after_rest(resting, self._options.rest):
            self._take(ours.name, {f"lookup after a rest{FAR}": figures["lookup after a rest"]})

    def _ours(self, server: Server) -> tuple[Program, Program]:
        scratch, environ = self._scratch, server.environ
        return programs.modelbrowser(scratch, **environ), programs.stock(scratch, **environ)

    def _in_turn(
        self, measured: Sequence[tuple[str, Callable[[], Figures]]], runs: int | None = None
    ) -> None:
        """Run A, B, A, B, so that a busy minute hits all; the first round warms up."""
        runs = runs or self._options.runs
        for number in range(runs + 1):
            for program, measure in measured:
                _say(f"{program}, run {number} of {runs}")
                figures = measure()
                if number:
                    self._take(program, figures)

    def _take(self, program: str, figures: Figures) -> None:
        for name, value in figures.items():
            self.results[program][name].append(round(value, 3))


def main() -> int:
    """Run it all; the exit code is 1 where a goal is not met."""
    options = _options()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        benchmark = Benchmark(options, Path(scratch))
        benchmark.run()
    _say("")
    machine = {
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "textual": version("textual"),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": [round(load, 2), round(os.getloadavg()[0], 2)],
        "runs": options.runs,
    }
    print(", ".join(f"{name}: {value}" for name, value in machine.items()), end="\n\n")
    print(*table.drawn(benchmark.results), sep="\n")
    if options.json:
        report = {"machine": machine, "lines": table.as_json(benchmark.results)}
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    return int(any(line.is_met(benchmark.results) is False for line in table.LINES))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--runs", type=int, default=10, help="of which the median is taken (%(default)s)")
    add("--idle", type=float, default=60, metavar="S", help="idle seconds (%(default)s)")
    add("--rest", type=float, default=60, metavar="S", help="seconds of rest (%(default)s)")
    add("--lookups", type=int, default=1000, help="in a row (%(default)s)")
    add("--posting", type=Path, metavar="VENV", help="an environment with posting in it")
    add("--json", type=Path, metavar="FILE", help="write all figures there")
    return parser.parse_args()


def _say(words: str) -> None:
    """Show the progress on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
