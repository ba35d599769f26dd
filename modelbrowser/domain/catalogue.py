"""What was publicly known of the models on one day, for the demo and for suggestions.

The API decides what exists. This helps only if it says nothing.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models of the data file beside this module.

    Attributes:
        as_of: The day on which this was known, `YYYY-MM-DD`.
        models: Newest first, with the API's fields, and also `aliases` (list of str) and
            `replacement` (ID or None).
    """

    as_of: str
    models: tuple[dict[str, Any], ...]


@cache
def load_catalogue() -> Catalogue:
    """Read the data file, once."""
    # Lazy import: keeps startup fast. Few lookups need the catalogue.
    import json
    from importlib.resources import files

    data = json.loads(files(__package__).joinpath("catalogue.json").read_text("utf-8"))
    return Catalogue(data["as_of"], tuple(data["models"]))
