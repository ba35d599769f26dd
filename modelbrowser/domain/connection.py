"""A connection: where requests go, and what all of them have in common."""

import re
from base64 import b64decode
from ipaddress import ip_address
from urllib.parse import urlsplit

from modelbrowser.domain.credential import MODEL_NAME, NOT_SECRET, Credential, Secret
from modelbrowser.domain.query import looks_like_key
from modelbrowser.record import Record

DEFAULT_BASE_URL = "https://api.anthropic.com"

DEFAULT_API_VERSION = "2023-06-01"
"""The value of `anthropic-version` (wire contract, "Retrieve")."""

DEFAULT_TIMEOUT = 15.0
"""The deadline of a lookup, including retries, in seconds."""

_MIN_TOKEN = 20
"""From this length on, a part of the base URL's path may be a token, in characters."""

_MIN_PART = 12
"""The shortest part of a key that is recognized, in characters."""

_SECRET_NAME = re.compile(
    r"auth|cookie|credential|(?<!port)key|pass|secret|sign|token", re.IGNORECASE
)
_PLAIN_NAME = re.compile(r"anthropic-workspace-id|.*-(provider|model)", re.IGNORECASE)
"""Headers whose values are never secret."""

_WORD = re.compile(r"[a-z]{8,11}")
"""A key that isn't secret: a word that is found in names, such as `lmstudio`."""

_WORD_OR_NAME = re.compile(rf"{_WORD.pattern}|{MODEL_NAME}")

_WEB_SITES = {
    *("anthropic.com", "www.anthropic.com", "console.anthropic.com", "docs.anthropic.com"),
    *("claude.ai", "claude.com", "platform.claude.com", "docs.claude.com"),
}
"""Anthropic's websites, which people mistake for the API."""

_WORDS = re.compile(r"[^\s\"'{}\[\](),;]{8,}")
"""The words of a header, or of JSON in one, that are long enough to be secret."""

_LETTERS_AND_DIGITS = re.compile(r"[a-z0-9]+", re.IGNORECASE)

_NAME_PART = re.compile(
    r"claude[a-z0-9]*|([A-Za-z][a-z]{2,}([A-Z][a-z]+)*|[A-Z]{3,})\d{0,3}[a-z]?|[A-Za-z]{1,2}\d?"
    r"|v?\d{1,4}[A-Za-z]?|20\d{6}|1\d{9}"
)
"""What names consist of: words, short numbers, dates, times. A token rarely has only these."""

_TOKEN = re.compile(
    r"(?<![a-z0-9])(?![a-z]+\d{0,3}(?![a-z0-9]))(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{16,}",
    re.IGNORECASE,
)
"""A run of letters and digits that is too long and too mixed for a name."""

_LABELED = re.compile(
    r"(?:^(?=bearer\s|basic\s+\S{12})"
    r"|(?:authorization|key|password|secret|token)[\\\"']*\s*[:=][\s\\\"']*)"
    r"(?:bearer\s+)?((?:basic\s+)?[^\s\\\"',;}]+)",
    re.IGNORECASE,
)
"""A secret in a header, after its label or its scheme."""


class Connection(Record, kw_only=True):
    """What stays the same from one lookup to the next.

    Attributes:
        base_url: Scheme, host and, for a gateway, a path; valid, without a slash at the end.
        base_url_source: Where it was set, such as `ANTHROPIC_BASE_URL`; empty for the default.
        credential: None if there is none.
        no_credential: Why there is none: what was checked, and what was found that can't be
            used, in sentences; may be empty.
        no_credential_remedy: What makes the active profile usable, if there is one.
        api_version: The value of `anthropic-version`.
        workspace_id: The value of `anthropic-workspace-id`, if it is set.
        workspace_source: Where it was set, such as `ANTHROPIC_WORKSPACE_ID`.
        custom_headers: Additional headers, which replace any others with the same name.
        custom_betas: Values of `anthropic-beta` that are sent with every request.
        timeout: The deadline of a lookup, including retries, in seconds.
        demo: Whether the demo responds instead of the API, without a network.
        former_secrets: What earlier connections of this run sent, which a server may echo late.
    """

    base_url: str = DEFAULT_BASE_URL
    base_url_source: str = ""
    credential: Credential | None = None
    no_credential: str = ""
    no_credential_remedy: str = ""
    api_version: str = DEFAULT_API_VERSION
    workspace_id: str | None = None
    workspace_source: str = ""
    custom_headers: tuple[tuple[str, Secret], ...] = ()
    custom_betas: tuple[str, ...] = ()
    timeout: float = DEFAULT_TIMEOUT
    demo: bool = False
    former_secrets: tuple[Secret, ...] = ()

    @property
    def host(self) -> str:
        """The host that gets the credential, with its port unless that is the default."""
        return urlsplit(self.base_url).netloc

    @property
    def address(self) -> str:
        """The host with the base URL's path, as stored: one host may have several gateways.

        A path that may contain a secret is left out: some gateways have a token in it.
        """
        path = urlsplit(self.base_url).path
        may_be_secret = self.holds_key(path) or any(
            len(part) >= _MIN_TOKEN or not _looks_like_name(part) for part in path.split("/")
        )
        return self.host if may_be_secret else self.host + path

    @property
    def is_api(self) -> bool:
        """Whether the Claude API (or the demo) responds, rather than a gateway."""
        return self.demo or self.base_url == DEFAULT_BASE_URL

    @property
    def operator(self) -> str:
        """Who can help if TLS fails: the Claude API's works, so something must be in between."""
        if self.is_api:
            return "the administrator of the TLS-inspecting proxy or firewall"
        return f"the operator of {self.host}"

    @property
    def responder(self) -> str:
        """What to call the host if TLS fails, at the start of a sentence."""
        return f"The server that responded as {self.host}" if self.is_api else self.host

    @property
    def is_local(self) -> bool:
        """Whether the host is this computer, so there is no network in between."""
        return is_loopback(self.base_url)

    @property
    def base_url_name(self) -> str:
        """The base URL with its source, in a sentence."""
        source = f" ({self.base_url_source})" if self.base_url_source else ""
        return f"the base URL{source}"

    def check(
        self, start: str = "Check", *others: str, network: bool = False, why: str = ""
    ) -> str:
        """Return a remedy: what to check if requests may not reach the right server.

        Args:
            start: The sentence up to its verb.
            others: What to check in addition, such as a variable.
            network: Whether the network may be the cause. For the Claude API's own address,
                which can't be wrong, it always may.
            why: What there may be between this computer and the host.
        """
        if urlsplit(self.base_url).hostname in _WEB_SITES:
            return f"The Claude API is at https://api.anthropic.com: correct {self.base_url_name}."
        names = ["the network"] if self.is_api or (network and not self.is_local) else []
        names += [*([] if self.is_api else [self.base_url_name]), *others]
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        cause = f"; {why} may be the cause" if why and not self.is_local else ""
        return f"{start} {listed}{cause}."

    @property
    def can_send(self) -> bool:
        """Whether a lookup can be sent: there is a credential, or none is needed."""
        return self.demo or self.credential is not None

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything sent, now or earlier, that must not be shown if a server echoes it.

        What clearly isn't secret, such as the header `accept`, a model's name or a word in place
        of a key, is not included: every response contains text like it.
        """
        secrets: list[Secret] = []
        for name, value in self.custom_headers:
            if _PLAIN_NAME.fullmatch(name):
                continue
            if _SECRET_NAME.search(name):
                secrets.append(value)
            else:
                # A title or JSON metadata has words that responses have, too.
                text = value.reveal()
                tokens = (each for each in _TOKEN.findall(text) if not NOT_SECRET.search(each))
                texts = dict.fromkeys((*_LABELED.findall(text), *tokens))
                words = dict.fromkeys(
                    each for each in _WORDS.findall(text) if not _looks_like_name(each)
                )
                secrets += map(Secret, texts)
                secrets += (Secret(each, is_whole=True) for each in words if each not in texts)
        sent = [each for each in secrets if not _WORD_OR_NAME.fullmatch(each.reveal())]
        if self.credential and not _WORD.fullmatch(self.credential.secret.reveal()):
            sent.insert(0, self.credential.secret)
        return (*sent, *filter(None, map(_encoded_secret, sent)), *self.former_secrets)

    def holds_key(self, text: str) -> bool:
        """Whether a text contains an API key, or a part of the one in use: it must not be shown."""
        key = self.credential.secret.reveal() if self.credential else ""
        parts = {text[start : start + _MIN_PART] for start in range(len(text) - _MIN_PART + 1)}
        return (
            looks_like_key(text)
            or any(part in piece for piece in NOT_SECRET.split(key) for part in parts)
            or any(secret.occurs_in(text) for secret in self.secrets)
        )


def _looks_like_name(text: str) -> bool:
    """Whether a text looks like a name: it has no letters and digits mixed at random."""
    return all(map(_NAME_PART.fullmatch, _LETTERS_AND_DIGITS.findall(text)))


def _encoded_secret(secret: Secret) -> Secret | None:
    """Return the secret in a login in Base64: the password, or a token in place of the user."""
    scheme, _, encoded = secret.reveal().strip().partition(" ")
    if scheme.lower() not in {"basic", "apikey"}:
        return None
    # Not all write the padding, and some write Base64 as in URLs.
    padded = f"{encoded.strip().rstrip('=')}==="
    try:
        login = b64decode(padded.translate(str.maketrans("-_", "+/")))
    except ValueError:
        return None
    user, _, password = login.decode("utf-8", "surrogateescape").partition(":")
    return Secret(password or user) if password or not _WORD_OR_NAME.fullmatch(user) else None


class ProfileOption(Record):
    """A profile of the ant CLI.

    Attributes:
        name: Its name.
        connection: The connection with its token; None if it can't be used.
        notices: Why it can't be used, or what to know about using it, in sentences.
    """

    name: str
    connection: Connection | None
    notices: tuple[str, ...]


def is_loopback(base_url: str) -> bool:
    """Whether the host of a base URL is this machine, so nothing is sent over a network."""
    host = urlsplit(base_url).hostname or ""
    # Not NAME.localhost: without a rule in the system's resolver, DNS is asked for it.
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    # Some gateways give their address as 0.0.0.0; a connection to it stays on this machine.
    return address.is_loopback or address.is_unspecified
