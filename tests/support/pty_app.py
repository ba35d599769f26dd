"""Starts the small app for the terminal tests as the command line starts the real one.

python -m support.pty_app [FAULT]
"""

import os
import sys

from modelbrowser.terminal import environment


def main(fault: str = "") -> int:
    """Prepare the environment, import Textual, run."""
    environment.prepare(os.environ)
    environment.use_utf8(sys.__stderr__)
    from support.program import PATIENCE
    from support.pty_small import Small

    from modelbrowser.terminal import compatibility, driver, guard

    if fault == "other Textual":
        compatibility.SUPPORTED = "0"
    if fault == "patient":
        guard._EXIT_SECONDS = driver._RESTORE_SECONDS = PATIENCE
    return guard.run(Small(fault))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
