"""What is said where there is no history, and before all of it is forgotten."""

from modelbrowser.presentation.plain import Plain
from modelbrowser.presentation.sheet import Sheet

OFF = Plain("History is off: started with --no-history, or history = false in the settings.")
EMPTY = Plain("Nothing was looked up yet.")


def forget_all_sheet(count: int, *, demo: bool) -> Sheet:
    """The question before all lookups are forgotten.

    Args:
        count: How many there are, those of the demo included.
        demo: Whether the person looks at the demo's.
    """
    number = "the one lookup" if count == 1 else f"all {count:,} lookups"
    return Sheet(
        title=Plain("Forget all?"),
        tone="warning",
        sentences=(
            Plain(f"Forget {number}, on every host and of the demo?"),
            Plain(f"This list {'shows only' if demo else 'does not show'} those of the demo."),
            Plain("The history's file is emptied. This cannot be undone."),
        ),
    )
