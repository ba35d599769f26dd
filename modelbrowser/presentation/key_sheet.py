"""What to say where there is no API key."""

from modelbrowser.presentation.plain import Plain
from modelbrowser.presentation.sheet import Sheet


def no_key_sheet(host: Plain) -> Sheet:
    """Which variable is missing, and on which machine.

    Args:
        host: The name of the machine that this program runs on.
    """
    return Sheet(
        title=Plain("No API key"),
        sentences=(
            Plain(f"ANTHROPIC_API_KEY is not set on this machine ({host})."),
            Plain("Type a key below. It stays in memory, for this run only."),
            Plain("^d opens the demo instead: no key, no network."),
            Plain("Over SSH, the variables of your own computer do not come along."),
        ),
    )
