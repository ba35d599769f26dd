"""The request that a snippet makes. It never has a key."""

from dataclasses import replace
from urllib.parse import urlsplit

from modelbrowser.domain.connection import DEFAULT_API_VERSION, DEFAULT_BASE_URL, Connection
from modelbrowser.domain.credential import (
    CREDENTIAL_HEADERS,
    CREDENTIAL_VARIABLES,
    OAUTH_BETA,
    CredentialKind,
)
from modelbrowser.domain.query import InvalidModelIDError, ModelQuery
from modelbrowser.errors import ModelBrowserError
from modelbrowser.record import Record

WORKSPACE_HEADER = "anthropic-workspace-id"
"""The header that names a workspace."""


class SnippetError(ModelBrowserError):
    """A part of the request can't be written as code."""

    title = "Not copied"


class SnippetRequest(Record, kw_only=True):
    """A request that can be written as code. It never has a key.

    Attributes:
        model_id: The ID, as typed or as resolved.
        betas: Values of `anthropic-beta`, in the order in which they are sent.
        base_url: Scheme, host and maybe a path, without a slash at the end.
        api_version: The value of `anthropic-version`, for code without an SDK. The SDKs send
            their own.
        workspace_id: The value of `anthropic-workspace-id`, if it is set.
        kind: The kind of credential, which decides how it is sent.
        variable: The environment variable that the code reads the credential from. A profile's
            token is in none; SDKs read the profile, and ant prints the token for other code.
        profile: The name of the profile, if the credential is its token.
        custom_headers: The names of additional headers. SDKs read them from
            ANTHROPIC_CUSTOM_HEADERS; their values may be secret.

    Raises:
        InvalidModelIDError: If the ID can't be sent. A resolved ID comes from the server.
        InvalidBetaError: If a beta can't be sent.
        SnippetError: If another part is not printable ASCII.
    """

    model_id: str
    betas: tuple[str, ...] = ()
    base_url: str = DEFAULT_BASE_URL
    api_version: str = DEFAULT_API_VERSION
    workspace_id: str | None = None
    kind: CredentialKind = "api_key"
    variable: str = "ANTHROPIC_API_KEY"
    profile: str | None = None
    custom_headers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # As sent: trimmed, each beta once.
        query = ModelQuery.parse(self.model_id, self.betas)
        object.__setattr__(self, "model_id", query.model_id)
        object.__setattr__(self, "betas", query.betas)
        settings = (self.base_url, self.api_version, self.workspace_id or "", self.profile or "")
        for text in (*settings, *self.custom_headers):
            if not (text.isascii() and text.isprintable()):
                raise SnippetError(
                    "The request can't be written as code.",
                    "Base URL, API version, workspace ID and profile must be plain ASCII.",
                )

    @classmethod
    def from_query(cls, query: ModelQuery, connection: Connection) -> "SnippetRequest":
        """Make the request that a connection sends for a query."""
        credential = connection.credential
        kind = credential.kind if credential else "api_key"
        profile = credential.profile if credential else None
        # SDKs add the beta for a profile's token, but not for one in a variable.
        betas = credential.betas if credential and not profile else ()
        variable = "ANTHROPIC_API_KEY" if kind == "api_key" else "ANTHROPIC_AUTH_TOKEN"
        if credential and credential.source in CREDENTIAL_VARIABLES:
            variable = credential.source
        return cls(
            model_id=query.model_id,
            betas=(*connection.custom_betas, *query.betas, *betas),
            base_url=connection.base_url,
            api_version=connection.api_version,
            workspace_id=connection.workspace_id,
            kind=kind,
            variable=variable,
            profile=profile,
            custom_headers=tuple(name for name, _ in connection.custom_headers),
        )

    @property
    def credential_header(self) -> tuple[str, str]:
        """The header for the key or token, and the prefix of its value."""
        return CREDENTIAL_HEADERS[self.kind]

    @property
    def custom_base_url(self) -> str | None:
        """The base URL if it isn't the SDKs' default, else None."""
        return None if self.base_url == DEFAULT_BASE_URL else self.base_url

    @property
    def headers(self) -> dict[str, str]:
        """The headers other than the credential (wire contract, "Retrieve")."""
        headers = {"anthropic-version": self.api_version}
        betas = (*self.betas, OAUTH_BETA) if self.profile else self.betas
        if betas:
            headers["anthropic-beta"] = ",".join(betas)
        headers["accept"] = "application/json"
        if self.workspace_id:
            headers[WORKSPACE_HEADER] = self.workspace_id
        return headers


def snippet_requests(
    query: ModelQuery, connection: Connection, resolved_id: str | None
) -> tuple[SnippetRequest, ...]:
    """Build the request with the typed ID and, if it resolved to another, with the resolved ID.

    A resolved ID comes from the server. If it can't be sent, it is left out.

    Raises:
        SnippetError: If a setting is not printable ASCII, or contains the credential.
    """
    typed = SnippetRequest.from_query(query, connection)
    # Not the host, which is shown everywhere: its name may contain a word of the key.
    path = urlsplit(typed.base_url).path
    texts = (path, *typed.headers.values(), *typed.custom_headers)
    if any(map(connection.holds_key, texts)):
        raise SnippetError("The code would contain the key.", "Check the base URL and betas.")
    if resolved_id is None or resolved_id == query.model_id:
        return (typed,)
    try:
        return typed, replace(typed, model_id=resolved_id)
    except InvalidModelIDError:
        return (typed,)
