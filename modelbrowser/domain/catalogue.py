"""What was publicly known of the models on one day: for the demo, and for hints.

The API decides what exists; this only helps where it says nothing.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models of the data file beside this module.

    Attributes:
        as_of: The day of the facts, `YYYY-MM-DD`.
        models: Newest first, in the API's words, with `aliases` (list of str) and
            `replacement` (ID or None) besides.
    """

    as_of: str
    models: tuple[dict[str, Any], ...]


@cache
def load_catalogue() -> Catalogue:
    """Read the data file, once."""
    # Late, because only the demo and a name that is not found need it.
    import json
    from importlib.resources import files

    data = json.loads(files(__package__).joinpath("catalogue.json").read_text("utf-8"))
    return Catalogue(data["as_of"], tuple(data["models"]))
