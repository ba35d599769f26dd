"""Which names of models are known here: what hints and the completion choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from modelbrowser.domain.catalogue import catalogue
from modelbrowser.domain.history_entry import Entry
from modelbrowser.domain.model import ModelInfo


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

    Args:
        listed: What the API's list says, newest first.
        looked_up: Lookups that were answered with a model, newest first.
    """
    found: dict[str, Candidate] = {}
    for group in (_of_list(listed), _of_catalogue(), _of_history(looked_up)):
        for candidate in group:
            found.setdefault(candidate.name, candidate)
    return tuple(found.values())


def find(name: str | None, known: Iterable[Candidate]) -> Candidate | None:
    """What is known of exactly this name."""
    return next((candidate for candidate in known if candidate.name == name), None)


def _of_list(models: Iterable[ModelInfo]) -> Iterable[Candidate]:
    for model in models:
        yield Candidate(
            name=model.id,
            kind="model ID",
            source="list",
            note=_note(model.lifecycle, _day(model.retires_at)),
            retired=model.lifecycle == "retired",
        )


def _of_catalogue() -> Iterable[Candidate]:
    for model in catalogue().models:
        yield _of_fact(model, model["id"], "model ID")
        for alias in model["aliases"]:
            yield _of_fact(model, alias, "alias")


def _of_fact(model: dict[str, Any], name: str, kind: Literal["model ID", "alias"]) -> Candidate:
    note = _note(model["lifecycle"], (model["retires_at"] or "")[:10])
    successor = model["replacement"]
    return Candidate(
        name=name,
        kind=kind,
        source="catalogue",
        note=f"{note}, successor {successor}" if successor else note,
        retired=model["lifecycle"] == "retired",
        successor=successor,
    )


def _of_history(entries: Iterable[Entry]) -> Iterable[Candidate]:
    for entry in entries:
        if entry.resolved_id:
            kind: Literal["model ID", "alias"] = "alias" if entry.is_alias else "model ID"
            note = f"last seen {_day(entry.asked_at)}"
            yield Candidate(name=entry.asked, kind=kind, source="history", note=note)
            yield Candidate(name=entry.resolved_id, kind="model ID", source="history", note=note)


def _note(lifecycle: str | None, retires: str) -> str:
    """The lifecycle in words that stay true whatever today's date is."""
    match lifecycle:
        case "retired":
            return f"retired since {retires}" if retires else "retired"
        case "deprecated":
            return f"deprecated, retirement date {retires}" if retires else "deprecated"
        case _:
            return ""


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
