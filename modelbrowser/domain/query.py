"""Queries: a model ID or alias to look up, with betas."""

import re
import unicodedata
from collections.abc import Iterable

from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.record import Record

MAX_LENGTH = 256
"""The longest model ID or beta value that is sent, in characters."""

KEY_FOUND = "That looks like an API key. It was not sent or stored."
"""The message about a key in the wrong place."""

_KEY_FORM = re.compile(
    # Limited, because the text may be long and from a server.
    r"sk-ant-|(?<![a-z_])sk-[\w-]{20,}|sk-[\w-]{0,64}[^\W_]{48}|\bant-[a-z]+\d\d-"
    # A key without its beginning: no name is as long as that, of all kinds of characters, with
    # hardly any punctuation.
    r"|(?-i:(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)(?=[\w-]*[^\W_]{16})[\w-]{60})",
    re.IGNORECASE | re.ASCII,
)
_KEY_START = re.compile(r"(?<![a-z_-])sk-|\bant-", re.IGNORECASE)
_BETA_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-\d{4}-\d{2}-\d{2}")

_LOOK_ALIKES = str.maketrans(
    "\N{MINUS SIGN}\N{HYPHEN BULLET}\N{CYRILLIC SMALL LETTER PALOCHKA}аеоѕсԁрһіјкмптухьαειοηρυκτχ",
    "--laeoscdphijkmntyxbaeionpuktx",
)
"""Cyrillic and Greek letters, and punctuation, that look like ASCII characters."""


class InvalidModelIDError(ModelBrowserError):
    """The text can't be a model ID or alias. Nothing was sent.

    Attributes:
        text: The text, if it may mean a known name; otherwise empty.
    """

    title = "Not a model ID"
    exit_code = ExitCode.USAGE
    text = ""


class InvalidBetaError(ModelBrowserError):
    """The text can't be a value of `anthropic-beta`. Nothing was sent."""

    title = "Invalid beta"
    exit_code = ExitCode.USAGE


class ModelQuery(Record):
    """A query that can be sent.

    Attributes:
        model_id: A model ID or alias, as returned by `parse_model_id`.
        betas: Values of `anthropic-beta`, as returned by `parse_beta`, each once, in the
            order in which they are sent.
    """

    model_id: str
    betas: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, betas: Iterable[str] = ()) -> "ModelQuery":
        """Parse what was typed and selected, as `parse_model_id` and `parse_betas` do."""
        values = parse_betas(betas)
        return cls(parse_model_id(text), values)


def parse_model_id(text: str) -> str:
    """Trim and check a model ID or alias.

    Raises:
        InvalidModelIDError: If it is empty, consists of dots, is longer than 256 characters,
            isn't printable ASCII, or looks like an API key.
    """
    model_id = text.strip()
    if not model_id:
        raise InvalidModelIDError("Enter a model ID, e.g. claude-haiku-4-5.")
    if looks_like_key(model_id):
        # The text is not quoted, because errors are shown and may be stored.
        raise key_in_query_error()
    if len(model_id) > MAX_LENGTH:
        raise InvalidModelIDError(
            f"That's too long for a model ID (limit: {MAX_LENGTH} characters)."
        )
    if bad := _first_invalid(model_id):
        error = InvalidModelIDError(
            f"That contains a character that can't be part of a model ID: {bad}.",
            "Model IDs consist of letters, digits, dashes and dots.",
        )
        error.text = model_id
        raise error
    if not model_id.strip("."):
        raise InvalidModelIDError(f"{model_id} is not a model ID.")
    return model_id


def parse_beta(text: str) -> str:
    """Trim and check one value of `anthropic-beta`.

    Raises:
        InvalidBetaError: If it is empty, longer than 256 characters, isn't printable ASCII,
            looks like an API key, or contains a comma or white space.
    """
    value = text.strip()
    if looks_like_key(value):
        raise InvalidBetaError(KEY_FOUND)
    if not value or len(value) > MAX_LENGTH or _first_invalid(value) or set(" ,") & set(value):
        raise InvalidBetaError(
            "That's not a valid beta.",
            "Use a value like files-api-2025-04-14: ASCII, without commas or spaces, "
            f"at most {MAX_LENGTH} characters.",
        )
    return value


def parse_betas(texts: Iterable[str]) -> tuple[str, ...]:
    """Trim and check values of `anthropic-beta`; each is there once."""
    return tuple(dict.fromkeys(map(parse_beta, texts)))


def key_in_query_error() -> InvalidModelIDError:
    """Make the error for a query that contains an API key. It doesn't quote the key."""
    return InvalidModelIDError(KEY_FOUND, "Set it in the environment variable ANTHROPIC_API_KEY.")


def has_beta_form(value: str) -> bool:
    """Whether a value has the form `feature-name-YYYY-MM-DD`."""
    return _BETA_FORM.fullmatch(value) is not None


def looks_like_key(text: str) -> bool:
    """Whether a text contains something that looks like an API key."""
    return _KEY_FORM.search(replace_look_alikes(text)) is not None


def may_hold_key(text: str) -> bool:
    """Whether a text that is being typed contains an API key or begins one, perhaps cut off."""
    return looks_like_key(text) or _KEY_START.search(replace_look_alikes(text)) is not None


def replace_look_alikes(text: str) -> str:
    """Replace characters with the ASCII ones that they look like, and drop all others.

    Text that isn't all ASCII also becomes lowercase.
    """
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LOOK_ALIKES))
    return "".join(
        "-" if unicodedata.category(each) == "Pd" else each
        for each in plain
        if each.isascii() or unicodedata.category(each) == "Pd"
    )


def _first_invalid(text: str) -> str | None:
    """Return the name of the first character that is not printable ASCII, if there is one."""
    for character in text:
        if not " " <= character <= "~":
            point = f"U+{ord(character):04X}"
            name = unicodedata.name(character, "")
            return f"{point} ({name.lower()})" if name else point
    return None
