"""Reports that ask the user for something: an API key, or to confirm a deletion."""

from modelbrowser.domain.connection import InvalidCredentialError
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.presentation.reports import Sheet

_TYPE_A_KEY = (
    Plain("Type a key below. It stays in memory, for this run only."),
    Plain("Keys are made in the Claude Console, platform.claude.com."),
)
_TRY_THE_DEMO = Plain("^d opens the demo instead: no key, no network.")


def no_key_sheet(host: Plain) -> Sheet:
    """The prompt when there is no key: which variable is missing, and on which machine.

    Args:
        host: The name of the machine that this program runs on.
    """
    return Sheet(
        title=Plain("No API key"),
        sentences=(
            Plain(f"ANTHROPIC_API_KEY is not set on this machine ({host})."),
            *_instructions(in_demo=False),
            Plain("Over SSH, the variables of your own computer do not come along."),
        ),
    )


def other_key_sheet(*, in_demo: bool) -> Sheet:
    """The prompt for a key that replaces the one in use.

    Args:
        in_demo: Whether the demo is running, which needs no key.
    """
    return Sheet(title=Plain("Another API key"), sentences=_instructions(in_demo=in_demo))


def model_id_sheet(*, in_demo: bool) -> Sheet:
    """The prompt after a model ID was typed instead of a key.

    Args:
        in_demo: Whether the demo is running.
    """
    return Sheet(
        title=Plain("Key not usable"),
        tone="bad",
        sentences=(
            Plain("That is a model ID and no key; models are asked for with a key."),
            *_instructions(in_demo=in_demo),
        ),
    )


def unusable_key_sheet(error: InvalidCredentialError, *, in_demo: bool) -> Sheet:
    """The prompt after a malformed key was typed: what is wrong, and what to do.

    Args:
        error: What is wrong with the key.
        in_demo: Whether the demo is running.
    """
    return Sheet(
        title=plain(error.title),
        tone="bad",
        sentences=(plain(error.message), plain(error.remedy), *_instructions(in_demo=in_demo)),
    )


def _instructions(*, in_demo: bool) -> tuple[Plain, ...]:
    return _TYPE_A_KEY if in_demo else (*_TYPE_A_KEY, _TRY_THE_DEMO)


def forget_all_sheet(count: int, *, demo: bool) -> Sheet:
    """The confirmation before the whole history is deleted.

    Args:
        count: The number of lookups in it, those of the demo included.
        demo: Whether the list on screen is the demo's.
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
