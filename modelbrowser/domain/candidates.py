"""Which names of models are known here: what hints and the completion choose from."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from modelbrowser.domain.catalogue import catalogue
from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.model import ModelInfo

_USUAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/\[\]-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name that exists, or did.

    Attributes:
        name: As it is sent.
        kind: What it is.
        source: Who says so: the API's list, the built-in catalogue, or an earlier lookup.
        note: Its lifecycle in words, such as "retired since 2026-02-19"; may be empty.
        retired: Whether it is known to be gone.
        successor: The ID that is recommended in its place, where one is known.
    """

    name: str
    kind: Literal["model ID", "alias"]
    source: Literal["list", "catalogue", "history"]
    note: str = ""
    retired: bool = False
    successor: str | None = None


def candidates(listed: Iterable[ModelInfo], looked_up: Iterable[Entry]) -> tuple[Candidate, ...]:
    """All names that are known, each once; the better source first, then the newer model.

    Where there is a list, a name that stands for nothing on it is none; but the catalogue's
    retired models, which no list need have, are known to an API that lists others of it.

    Args:
        listed: What the API's list says, newest first; nothing where there is no list.
        looked_up: Lookups that were answered with a model, newest first.
    """
    found = {model.id: _of_list(model) for model in listed}
    ids = set(found)
    is_of_catalogue = not ids.isdisjoint(model["id"] for model in catalogue().models)
    for model in catalogue().models:
        if ids and model["id"] not in ids and not (is_of_catalogue and _is_retired(model)):
            continue
        known = found.setdefault(model["id"], _of_catalogue(model))
        for alias in model["aliases"]:
            # An alias is as old as its model, and the list may know more of that.
            found.setdefault(alias, replace(known, name=alias, kind="alias", source="catalogue"))
    for entry in looked_up:
        if not ids or entry.resolved_id in ids:
            for candidate in _of_history(entry):
                found.setdefault(candidate.name, candidate)
    return tuple(found.values())


def completions(listed: Collection[ModelInfo], looked_up: Iterable[Entry]) -> tuple[str, ...]:
    """What may complete a name: what was looked up, then aliases of listed models, then these.

    Args:
        listed: What the API's list says, newest first.
        looked_up: Lookups that were answered with a model, newest first.
    """
    ids = [model.id for model in listed]
    aliases = (a for model in catalogue().models if model["id"] in ids for a in model["aliases"])
    asked = (entry.asked for entry in looked_up if is_usual_name(entry.asked))
    return tuple(dict.fromkeys((*asked, *aliases, *ids)))


def is_usual_name(name: str) -> bool:
    """Whether a name is made of what names of models are made of.

    An API may answer to others, such as `a?b c`; they are not suggested again.
    """
    return _USUAL.fullmatch(name) is not None


def find(name: str | None, known: Iterable[Candidate]) -> Candidate | None:
    """What is known of exactly this name."""
    return next((candidate for candidate in known if candidate.name == name), None)


def _of_list(model: ModelInfo) -> Candidate:
    retires = f"{model.retires_at:%Y-%m-%d}" if model.retires_at else ""
    return _candidate(model.id, "list", model.lifecycle, retires)


def _of_catalogue(model: dict[str, Any]) -> Candidate:
    return _candidate(
        model["id"], "catalogue", model["lifecycle"], (model["retires_at"] or "")[:10]
    )


def _is_retired(model: dict[str, Any]) -> bool:
    return bool(model["lifecycle"] == "retired")


def _of_history(entry: Entry) -> Iterable[Candidate]:
    if entry.resolved_id and is_usual_name(entry.asked):
        seen = Candidate(
            name=entry.resolved_id,
            kind="model ID",
            source="history",
            note=f"last seen {entry.asked_at:%Y-%m-%d}",
        )
        yield replace(seen, name=entry.asked, kind="alias") if entry.is_alias else seen
        yield seen


def _candidate(
    name: str, source: Literal["list", "catalogue"], lifecycle: str | None, retires: str
) -> Candidate:
    """A model ID with its lifecycle in words that stay true whatever today's date is."""
    match lifecycle:
        case "retired":
            note = f"retired since {retires}" if retires else "retired"
        case "deprecated":
            note = f"retires {retires}" if retires else "deprecated"
        case _:
            note = ""
    successor = _successors().get(name)
    return Candidate(
        name=name,
        kind="model ID",
        source=source,
        note=f"{note}, successor {successor}" if note and successor else note,
        retired=lifecycle == "retired",
        successor=successor,
    )


@cache
def _successors() -> dict[str, str | None]:
    return {model["id"]: model["replacement"] for model in catalogue().models}
