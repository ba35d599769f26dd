"""Examples to try in the demo, and the one alias that is made up for it."""

from datetime import datetime, timedelta

from modelbrowser.domain.catalog import load_catalog
from modelbrowser.domain.history_entry import HistoryEntry
from modelbrowser.record import Record

DEMO_ALIAS = "claude-demo-latest"
"""An alias that only the demo knows. It has always moved since the last lookup."""

DEMO_ALIAS_ID = "claude-opus-5-5"
"""What it resolves to."""

_PREVIOUS_ID = "claude-opus-5"
_TYPO = "claude-hiaku-4-5"


class DemoExample(Record):
    """A name to try in the demo.

    Attributes:
        name: The name.
        shows: What it shows, in a few words.
    """

    name: str
    shows: str


def demo_examples(now: datetime) -> tuple[DemoExample, ...]:
    """Return names to try in the demo at a moment, aware, because models retire.

    If no model is deprecated, that example is left out.
    """
    models = load_catalog().at(now)
    kinds = {"active": "an alias", "deprecated": "a deprecated model", "retired": "a retired model"}
    found = (
        (
            next((each for each in models if each.aliases and each.lifecycle == kind), None),
            shows,
        )
        for kind, shows in kinds.items()
    )
    return (
        *(DemoExample(model.aliases[0], shows) for model, shows in found if model),
        DemoExample(_TYPO, "a typo"),
        DemoExample(DEMO_ALIAS, "an alias that has moved (made up for the demo)"),
    )


def seeded_entry(name: str, host: str, now: datetime) -> HistoryEntry | None:
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
