"""Why a name is no model ID of the Claude API: the form that it has instead, in one sentence."""

import re

_CLAUDE_CODE = re.compile(
    r"(opus|sonnet|haiku|best|opusplan|default)(\[1m\])?|.*\[1m\]", re.IGNORECASE
)

_FORMS = tuple(
    (re.compile(form, re.IGNORECASE), sentence)
    for form, sentence in (
        (r"arn:aws|.*\banthropic\.claude|bedrock/", "This is an Amazon Bedrock name."),
        (
            r".*publishers/anthropic/|projects/|.*vertex|.*claude.*@(\d|latest|default)",
            "This is a Google Vertex AI name.",
        ),
        (
            r"azure(_ai|-ai)?/|foundry/|.*\.services\.ai\.azure\.",
            "This is a Microsoft Foundry name.",
        ),
        (r"(openrouter/)?~?anthropic/claude|openrouter/", "This is an OpenRouter name."),
        (r".*/.*claude", "This is a gateway's name: the Claude API's have no slash."),
    )
)
"""How the names of platforms look, in the order in which they are tried."""

_DOTTED_VERSION = re.compile(r"(?<![\d.])([3-9]|\d\d)\.\d")
"""The Claude API's IDs have dots up to version 2.1 only."""


def describe_form(name: str) -> str | None:
    """Say in one sentence what kind of name it is, if it is another than the Claude API's.

    Args:
        name: A name that the API does not know.
    """
    if _CLAUDE_CODE.fullmatch(name):
        return "This is a word of Claude Code, not a model ID."
    for form, sentence in _FORMS:
        if form.match(name):
            return sentence
    if quotes := sorted(set(name) & set("\"'`")):
        return f"The name contains a quotation mark ({quotes[0]})."
    if _DOTTED_VERSION.search(name) or " " in name or name != name.lower():
        return "Model IDs use dashes and lower case."
    return None
