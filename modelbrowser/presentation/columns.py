"""How wide are the columns of a list? As wide as what stands in them, where there is room."""

from collections.abc import Sequence

GAP = 2
"""Between two columns, in cells."""


def column_widths(usual: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Share out a line's room.

    A column gives up what it does not need to those that need more; from the right, because
    an answer needs it more than a question. What nobody needs stays where it usually is, so
    that columns seldom move.

    Args:
        usual: The usual width of each column, in cells; together they fit.
        wanted: The widest text of each, its title included, in cells.
        room: For all of them and the gaps between, in cells.
    """
    widths = [min(pair) for pair in zip(usual, wanted, strict=True)]
    spare = room - sum(widths) - GAP * (len(widths) - 1)
    for goals in (wanted, usual):
        for index in reversed(range(len(widths))):
            more = max(0, min(spare, goals[index] - widths[index]))
            widths[index] += more
            spare -= more
    return widths
