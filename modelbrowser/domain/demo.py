"""Examples to try in the demo, and the one alias that is made up for it."""

from datetime import datetime, timedelta

from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.history_entry import HistoryEntry

DEMO_ALIAS = "claude-demo-latest"
"""An alias that only the demo knows. It has always moved since the last lookup."""

DEMO_ALIAS_ID = "claude-opus-5-5"
"""What it resolves to."""

_PREVIOUS_ID = "claude-opus-5"
_TYPO = "claude-hiaku-4-5"


def demo_examples(now: datetime) -> dict[str, str]:
    """Return names to try in the demo, and what each shows; at a moment, because models retire.

    If no model is deprecated, that example is left out.
    """
    kinds = {"active": "an alias", "deprecated": "a deprecated model", "retired": "a retired model"}
    first: dict[str | None, str] = {}
    for model in load_catalog().at(now):
        if model.aliases:
            first.setdefault(model.lifecycle, model.aliases[0])
    return {
        **{first[kind]: shows for kind, shows in kinds.items() if kind in first},
        _TYPO: "a typo",
        DEMO_ALIAS: "an alias that has moved (made up for the demo)",
    }


def demo_history_entry(name: str, host: str, now: datetime) -> HistoryEntry | None:
    """Return the lookup of last week that the demo pretends to remember for a name, if any."""
    if name != DEMO_ALIAS:
        return None
    return HistoryEntry(
        looked_up_at=now - timedelta(days=7),
        model_id=name,
        host=host,
        demo=True,
        resolved_id=_PREVIOUS_ID,
    )
