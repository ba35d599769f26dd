"""The one sentence that a lookup is for: what the asked name stands for."""

import re

from modelbrowser.domain.lookup import Lookup
from modelbrowser.presentation.plain import Plain, plain

_DATED = re.compile(r".*-\d{8}")


def title_of(lookup: Lookup) -> Plain:
    """The kind of answer, in a few words."""
    return Plain("Found, alias resolved" if lookup.is_alias else "Found, already an ID")


def verdict_of(lookup: Lookup) -> Plain:
    """Say what the asked name stands for (wire contract, "Alias rules")."""
    asked = plain(lookup.query.model_id)
    if lookup.is_alias:
        return Plain(f"{asked} is an alias; today it stands for {plain(lookup.model.id)}.")
    if _DATED.fullmatch(lookup.model.id):
        return Plain(f"{asked} is a dated ID, not an alias: it stands for this model only.")
    return Plain(f"{asked} is not an alias: it is the model's own ID, without a date.")
