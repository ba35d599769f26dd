"""Reports that ask the user for something: an API key, or to confirm a deletion."""

from modelbrowser.domain.credential import InvalidCredentialError
from modelbrowser.presentation.reports import Report
from modelbrowser.presentation.sanitize import SafeText, sanitize

_TYPE_A_KEY = (
    SafeText("Paste your API key below. It's kept in memory only."),
    SafeText("Get a key at platform.claude.com."),
)
_TRY_THE_DEMO = SafeText("Or press ^d for the demo, which needs no key or network.")


def no_key_report(host: SafeText, reason: SafeText, *, by_ssh: bool) -> Report:
    """The prompt when there is no key: which variable is missing, and on which machine.

    Args:
        host: The name of the machine that this program runs on.
        reason: What was looked for, and what was found that can't be used, in sentences.
        by_ssh: Whether the user is connected over SSH.
    """
    ssh = SafeText("SSH doesn't forward environment variables; set the key on this host.")
    return Report(
        title=SafeText("No API key"),
        sentences=(
            SafeText(f"No credential on this machine ({host}): {reason}"),
            *_instructions(in_demo=False),
            *((ssh,) if by_ssh else ()),
        ),
    )


def change_key_report(*, in_demo: bool) -> Report:
    """The prompt for a key that replaces the one in use.

    Args:
        in_demo: Whether the demo is running, which needs no key.
    """
    return Report(title=SafeText("Change API key"), sentences=_instructions(in_demo=in_demo))


def malformed_key_report(error: InvalidCredentialError, *, in_demo: bool) -> Report:
    """The prompt after a malformed key was typed: what is wrong, and what to do.

    Args:
        error: What is wrong with the key.
        in_demo: Whether the demo is running.
    """
    return Report(
        title=sanitize(error.title),
        tone="bad",
        sentences=(
            sanitize(error.message),
            sanitize(error.remedy),
            *_instructions(in_demo=in_demo),
        ),
    )


def _instructions(*, in_demo: bool) -> tuple[SafeText, ...]:
    return _TYPE_A_KEY if in_demo else (*_TYPE_A_KEY, _TRY_THE_DEMO)


def clear_history_report(count: int, *, demo: bool) -> Report:
    """The confirmation before the whole history is deleted.

    Args:
        count: The number of lookups in it, those of the demo included.
        demo: Whether the list on screen is the demo's.
    """
    number = "the only lookup" if count == 1 else f"all {count:,} lookups"
    shows = "shows only" if demo else "doesn't show"
    return Report(
        title=SafeText("Clear history?"),
        tone="warning",
        sentences=(
            SafeText(f"Delete {number} from every host, including the demo?"),
            SafeText(f"This list {shows} demo lookups."),
            SafeText("This clears the history file and can't be undone."),
        ),
    )
