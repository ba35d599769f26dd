"""Starts the small app for the terminal tests as the command line starts the real one.

python -m support.pty_app [FAULT]
"""

import os
import resource
import sys

from modelbrowser.terminal import environment


def main(fault: str = "") -> int:
    """Prepare the environment, import Textual, run."""
    environment.prepare(os.environ)
    environment.use_utf8(sys.__stderr__)
    from support.program import PATIENCE
    from support.pty_small import Small

    from modelbrowser.terminal import compatibility, driver, guard, tty

    if fault == "other Textual":
        compatibility.SUPPORTED = "0"
        # The watchdog can't restore a terminal that this driver took over.
        guard._EXIT_SECONDS = PATIENCE
    if fault in {"unopenable", "blocked"}:
        tty.open_nonblocking = lambda fd: None
    if fault == "descriptors":
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        inherited = [os.dup(0) for _ in range(1100)]
        assert inherited[-1] > 1024, "more than select supports"
    if fault == "patient":
        guard._EXIT_SECONDS = driver._RESTORE_SECONDS = PATIENCE
    return guard.run(Small(fault))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
