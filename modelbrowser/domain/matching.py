"""Which names fit what a person typed: the letters in their order, the best first.

Textual's own fuzzy search tries every way of placing the letters, which for a name such as a
hundred times the same letter never ends; names come from a server.
"""


def fuzzy_score(wanted: str, text: str) -> int | None:
    """How well a text fits, the smaller the better; None where it does not.

    Args:
        wanted: What was typed, in lower case.
        text: What it is looked for in, in lower case.
    """
    if (place := text.find(wanted)) >= 0:
        return place
    start = end = -1
    for character in wanted:
        end = text.find(character, end + 1)
        if end < 0:
            return None
        start = end if start < 0 else start
    # Behind all that hold it in one piece; the closer together, the better.
    return len(text) + end - start
