"""Headers of the user's own, from ANTHROPIC_CUSTOM_HEADERS, as the SDKs read them."""

import re

from modelbrowser.domain.credential import Credential, Secret, parse_credential
from modelbrowser.domain.query import InvalidBetaError, parse_beta
from modelbrowser.record import Record
from modelbrowser.settings.checks import RawSetting

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
_ESCAPED_BREAK = re.compile(r"\\n(?=[\w-]+:)")
_VALUE = re.compile(r"[ -~]{0,4096}")
_OF_THE_CONNECTION = frozenset({
    "accept-encoding", "connection", "content-length", "expect", "host", "keep-alive",
    "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
"""Not sent: they would break the connection, or send the request elsewhere."""


class CustomHeaders(Record, kw_only=True):
    """What is sent with every request.

    Attributes:
        headers: Names and values, without those of the credential and the betas.
        credential: What an `authorization` or `x-api-key` holds.
        betas: The values of `anthropic-beta`.
        notices: What is not sent, in sentences.
    """

    headers: tuple[tuple[str, Secret], ...] = ()
    credential: Credential | None = None
    betas: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def parse_custom_headers(raw: RawSetting) -> CustomHeaders:
    """Parse lines of the form `Name: value`; of a repeated name the last value is sent.

    Raises:
        SettingsError: If a name or a value can't be sent. Neither is quoted.
        InvalidCredentialError: If the credential in it can't be one.
    """
    if raw.value.lstrip().startswith("{"):
        raise raw.invalid("it is JSON", "It consists of lines of the form Name: value.")
    headers: dict[str, tuple[str, str]] = {}
    unsent: list[str] = []
    # Files of variables may write a line break as a backslash and an n.
    for number, line in enumerate(_ESCAPED_BREAK.sub("\n", raw.value).split("\n"), start=1):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon:
            unsent.append(f"line {number} (it has no colon)")
        elif not _NAME.fullmatch(name):
            raise raw.invalid(f"the name in line {number} can't be that of a header")
        elif not _VALUE.fullmatch(value):
            raise raw.invalid(f"the value in line {number} is not plain ASCII text on one line")
        elif name.lower() in _OF_THE_CONNECTION:
            unsent.append(name)
        else:
            headers[name.lower()] = (name, value)
    try:
        listed = headers.pop("anthropic-beta", ("", ""))[1].split(",")
        betas = tuple(dict.fromkeys(parse_beta(beta) for beta in listed if beta.strip()))
    except InvalidBetaError as error:
        raise raw.invalid("its anthropic-beta is not a list of beta values", error.remedy) from None
    return CustomHeaders(
        credential=_credential(headers, raw.source),
        headers=tuple((name, Secret(value)) for name, value in headers.values()),
        betas=betas,
        notices=(f"Not sent of {raw.source}: {', '.join(unsent)}.",) if unsent else (),
    )


def _credential(headers: dict[str, tuple[str, str]], source: str) -> Credential | None:
    """Take the credential out of the headers; an `authorization` comes before an `x-api-key`."""
    _, key = headers.pop("x-api-key", ("", ""))
    _, authorization = headers.pop("authorization", ("", ""))
    if authorization.lower().startswith("bearer "):
        return parse_credential(authorization[len("bearer ") :], source, "token")
    if authorization:
        return Credential(kind="authorization", source=source, secret=Secret(authorization))
    return parse_credential(key, source) if key else None
