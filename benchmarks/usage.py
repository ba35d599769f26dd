"""What a process uses of the machine, from /proc (Linux)."""

import platform
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_WAKE_UPS = re.compile(r"^voluntary_ctxt_switches:\s*(\d+)", re.MULTILINE)
_RESIDENT = re.compile(r"^VmRSS:\s*(\d+) kB", re.MULTILINE)


def wake_ups(pid: int) -> int:
    """How often the threads of a process have slept and been woken so far."""
    return sum(int(n) for text in _of_threads(pid, "status") for n in _WAKE_UPS.findall(text))


def resident(pid: int) -> float:
    """Resident memory, in MiB."""
    (kibibytes,) = _RESIDENT.findall(Path(f"/proc/{pid}/status").read_text())
    return int(kibibytes) / 1024


_UNLIMITED = {
    "x86_64": {7: (3, "0xffffffff"), 23: (5, "0x0"), 202: (4, "0x0"), 270: (5, "0x0")},
    "aarch64": {72: (5, "0x0"), 73: (3, "0x0"), 98: (4, "0x0")},
}
"""By machine: the numbers of `poll` or `ppoll`, `select`, `futex` and `pselect6`, which argument
limits the time, and its value if there is no limit."""


def is_asleep(pid: int) -> bool:
    """Whether each thread of a process is in a system call that waits without a limit of time.

    If so, only an event can wake it: a key, a signal, a response.
    """
    unlimited = _UNLIMITED[platform.machine()]
    for text in _of_threads(pid, "syscall"):
        # The number of the call and its arguments; or one word if there is none.
        call = text.split() or ["ended"]
        argument, value = unlimited.get(int(call[0]), (0, "")) if call[0].isdecimal() else (0, "")
        if call[argument] != value:
            return False
    return True


def _of_threads(pid: int, file: str) -> Iterator[str]:
    """What a file says about each thread of a process: nothing if the thread has just ended.

    Raises:
        FileNotFoundError: If the process is gone.
    """
    for task in Path(f"/proc/{pid}/task").iterdir():
        text = ""
        with suppress(FileNotFoundError, ProcessLookupError):
            text = (task / file).read_text("utf-8")
        yield text
