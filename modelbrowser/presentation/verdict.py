"""The one sentence that a lookup is for: what the asked name stands for."""

import re

from modelbrowser.domain.drift import Drift
from modelbrowser.domain.lookup import Lookup
from modelbrowser.domain.query import MAX_LENGTH
from modelbrowser.presentation.dates import day_form
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


def drift_words(drift: Drift) -> Plain:
    """Say what a name stood for when it was last looked up, where that is no longer so."""
    was = f"It stood for {plain(drift.was, MAX_LENGTH)} when it was last looked up here, on "
    day = day_form(drift.last_seen)
    gone = "" if drift.now else " The API no longer knows the name."
    return Plain(f"{was}{day} UTC.{gone}")
