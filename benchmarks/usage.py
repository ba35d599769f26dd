"""What a process takes of the machine, from /proc (Linux)."""

import re
from pathlib import Path

_WAKE_UPS = re.compile(r"^voluntary_ctxt_switches:\s*(\d+)", re.MULTILINE)
_RESIDENT = re.compile(r"^VmRSS:\s*(\d+) kB", re.MULTILINE)


def wake_ups(pid: int) -> int:
    """How often the threads of a process have slept and been woken so far."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int(n) for task in tasks for n in _WAKE_UPS.findall((task / "status").read_text()))


def resident(pid: int) -> float:
    """Resident memory, in MiB."""
    (kibibytes,) = _RESIDENT.findall(Path(f"/proc/{pid}/status").read_text())
    return int(kibibytes) / 1024
