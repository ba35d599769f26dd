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


def lifecycle_words(model: ModelInfo, clock: Clock) -> Plain:
    """The lifecycle with its days, which are days of UTC as in the API's announcements.

    A retirement in the past on a deprecated model is overdue, not done (wire contract,
    "ModelInfo"). A value that is not known is shown as sent.
    """
    retires = model.retires_at
    since = f" since {_day(model.deprecated_at)}" if model.deprecated_at else ""
    match model.lifecycle:
        case "deprecated" if retires and retires < clock.now():
            return Plain(f"deprecated{since}, overdue: was to retire on {_day(retires)}")
        case "deprecated" if retires:
            return Plain(f"deprecated{since}, retires {_aged(retires, clock)}")
        case "deprecated":
            return Plain(f"deprecated{since}, no retirement date")
        case "retired" if retires:
            return Plain(f"retired since {_day(retires)}")
        case "active" if retires:
            return Plain(f"active, retires {_aged(retires, clock)}")
        case other:
            return plain(other or "unknown")


def _day(moment: datetime) -> str:
    return f"{day_form(moment)} UTC"


def _aged(moment: datetime, clock: Clock) -> str:
    return f"{_day(moment)} ({age(moment, clock)})"
