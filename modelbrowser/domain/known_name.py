"""Known names of models, for suggestions and completion."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from modelbrowser.domain.catalog import find_successor, load_catalog
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.domain.lookup import ModelInfo, is_past_date
from modelbrowser.record import Record

_NAME_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/\[\]-]*")


class KnownName(Record, kw_only=True):
    """A name that exists or has existed.

    Attributes:
        name: The name, as it is sent.
        lifecycle: `active`, `deprecated`, `retired`, or a future value; None if unknown.
        retires_at: When it retires or retired; aware.
        last_seen: When an earlier lookup found it; aware, in UTC. Only from the history.
        successor: The ID that is recommended instead, if known.
    """

    name: str
    lifecycle: str | None = None
    retires_at: datetime | None = None
    last_seen: datetime | None = None
    successor: str | None = None

    @property
    def is_retired(self) -> bool:
        """Whether it is known to be retired."""
        return self.lifecycle == "retired"


def collect_known_names(
    listed: Collection[ModelInfo] | None,
    looked_up: Iterable[HistoryEntry],
    now: datetime,
    *,
    is_api: bool = False,
) -> tuple[KnownName, ...]:
    """Collect all known names, each once: the best source first, then the newest model.

    If there is a list, names that resolve to nothing on it are left out. But if it is the
    Claude API's, aliases and the catalog's retired models are included, which it leaves out.
    A gateway may also list only Claude's models, but without dates or lifecycles. It may know no
    aliases and no retired models, so they are left out.

    Args:
        listed: The API's list, newest first; None if it is unknown.
        looked_up: Lookups that found a model, newest first.
        now: The current time, aware, because the catalog's models retire.
        is_api: Whether the host of the list is known to be the Claude API.
    """
    models = load_catalog().at(now)
    found = {model.id: _known_name(model, now) for model in listed or ()}
    ids = None if listed is None else set(found)
    knows_all = listed is None or _is_own_list(listed, is_api=is_api)
    for model in models:
        is_retired = model.lifecycle == "retired"
        if ids is not None and model.id not in ids and not (is_retired and knows_all):
            continue
        known = found.setdefault(model.id, _known_name(model, now))
        for alias in model.aliases if knows_all else ():
            # An alias has the dates of its model, and the list may have more of them.
            found.setdefault(alias, replace(known, name=alias))
    for entry in looked_up:
        resolved_id = entry.resolved_id
        if not resolved_id or not has_name_form(entry.model_id):
            continue
        if ids is None or resolved_id in ids:
            for name in (entry.model_id, resolved_id):
                found.setdefault(name, KnownName(name=name, last_seen=entry.looked_up_at))
    return tuple(found.values())


def is_claude_api_list(ids: Collection[str]) -> bool:
    """Whether a list comes from the Claude API: it has models of the catalog, and only Claude's.

    More of them may be newer than the catalog than in it.
    """
    is_of_claude = all(each.startswith("claude-") for each in ids)
    return is_of_claude and any(model.id in ids for model in load_catalog().models)


def _is_own_list(listed: Collection[ModelInfo], *, is_api: bool) -> bool:
    """Whether a list is the Claude API's own, or passed on with its dates and lifecycles."""
    is_full = any(model.released_at and (model.lifecycle or is_api) for model in listed)
    return is_full and is_claude_api_list({model.id for model in listed})


def completion_names(
    listed: Collection[ModelInfo], looked_up: Iterable[HistoryEntry], *, is_api: bool = False
) -> tuple[str, ...]:
    """Return the names to offer for completion: looked-up names, aliases of listed models, IDs.

    A gateway with models of its own may not know the aliases. Models and lookups are newest first;
    the lookups are those that found a model.
    """
    ids = dict.fromkeys(model.id for model in listed)
    models = load_catalog().models if _is_own_list(listed, is_api=is_api) else ()
    aliases = (alias for each in models if each.id in ids for alias in each.aliases)
    asked = (entry.model_id for entry in looked_up)
    return tuple(filter(has_name_form, dict.fromkeys((*asked, *aliases, *ids))))


def has_name_form(name: str) -> bool:
    """Whether a name has only the characters that model names usually have.

    An API may resolve others too, such as `a?b c`; those are not suggested.
    """
    return _NAME_FORM.fullmatch(name) is not None


def find_known_name(name: str | None, known: Iterable[KnownName]) -> KnownName | None:
    """Return the known name that is exactly this one, if any."""
    return next((candidate for candidate in known if candidate.name == name), None)


def _known_name(model: ModelInfo, now: datetime) -> KnownName:
    # A date in the future can't be when the API retired the model.
    is_wrong = model.lifecycle == "retired" and not is_past_date(model.retires_at, now)
    return KnownName(
        name=model.id,
        lifecycle=model.lifecycle,
        retires_at=None if is_wrong else model.retires_at,
        successor=find_successor(model),
    )
