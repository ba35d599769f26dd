"""What is asked: the addresses and the headers (wire contract, "Retrieve" and "List")."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from modelbrowser import __version__
from modelbrowser.api.errors import MissingCredentialError, UnusableCredentialError
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import HEADERS

Header = tuple[str, str]

PAGE_SIZE = 1000
"""The largest `limit` of a list, in models."""


def model_url(connection: Connection, model_id: str) -> str:
    """The address of one model; nothing of the ID stays that could end the path's part."""
    return f"{connection.base_url}/v1/models/{quote(model_id, safe='')}"


def list_url(connection: Connection, after_id: str | None, lifecycle: Iterable[str]) -> str:
    """The address of one page of the list.

    Args:
        connection: Whom to ask.
        after_id: The last ID of the page before; None for the first page.
        lifecycle: Which kinds; where left out, the API gives active and deprecated.
    """
    parameters = [("limit", str(PAGE_SIZE))]
    parameters += [("after_id", after_id)] if after_id else []
    parameters += [("lifecycle[]", value) for value in lifecycle]
    return f"{connection.base_url}/v1/models?{urlencode(parameters)}"


def request_headers(connection: Connection, betas: Iterable[str] = ()) -> list[Header]:
    """What goes along, the credential included.

    Raises:
        MissingCredentialError: If there is no credential, and no demo.
        UnusableCredentialError: If it is not printable ASCII.
    """
    headers = _credential_headers(connection)
    headers += [
        ("anthropic-version", connection.api_version),
        ("accept", "application/json"),
        # A few bytes of gzip can become gigabytes.
        ("accept-encoding", "identity"),
        ("user-agent", f"modelbrowser/{__version__}"),
    ]
    if connection.workspace_id:
        headers.append(("anthropic-workspace-id", connection.workspace_id))
    # One value each, in the order of the ticks; an empty header must not be sent.
    if value := ",".join(dict.fromkeys(betas)):
        headers.append(("anthropic-beta", value))
    return headers


def shown_headers(headers: Iterable[Header], connection: Connection) -> tuple[Header, ...]:
    """What went along, with the credential's place of origin in the credential's place."""
    source = connection.credential.source if connection.credential else ""
    shown = {name: f"{before}[{source}]" for name, before in HEADERS.values()}
    return tuple((name, shown.get(name.lower(), value)) for name, value in headers)


def _credential_headers(connection: Connection) -> list[Header]:
    credential = connection.credential
    if credential is None:
        if connection.demo:
            return []
        raise MissingCredentialError
    secret = credential.secret.reveal()
    # httpx would fail on it with a message that holds the key.
    if not (secret and secret.isascii() and secret.isprintable()):
        raise UnusableCredentialError(credential.source)
    name, before = HEADERS[credential.scheme]
    return [(name, before + secret)]
