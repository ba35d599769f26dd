"""Fuzzy matching: names that have the letters that were typed, in their order.

Textual's own fuzzy search tries every way of placing the letters. For a name of a hundred equal
letters that never ends, and names come from a server.
"""


def fuzzy_score(wanted: str, text: str) -> int | None:
    """Return how well a text matches, the smaller the better; None if it doesn't.

    Args:
        wanted: What was typed, in lowercase.
        text: The text to match, in lowercase.
    """
    if (place := text.find(wanted)) >= 0:
        return place
    start = end = -1
    for character in wanted:
        end = text.find(character, end + 1)
        if end < 0:
            return None
        start = end if start < 0 else start
    # After all that have it in one piece; the closer together, the better.
    return len(text) + end - start
