"""The command: measures everything, prints the table, and writes the figures."""

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
from pathlib import Path

from benchmarks import installations, measures, programs, table
from benchmarks.measures import Figures
from benchmarks.programs import Program
from benchmarks.server import Server, model, serving
from benchmarks.table import FAR
from benchmarks.terminal import Ended

DOCS = installations.ROOT / "docs" / "speed.md"
SOURCE = "The table is from "
"""How the paragraph begins that `--docs` replaces along with the table below it."""
ROUND_TRIP = 0.05
SLOW = {"posting", "SDK script"}
"""Programs that take seconds and that no goal compares with: three runs are enough."""
CLOSE = {"modelbrowser", "httpx, four tasks", "four sockets"}
"""Programs that take nearly as long as a check may: the median of three runs counts."""
FIND_POSTING = 15.0
"""How long posting may take to draw its screen on the first try, in seconds."""
SHORT = {"runs": 3, "idle": 5.0, "rest": 5.0, "lookups": 200, "names": 2000}
"""What `--short` uses instead of the defaults."""


class Benchmark:
    """All measurements, one after another, of the wheel in a separate environment.

    Args:
        options: How often and how long to measure.
        scratch: A folder for home folders and certificates.

    Attributes:
        results: Figures by program and by what was measured, one for each run.
    """

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self.results: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._options = options
        self._scratch = scratch
        _say("building and installing the wheel")
        self._wheel = installations.install_wheel(scratch)
        self._sdk = installations.install_package("anthropic")
        self._posting = self._find_posting()

    def run(self) -> None:
        """Measure everything."""
        with serving() as near:
            self._screens(near)
            self._lookups(near)
            self._commands(near, "one-shot")
            self._help()
            self._pipe(near)
        with serving(models=10_000) as long_list:
            self._growth(long_list)
        with serving(models=900, round_trip=ROUND_TRIP) as far:
            self._check(far)
        with serving(tls=self._scratch, round_trip=ROUND_TRIP) as far:
            self._commands(far, f"one-shot{FAR}")
            self._far(far)

    def _screens(self, server: Server) -> None:
        """Measure what needs no lookup, for all programs."""
        ours, stock = self._ours(server)
        bare = programs.bare(self._scratch, self._wheel)
        everybody = [ours, bare, stock]
        if self._posting:
            everybody.append(self._posting)
        self._in_turn([(each.name, partial(measures.visit, each)) for each in everybody])
        self._in_turn([(bare.name, partial(measures.warm_memory, bare))])
        _say(f"{self._options.idle:g} idle seconds")
        idle = measures.idle(everybody, self._options.idle)
        for program, figures in zip(everybody, idle, strict=True):
            self._take(program.name, figures)

    def _lookups(self, server: Server) -> None:
        """Measure lookups, lost keys, and the effect of a thousand lookups."""
        ours, stock = self._ours(server)
        both = (ours, stock)
        self._in_turn([(each.name, partial(measures.first_lookup, each)) for each in both])
        # Bytes are the same each time.
        self._in_turn([(each.name, partial(measures.next_lookups, each)) for each in both], runs=1)
        _say("bursts of keys")
        for program in both:
            self._take(program.name, measures.lost_keys(program, server))
        self._take("bare", measures.lost_keys(programs.bare(self._scratch, self._wheel)))
        last = "last 100 of 1,000 lookups"
        _say(f"{self._options.lookups} lookups in a row")
        many = measures.many_lookups(ours, self._options.lookups)
        self._take("modelbrowser", {"growth in 1,000 lookups": many["growth"]})
        self._take("modelbrowser", {last: many["last 100 lookups"]})
        self._take("first 100", {last: many["first 100 lookups"]})

    def _commands(self, server: Server, what: str) -> None:
        """Measure the commands that look up one model and exit."""
        environ = programs.environment(self._scratch, **server.environ)
        commands = programs.one_shot_commands(self._wheel, self._sdk, server.url)
        self._in_turn(
            [
                (program, partial(measures.command_time, what, command, environ))
                for program, command in commands.items()
            ]
        )
        requests = self.results["httpx script"].pop("connect and request")
        if what.endswith(FAR):
            self.results["httpx script"][f"immediate Enter{FAR}"] = requests

    def _find_posting(self) -> Program | None:
        """Return another Textual program, if it can be installed here and draws its screen."""
        # Its version of Textual crashes with a newer parser.
        if not (venv := installations.install_package("posting", "tree-sitter<0.26")):
            return None
        program = programs.posting(self._scratch, venv)
        try:
            measures.first_paint(program, FIND_POSTING)
        except Ended:
            return None
        return program

    def _help(self) -> None:
        """Measure `--help` against an interpreter that does nothing."""
        environ = programs.environment(self._scratch)
        own = [str(self._wheel / "bin" / "modelbrowser"), "--help"]
        nothing = [str(self._wheel / "bin" / "python"), "-c", "pass"]
        self._in_turn(
            [
                ("modelbrowser", partial(measures.command_time, "--help", own, environ)),
                ("python -c pass", partial(measures.command_time, "--help", nothing, environ)),
            ]
        )

    def _pipe(self, server: Server) -> None:
        """Measure ten thousand names from a pipe against a thousand, and the memory of a check."""
        program = programs.modelbrowser(self._scratch, server.environ, self._wheel)
        counts = {"1,000 names": 1000, "modelbrowser": self._options.names}

        def pipe(count: int) -> Figures:
            figures = measures.pipe(program, count)
            return {f"{each}, 10,000 names": value for each, value in figures.items()}

        # Several, because one run of a second differs from the next by a tenth.
        self._in_turn([(name, partial(pipe, count)) for name, count in counts.items()], runs=3)
        for name, count in counts.items():
            _say(f"{count} names to check")
            memory = measures.pipe(program, count, "--fail-on", "retired")["memory for a pipe"]
            self._take(name, {"memory for a check, 10,000 names": memory})

    def _check(self, server: Server) -> None:
        """Measure 1,000 names, listed or not; slow programs to compare with run once."""
        environ = programs.environment(self._scratch, **server.environ)
        what = "check of 1,000 names, 50 ms away"
        others = [f"claude-other-{n}" for n in range(1000)]
        commands = programs.check_commands(self._wheel, self._sdk)
        for program, command in commands.items():
            _say(f"{program}, 1,000 names")
            # One at a time, 1,000 would take two minutes.
            times = 10 if program == "curl loop" else 1
            names = others[: len(others) // times]
            for _ in range(3 if program in CLOSE else 1):
                self._take(program, measures.check_time(what, command, names, environ, times))
        listed = [model(f"claude-bench-{n}")["id"] for n in range(900)]
        what = "check of 1,000 names, 900 listed, 50 ms away"
        names = listed + others[:100]
        self._take(
            "modelbrowser", measures.check_time(what, commands["modelbrowser"], names, environ)
        )

    def _growth(self, server: Server) -> None:
        """Measure startup with a lot of data against startup with none."""
        much = "start, 100,000 rows, 10,000 models"
        betas = "start, 1,000 custom betas"
        full = programs.modelbrowser(self._scratch, server.environ, self._wheel)
        host = server.url.removeprefix("http://")
        programs.fill_history(Path(full.environ["HOME"]), host, 100_000)
        with serving(models=0) as nothing:
            own = programs.modelbrowser(self._scratch, nothing.environ, self._wheel)
            programs.add_betas(Path(own.environ["HOME"]), 1000)
            empty = programs.modelbrowser(self._scratch, nothing.environ, self._wheel)

            def start(program: Program, *names: str) -> Figures:
                return dict.fromkeys(names, measures.first_paint(program)["first paint"])

            self._in_turn(
                [
                    ("modelbrowser", partial(start, full, much)),
                    ("empty", partial(start, empty, much, betas)),
                    ("modelbrowser", partial(start, own, betas)),
                ]
            )

    def _far(self, server: Server) -> None:
        """Measure lookups over TLS with a round trip: the first, at once, and after a rest."""
        ours, stock = self._ours(server)

        def first(program: Program) -> Figures:
            return {f"first lookup{FAR}": measures.first_lookup(program)["first lookup"]}

        def at_once(program: Program) -> Figures:
            return {f"immediate Enter{FAR}": measures.at_once(program)["immediate Enter"]}

        both = (ours, stock)
        self._in_turn([(each.name, partial(first, each)) for each in both])
        self._in_turn([(each.name, partial(at_once, each)) for each in both])
        _say(f"{self._options.rest:g} seconds of rest")
        # All rest at the same time; more than a few would disturb each other.
        resting = [ours] * min(5, self._options.runs)
        for figures in measures.after_rest(resting, self._options.rest):
            self._take(ours.name, {f"lookup after a pause{FAR}": figures["lookup after a pause"]})

    def _ours(self, server: Server) -> tuple[Program, Program]:
        arguments = (self._scratch, server.environ, self._wheel)
        return programs.modelbrowser(*arguments), programs.stock(*arguments)

    def _in_turn(
        self, measured: Sequence[tuple[str, Callable[[], Figures]]], runs: int | None = None
    ) -> None:
        """Run A, B, A, B, so that a busy minute affects all; the first round is a warm-up."""
        runs = runs or self._options.runs
        for number in range(runs + 1):
            for program, measure in measured:
                if program in SLOW and number > SHORT["runs"]:
                    continue
                _say(f"{program}, run {number} of {runs}")
                figures = measure()
                if number:
                    self._take(program, figures)

    def _take(self, program: str, figures: Figures) -> None:
        for name, value in figures.items():
            self.results[program][name].append(round(value, 3))


def main() -> int:
    """Run everything; the exit code is 1 if a goal is not met."""
    options = _options()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        benchmark = Benchmark(options, Path(scratch))
        benchmark.run()
    _say("")
    machine = {
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": [round(load, 2), round(os.getloadavg()[0], 2)],
        "runs": options.runs,
    }
    source = (
        "{when:.10}: {runs} runs on {processors} processors, Python {python}, load {load[0]} "
        "before and {load[1]} after."
    ).format(**machine)
    if "posting" not in benchmark.results:
        source += " posting can't be installed or doesn't draw its screen there."
    drawn = "\n".join([SOURCE + source, "", *table.drawn(benchmark.results)])
    print(drawn)
    if options.docs:
        before, _, rest = DOCS.read_text().partition(SOURCE)
        _, heading, after = rest.partition("\n## ")
        DOCS.write_text(f"{before}{drawn}\n{heading}{after}")
    if options.json:
        report = {"machine": machine, "lines": table.as_json(benchmark.results)}
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    return int(any(line.is_met(benchmark.results) is False for line in table.LINES))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--short", action="store_true", help="take a quick look: few runs, short rests")
    add("--runs", type=int, default=10, help="runs to take the median of (%(default)s)")
    add("--idle", type=float, default=30, metavar="S", help="seconds to idle (%(default)s)")
    add("--rest", type=float, default=30, metavar="S", help="seconds to rest (%(default)s)")
    add("--lookups", type=int, default=1000, help="lookups in a row (%(default)s)")
    add("--names", type=int, default=10_000, help="names in a pipe (%(default)s)")
    add("--docs", action="store_true", help="write the table to docs/speed.md")
    add("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    if parser.parse_args().short:
        parser.set_defaults(**SHORT)
    return parser.parse_args()


def _say(words: str) -> None:
    """Show the progress on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
