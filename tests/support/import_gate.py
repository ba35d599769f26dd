"""Runs the program; reports when it imports pydantic, and blocks the import until allowed.

python -m support.import_gate WANTED ALLOWED ARGUMENT…, the first two being descriptors of pipes.
"""

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

from modelbrowser.__main__ import start

WANTED, ALLOWED = (int(sys.argv.pop(1)) for _ in range(2))


class Gate(PathFinder):
    """Finds pydantic as usual, with a loader that waits."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Leave everything else to the other finders."""
        spec = super().find_spec(fullname, path, target) if fullname == "pydantic" else None
        if spec and spec.origin:
            spec.loader = GatedLoader(fullname, spec.origin)
        return spec


class GatedLoader(SourceFileLoader):
    """Waits for a byte before it loads the module; nothing else waits."""

    def exec_module(self, module: ModuleType) -> None:
        """Wait, then load."""
        os.write(WANTED, b"w")
        os.read(ALLOWED, 1)
        super().exec_module(module)


if __name__ == "__main__":
    sys.meta_path.insert(0, Gate)
    start()
