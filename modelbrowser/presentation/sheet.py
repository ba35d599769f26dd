"""What is to be read, before it is known where: the form that all answers take.

The detail pane draws a sheet, `--plain` prints one; neither knows what is on it.
"""

from dataclasses import dataclass
from typing import Literal

from modelbrowser.presentation.plain import NOTHING, Plain

Tone = Literal["normal", "good", "warning", "bad", "dim", "head"]
"""How a colour may repeat what the words say already; the label of a head has no value."""


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled value; one that goes on from the row above has an empty label."""

    label: Plain
    value: Plain
    tone: Tone = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A title, a heading that is copied and remembered, sentences, and labelled values.

    Attributes:
        title: The state, in two to four words.
        tone: What the state amounts to.
        heading: On a line of its own, never shortened: the resolved ID. May be empty.
        subheading: The display name. May be empty.
        sentences: Paragraphs, each to be wrapped.
        rows: Labelled values, aligned with each other.
    """

    title: Plain
    tone: Tone = "normal"
    heading: Plain = NOTHING
    subheading: Plain = NOTHING
    sentences: tuple[Plain, ...] = ()
    rows: tuple[Row, ...] = ()
