"""What is asked of the user in a dialog: an API key, and whether to clear the history."""

from modelbrowser.domain.connection import InvalidCredentialError
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.presentation.reports import Sheet

_TYPE = (
    Plain("Type a key below. It stays in memory, for this run only."),
    Plain("Keys are made in the Claude Console, platform.claude.com."),
)
_DEMO = Plain("^d opens the demo instead: no key, no network.")


def no_key_sheet(host: Plain) -> Sheet:
    """Which variable is missing, and on which machine.

    Args:
        host: The name of the machine that this program runs on.
    """
    return Sheet(
        title=Plain("No API key"),
        sentences=(
            Plain(f"ANTHROPIC_API_KEY is not set on this machine ({host})."),
            *_ways_out(in_demo=False),
            Plain("Over SSH, the variables of your own computer do not come along."),
        ),
    )


def other_key_sheet(*, in_demo: bool) -> Sheet:
    """How another key takes the place of the one in use.

    Args:
        in_demo: Whether one is in the demo, which needs none.
    """
    return Sheet(title=Plain("Another API key"), sentences=_ways_out(in_demo=in_demo))


def model_id_sheet(*, in_demo: bool) -> Sheet:
    """That a model's name was typed where a key belongs.

    Args:
        in_demo: Whether one is in the demo.
    """
    return Sheet(
        title=Plain("Key not usable"),
        tone="bad",
        sentences=(
            Plain("That is a model ID and no key; models are asked for with a key."),
            *_ways_out(in_demo=in_demo),
        ),
    )


def unusable_key_sheet(error: InvalidCredentialError, *, in_demo: bool) -> Sheet:
    """Why what was typed cannot be a key, and what to do even so.

    Args:
        error: What is wrong with it.
        in_demo: Whether one is in the demo.
    """
    return Sheet(
        title=plain(error.title),
        tone="bad",
        sentences=(plain(error.message), plain(error.remedy), *_ways_out(in_demo=in_demo)),
    )


def _ways_out(*, in_demo: bool) -> tuple[Plain, ...]:
    return _TYPE if in_demo else (*_TYPE, _DEMO)


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
