"""Runs the program; at the first paint, writes the names of the loaded modules to a file.

python -m support.first_paint FILE
"""

import sys
from pathlib import Path

from modelbrowser.__main__ import start

_FILE = Path(sys.argv.pop())


def _watch_the_first_write() -> None:
    """Have the driver record what is imported when it is given the first picture."""
    # The driver loads nothing that the program doesn't load anyway.
    from modelbrowser.terminal import environment

    environment.prepare({})
    from modelbrowser.terminal.driver import LoopDriver

    write = LoopDriver.write

    def noting_write(self: LoopDriver, data: str) -> None:
        if "Ready" in data and not _FILE.exists():
            _FILE.write_text("\n".join(sys.modules))
        write(self, data)

    LoopDriver.write = noting_write  # type: ignore[method-assign] # to observe


if __name__ == "__main__":
    _watch_the_first_write()
    start()
