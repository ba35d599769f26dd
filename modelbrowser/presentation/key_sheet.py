"""What to say where there is no API key."""

from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.presentation.sheet import Sheet

_WAYS_OUT = (
    Plain("Type a key below. It stays in memory, for this run only."),
    Plain("Keys are made in the Claude Console, platform.claude.com."),
    Plain("^d opens the demo instead: no key, no network."),
)


def no_key_sheet(host: Plain) -> Sheet:
    """Which variable is missing, and on which machine.

    Args:
        host: The name of the machine that this program runs on.
    """
    return Sheet(
        title=Plain("No API key"),
        sentences=(
            Plain(f"ANTHROPIC_API_KEY is not set on this machine ({host})."),
            *_WAYS_OUT,
            Plain("Over SSH, the variables of your own computer do not come along."),
        ),
    )


def other_key_sheet() -> Sheet:
    """How another key takes the place of the one in use."""
    return Sheet(title=Plain("Another API key"), sentences=_WAYS_OUT)


def unusable_key_sheet(error: InvalidCredentialError) -> Sheet:
    """Why what was typed cannot be a key, and what to do even so.

    Args:
        error: What is wrong with it.
    """
    return Sheet(
        title=plain(error.title),
        tone="bad",
        sentences=(plain(error.message), plain(error.remedy), *_WAYS_OUT),
    )
