"""Credentials: API keys and tokens, how they are sent, and what can't be one."""

import re
from typing import Literal

from modelbrowser.errors import ExitCode, ModelBrowserError
from modelbrowser.record import Record

CredentialKind = Literal["api_key", "token", "oauth_token", "authorization"]
"""Kinds of credentials; the last is a complete `authorization` header from the user."""

CREDENTIAL_HEADERS: dict[CredentialKind, tuple[str, str]] = {
    "api_key": ("x-api-key", ""),
    "token": ("authorization", "Bearer "),
    "oauth_token": ("authorization", "Bearer "),
    "authorization": ("authorization", ""),
}
"""The header for each kind, and the prefix of its value (wire contract, "Retrieve")."""

CREDENTIAL_VARIABLES: dict[str, CredentialKind] = {
    "ANTHROPIC_API_KEY": "api_key",
    "ANTHROPIC_AUTH_TOKEN": "token",
}
"""The environment variables for credentials, as in the SDKs; the first one set is used."""

OAUTH_BETA = "oauth-2025-04-20"
"""The beta without which the API doesn't accept OAuth tokens."""

MAX_KEY_LENGTH = 16384
"""The longest key, token or header that is sent, in characters; most servers accept less."""

_MIN_SEARCHED = 8
"""The shortest secret to search for, in characters: a shorter one occurs by chance."""

_NOUNS: dict[CredentialKind, str] = {
    "api_key": "API key",
    "token": "token",
    "oauth_token": "OAuth token",
    "authorization": "Authorization header",
}
_AROUND = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u200c\u200d\u2060"
)
"""White space, and the invisible characters that web pages and editors put around a text."""

_API_KEY, _ADMIN_KEY = "sk-ant-", "sk-ant-admin"
_QUOTES = {'""', "''", "\u201c\u201d", "\u2018\u2019"}
_OAUTH_TOKEN = "sk-ant-oat"  # noqa: S105 - how all of them begin

MANUAL_ENTRY = "manual entry"
"""The source of a credential that was typed into the program."""

NOT_SECRET = re.compile(
    r"sk-ant-[a-z]+\d*-|anthropic|claude"
    r"(?:(?:[-.@:](?:[a-z]{2,12}|v?\d{1,2})){0,9}[-@]20\d{6}(?!\d))?",
    re.IGNORECASE,
)
"""What isn't secret in a key: the prefix shared by all of a kind, words of models' names, and a
model's name with a date, which a cookie may contain."""

MODEL_NAME = r"([a-z_]+[./]){0,9}claude([-.@:]([a-z]+|v?\d{1,2}|20\d{6}))+"
"""A pattern for a model's name. A gateway's key may begin as one: `claude-proxy-8d7f6a5b`."""

_FAMILY_NAME = (
    r"([a-z_]+[./]){0,9}((claude-)?(opus|sonnet|haiku|fable|mythos)|claude-(code|instant))"
    r"([-.]\d{1,2}|-20\d{6}|-latest)*(\[1m\])?$"
)
"""What users call a model for short."""

_MODEL_ID = "it is a model ID"

_IMPOSSIBLE = tuple(
    (re.compile(form, re.IGNORECASE), why)
    for form, why in (
        (r"[{[]|\$\{\{", "it is a template or JSON, not the value itself"),
        (r"\(", "it is in parentheses"),
        (r"\$\(|`", "it is a command, not what the command prints"),
        (r"\$|%\w+%$", "it is a variable's name, not its value"),
        (r"(ANTHROPIC_)?(API_KEY|AUTH_TOKEN)$", "it is a variable's name, not its value"),
        (r"((export|set) )?\w*(key|token) *=", "it includes a variable's name"),
        (r"(x-api-key|authorization) *:", "it includes a header's name"),
        (r"op://", "it is a 1Password reference, not the value (see op run)"),
        (r"[a-z][\w+.-]*://|arn:", "it is a URL or a reference, not the value"),
        (r"@?(~|\.{1,2})/|@?/(run|etc|home|Users|var|mnt)/", "it is a file path"),
        (rf"(?=.*(\d|preview$|latest$)){MODEL_NAME}(\[1m\])?$", _MODEL_ID),
        (_FAMILY_NAME, _MODEL_ID),
        (r"ENC\[", "it is encrypted"),
        (r"c2stYW50", "it is Base64-encoded"),
        (r"__\w+__$", "it is a template, not the value itself"),
        (r"sk-ant-sid", "it is a claude.ai session key, not an API key"),
        (r"sk-ant-ort", "it is a refresh token, not an access token"),
        (r"wrkspc_", "it is a workspace ID"),
        (r"Basic ", "it is a user name and password, for ANTHROPIC_CUSTOM_HEADERS"),
        (r"<.*>$|.*\byour[-_ ]|.*[-_ ]here$", "it is a placeholder"),
        (r"(change|replace)[-_ ]?me$|(undefined|null|(?-i:None))$", "it is a placeholder"),
        (r"sk-(ant-)?(api\d+-)?([.*]{2,}|…|x{3,})", "it is a placeholder"),
        (r".*(\.{3}|…|\*{3})", "it is truncated or masked"),
        (r"\S+\s+#", "it is followed by a comment"),
        (
            r"[\"']sk-ant-|sk-ant-.*[,;\"'\\]",
            "it includes a quote, a comma, a semicolon or a backslash",
        ),
        (r"sk-ant-.*sk-ant-|(sk-.{8,})\1$", "it is two keys in a row, or the same key twice"),
    )
)
"""Patterns of text that can't be a key or token, and what each one is."""


class InvalidCredentialError(ModelBrowserError):
    """The text can't be an API key or token. Nothing was sent; the text is never quoted."""

    title = "Malformed API key"
    exit_code = ExitCode.SETTINGS


class Secret:
    """A text that never appears in a repr, a traceback, a log or a pickle.

    Attributes:
        is_whole: Whether it is secret only as a whole, because its parts may be plain words.
    """

    __slots__ = ("_text", "is_whole")

    def __init__(self, text: str, *, is_whole: bool = False) -> None:
        self._text = text
        self.is_whole = is_whole

    def reveal(self) -> str:
        """Return the text, to check it, to send it, or to search for it."""
        return self._text

    def occurs_in(self, text: str) -> bool:
        """Whether a text contains the secret; always false for a very short one."""
        return len(self._text) >= _MIN_SEARCHED and self._text in text

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("A secret is not pickled.")


class Credential(Record, kw_only=True):
    """What authenticates a request.

    Attributes:
        kind: Its kind, which decides how it is sent; a request never has two credentials.
        source: Where it came from, safe to show: a variable's name, "manual entry" or
            "profile NAME".
        secret: The key or token: trimmed, printable ASCII.
        ignored: What was removed around it, in words: "white space", "quotes".
        profile: The name of its profile, if it comes from one.
        unused: The variables of other credentials, and the active profile, which aren't used
            because of this one; the next one first.
    """

    kind: CredentialKind
    source: str
    secret: Secret
    ignored: tuple[str, ...] = ()
    profile: str | None = None
    unused: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        """Its kind in words, such as "OAuth token"."""
        return _NOUNS[self.kind]

    @property
    def is_from_anthropic(self) -> bool:
        """Whether it is one of the Claude API's, not of a gateway."""
        return self.profile is not None or self.secret.reveal().startswith(_API_KEY)

    @property
    def header(self) -> tuple[str, str]:
        """The name and the value of the header that it is sent in."""
        name, prefix = CREDENTIAL_HEADERS[self.kind]
        return name, prefix + self.secret.reveal()

    @property
    def betas(self) -> tuple[str, ...]:
        """The values of `anthropic-beta` that it needs."""
        return (OAUTH_BETA,) if self.kind == "oauth_token" else ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know about how it was read and is sent, in sentences."""
        notices = []
        if self.ignored:
            ignored = " and ".join(self.ignored)
            notices.append(f"Ignored {ignored} around the {self.noun} in {self.source}.")
        if self.kind == "oauth_token" and not self.profile:
            notices.append(
                f"The credential ({self.source}) is an OAuth token: it is sent as a bearer token, "
                f"with the beta {OAUTH_BETA}."
            )
        return tuple(notices)

    def remedy(self, ended: str = "") -> str:
        """Say what the user can do if the API rejects it; it may say how the credential ended."""
        return self._way_to_correct(ended) + self.way_to_next

    @property
    def way_to_next(self) -> str:
        """How to use the next credential, if there is one that this one hides."""
        if not self.unused:
            return ""
        is_variable = self.source in CREDENTIAL_VARIABLES
        what = f"unset {self.source}" if is_variable else f"remove the header in {self.source}"
        return f" To use {self.unused[0]} instead, {what}."

    def _way_to_correct(self, ended: str) -> str:  # noqa: PLR0911 - one for each reason
        source, text = self.source, self.secret.reveal()
        if self.profile:
            return f"Log in again: ant auth login --profile {self.profile}."
        if ended and self.kind == "api_key":
            return "Create a new key in the Console (platform.claude.com)."
        if ended or self.kind == "oauth_token":
            return (
                f"The token ({source}) {ended or 'may have expired'}: log in again for a new one."
            )
        if self.kind == "token" and text.startswith(_API_KEY):
            return f"The token ({source}) is an API key: set it as ANTHROPIC_API_KEY."
        if self.kind != "api_key":
            return f"Check the {self.noun} ({source}): it may have expired, or be for another host."
        if not text.startswith(_API_KEY):
            return f"API keys begin with sk-ant-, but the key ({source}) does not."
        if text.startswith(_ADMIN_KEY):
            return f"The key ({source}) is an Admin API key: use a regular API key."
        return f"Check the key ({source}), and make sure it still exists in the Console."


def parse_credential(
    text: str, source: str, kind: CredentialKind = "api_key", profile: str | None = None
) -> Credential:
    """Trim and check an API key or token.

    White space, one pair of quotes and a leading "Bearer " are removed, because keys that are
    read from files or copied from examples may have them. An OAuth token is recognized
    whatever `kind` is.

    Args:
        text: The text, as given.
        source: Where it came from, safe to show.
        kind: Its kind, unless it is an OAuth token.
        profile: The name of its profile, if it comes from one.

    Raises:
        InvalidCredentialError: If it is empty, longer than 16384 characters, contains spaces or
            anything but printable ASCII, or is something else, such as a model ID.
    """
    key, ignored = _unwrap(text)
    if key.startswith(_OAUTH_TOKEN):
        kind = "oauth_token"
    what = f"The {_NOUNS[kind]} ({source})"
    if not key:
        raise InvalidCredentialError(f"{what} is empty.")
    for form, why in _IMPOSSIBLE:
        if form.match(key) and source == MANUAL_ENTRY and why == _MODEL_ID:
            raise InvalidCredentialError("That's a model ID, not an API key.")
        if form.match(key):
            remedy = f"Set it to a complete {_NOUNS[kind]}."
            raise InvalidCredentialError(f"{what} can't be used: {why}.", remedy)
    if len(key) > MAX_KEY_LENGTH:
        raise InvalidCredentialError(f"{what} is too long (limit: {MAX_KEY_LENGTH} characters).")
    if not all("!" <= character <= "~" for character in key):
        raise InvalidCredentialError(
            f"{what} contains a space or another invalid character.",
            "It must be ASCII, without spaces. Copy it again.",
        )
    return Credential(
        kind=kind, source=source, secret=Secret(key), ignored=ignored, profile=profile
    )


def _unwrap(text: str) -> tuple[str, tuple[str, ...]]:
    """Remove what may surround a key; return the rest, and the names of what was removed."""
    ignored: list[str] = []
    key = trimmed = text.strip(_AROUND)
    if len(key) > 1 and (key[0] + key[-1] in _QUOTES or re.fullmatch(r"`[\w-]+`", key)):
        key = key[1:-1]
        ignored.append("quotes")
    if f"{key.strip(_AROUND)} ".lower().startswith("bearer "):
        key = key.strip(_AROUND)[len("bearer ") :]
        ignored.append('"Bearer"')
    bare = key.strip(_AROUND)
    if text != trimmed or key != bare:
        ignored.append("white space")
    return bare, tuple(ignored)
