"""Where a model stands between release and retirement, in words."""

from datetime import datetime

from modelbrowser.domain.model import ModelInfo
from modelbrowser.presentation.clock import Clock
from modelbrowser.presentation.dates import age, day_form
from modelbrowser.presentation.plain import Plain, plain
from modelbrowser.presentation.sheet import Tone

_TONES: dict[str, Tone] = {"active": "good", "deprecated": "warning", "retired": "bad"}


def lifecycle_tone(model: ModelInfo) -> Tone:
    """What the lifecycle amounts to; `normal` for a value of tomorrow."""
    return _TONES.get(model.lifecycle or "", "normal")


def lifecycle_words(model: ModelInfo, clock: Clock) -> tuple[Plain, ...]:
    """The lifecycle with its days, which are days of UTC as in the API's announcements.

    A retirement in the past on a deprecated model is overdue, not done (wire contract,
    "ModelInfo"). A value that is not known is shown as sent; None gives no line.

    Returns:
        Lines: what it is, and what will become of it.
    """
    retires = model.retires_at
    match model.lifecycle:
        case None:
            return ()
        case "retired" if retires:
            return (Plain(f"retired since {_day(retires)}"),)
        case "deprecated" if model.deprecated_at:
            return (Plain(f"deprecated since {_day(model.deprecated_at)}"), _end(model, clock))
        case "deprecated":
            return (Plain("deprecated"), _end(model, clock))
        case "active" if retires:
            return (Plain("active"), _end(model, clock))
        case other:
            return (plain(other),)


def _end(model: ModelInfo, clock: Clock) -> Plain:
    if not model.retires_at:
        return Plain("no retirement date")
    if model.retires_at < clock.now():
        return Plain(f"overdue: was to retire on {_day(model.retires_at)}")
    return Plain(f"retires {_day(model.retires_at)} ({age(model.retires_at, clock)})")


def _day(moment: datetime) -> str:
    return f"{day_form(moment)} UTC"
