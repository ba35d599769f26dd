"""Explains in a sentence, from a name's form, why it isn't a model ID of the Claude API."""

import re

from modelbrowser.domain.betas import KNOWN_BETAS
from modelbrowser.domain.suggest import parse_name, split_into_names

_SENTENCES = {
    "This is a variable's name, not its value.": (
        r"[$%]|process\.env\.|(anthropic|claude)_(\w+_)?model(_name|_id)?$"
    ),
    "This is a beta, not a model ID.": r"claude-code-20\d{6}$",
    "This is a product name, not a model ID.": (
        r"claude$|(.*/)?claude[- _.]?((code|desktop|cli|agent|sdk|api|in)([- _./@].*)?"
        r"|ai|com|pro|max|team|enterprise)$"
    ),
    "This is an email address, not a model ID.": r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]+$",
    "This ARN names a resource in an AWS account, not a Claude API model.": (r"arn:(?!.*claude)"),
    "This is a Google Vertex AI name.": (
        r".*publishers/anthropic/|projects/|.*vertex|google/|.*\.googleapis\."
        r"|.*claude.*@(\d|latest|default)"
    ),
    "This is a Microsoft Foundry name.": r".*\bazure|.*\bfoundry\b",
    "This is a LiteLLM name.": r".*\blitellm",
    "This is a Databricks name.": r"(databricks/)?databricks-",
    "This is a GitHub Copilot name.": r"(github[-_/:]?)?copilot|github[/:]",
    "This is an SAP AI Core name.": r"(sap/)?anthropic--claude",
    "This is an OpenRouter name.": (
        r"openrouter[/:]|~?anthropic/claude.*\d\.\d"
        r"|.*:(beta|thinking|online|nitro|floor|free|extended)$"
    ),
    "This is an OpenRouter or LiteLLM name.": r"~?anthropic/claude",
    "This is an Amazon Bedrock name.": (
        r"arn:aws[\w-]*:bedrock|.*\banthropic\.claude|.*\bbedrock|.*\.amazonaws\."
        r"|claude.*-v\d:\d$"
    ),
    "This is a URL, not a model ID.": r"(https?:)?//|(.*/)?v1/|[\w-]+\.[\w.-]+/",
    "/model is a Claude Code command, not part of a model ID.": r"/model\b",
    "This is a path, not a model ID.": (
        r"\.{0,2}/|~/|file:|[a-z]:\\|.*/.*\.[a-z]{1,5}$"
        r"|.*\.(css|git|go|html?|ipynb|java|jsx?|json|lock|log|mdx?|mjs|png|py|rb|rs|sh|sql|svg|tsx?"
        r"|toml|txt|ya?ml)$"
    ),
    "This name has a provider prefix.": r".*[/:]~?claude",
    "The suffix [1m] is a Claude Code term, not part of a model ID.": r".*\[1m\]$",
    "This is a Claude Code term, not a model ID.": (
        r"(opus|sonnet|haiku|fable|best|default|inherit|opusplan(mode)?)$"
    ),
    "This is a placeholder, not a model ID.": (
        r"(claude([-.](opus|sonnet|haiku|fable|instant|\d{1,2}))*[-.]|model[-_ ]?)"
        r"(x+|y+|n|foo|bar|model|name|id|version|example|placeholder|any|test|mock|fake)$"
        r"|model$|[<{](?!.*claude)|your[-_ ]|none$|null$|undefined$"
    ),
}
"""What a name is, and a pattern for such names in lowercase, in the order tried."""

_DOTTED_VERSION = re.compile(r"(?<![\d.])([3-9]|\d\d)\.\d")
"""The Claude API's IDs have dots only up to version 2.1."""
_ONLY_A_VERSION = re.compile(r"claude[-_. ]*([3-9]([-._]\d{1,2})?|latest)", re.IGNORECASE)
_NO_FAMILY = "The name has no family, such as opus, sonnet or haiku."
_LOOKS = str.maketrans("oil", "011")
"""Makes letters and digits that look alike equal."""
_ODD = re.compile(r"[^\w. -]")


def explain_unknown_name(
    name: str, suggestion: str | None = None, *, is_api_name: bool = True
) -> str | None:
    """Say in one sentence what kind of name it is, if it isn't one of the Claude API's.

    Args:
        name: A name that the API does not know.
        suggestion: The known name that was probably meant. It is presented as the Claude API's
            name for the same model only if version and date are the same.
        is_api_name: Whether the suggestion is a name of the Claude API; else it is a gateway's.
    """
    if suggestion and (explain_non_model_id(suggestion) or _misspelling(suggestion)):
        return None  # the names of a gateway have another form
    if sentence := explain_non_model_id(name):
        is_certain = is_api_name and " name" in sentence
        if suggestion and is_certain and _is_same_model(name, suggestion):
            return f"{sentence.rstrip('.')}; the Claude API calls it {suggestion}."
        return sentence
    if suggestion:
        return _confused_character(name, suggestion) or _misspelling(name)
    if "claude" in name.lower():
        has_family = not _ONLY_A_VERSION.fullmatch(name)
        return _misspelling(name) if has_family else _NO_FAMILY
    return "This doesn't look like a Claude model ID."


def explain_non_model_id(name: str) -> str | None:
    """Say what a name is if it isn't meant as a Claude API name; None if it may be."""
    lower = name.lower()
    if len(split_into_names(name)) > 1:
        return "The text contains more than one model ID."
    if lower in KNOWN_BETAS:
        return "This is a beta, not a model ID."
    return next((text for text, form in _SENTENCES.items() if re.match(form, lower)), None)


def _confused_character(name: str, suggestion: str) -> str | None:
    """Name the first letter or digit of a name that only looks like the right one."""
    lower = name.lower()
    if lower.translate(_LOOKS) != suggestion.translate(_LOOKS):
        return None
    for given, found, right in zip(name, lower, suggestion, strict=True):
        if found != right:
            kinds = ["digit" if each.isdigit() else "letter" for each in (found, right)]
            return f"The name has the {kinds[0]} {given} where the {kinds[1]} {right} belongs."
    return None


def _misspelling(name: str) -> str | None:
    if quotes := sorted(set(name) & set("\"'`")):
        return f"The name contains a quotation mark ({quotes[0]})."
    if (odd := _ODD.search(name)) and not name.startswith("Claude "):
        return f'The name contains "{odd[0]}", which never occurs in a model ID.'
    if " " in name and "-" in name:
        return "The name contains a space."
    if _DOTTED_VERSION.search(name) or set(" _") & set(name) or name != name.lower():
        return "Model IDs use dashes and lowercase letters."
    if name.strip(".-") != name or "--" in name or ".." in name:
        return "Model IDs begin and end with a letter or digit, and use single dashes."
    return None


def _is_same_model(name: str, known: str) -> bool:
    """Whether a part of a path has the version of a known name, and no different date."""
    meant = parse_name(known)
    if "." in known and not re.search(re.sub(r".*(\d)\.(\d)", r"\1[.:]\2", known), name):
        # On other platforms, claude-2 means several versions.
        return False
    return meant.version > 0 and any(
        part.version == meant.version
        and (part.date == meant.date or not part.date or not meant.date)
        for part in map(parse_name, name.split("/"))
    )
