"""Which error each answer or failure is, and in which words, at the API and at other hosts.

The words are stored in `__snapshots__`; after an intended change, `--snapshot-update` writes them
again.
"""

import errno
import json
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import httpx
import pytest
from support.lookups import NOW, route_to
from support.samples import exchange
from syrupy.assertion import SnapshotAssertion

from modelbrowser.api.certificates import TrustStore
from modelbrowser.api.classifier import error_from_response
from modelbrowser.api.connections import Progress, Stage
from modelbrowser.api.environment import Route
from modelbrowser.api.errors import APIError
from modelbrowser.api.failures import deadline_error, error_from_exception
from modelbrowser.api.proxies import Proxy
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import CredentialKind, parse_credential

KEY = "sk-ant-api03-canary-0123456789"
BETA = "a-2025-01-01"


def _connection(
    base_url: str = "", kind: CredentialKind = "api_key", key: str = KEY, **fields: Any
) -> Connection:
    source = "ANTHROPIC_API_KEY" if kind == "api_key" else "ANTHROPIC_AUTH_TOKEN"
    credential = parse_credential(key, source, kind)
    if base_url:
        fields |= {"base_url": base_url, "base_url_source": "ANTHROPIC_BASE_URL"}
    return Connection(credential=credential, **fields)


CONNECTIONS: dict[str, Connection] = {
    "API": _connection(workspace_id="w", workspace_source="ANTHROPIC_WORKSPACE_ID"),
    "API with a login": _connection(key="sk-ant-oat01-canary-0123456789"),
    "gateway": _connection(
        "https://gw.example/v1",
        key="canary-0123456789",
        former_secrets=(parse_credential(KEY, "x").secret,),
    ),
    "gateway with a key of the API": _connection("https://gw.example"),
    "gateway with a token": replace(
        _connection("https://gw.example", "token", "canary-0123456789"),
        custom_headers=(("x-team-key", parse_credential("canary-9876543210", "x").secret),),
        custom_betas=(BETA,),
    ),
    "this computer": replace(_connection("http://127.0.0.1:4000"), credential=None),
}


def _of_api(kind: str, message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}


PAGE = "<html><title>Sign in</title></html>"

SAID: tuple[tuple[int, object], ...] = (
    (200, ""),
    (200, "data: {}"),
    (200, "Hello."),
    (200, PAGE),
    (200, {"error": {"message": "Invalid API key", "type": "auth_error"}}),
    (200, {"error": "not found"}),
    (201, ""),
    (302, ""),
    (
        400,
        _of_api("invalid_request_error", "Unexpected value(s) `a-2025-01-01` for the beta header"),
    ),
    (400, _of_api("invalid_request_error", "This beta is not available.")),
    (400, _of_api("invalid_request_error", "anthropic-version: 2024-01-01 is not valid")),
    (400, _of_api("invalid_request_error", "Workspace w not found")),
    (400, _of_api("invalid_request_error", "This key is only authorized for use with Claude Code")),
    (400, _of_api("invalid_request_error", "Your credit balance is too low")),
    (400, _of_api("invalid_request_error", "You have reached your specified API usage limits.")),
    (400, _of_api("invalid_request_error", "")),
    (400, {"error": {"message": "x-team header is required"}}),
    (400, {"error": {"message": "The model x is unknown", "code": "model_not_found"}}),
    (400, "<html><h1>400 Request Header Or Cookie Too Large</h1></html>"),
    (400, "The plain HTTP request was sent to HTTPS port"),
    (400, "No required SSL certificate was sent"),
    (401, _of_api("authentication_error", "invalid x-api-key")),
    (401, _of_api("authentication_error", "OAuth token has expired")),
    (401, _of_api("authentication_error", "OAuth authentication is currently not supported.")),
    (401, {"error": {"message": "Missing bearer token"}}),
    (401, {"error": {"message": "Incorrect API key provided"}}),
    (401, {"error": {"message": "litellm.AuthenticationError: AnthropicException - invalid"}}),
    (401, {"error": {"message": "Missing anthropic-version header"}}),
    (400, {"error": {"message": "anthropic-version header is required"}}),
    (401, {"error": {"message": "no"}}),
    (401, PAGE),
    (402, {"error": {"message": "Pay first."}}),
    (403, _of_api("permission_error", "Your network is not allowed")),
    (403, _of_api("permission_error", "The workspace is archived")),
    (403, _of_api("permission_error", "This token lacks the scope org:read")),
    (403, _of_api("permission_error", "You may not.")),
    (403, _of_api("permission_error", "No permission for this resource")),
    (403, "error code: 1020"),
    (403, {"error": {"type": "forbidden", "message": "Request not allowed."}}),
    (403, {"message": "Missing Authentication Token"}),
    (403, {"message": "The key is disabled for this endpoint"}),
    (403, {"message": "Quota exceeded"}),
    (403, {"message": "Key limit exceeded"}),
    (403, {"message": "Not available in your country"}),
    (403, ""),
    (403, PAGE),
    (404, _of_api("not_found_error", "model: x")),
    (404, _of_api("not_found_error", "Workspace w not found")),
    (404, {"error": {"message": "The model `x` does not exist", "code": "model_not_found"}}),
    (404, {"error": {"message": "Project p does not exist"}}),
    (404, {"detail": "Not Found"}),
    (404, {"error": "Model x is not allowed"}),
    (404, ""),
    (404, "404 page not found"),
    (404, PAGE),
    (405, {"detail": "Method Not Allowed"}),
    (407, "Log in"),
    (410, {"error": {"message": "The model x has been retired"}}),
    (413, _of_api("request_too_large", "Too large")),
    (422, {"detail": [{"loc": ["header", "x-team"], "msg": "header required"}]}),
    (429, _of_api("rate_limit_error", "Slow down.")),
    (429, {"error": {"message": "Daily limit reached"}}),
    (429, {"error": {"message": "Budget exceeded", "code": "budget_exceeded"}}),
    (431, ""),
    (451, {"message": "User location is not supported"}),
    (500, _of_api("api_error", "Internal server error")),
    (500, {"error": {"message": "No available channel for model x"}}),
    (500, {"error": {"message": "Internal error", "request_id": "req_2"}}),
    (501, {"error": {"message": "Not implemented"}}),
    (502, "<html><h1>Bad Gateway</h1></html>"),
    (503, "upstream is down"),
    (511, PAGE),
    (529, _of_api("overloaded_error", "Overloaded")),
    (530, "error code: 1033"),
)

ANSWERS: list[tuple[int, object, dict[str, str]]] = [
    *((status, body, {}) for status, body in SAID),
    (301, "", {"location": "https://other.example/v1/models/x"}),
    (301, "", {"location": "/login"}),
    (308, "", {"location": "https://127.0.0.1:4000/v1/models/x"}),
    (401, "", {"www-authenticate": 'Basic realm="x"'}),
    (401, "", {"www-authenticate": "Bearer"}),
    (401, "", {"www-authenticate": "NTLM"}),
    (403, "<html><h1>Just a moment</h1></html>", {"cf-mitigated": "challenge"}),
    (429, _of_api("rate_limit_error", "Slow down."), {"retry-after": "90"}),
    (503, PAGE, {"cf-ray": "1", "retry-after": "Sun, 22 Nov 2026 15:00:00 GMT"}),
]


def _words(status: int, body: object, headers: dict[str, str], connection: Connection) -> str:
    text = body if isinstance(body, str) else json.dumps(body)
    received = exchange(
        url=f"{connection.base_url}/v1/models/x",
        request_headers=(("anthropic-beta", BETA), ("anthropic-version", "2023-06-01")),
        response_headers=tuple(headers.items()),
        status=status,
        body=text,
        request_id=None,
        is_api=connection.is_api,
    )
    error = error_from_response(received, text.encode(), route_to(connection), NOW)
    said = tuple(error.rejection) if error.rejection else ()
    about_key = ", about the key" * error.is_about_key
    return (
        f"{type(error).__name__}: {error.title}{about_key}\n    {error.message}\n"
        f"    {error.remedy}\n    {said} {error.request_id}"
    )


def _name(status: int, body: object, headers: dict[str, str]) -> str:
    texts = re.findall(r'"(?:message|detail|error|msg)": "([^"]*)"', json.dumps(body))
    said = texts[-1] if texts else body if isinstance(body, str) else ""
    return f"{status} {said} {' '.join(headers.values())}".rstrip()


@pytest.mark.parametrize("challenge", ['Bearer realm="x, y", ApiKey', "Basic, ApiKey, Bearer"])
@pytest.mark.parametrize("name", ["gateway", "gateway with a token"])
def test_what_was_sent_is_among_what_is_accepted(challenge: str, name: str) -> None:
    """Row 9: a host that accepts a key and a token expects no other than the one it rejected."""
    headers = {"www-authenticate": challenge}
    words = _words(401, {"error": "Unauthorized"}, headers, CONNECTIONS[name])
    assert "gw.example rejected the" in words
    assert "expects a different credential" not in words


@pytest.mark.parametrize("name", ["API", "gateway"])
@pytest.mark.parametrize("status", [400, 401, 404, 410, 413, 431, 529])
def test_waiting_corrects_no_request(status: int, name: str) -> None:
    """Row 9: a `retry-after` says when to try again only if that may help."""
    body = _of_api("some_error", "No.")
    words = _words(status, body, {"retry-after": "30"}, CONNECTIONS[name])
    assert ("Try again in 30 s." in words) == (status == 529)


@pytest.mark.parametrize(
    ("status", "body", "headers"), ANSWERS, ids=[_name(*answer) for answer in ANSWERS]
)
def test_words(
    status: int, body: object, headers: dict[str, str], snapshot: SnapshotAssertion
) -> None:
    """The error of an answer, its words, and what it keeps of the response are as stored."""
    words: dict[str, list[str]] = {}
    for name, connection in CONNECTIONS.items():
        words.setdefault(_words(status, body, headers, connection), []).append(name)
    lines = (f"{', '.join(names)}:\n  {text}" for text, names in words.items())
    assert snapshot == "\n".join(lines)


# --- Without an answer -------------------------------------------------------------------

TRUST = TrustStore(
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "the system's trust store", path="/ca.pem"
)
CHOSEN = replace(
    TRUST, source="SSL_CERT_FILE", variable="SSL_CERT_FILE", notices=("One left out.",)
)
CORPORATE = Proxy(httpx.URL("http://px.example:3128"), "HTTPS_PROXY", None)
SOCKS = Proxy(httpx.URL("socks5://px.example"), "ALL_PROXY", ("user", "canary"))

ROUTES: dict[str, tuple[Route, bool]] = {
    "API": (Route(CONNECTIONS["API"], None, TRUST), False),
    "gateway": (Route(CONNECTIONS["gateway"], None, CHOSEN, "NO_PROXY is set."), False),
    "this computer": (Route(CONNECTIONS["this computer"], None, TRUST), False),
    "API behind a proxy": (Route(CONNECTIONS["API"], CORPORATE, CHOSEN), False),
    "proxy": (Route(CONNECTIONS["API"], CORPORATE, TRUST), True),
    "proxy with TLS": (
        Route(CONNECTIONS["API"], replace(CORPORATE, url=httpx.URL("https://px.example")), TRUST),
        True,
    ),
    "SOCKS proxy": (Route(CONNECTIONS["gateway"], SOCKS, TRUST), True),
}
"""How a host is reached, and whether the proxy is still the peer."""


def _tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError()
    error.reason = reason
    return error


def _certificate(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = code, "what OpenSSL says"
    return error


def _invalid(text: str) -> httpx.RemoteProtocolError:
    """What httpx raises for a response that h11 can't read."""
    error = httpx.RemoteProtocolError(text)
    error.__cause__ = OSError()
    error.__cause__.__cause__ = ValueError(text)
    return error


FAILURES: tuple[tuple[Stage, Exception], ...] = (
    ("connecting", ConnectionRefusedError()),
    ("connecting", socket.gaierror()),
    ("connecting", OSError(errno.ENETUNREACH, "")),
    ("connecting", ConnectionResetError()),
    *(
        ("securing", _tls(reason))
        for reason in (
            "WRONG_VERSION_NUMBER",
            "UNSUPPORTED_PROTOCOL",
            "SSLV3_ALERT_HANDSHAKE_FAILURE",
            "TLSV1_ALERT_ACCESS_DENIED",
            "TLSV13_ALERT_CERTIFICATE_REQUIRED",
            "OTHER",
        )
    ),
    *(("securing", _certificate(code)) for code in (2, 18, 20, 62, 85, 99)),
    ("securing", ConnectionResetError()),
    ("tunneling", httpx.ProxyError("Proxy Server could not connect: Network unreachable.")),
    ("tunneling", httpx.ProxyError("Proxy Server could not connect: Not allowed by ruleset.")),
    ("tunneling", httpx.ProxyError("Requested NO AUTHENTICATION REQUIRED")),
    ("waiting", httpx.RemoteProtocolError("Server disconnected")),
    ("waiting", _invalid("illegal status line")),
    ("waiting", _invalid("too many headers")),
    ("waiting", _tls("TLSV1_ALERT_INTERNAL_ERROR")),
    ("not_http", httpx.RemoteProtocolError("")),
    ("reading", httpx.ReadError("")),
)


def _progress(name: str, stage: Stage) -> Progress:
    route, is_at_proxy = ROUTES[name]
    progress = Progress(httpx.AsyncHTTPTransport(verify=False), route)
    progress.stage, progress.is_at_proxy = stage, is_at_proxy
    return progress


def _by_route(words: Callable[[str], APIError]) -> str:
    """The error of each route, of which several may have the same."""
    routes: dict[str, list[str]] = {}
    for name in ROUTES:
        error = words(name)
        text = f"{type(error).__name__}\n    {error.message}\n    {error.remedy}"
        routes.setdefault(text, []).append(name)
    return "\n".join(f"{', '.join(names)}:\n  {text}" for text, names in routes.items())


def _failure_name(stage: Stage, exception: Exception) -> str:
    detail = getattr(exception, "reason", None) or getattr(exception, "verify_code", exception)
    return f"{stage} {type(exception).__name__} {detail}".rstrip()


@pytest.mark.parametrize(
    ("stage", "exception"), FAILURES, ids=[_failure_name(*failure) for failure in FAILURES]
)
def test_words_of_a_failure(
    stage: Stage, exception: Exception, snapshot: SnapshotAssertion
) -> None:
    """The error of a request that got no response, and its words, are as stored."""
    assert snapshot == _by_route(
        lambda name: error_from_exception(exception, _progress(name, stage), str)
    )


@pytest.mark.parametrize("stage", get_args(Stage))
def test_words_of_a_timeout(stage: Stage, snapshot: SnapshotAssertion) -> None:
    """The words of a deadline that passed are as stored for each stage of a request."""

    def words(name: str) -> APIError:
        return deadline_error(_progress(name, stage))

    assert snapshot == _by_route(words)
