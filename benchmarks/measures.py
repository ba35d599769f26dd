"""The measurements: each starts a program and returns figures by name."""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack

from benchmarks.programs import CTRL_P, Program
from benchmarks.server import Server
from benchmarks.terminal import PATIENCE, Terminal
from benchmarks.usage import resident, wake_ups

Figures = dict[str, float]
"""Milliseconds, bytes, MiB or counts, by what was measured."""

LETTERS = "~bdfhkmqrt"
"""The letters to type: nothing that a program completes or already shows."""
AHEAD = 100
"""More results than a program looks up ahead of the one that it prints."""
LOOKS = 20
"""How many times to look for a text before giving up."""
TO_TYPE_A_NAME = 1.0
"""The minimum time that a user takes from the first paint to the first Enter, in seconds."""
ENTER, ESCAPE, TAB, LEFT, END, BACKSPACE = (b"\r", b"\x1b", b"\t", b"\x1b[D", b"\x1b[F", b"\x7f")


def visit(program: Program) -> Figures:
    """Start a program, type ten letters, walk its panes, open the palette, quit."""
    with program.running() as terminal:
        painted = terminal.wait_for(program.shows)
        terminal.settle(0.4)
        figures = {
            "first paint": _milliseconds(painted - terminal.started),
            "bytes to start": terminal.written,
        }
        if program.to_input:
            _bytes_for(terminal, program.to_input)
        figures |= _type_letters(terminal)
        if program.has_panes:
            # The most expensive step of a round.
            figures["bytes for Tab"] = max(_bytes_for(terminal, TAB) for _ in range(4))
        figures["bytes for the palette"] = _bytes_for(terminal, CTRL_P)
        _bytes_for(terminal, ESCAPE)
        pressed = terminal.type(program.quits)
        figures["quit"] = _milliseconds(terminal.wait_exit() - pressed)
    return figures


def first_paint(program: Program, patience: float = PATIENCE) -> Figures:
    """Start a program, and nothing else; wait so many seconds."""
    with program.running() as terminal:
        painted = terminal.wait_for(program.shows, patience)
        return {"first paint": _milliseconds(painted - terminal.started)}


def first_lookup(program: Program) -> Figures:
    """Start, type a name, press Enter; also measure the memory, with a warm connection."""
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        terminal.stay(TO_TYPE_A_NAME)
        took = _look_up(terminal, "bench-10")
        return {"first lookup": took, "resident memory": resident(terminal.pid)}


def next_lookups(program: Program) -> Figures:
    """Look up one name after another: what is written from Enter on, and the time."""
    sizes, lines = [], []
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        _look_up(terminal, "bench-10")
        terminal.settle(0.4)
        for number in range(11, 15):
            name = f"bench-{number}"
            _type_name(terminal, name, BACKSPACE * len(name))
            before, picture = terminal.written, terminal.text.splitlines()
            _press_enter(terminal, name)
            terminal.settle(0.4)
            sizes.append(terminal.written - before)
            both = zip(picture, terminal.text.splitlines(), strict=True)
            lines.append(sum(old != new for old, new in both))
    return {"bytes per lookup": max(sizes), "lines per lookup": max(lines)}


def warm_memory(program: Program) -> Figures:
    """Start a program that sends nothing: its memory once it is up."""
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        terminal.stay(TO_TYPE_A_NAME)
        return {"resident memory": resident(terminal.pid)}


def idle(programs: Sequence[Program], seconds: float) -> list[Figures]:
    """Start all programs, let them settle, and do nothing: their bytes and wake-ups."""
    with ExitStack() as stack:
        terminals = [stack.enter_context(program.running()) for program in programs]
        for program, terminal in zip(programs, terminals, strict=True):
            terminal.wait_for(program.shows)
        _stay(terminals, 3)
        before = [(terminal.written, wake_ups(terminal.pid)) for terminal in terminals]
        _stay(terminals, seconds)
        return [
            {
                "bytes per idle minute": (terminal.written - written) * 60 / seconds,
                "wake-ups": (wake_ups(terminal.pid) - woken) / seconds,
            }
            for terminal, (written, woken) in zip(terminals, before, strict=True)
        ]


def after_rest(programs: Sequence[Program], seconds: float) -> list[Figures]:
    """Look up once in each, let all rest together, and look up in each again."""
    with ExitStack() as stack:
        terminals = [stack.enter_context(program.running()) for program in programs]
        for program, terminal in zip(programs, terminals, strict=True):
            terminal.wait_for(program.shows)
        _stay(terminals, TO_TYPE_A_NAME)
        for terminal in terminals:
            _look_up(terminal, "rest-1")
        _stay(terminals, seconds)
        return [
            {"lookup after a pause": _look_up(terminal, "rest-2", BACKSPACE * len("rest-1"))}
            for terminal in terminals
        ]


def lost_keys(program: Program, server: Server | None = None, bursts: int = 10) -> Figures:
    """How many texts didn't arrive as typed; the first one is typed before the start.

    Each burst is written at once, moves back with an arrow key, and ends with Enter. With a
    server, it has arrived when the server got the request.
    """
    texts = [f"{program.name}-{number}" for number in range(bursts + 1)]
    right = 0
    with program.running(typed_ahead=texts[0].encode() + ENTER) as terminal:
        # What it shows at first may be gone by then.
        terminal.stay(2 * TO_TYPE_A_NAME)
        for number, text in enumerate(texts):
            if number:
                keys = text[:-2] + text[-1:]
                terminal.type(
                    END
                    + BACKSPACE * len(texts[-1])
                    + keys.encode()
                    + LEFT
                    + text[-2:-1].encode()
                    + ENTER
                )
            right += _has_arrived(terminal, text, server)
    return {"lost keys": len(texts) - right}


def many_lookups(program: Program, count: int) -> Figures:
    """Look up `count` times in a row, to see whether memory grows or lookups get slower."""
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        terminal.stay(TO_TYPE_A_NAME)
        _look_up(terminal, "row-0000")
        before = resident(terminal.pid)
        times = [_look_up(terminal, f"row-{n:04}", BACKSPACE * 8) for n in range(1, count)]
        part = min(100, count // 2)
        return {
            "growth": resident(terminal.pid) - before,
            "first 100 lookups": statistics.median(times[:part]),
            "last 100 lookups": statistics.median(times[-part:]),
        }


def command_time(name: str, command: Sequence[str], environ: dict[str, str]) -> Figures:
    """How long a command takes that prints and exits, by our clock and by its own."""
    started = time.perf_counter()
    result = subprocess.run(
        command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    figures = {name: _milliseconds(time.perf_counter() - started)}
    # The script prints how long the connection and the request took.
    if own := re.search(rb" (\d+\.\d+)$", result.stdout.strip()):
        figures["connect and request"] = float(own[1])
    return figures


def check_time(
    name: str, command: Sequence[str], names: Sequence[str], environ: dict[str, str], times: int = 1
) -> Figures:
    """How long a command takes to look up the names on its standard input, `times` as often."""
    given = "".join(f"{each}\n" for each in names).encode()
    started = time.perf_counter()
    subprocess.run(command, input=given, env=environ, capture_output=True, check=True)
    return {name: times * _milliseconds(time.perf_counter() - started)}


def at_once(program: Program) -> Figures:
    """Type a name and Enter right after the first paint: the time until the result."""
    with program.running() as terminal:
        terminal.wait_for(program.shows)
        pressed = terminal.type(b"bench-10" + ENTER)
        return {"immediate Enter": _milliseconds(terminal.wait_for("Model bench-10") - pressed)}


def pipe(program: Program, count: int, *options: str) -> Figures:
    """Look up `count` names from a pipe: the first result, the others, the memory."""
    names = "".join(f"bench-{n}\n" for n in range(count)).encode()
    started = time.perf_counter()
    process = subprocess.Popen(
        [*program.command, "-", "--json", "--no-history", *options],
        env=program.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(names)
    process.stdin.close()
    process.stdout.readline()
    first = time.perf_counter() - started
    # Lookups that run ahead have finished by then: the next results are ready at once.
    for _ in range(1, AHEAD):
        process.stdout.readline()
    soon = time.perf_counter() - started
    results = sum(1 for _ in process.stdout) + AHEAD
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - started
    # A check adds a summary.
    expected = count + bool(options)
    assert results == expected, f"{results} of {expected} results, exit {process.returncode}"
    return {
        "first result of a pipe": _milliseconds(first),
        "each result of a pipe": _milliseconds((took - soon) / (count - AHEAD)),
        "memory for a pipe": usage.ru_maxrss / 1024,
    }


def _type_letters(terminal: Terminal) -> Figures:
    """Type letters one by one: how long until each appears, and the bytes written."""
    typed, echoes, sizes = "", [], []
    for letter in LETTERS:
        typed += letter
        before = terminal.written
        pressed = terminal.type(letter.encode())
        echoes.append(terminal.wait_for(typed) - pressed)
        terminal.settle(0.06)
        sizes.append(terminal.written - before)
    return {
        "key to echo": _milliseconds(statistics.median(echoes)),
        "bytes per key": statistics.median(sizes),
    }


def _has_arrived(terminal: Terminal, text: str, server: Server | None) -> bool:
    """Whether a text reaches the server within some seconds, or appears on screen."""
    for _ in range(LOOKS if server else 1):
        terminal.stay(0.3)
        if text in (server.requested() if server else terminal.text):
            return True
    return False


def _bytes_for(terminal: Terminal, key: bytes) -> float:
    before = terminal.written
    terminal.type(key)
    terminal.settle(0.3)
    return terminal.written - before


def _look_up(terminal: Terminal, name: str, first: bytes = b"") -> float:
    """Type a name, press Enter, wait for the answer; from Enter on, in milliseconds."""
    _type_name(terminal, name, first)
    return _press_enter(terminal, name)


def _type_name(terminal: Terminal, name: str, first: bytes) -> None:
    terminal.type(first + name.encode())
    terminal.wait_for(lambda: f" {name} " in terminal.text)
    terminal.settle(0.02)


def _press_enter(terminal: Terminal, name: str) -> float:
    pressed = terminal.type(ENTER)
    return _milliseconds(terminal.wait_for(f"Model {name}") - pressed)


def _stay(terminals: Sequence[Terminal], seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        for terminal in terminals:
            terminal.stay(0.1)


def _milliseconds(seconds: float) -> float:
    return seconds * 1000
