"""Answers of gateways, proxies and firewalls: the rows of docs/gateways.md."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support import answers
from support.lookups import connection_to, look_up, lookup_error, route_to
from support.program import environment, run
from support.samples import NOW, exchange
from support.servers import RawServer

from modelbrowser.api.classifier import error_from_response
from modelbrowser.api.client import MAX_BODY, ModelsClient
from modelbrowser.api.errors import (
    APIError,
    APIStatusError,
    BadRequestError,
    NoRetrieveError,
    NotFoundError,
    is_about_betas,
)
from modelbrowser.api.rejections import read_rejection
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import Credential, CredentialKind, Secret, parse_credential
from modelbrowser.domain.lookup import LookupResult, ModelPage
from modelbrowser.domain.query import ModelQuery
from modelbrowser.history.history import History
from modelbrowser.session import LookupSession
from modelbrowser.state import Failed, Found, Outcome

pytestmark = pytest.mark.anyio


ASK = "Ask the operator of HOST"
OTHER = "Not authenticated"
BEARER = "Set ANTHROPIC_AUTH_TOKEN to send a bearer token"


def reply(body: object, status: str = "200 OK", **headers: str) -> bytes:
    """A response with a body in JSON."""
    return answers.http(json.dumps(body), status, **headers)


def api_error(kind: str, message: str) -> dict[str, Any]:
    """An error in the API's format."""
    return {"type": "error", "error": {"type": kind, "message": message}}


DENIED = "Permission denied"
LACKS_KEY = "gateway.example has no credential of a provider for this."
ASK_OPERATOR = "Ask the operator of gateway.example."
GATEWAY = "https://gateway.example"


def error_at(
    base_url: str,
    status: int,
    body: object,
    sent_credential: Credential | None = None,
    **received: str,
) -> APIError:
    """The error for a response to a request, usually with an API key; the API's without a URL."""
    key = sent_credential or Credential(kind="api_key", source="KEY", secret=Secret("sk-ant-x"))
    connection = Connection(credential=key)
    if base_url:
        connection = replace(connection, base_url=base_url, base_url_source="URL")
    text = body if isinstance(body, str) else json.dumps(body)
    sent = exchange(
        url=f"{connection.base_url}/v1/models/x",
        status=status,
        request_headers=(("x-api-key", "from KEY"), ("anthropic-version", "2023-06-01")),
        response_headers=tuple((name.replace("_", "-"), received[name]) for name in received),
        body=text,
        is_api=connection.is_api,
        request_id=received.get("request_id", "req_011C"),
    )
    return error_from_response(sent, text.encode(), route_to(connection), NOW)


async def outcome_of(*responses: bytes, model_id: str = "claude-x") -> tuple[Outcome, list[str]]:
    """Look a name up in a session whose server sends these; the outcome and the notices."""
    notices: list[str] = []
    with RawServer(*responses) as server:
        session = LookupSession(connection_to(server.url), ModelsClient, History(None))
        session.on_notice = notices.append
        try:
            return await session.look_up(ModelQuery.parse(model_id)), notices
        finally:
            await session.aclose()


async def list_of(*responses: bytes) -> tuple[ModelPage, list[bytes]]:
    """List a server's models; the list and the requests."""
    with RawServer(*responses) as server:
        client = ModelsClient(connection_to(server.url))
        try:
            return await client.list_models(("active", "retired")), server.requests
        finally:
            await client.aclose()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "m"}}, "m"),
        ({"error": "m"}, "m"),
        ({"message": "m"}, "m"),
        ({"detail": "m"}, "m"),
        ({"detail": [{"loc": ["header", "x"], "msg": "m"}]}, "header.x: m"),
        ({"Message": "m"}, "m"),
        ({"error": "invalid_token", "error_description": "m"}, "m"),
        ({"status": 401, "error": "Unauthorized", "message": "m"}, "m"),
        ({"error_msg": "m"}, "m"),
        ({"fault": {"faultstring": "m", "detail": {"errorcode": "x"}}}, "m"),
        ({"httpCode": "401", "httpMessage": "Unauthorized", "moreInformation": "m"}, "m"),
        ({"errorMessage": "m", "errorType": "x"}, "m"),
        ({"success": False, "errors": [{"code": 1, "message": "m"}]}, "m"),
        ({"detail": {"message": "m"}}, "m"),
        ({"errors": [{"message": "m"}]}, "m"),
        ({"error": [{"message": "m"}]}, "m"),
        ({"title": "No", "detail": "It is m"}, "No: It is m"),
        ({"errors": {"model": ["is invalid"]}}, "model: is invalid"),
        ({"error": "Limit exceeded", "message": "\u8fbe"}, "Limit exceeded: \u8fbe"),
        ({"error": {"message": '{"error": {"message": "m"}}'}}, "m"),
        ({"error": {"message": "{m"}}, "{m"),
        ("m", "m"),
        ([{"error": {"message": "m"}}], "m"),
        ({"error": {}, "message": "m"}, "m"),
        ({"error": {"type": "x", "param": None}, "detail": "m"}, "m"),
        ({}, ""),
        (5, ""),
        ({"message": "Heading", "description": "It is why."}, "Heading: It is why."),
        ({"fault": {"message": "No", "details": "It is why."}}, "No: It is why."),
        ({"message": "No", "reason": "It is why."}, "No: It is why."),
        ({"message": "No", "nextAccessTime": "at 5"}, "No (nextAccessTime: at 5)"),
        ({"message": "It is why.", "description": "It is why"}, "It is why."),
        ({"message": "It is why.", "reason": "CODE_OF_IT"}, "It is why."),
    ],
)
def test_message_is_found_where_gateways_put_it(body: object, message: str) -> None:
    """A message is read from each place where gateways put one."""
    found = read_rejection(exchange(status=400), json.dumps(body).encode())
    assert (found.message, found.source) == (message, "gateway")


@pytest.mark.parametrize(
    ("body", "source", "message"),
    [
        (b"upstream is down\n", "text", "upstream is down"),
        (b"<html><head><TITLE>Sign\n in &amp; up</TITLE>", "web page", "Sign in & up"),
        (b" <!DOCTYPE html><body>x", "web page", ""),
        (b"", "text", ""),
        (b"\x00\x1b[31m", "text", ""),
        (b"\x1f\x8b\x08\n\x00x", "text", ""),
        (b"x" * 501, "text", ""),
        (b"<html><h1>Sorry</h1><p>Out of order</p></html>", "web page", "Sorry"),
        (b"<title>Busy</title><p>It is slow.</p>We blocked nobody.", "web page", "Busy"),
        (
            b"<!DOCTYPE html>\n<title>Error</title><pre>Bad &amp; broken<br>at x</pre>",
            "web page",
            "Bad & broken",
        ),
        (b"<script>location='/login'</script>", "web page", ""),
        (b"<?xml version='1.0'?><!DOCTYPE html><html><title>Squid</title>", "web page", "Squid"),
        (
            b"<?xml version='1.0'?><Error><Code>X</Code><Message>Denied</Message></Error>",
            "text",
            "Denied",
        ),
        (b"<s:Fault><faultstring>no\n route</faultstring></s:Fault>", "text", "no route"),
        (b"event: error\ndata: no\xff\n\n", "gateway", "no\ufffd"),
    ],
)
def test_message_of_other_bodies(body: bytes, source: str, message: str) -> None:
    """A short text is a message, and so are the title of a web page and the data of an event."""
    found = read_rejection(exchange(status=502), body)
    assert (found.source, found.message, found.request_id) == (source, message, "req_011C")


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"error": {"message": "m", "type": "None", "code": "400"}}, (None, "400")),
        ({"error": [{"code": 2009, "message": "m"}]}, (None, "2009")),
        ({"error": {"message": "m", "code": 404}}, (None, None)),
        ({"type": "https://a.example/problem", "title": "m"}, (None, None)),
        ({"error_msg": "m", "error_code": "APIG.0301"}, (None, "APIG.0301")),
        ({"error": {"type": "x_exception", "reason": "m"}}, ("x_exception", None)),
        ({"type": "error", "error": "m"}, (None, None)),
    ],
)
def test_type_and_code_of_gateways(body: object, names: tuple[str | None, str | None]) -> None:
    """A type and a code are names or numbers, not the status again."""
    found = read_rejection(exchange(status=400), json.dumps(body).encode())
    assert (found.message, found.type, found.code) == ("m", *names)


async def test_row_1_gateway_restricts_a_key() -> None:
    """Gateway row 1: the gateway denies permission; the Console is not mentioned."""
    said = "This key can only access models: a, b"
    with RawServer(reply({"error": {"message": said}}, "401 Unauthorized")) as server:
        error = await lookup_error(server.url)
    assert (error.title, error.exit_code) == ("Permission denied", 5)
    assert said in error.message
    assert "Console" not in f"{error.message} {error.remedy}"


@pytest.mark.parametrize("host", ["", "https://gateway.example"])
def test_row_2_network_or_country(host: str) -> None:
    """Gateway row 2: the API's words for a blocked network aren't about the key."""
    body = {"error": {"type": "forbidden", "message": "Request not allowed"}}
    error = error_at(host, 403, body)
    assert error.title == "Permission denied"
    assert ("this network or country" in error.message) is (not host)
    assert ("Try another network" in error.remedy) is (not host)
    assert "key" not in f"{error.message} {error.remedy}".replace("API key", "key").lower()


@pytest.mark.parametrize("status", ["200 X", "400 X", "401 X", "403 X", "404 X", "451 X"])
async def test_row_3_web_page(status: str) -> None:
    """Gateway row 3: a web page is reported with its title, whatever its status."""
    page = "<!doctype html><html><head><title>Just a moment...</title></head></html>"
    with RawServer(answers.http(page, status)) as server:
        error = await lookup_error(server.url)
    assert (error.title, error.exit_code) == ("Unexpected response", 6)
    assert 'sent a web page ("Just a moment..."), not an API response.' in error.message
    assert error.rejection
    assert error.rejection.source == "web page"


@pytest.mark.parametrize(
    ("body", "status", "said", "remedy"),
    [
        ("The plain HTTP request was sent to HTTPS port", "400 X", "HTTPS", "https://"),
        ("Client sent an HTTP request to an HTTPS server.", "400 X", "HTTPS", "https://"),
        (
            "<title>Hotel</title>",
            "511 X",
            'requires a login (511). The response said: "Hotel"',
            "Log in",
        ),
    ],
)
async def test_row_19_wrong_scheme_and_login(
    body: str, status: str, said: str, remedy: str
) -> None:
    """Gateway row 19: a port for HTTPS and a network that requires a login are named."""
    with RawServer(answers.http(body, status)) as server:
        error = await lookup_error(server.url)
    assert (error.title, error.exit_code, len(server.requests)) == ("Unexpected response", 6, 1)
    assert said in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("status", "body", "title", "remedy"),
    [
        ("402 X", {"error": {"message": "no credits"}}, "Billing problem", "your account at HOST."),
        (
            "400 X",
            {"error": {"message": "m", "type": "budget_exceeded"}},
            "Spend limit reached",
            "Ask the operator of HOST to raise it.",
        ),
        (
            "400 X",
            {"error": {"message": "Expired Key.", "type": "expired_key"}},
            "Invalid API key",
            "with the gateway's operator",
        ),
        ("400 X", {"error": "Incorrect API key provided"}, "Invalid API key", "operator"),
        ("400 X", {"message": "No API key found."}, OTHER, BEARER),
        ("400 X", {"message": "Authorization header is badly formatted"}, OTHER, BEARER),
        ("400 X", {"message": "x-team header is required"}, "Rejected", "ANTHROPIC_CUSTOM_HEADERS"),
        (
            "422 X",
            {"detail": [{"loc": ["header", "x-team"], "msg": "Field required"}]},
            "Rejected",
            "ANTHROPIC_CUSTOM_HEADERS",
        ),
        (
            "403 X",
            {"message": "Missing Authentication Token"},
            "Permission denied",
            "Check the base URL.",
        ),
        (
            "401 X",
            {"message": "Invalid subscription key or wrong API endpoint."},
            "Invalid API key",
            "with the gateway's operator. Check the base URL, too.",
        ),
        (
            "403 X",
            {"message": "Source IP 1.2.3.4 is not allowed"},
            "Permission denied",
            "Use another network, or ask the operator of HOST.",
        ),
        (
            "403 X",
            {"message": "IP address: 1.2.3.4 is blocked"},
            "Permission denied",
            "Use another",
        ),
        (
            "403 X",
            {"error": {"message": "Access denied due to Virtual Network/Firewall rules."}},
            "Permission denied",
            "Use another network, or ask the operator of HOST.",
        ),
        (
            "401 X",
            {"error": {"message": "The principal `x` lacks the required data action `y`"}},
            "Permission denied",
            ASK,
        ),
        (
            "403 X",
            {"message": "user can't do this. Required role: admin"},
            "Permission denied",
            ASK,
        ),
        (
            "403 X",
            {"error": {"message": "Model 'x' is not allowed for this virtual key"}},
            "Permission denied",
            ASK,
        ),
        ("403 X", {"message": "RBAC: access denied"}, "Permission denied", ASK),
        ("404 X", {"message": "Team not allowed to access model"}, "Permission denied", ASK),
        ("404 X", {"message": "Model not enabled for you"}, "Permission denied", ASK),
        (
            "403 X",
            {"message": "Out of call volume quota."},
            "Quota exceeded",
            "Wait until it resets",
        ),
        (
            "403 X",
            {"error": {"message": "\u7528\u6237", "code": "insufficient_user_quota"}},
            "Spend limit reached",
            ASK,
        ),
        (
            "200 X",
            {"base_resp": {"status_msg": "carry the key in the 'Authorization' field"}},
            OTHER,
            BEARER,
        ),
        (
            "401 X",
            {"error": {"message": "litellm.AuthenticationError: XException - invalid x-api-key"}},
            OTHER,
            ASK,
        ),
        (
            "429 X",
            {"error": {"message": "m", "type": "exceeded_current_quota_error"}},
            "Spend limit reached",
            ASK,
        ),
        (
            "401 X",
            {"error": {"message": "m", "type": "insufficient_quota"}},
            "Spend limit reached",
            ASK,
        ),
        (
            "401 X",
            {"error": {"message": "\u989d\u5ea6\u5df2\u7528\u5c3d TokenStatusExhausted[sk-a***b]"}},
            "Spend limit reached",
            ASK,
        ),
        ("403 X", {"error": "Your credit balance is too low"}, "Account problem", ASK),
        ("403 X", {"detail": "Admin access required"}, DENIED, ASK),
        ("403 X", {"error": "A paid subscription is required"}, DENIED, ASK),
        ("403 X", {"error": "Missing permission: inference"}, DENIED, ASK),
        ("403 X", {"error": "Key is missing the scope x"}, DENIED, "with the gateway's operator"),
        ("400 X", {"message": "Is your account in good standing?"}, "Account problem", ASK),
        ("501 X", {"error": "no"}, "Server error", "This host may not offer the Models API"),
        (
            "403 X",
            {"error": {"message": "Key limit exceeded (total limit). Manage it at x", "code": 403}},
            "Key limit reached",
            "Raise the key's limit there, or use another key.",
        ),
        (
            "400 X",
            {"error": {"message": "ExceededBudget: End User=x over budget. Spend=2, Budget=1"}},
            "Spend limit reached",
            ASK,
        ),
        (
            "400 X",
            {"error": {"message": "x, exceeded budget for model=claude-x", "code": "429"}},
            "Spend limit reached",
            ASK,
        ),
        ("412 X", {"error": {"message": "Budget exhausted"}}, "Spend limit reached", ASK),
        ("422 X", {"error": {"type": "budget_exceeded"}}, "Spend limit reached", ASK),
        *(
            (
                status,
                {"message": f"Invocation of model ID x with on-demand throughput {verb} supported"},
                "Rejected",
                "Add a prefix to the name",
            )
            for status in ("400 X", "404 X", "500 X")
            for verb in ("isn't", "isn\u2019t", "is not")
        ),
        (
            "500 X",
            {"type": "error", "error": {"type": "new_api_error", "message": "m"}},
            "Server error",
            "The problem is with HOST.",
        ),
    ],
)
async def test_row_20_remedy_of_a_gateway(
    status: str, body: dict[str, Any], title: str, remedy: str
) -> None:
    """Gateway row 20: a gateway's problem doesn't lead to the Console."""
    with RawServer(reply(body, status, x_should_retry="false")) as server:
        error = await lookup_error(server.url)
    assert error.title == title
    assert remedy.replace("HOST", f"127.0.0.1:{server.port}") in error.remedy
    assert "Console" not in error.remedy
    assert error.rejection
    assert error.rejection.source == "gateway"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 410, 422, 451])
@pytest.mark.parametrize(
    "body",
    [
        b'{"message": "Blocked by policy"}',
        b"Blocked by policy",
        b'{"error": {"message": "Blocked by policy", "code": "invalid_model"}}',
        b'{"error": {"message": "Blocked by policy", "type": "budget_exceeded"}}',
    ],
)
def test_row_21_in_place_of_the_api(status: int, body: bytes) -> None:
    """Gateway row 21: a response in another format from the API's host blames no key or account."""
    connection = Connection(credential=parse_credential("sk-ant-x", "SOURCE"))
    error = error_from_response(exchange(status=status), body, route_to(connection), NOW)
    assert "Claude API" in error.message
    assert error.message.endswith('The response said: "Blocked by policy"')
    assert error.remedy == "Check the network; a proxy or firewall may be the cause."
    assert "SOURCE" not in f"{error.message} {error.remedy}"
    assert error.title != "Not found"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("404 X", {"error": {"message": "no route for model claude-x"}}),
        ("404 X", {"error": {"message": "The model does not exist", "code": "model_not_found"}}),
        ("404 X", {"detail": "Model claude-x not found"}),
        ("404 X", {"error": {"message": "No such resource", "code": "DeploymentNotFound"}}),
        ("400 X", {"error": {"code": "1211", "message": "\u6a21\u578b\u4e0d\u5b58\u5728"}}),
        ("400 X", {"error": {"message": "invalid model: claude-x", "code": "400"}}),
        ("400 X", {"error": "bad", "code": "model_not_found"}),
        ("422 X", {"error": {"message": "Model selection failed: unknown model 'claude-x'"}}),
        ("400 X", {"message": "Unknown model claude-x"}),
        ("400 X", {"error": {"message": "claude-x is not a valid model ID", "code": 400}}),
        ("404 X", {"error": {"code": "DeploymentNotFound", "message": "It does not exist."}}),
        ("404 X", {"error": "model 'x' not found"}),
        ("400 X", {"error": {"message": "LLM Provider NOT provided. You passed model=x"}}),
        ("503 X", {"error": {"message": "No available channel", "code": "model_not_found"}}),
    ],
)
async def test_rows_4_and_6_model_of_a_gateway(status: str, body: dict[str, Any]) -> None:
    """Gateway rows 4 and 6: if a gateway says that it doesn't have the model, it is Not found."""
    outcome, _ = await outcome_of(reply(body, status), model_id="claude-haiku-4.5")
    assert isinstance(outcome, Failed)
    assert (outcome.error.title, outcome.error.exit_code) == ("Not found", 4)
    assert "has no model with that name. The response said: " in outcome.error.message
    assert outcome.suggestions


@pytest.mark.parametrize(
    ("status", "said", "what"),
    [
        ("503 X", "No available channel for model claude-x under group g", "can't serve that"),
        ("500 X", "\u6a21\u578b claude-x \u65e0\u53ef\u7528\u6e20\u9053", "can't serve that"),
        ("404 X", "No deployments available for model claude-x", "can't serve that"),
        ("404 X", "No allowed providers are available for the model.", "can't serve that"),
        ("404 X", "Access to this model is not available for you.", "can't serve that"),
        ("404 X", "This model is marked by provider as Legacy.", "can't serve that"),
        ("404 X", "Model disabled by admin", "can't serve that"),
        ("404 X", "Model not found, inaccessible, and/or not deployed", "can't serve that"),
        ("404 X", "No endpoints found for claude-x.", "can't serve that"),
        ("400 X", "Model claude-x not found or not enabled here", "can't serve that"),
        ("404 X", "model: claude-x requires a paid plan", "can't serve that"),
        ("404 X", "The model `claude-x` does not exist or you lack access", "can't serve that"),
        ("404 X", "Model not found", "has no"),
        ("400 X", "/models: Invalid model name passed in model=claude-x.", "has no"),
        (
            "400 X",
            "{'error': 'Invalid model name. See the models for your key.'}",
            "has no",
        ),
        ("400 X", "Error: Unknown model claude-x", "has no"),
        ("400 X", "Model Not Exist", "has no"),
        ("404 X", 'model "claude-x" not found, try pulling it first', "has no"),
    ],
)
@pytest.mark.parametrize("listed", ["claude-x", "gpt-5"])
async def test_row_4_a_listed_model(status: str, said: str, what: str, listed: str) -> None:
    """Gateway row 4: a model that the gateway says it lacks is Not found, even if it is listed."""
    missing = reply({"error": {"message": said, "type": "new_api_error"}}, status)
    outcome, _ = await outcome_of(missing, reply({"data": [{"id": listed}]}))
    assert isinstance(outcome, Failed)
    assert (outcome.error.title, outcome.error.exit_code) == ("Not found", 4)
    assert f" {what} model" in outcome.error.message
    assert outcome.error.message.endswith(f' The response said: "{said}"')
    is_listed = listed == "claude-x"
    assert outcome.reason.endswith(" lists this name, but rejected the lookup.") is is_listed
    assert outcome.remedy.startswith("Ask the operator") is is_listed


async def test_row_4_a_listed_model_without_a_reason() -> None:
    """Gateway row 4: access is doubted only if the gateway doesn't say why it lacks the model."""
    outcome, _ = await outcome_of(reply(MISSING, "404 X"), reply({"data": [{"id": "claude-x"}]}))
    assert isinstance(outcome, Failed)
    assert outcome.reason.endswith(" lists this name, but your key may lack access to it.")
    assert outcome.remedy.startswith("Ask the operator")


MISSING = {"type": "error", "error": {"type": "not_found_error", "message": "model: x"}}
"""The API's own words for an unknown model, which gateways use too."""


@pytest.mark.parametrize("missing", [MISSING, {"error": {"message": "model 'x' not found"}}])
@pytest.mark.parametrize(
    ("name", "listed", "suggested"),
    [
        ("claude-opus-4-8", ["llama3.2:latest"], []),
        ("claude-opus-4.8", ["gpt-4.1", "gpt-5"], []),
        ("claude-opus-4.8", [], []),
        ("claude-3-opus-20240229", ["gpt-5"], []),
        ("claude-opus-4-8", ["anthropic/claude-opus-4.8", "x"], ["anthropic/claude-opus-4.8"]),
        ("claude-opus-4.8", ["claude-opus-4-8", "gpt-5"], ["claude-opus-4-8"]),
        ("gpt-4.1-mini", ["gpt-4.1"], ["gpt-4.1"]),
    ],
)
async def test_row_4_suggestions_are_on_the_list(
    missing: dict[str, Any], name: str, listed: list[str], suggested: list[str]
) -> None:
    """Gateway row 4: only names that the host lists are suggested, in its spelling."""
    page = reply({"data": [{"id": name} for name in listed]})
    outcome, _ = await outcome_of(reply(missing, "404 X"), page, model_id=name)
    assert isinstance(outcome, Failed)
    assert outcome.error.title == "Not found"
    assert [each.name for each in outcome.suggestions if each.lifecycle != "retired"] == suggested
    assert "--list" in outcome.remedy
    assert outcome.reason == (
        "Model IDs use dashes and lowercase letters." if "claude-opus-4-8" in suggested else ""
    )


@pytest.mark.parametrize("missing", [MISSING, {"error": {"message": "model 'x' not found"}}])
@pytest.mark.parametrize("name", ["claude-opus-4-8", "claude-opus-4.8"])
async def test_row_4_without_a_list(missing: dict[str, Any], name: str) -> None:
    """Gateway row 4: without a list, the host may lack what is suggested for a typo."""
    outcome, _ = await outcome_of(reply(missing, "404 X"), model_id=name)
    assert isinstance(outcome, Failed)
    assert outcome.remedy.startswith("Ask the operator of 127.0.0.1")
    assert bool(outcome.suggestions) is ("." in name)
    assert ("may use different names" in outcome.reason) is bool(outcome.suggestions)


PATH_IS_MISSING = {
    "404 page not found": "404 page not found",
    "No such\n  endpoint\n": "No such endpoint",
    '<!DOCTYPE html>\n<html lang="en"><head>\n<title>Error</title>\n</head><body>\n'
    "<pre>Cannot GET /v1/models/claude-x</pre>\n": "Cannot GET /v1/models/claude-x",
    "<html>\r\n<head><title>404 Not Found</title></head>\r\n<center><h1>404 Not Found</h1></center>"
    "\r\n<hr><center>nginx</center>": "404 Not Found",
    "<!DOCTYPE HTML><html><head><title>Error response</title></head><body><h1>Error response</h1>"
    "<p>Error code: 404</p></body></html>": "Error code: 404",
    "<html><title>Acme</title><h1>Page not found</h1></html>": "Page not found",
}
"""What web servers send for a path that they lack, and what is quoted of it."""


@pytest.mark.parametrize(
    "missing",
    [
        reply({"detail": "Not Found"}, "404 X"),
        reply({"message": "no Route matched with those values"}, "404 X"),
        reply({"statusCode": 404, "message": "Resource not found"}, "404 X"),
        reply({"message": "Cannot GET /v1/models/claude-x", "statusCode": 404}, "404 X"),
        reply({"fault": {"faultstring": "No proxy for url: /v1/models/claude-x"}}, "404 X"),
        reply({"detail": "Method Not Allowed"}, "405 X"),
        answers.http("", "405 X"),
        reply({"error": "Unexpected endpoint or method. (GET /v1/models/claude-x)"}),
        reply({"detail": "Not Found"}),
        reply({"code": 500, "msg": "404 NOT_FOUND", "success": False}),
        *(answers.http(text, "404 X") for text in PATH_IS_MISSING),
        reply([{"id": "claude-y"}, {"id": "claude-x"}]),
    ],
)
async def test_row_5_list_knows_the_model(missing: bytes) -> None:
    """Gateway row 5: the list of a gateway that can't look up individual models is requested."""
    listed = {"object": "list", "data": [{"id": "claude-x", "object": "model"}]}
    outcome, _ = await outcome_of(missing, reply(listed))
    assert isinstance(outcome, Found)
    assert (outcome.lookup.model.id, outcome.lookup.source) == ("claude-x", "list")
    assert outcome.lookup.rejection


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404 X", "Not found"),
        ("404 X", "Endpoint GET /v1/models/claude-x not found"),
        ("404 X", "Unknown path: /v1/models/claude-x"),
        ("405 X", "Method not allowed"),
    ],
)
async def test_row_5_in_the_form_of_the_api(status: str, said: str) -> None:
    """Gateway row 5: a gateway may say in the form of the API that it lacks the path."""
    missing = answers.error(status, "not_found_error", said)
    outcome, _ = await outcome_of(missing, reply({"data": [{"id": "claude-x"}]}))
    assert isinstance(outcome, Found)
    assert outcome.lookup.source == "list"
    outcome, _ = await outcome_of(missing, missing)
    assert isinstance(outcome, Failed)
    assert outcome.error.message.endswith(
        f' doesn\'t offer the Models API at this path ({status[:3]}: "{said}").'
    )
    assert (outcome.error.exit_code, outcome.remedy) == (6, "Check the base URL.")


async def test_row_5_list_is_missing() -> None:
    """Gateway row 5: whatever a host says, no name is wrong if it is the list that is missing."""
    missing = answers.error("404 X", "not_found_error", "The resource could not be found.")
    with pytest.raises(NoRetrieveError, match="doesn't offer the Models API") as caught:
        await list_of(missing)
    assert caught.value.remedy == "Check the base URL."


@pytest.mark.parametrize("status", ["400 X", "404 X", "410 X", "503 X"])
async def test_row_5_list_is_missing_in_words_about_models(status: str) -> None:
    """Gateway row 5: nor is a name wrong if a host mentions models and has no list of them."""
    said = {"error": {"code": "model_not_found", "message": "No models available."}}
    with pytest.raises(NotFoundError) as caught:
        await list_of(reply(said, status))
    assert " provides no list of models. The response said:" in caught.value.message
    assert caught.value.remedy.startswith("Ask the operator of 127.0.0.1:")


async def test_row_5_list_lacks_the_model() -> None:
    """Gateway row 5: a name that is not on the list is Not found."""
    outcome, _ = await outcome_of(reply({"detail": "Not Found"}, "404 X"), reply({"data": []}))
    assert isinstance(outcome, Failed)
    assert (outcome.error.title, outcome.error.exit_code) == ("Not found", 4)
    assert outcome.error.message.endswith(
        'its list doesn\'t include it. The response said: "Not Found"'
    )
    assert outcome.suggestions == ()


async def test_row_5_suggestions_are_on_the_list() -> None:
    """Gateway row 5: only names that the gateway lists are suggested."""
    listed = {"object": "list", "data": [{"id": name} for name in ("other-chat", "claude-opus-x")]}
    outcome, _ = await outcome_of(reply({"detail": "Not Found"}, "404 X"), reply(listed))
    assert isinstance(outcome, Failed)
    assert [each.name for each in outcome.suggestions] == ["claude-opus-x"]


@pytest.mark.parametrize(("text", "said"), PATH_IS_MISSING.items())
async def test_row_5_no_path_at_all(text: str, said: str) -> None:
    """Gateway row 5: if the list fails too, what the host says about the path is quoted."""
    outcome, _ = await outcome_of(answers.http(text, "404 X"))
    assert isinstance(outcome, Failed)
    assert outcome.error.message.endswith(
        f' returned 404: this doesn\'t look like the Claude API. The response said: "{said}"'
    )
    assert outcome.remedy == "Check the base URL."


@pytest.mark.parametrize(
    "said",
    [
        "Cannot GET /gateway/v1/models/claude-x",
        "Could not route to /client/v4/accounts/a/ai/v1/models/x, perhaps your ID is invalid?",
    ],
)
def test_row_5_path_has_a_word_for_something_else(said: str) -> None:
    """Gateway row 5: a 404 that names the path isn't about what a part of the path is called."""
    error = error_at(GATEWAY, 404, {"message": said})
    assert "doesn't offer the Models API at this path" in error.message
    assert error.remedy == "Check the base URL (URL)."


@pytest.mark.parametrize("said", ["Virtual key 'vk-1' not found", "Project p does not exist"])
async def test_row_5_something_else_is_missing(said: str) -> None:
    """Gateway row 5: a 404 about a key or a project is not blamed on the base URL."""
    outcome, _ = await outcome_of(reply({"message": said}, "404 X"))
    assert isinstance(outcome, Failed)
    assert outcome.error.message.endswith(f' rejected the request (404: "{said}").')
    assert outcome.remedy.startswith("Ask the operator of 127.0.0.1")


@pytest.mark.parametrize(
    "no_list",
    [reply({"detail": "Not Found"}, "404 X"), reply({"detail": "No."}, "501 X")],
    ids=["404", "501"],
)
async def test_row_5_no_list_either(no_list: bytes) -> None:
    """Gateway row 5: without a list, the error suggests checking the base URL."""
    missing = reply({"detail": "Not Found"}, "404 X")
    outcome, _ = await outcome_of(missing, no_list)
    assert isinstance(outcome, Failed)
    assert outcome.error.exit_code == 6
    assert "doesn't offer the Models API at this path" in outcome.error.message


@pytest.mark.parametrize("missing", ["404 X", "405 X"])
@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("401 X", "Not authenticated"),
        ("402 X", "Billing problem"),
        ("403 X", "Permission denied"),
        ("429 X", "Rate limited"),
        ("500 X", "Server error"),
    ],
)
async def test_row_5_the_list_is_rejected(missing: str, status: str, title: str) -> None:
    """Gateway row 5: without a path for models, an error of the list itself is the reason."""
    rejected = reply({"detail": "No."}, status, x_should_retry="false")
    outcome, _ = await outcome_of(reply({"detail": "Not Found"}, missing), rejected)
    assert isinstance(outcome, Failed)
    assert (outcome.error.title, outcome.error.exit_code) == (title, 5)
    assert "the Models API" not in outcome.error.message


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (reply({"data": [{"id": "claude-x", "description": "x" * MAX_BODY}]}), "is too large"),
        (reply({"data": []}, content_encoding="br"), "can't be decoded"),
        (answers.http("<html><title>Log in</title></html>"), 'sent a web page ("Log in")'),
        (reply({"hello": 1}), "returned something other than a list of models"),
    ],
    ids=["large", "compressed", "web page", "other"],
)
async def test_row_5_the_list_is_unreadable(sent: bytes, why: str) -> None:
    """Gateway row 5: without a path for models, that the list can't be read is the reason."""
    outcome, _ = await outcome_of(reply({"detail": "Not Found"}, "404 X"), sent)
    assert isinstance(outcome, Failed)
    assert why in outcome.error.message
    assert outcome.error.exit_code == 6


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("This organization has been disabled.", None),
        ("Your credit balance is too low to access the API.", None),
        ("Please accept the updated terms at https://x.example.", None),
        ("On hold.", "organization_on_hold"),
        ("No member.", "claude_code_key_creator_not_member"),
    ],
)
async def test_row_7_account(message: str, code: str | None) -> None:
    """Gateway row 7: an account problem is reported as such, even if betas were sent."""
    error = {"type": "invalid_request_error", "message": message, "details": {"error_code": code}}
    with RawServer(reply({"type": "error", "error": error}, "400 X")) as server:
        client = ModelsClient(connection_to(server.url))
        with pytest.raises(APIStatusError) as raised:
            await client.retrieve(ModelQuery.parse("x", ("a-2025-01-01",)), lambda _: None)
        await client.aclose()
    assert (raised.value.title, raised.value.exit_code) == ("Account problem", 5)
    assert message in raised.value.message
    assert "beta" not in raised.value.remedy
    assert raised.value.rejection
    assert raised.value.rejection.code == code


async def test_row_8_betas_that_are_not_named() -> None:
    """Gateway row 8: if the message names no beta, all betas sent are named."""
    sent = ("a-2025-01-01", "b-2025-01-01")
    body = {"type": "error", "error": {"type": "x", "message": "invalid beta flag"}}
    with RawServer(reply(body, "400 X")) as server:
        client = ModelsClient(connection_to(server.url))
        with pytest.raises(BadRequestError) as raised:
            await client.retrieve(ModelQuery.parse("x", sent), lambda _: None)
        await client.aclose()
    assert raised.value.remedy == (
        "Betas sent: a-2025-01-01, b-2025-01-01. Try again without them."
    )
    assert raised.value.rejected_among(sent) == sent


def test_row_8_the_word_beta() -> None:
    """Gateway row 8: betas aren't suspected because of the name of a version of Google's API."""
    assert is_about_betas("invalid anthropic_beta")
    assert not is_about_betas("API version v1beta has no method for this")


async def test_rejected_beta_of_the_token() -> None:
    """If the message names another beta, such as an OAuth token's, the selected ones aren't it."""
    sent = ("a-2025-01-01",)
    message = "Unexpected value(s) `oauth-2025-04-20` for the `anthropic-beta` header."
    body = {"type": "error", "error": {"type": "invalid_request_error", "message": message}}
    with RawServer(reply(body, "400 X")) as server:
        client = ModelsClient(connection_to(server.url))
        with pytest.raises(BadRequestError) as raised:
            await client.retrieve(ModelQuery.parse("x", sent), lambda _: None)
        await client.aclose()
    assert (raised.value.remedy, raised.value.rejected_among(sent)) == ("", ())


@pytest.mark.parametrize(
    "said",
    [
        "Missing Authorization header",
        "use a Bearer token",
        "No api key passed in",
        "You didn't provide an API key.",
    ],
)
async def test_row_9_gateway_wants_another_header(said: str) -> None:
    """Gateway row 9: the variables that send other headers are named."""
    with RawServer(reply({"message": said}, "401 X")) as server:
        error = await lookup_error(server.url)
    assert said in error.message
    assert "ANTHROPIC_AUTH_TOKEN" in error.remedy
    assert "ANTHROPIC_CUSTOM_HEADERS" in error.remedy
    assert "Console" not in error.remedy


@pytest.mark.parametrize(
    ("body", "challenge", "title", "remedy"),
    [
        ('{"message": "No API key found in request"}', 'Key realm="kong"', OTHER, BEARER),
        ('{"message": "Jwt is missing"}', "", OTHER, BEARER),
        ('{"fault": {"faultstring": "Failed to resolve API Key variable x"}}', "", OTHER, BEARER),
        ("", 'Bearer realm="x"', OTHER, BEARER),
        ('{"message": "Unauthorized"}', 'Bearer realm="x"', OTHER, BEARER),
        (
            "401 Unauthorized",
            'Basic realm="x"',
            OTHER,
            "Authorization: Basic, followed by USER:PASSWORD",
        ),
        ("<html><title>401</title>", 'Basic realm="x"', OTHER, "It expects a user name"),
        (
            '{"error": "invalid key"}',
            'Bearer realm="x"',
            "Invalid API key",
            "Check the API key (ANTHROPIC_API_KEY)",
        ),
        ('{"message": "Credential was not sent or was of an unsupported type"}', "", OTHER, BEARER),
        (
            '{"message": "Header\u4e2d\u672a\u6536\u5230Authorization\u53c2\u6570"}',
            "",
            OTHER,
            BEARER,
        ),
        (
            '{"error": "Unauthorized"}',
            "ApiKey",
            "Invalid API key",
            "Check the API key (ANTHROPIC_API_KEY)",
        ),
        ('{"error": "Failed"}', "CLIENT-ID-ENFORCEMENT", OTHER, BEARER),
        ("<html><title>401</title>", "Negotiate", OTHER, "Windows login (negotiate)"),
        ("<html><title>401</title>", "Negotiate, NTLM", OTHER, "Windows login (negotiate)"),
        ("<html><title>401</title>", 'Digest realm="x"', OTHER, "It expects a Digest login, which"),
        ('{"error": "Failed"}', 'Basic realm="a, b", Bearer realm="x"', OTHER, BEARER),
    ],
)
async def test_row_9_another_credential(body: str, challenge: str, title: str, remedy: str) -> None:
    """Gateway row 9: only a key that was checked is blamed; the challenge says what is expected."""
    with RawServer(answers.http(body, "401 X", www_authenticate=challenge)) as server:
        error = await lookup_error(server.url)
    assert error.title == title
    assert remedy in error.remedy
    assert error.is_about_key is (title != OTHER)
    assert ("expects a different credential" in error.message) is (title == OTHER)


@pytest.mark.parametrize(
    ("body", "kind", "title", "summary"),
    [
        ({"error": "Unauthorized"}, "api_key", OTHER, "did not authenticate the request."),
        ({}, "api_key", OTHER, "did not authenticate the request."),
        (
            {"error": {"message": "no", "code": "invalid_api_key"}},
            "api_key",
            "Invalid API key",
            "rejected the API key",
        ),
        ({"error": "Unauthorized"}, "token", OTHER, "did not authenticate the request."),
        ({"error": "Unknown error"}, "api_key", OTHER, "did not authenticate the request."),
        ({"error": "Session expired"}, "api_key", OTHER, "did not authenticate the request."),
        ({"error": "Make sure your API key is valid"}, "token", OTHER, "did not authenticate the"),
        ({"error": "Anonymous access is disabled"}, "token", OTHER, "did not authenticate the"),
        ({"error": "Email verification required"}, "api_key", OTHER, "did not authenticate the"),
    ],
)
async def test_row_9_no_reason(body: object, kind: Any, title: str, summary: str) -> None:
    """Gateway row 9: without a reason, a key isn't called invalid: a token may be expected."""
    credential = Credential(kind=kind, source="SOURCE", secret=Secret("x"))
    with RawServer(reply(body, "401 X")) as server:
        error = await lookup_error(server.url, credential=credential)
    assert (error.title, error.is_about_key) == (title, True)
    assert summary in error.message
    assert "(SOURCE)" in error.remedy
    other = "ANTHROPIC_AUTH_TOKEN" if kind == "api_key" else "ANTHROPIC_API_KEY"
    assert (f"If it is valid, set {other}" in error.remedy) is (title == OTHER)


@pytest.mark.parametrize(
    ("kind", "said", "title", "summary", "remedy"),
    [
        ("api_key", "Your API key does not have permission to use the specified resource.",
         "Permission denied", "This key can't use the Models API.", "organization's admin"),
        ("api_key", "This organization has been disabled.", "Account problem", "", ASK),
        ("api_key", "Your IP address 203.0.113.7 is not on the allowlist.",
         "Permission denied", "Access from this network was denied.", "Use another network"),
        ("oauth_token", "OAuth token does not meet scope requirement",
         "Permission denied", "can't use the Models API.", "a token with that scope"),
        ("oauth_token", "Not for tokens.",
         "Permission denied", "can't use the Models API.", "Use an API key"),
        ("api_key", "Something else.", "Permission denied", "Access was denied.", "admin"),
        ("api_key", "You don't have permission to use this model.",
         "Permission denied", "Access was denied.", "admin"),
        ("oauth_token", "You don't have permission to use this model.",
         "Permission denied", "Access was denied.", "admin"),
    ],
)  # fmt: skip
async def test_api_denies_permission(
    kind: Any, said: str, title: str, summary: str, remedy: str
) -> None:
    """A 403 of the API blames the key only if nothing else is named."""
    credential = Credential(kind=kind, source="SOURCE", secret=Secret("sk-ant-x"))
    with RawServer(answers.error("403 X", "permission_error", said)) as server:
        error = await lookup_error(server.url, credential=credential)
    assert error.title == title
    assert summary in error.message
    assert remedy.replace("HOST", f"127.0.0.1:{server.port}") in error.remedy


@pytest.mark.parametrize(
    ("status", "type_"), [(401, "authentication_error"), (403, "permission_error")]
)
@pytest.mark.parametrize("is_profile", [False, True])
@pytest.mark.parametrize("host", ["", "https://gateway.example"])
@pytest.mark.parametrize(
    "said",
    [
        "OAuth token has been revoked. Please obtain a new token.",
        "This access token was revoked.",
        "Expired OAuth access token",
        "invalid bearer token",
    ],
)
def test_token_has_ended(
    host: str, status: int, type_: str, said: str, *, is_profile: bool
) -> None:
    """A token that was revoked or has expired is the cause, whether the status is 401 or 403."""
    profile = "work" if is_profile else None
    token = Credential(
        kind="oauth_token", source="SOURCE", secret=Secret("sk-ant-oat01-x"), profile=profile
    )
    error = error_at(host, status, api_error(type_, said), sent_credential=token)
    again = "Log in again: ant auth login --profile work." if is_profile else ": log in again"
    assert (error.title, again in error.remedy) == ("Invalid OAuth token", True)
    assert error.is_about_key


@pytest.mark.parametrize(
    ("kind", "said", "remedy"),
    [
        (
            "oauth_token",
            "was revoked",
            "The token (SOURCE) was revoked: log in again for a new one.",
        ),
        ("api_key", "no", "Check the key (SOURCE), and make sure it still exists in the Console."),
        ("api_key", "has expired", "Create a new key in the Console (platform.claude.com)."),
        ("token", "no", "The token (SOURCE) is an API key: set it as ANTHROPIC_API_KEY."),
        ("oauth_token", "no", "The token (SOURCE) may have expired: log in again for a new one."),
        ("token", "has expired", "The token (SOURCE) has expired: log in again for a new one."),
    ],
)
async def test_api_rejects_the_credential_that_was_used(kind: Any, said: str, remedy: str) -> None:
    """A 401 of the API names the credential by its source; only a key is in the Console."""
    credential = Credential(kind=kind, source="SOURCE", secret=Secret("sk-ant-x"))
    reply = answers.error("401 X", "authentication_error", said)
    with RawServer(reply) as server:
        error = await lookup_error(server.url, credential=credential)
    assert error.remedy == remedy
    assert "(SOURCE)" in error.message


@pytest.mark.parametrize("said", ["Your credit balance is low", "You have reached a spend limit"])
def test_row_7_account_at_a_relay(said: str) -> None:
    """Gateway row 7: a gateway may pass on the key of the Claude API, whose account is meant."""
    error = error_at("https://gateway.example", 400, api_error("invalid_request_error", said))
    assert "Ask the operator of gateway.example, or see the Console" in error.remedy
    assert "gateway.example" not in error.message


@pytest.mark.parametrize("kind", ["api_key", "token"])
async def test_row_7_error_of_the_api_is_passed_on(kind: Any) -> None:
    """Gateway row 7: the API rejected what it received, which may be the gateway's own token."""
    credential = Credential(kind=kind, source="SOURCE", secret=Secret("cr_x"))
    reply = answers.error("401 X", "authentication_error", "OAuth token has expired")
    with RawServer(reply) as server:
        error = await lookup_error(server.url, credential=credential)
    assert "rejected the credential that it received. The API said: " in error.message
    assert error.remedy.startswith("Ask the operator of ")


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("is_now", [True, False])
async def test_row_10_release_dates_that_are_made_up(number: int, *, is_now: bool) -> None:
    """Gateway row 10: the moment of the response, or one time for many models, is no date."""
    created_at = datetime.now(UTC).isoformat() if is_now else "2024-01-01T00:00:00Z"
    models = [{**answers.MODEL, "id": f"m{n}", "created_at": created_at} for n in range(number)]
    with RawServer(reply({"data": models}), reply(models[0])) as server:
        client = ModelsClient(connection_to(server.url))
        page = await client.list_models()
        found = await client.retrieve(ModelQuery("m0"), lambda _: None)
        await client.aclose()
    is_unknown = [model.released_at is None for model in page.models]
    assert is_unknown == [is_now or number > 2] * number
    assert (found.model.released_at is None) == is_now


@pytest.mark.parametrize("created", [..., None, 1730000000, "2025"])
async def test_row_10_openais_form(created: object) -> None:
    """Gateway row 10: a model in OpenAI's form is an answer."""
    body = {"id": "claude-x", "object": "model", "created": 1, "created_at": created}
    content = {name: value for name, value in body.items() if value is not ...}
    with RawServer(reply(content)) as server:
        found = await look_up(server.url, "claude-x")
    assert isinstance(found, LookupResult)
    assert (found.model.format, found.model.released_at) == ("openai", None)


async def test_row_10_another_success() -> None:
    """Gateway row 10: a model is an answer with any status that means success."""
    body = {"id": "claude-x", "type": "model"}
    with RawServer(reply(body, "203 Non-Authoritative Information")) as server:
        assert (await look_up(server.url, "claude-x")).model.id == "claude-x"


@pytest.mark.parametrize(
    "body",
    [
        {"id": "claude-x", "type": "model", "success": False, "status": 500},
        {"id": "claude-x", "object": "model", "error": "", "errors": []},
        {"data": {"id": "claude-x", "type": "model"}, "code": 200, "message": "success"},
        {"data": {"id": "claude-x", "type": "model"}, "success": False},
        {"result": {"id": "claude-x", "type": "model"}, "success": True, "errors": []},
        {"result": {"id": "claude-x", "type": "model"}, "code": 200, "message": "ok"},
        {"model": {"id": "claude-x", "type": "model"}, "status": "ok", "message": "found"},
        {"modelDetails": {"id": "claude-x", "type": "model"}, "status": "ok", "message": "found"},
        {"id": "claude-x", "message": "soon gone", "type": "model"},
    ],
)
async def test_row_10_model_beside_other_fields(body: dict[str, Any]) -> None:
    """Gateway row 10: a model is an answer, whatever else the body says."""
    with RawServer(reply(body)) as server:
        assert (await look_up(server.url, "claude-x")).model.id == "claude-x"


async def test_row_10_byte_order_mark() -> None:
    """Gateway row 10: a byte order mark is not kept, so that the output can read the body."""
    body = "\ufeff" + json.dumps({"id": "claude-x", "type": "model"})
    with RawServer(answers.http(body)) as server:
        found = await look_up(server.url, "claude-x")
    assert found.exchange.body.startswith("{")


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ({"error": {"code": 404, "message": "no such model"}}, "Not found"),
        ({"error": {"type": "authentication_error", "message": "no"}}, OTHER),
        ({"error": {"message": "Key limit: only 5"}, "status": 200}, "Rejected"),
        ({"success": False, "errors": [{"code": 1, "message": "no"}], "result": None}, "Rejected"),
        ({"code": 401, "message": "token expired", "data": None}, "Invalid API key"),
        ({"status": 401, "message": "no"}, OTHER),
        ({"status_code": 401, "message": "no"}, OTHER),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "x"}}, "Overloaded"),
        ({"errorMessage": "Task timed out", "errorType": "Sandbox.Timedout"}, "Rejected"),
        ({"id": "r", "code": 401, "message": "token expired"}, "Invalid API key"),
        ({"id": "r", "success": False, "message": "no"}, "Rejected"),
        ({"code": 401, "message": "token expired", "data": {"id": None}}, "Invalid API key"),
        ({"code": 401, "message": "token expired", "data": "/login"}, "Invalid API key"),
        ({"success": False, "errors": [{"id": "e", "message": "no"}]}, "Rejected"),
        ({"object": "error", "id": "x", "message": "no"}, "Rejected"),
        ({"type": "error", "id": "x", "message": "no"}, "Rejected"),
        ({"errors": [{"message": "no"}]}, "Rejected"),
        ({"success": False, "message": "no", "result": {"id": "r"}}, "Rejected"),
    ],
)
async def test_row_11_error_with_status_200(body: dict[str, Any], title: str) -> None:
    """Gateway row 11: an error in a response with status 200 is that error."""
    with RawServer(reply(body, x_should_retry="false")) as server:
        assert (await lookup_error(server.url)).title == title


OVERLOADED = '{"type": "error", "error": {"type": "overloaded_error", "message": "m"}}'


@pytest.mark.parametrize(
    ("stream", "title", "said"),
    [
        (
            f"event: error\ndata: {OVERLOADED}\n\n",
            "Overloaded",
            'The response said: "m"',
        ),
        (
            ':\r\n\r\ndata: {"error": {"message": "m", "code": 401}}\r\n\r\ndata: [DONE]\r\n\r\n',
            OTHER,
            'The response said: "m"',
        ),
        (
            'event: ping\ndata: {}\n\nevent: error\ndata: {\ndata: "message": "m"}\n\n',
            "Rejected",
            'The response said: "m"',
        ),
        (
            "event:error\ndata:no such\ndata:route\n\n",
            "Rejected",
            'The response said: "no such route"',
        ),
    ],
)
@pytest.mark.parametrize("status", ["200 OK", "400 X"])
async def test_row_11_stream_with_an_error(stream: str, title: str, said: str, status: str) -> None:
    """Gateway row 11: an error that is sent as an event of a stream is that error."""
    response = answers.http(stream, status, x_should_retry="false")
    with RawServer(response) as server:
        error = await lookup_error(server.url)
    if status == "200 OK":
        assert error.title == title
    assert error.message.endswith(said)
    assert error.rejection
    assert error.rejection.source == "gateway"


@pytest.mark.parametrize(
    ("body", "said", "source"),
    [
        ('{"status": "ok"}', "returned something other than a model.", "gateway"),
        ("", "returned an empty response.", "text"),
        (
            "It works!",
            'returned something other than a model. The response said: "It works!"',
            "text",
        ),
        ("event: ping\ndata: {}\n\n", "returned an event stream instead of a model.", "text"),
        ('""', "returned something other than a model.", "gateway"),
        ("null", "returned something other than a model.", "gateway"),
        ('{"id": "claude-x", broken', "returned something other than a model.", "gateway"),
    ],
)
async def test_row_11_no_model_with_status_200(body: str, said: str, source: str) -> None:
    """Gateway row 11: what is not a model keeps its status, its source and the exchange."""
    with RawServer(answers.http(body)) as server:
        error = await lookup_error(server.url)
    assert f"127.0.0.1:{server.port} {said}" in error.message
    assert (error.exit_code, error.rejection and error.rejection.status) == (6, 200)
    assert error.exchange
    assert error.rejection
    assert error.rejection.source == source


@pytest.mark.parametrize("host", ["", GATEWAY])
def test_row_3_page_of_a_firewall_with_5xx(host: str) -> None:
    """Gateway row 3: a page that says that it blocks isn't a problem of the host's server."""
    page = "<title>Web Page Blocked</title><p>Blocked in accordance with company policy.</p>"
    error = error_at(host, 503, page)
    assert 'sent a web page ("Web Page Blocked"), not an API response.' in error.message
    assert "firewall may be the cause" in error.remedy
    assert not error.is_retryable


@pytest.mark.parametrize(
    ("page", "headers", "title"),
    [
        ("Web Page Blocked", (), "Unexpected response"),
        ("api.anthropic.com | 522: Connection timed out", (("cf-ray", "x"),), "Server error"),
    ],
)
def test_row_21_page_in_place_of_the_api(page: str, headers: Any, title: str) -> None:
    """Gateway row 21: a page with 5xx is the API's only if what is in front of it sent it."""
    body = f"<html><title>{page}</title></html>".encode()
    sent = replace(exchange(status=522), response_headers=headers)
    error = error_from_response(sent, body, route_to(Connection()), NOW)
    assert error.title == title
    assert page in error.message


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ({"models": [{"name": "llama3:latest", "model": "llama3:latest"}]}, ["llama3:latest"]),
        ({"models": [{"name": "models/claude-x", "displayName": "x"}]}, ["claude-x"]),
        ({"data": [{"model_name": "claude-x", "litellm_params": {}}]}, ["claude-x"]),
        (["claude-x", "claude-y"], ["claude-x", "claude-y"]),
        ({"object": "list", "data": None}, []),
        ({"code": 200, "message": "ok", "result": [{"id": "claude-x"}]}, ["claude-x"]),
        ({"status": "ok", "message": "", "items": [{"id": "claude-x"}]}, ["claude-x"]),
    ],
)
async def test_row_12_other_lists(body: object, ids: list[str]) -> None:
    """Gateway row 12: lists of IDs, of names, and of nothing are lists, but not OpenAI's."""
    page, _ = await list_of(reply(body))
    notes = {model.explain_format("h") for model in page.models}
    assert notes <= {"h responds in its own format; release date and lifecycle are unknown."}
    assert [model.id for model in page.models] == ids
    assert page.unreadable == 0


async def test_rows_12_and_13_lists_of_gateways() -> None:
    """Gateway rows 12 and 13: IDs without names are listed, and what can't be read is counted."""
    data = [{"id": "a", "object": "model"}, {"object": "model"}, {"id": "b", "object": "model"}]
    listed = reply({"object": "list", "data": data})
    notices: list[str] = []
    with RawServer(listed) as server:
        session = LookupSession(connection_to(server.url), ModelsClient, History(None))
        session.on_notice = notices.append
        models = await session.list_models()
        await session.aclose()
    assert [model.id for model in models] == ["a", "b"]
    assert notices == [
        (
            f"127.0.0.1:{server.port} responds in OpenAI's format; release date and lifecycle are "
            "unknown."
        ),
        "1 unreadable list entry was left out.",
    ]


def test_row_12_empty_list() -> None:
    """Gateway row 12: --list says that a list is empty instead of printing nothing."""
    with RawServer(reply({"data": []})) as server:
        env = environment(ANTHROPIC_API_KEY="sk-x", ANTHROPIC_BASE_URL=server.url)
        done = run("--list", env=env)
    assert done.returncode == 0
    assert done.stdout == b""
    assert f"127.0.0.1:{server.port} lists no models that can be shown." in done.stderr.decode()


@pytest.mark.parametrize("more", [{"has_more": True, "last_id": None}, {"nextPageToken": "x"}])
async def test_row_14_list_without_last_id(more: dict[str, object]) -> None:
    """Gateway row 14: the next page starts after the last model, until nothing new comes."""
    first = reply({"data": [{"id": "a", "type": "model"}], **more})
    second = reply({"data": [{"id": "b", "type": "model"}], **more})
    page, requests = await list_of(first, second, second)
    assert [model.id for model in page.models] == ["a", "b"]
    assert page.has_more
    assert b"after_id=a" in requests[1]
    assert len(requests) == 3


@pytest.mark.parametrize("status", ["400 X", "422 X"])
async def test_row_15_list_rejects_parameters(status: str) -> None:
    """Gateway row 15: the list is requested without `limit`, then without `lifecycle[]`."""
    rejected = reply({"detail": "unexpected parameter"}, status)
    listed = reply({"data": [{"id": "a", "type": "model"}]})
    page, requests = await list_of(rejected, rejected, listed)
    assert [model.id for model in page.models] == ["a"]
    assert page.lifecycle == ()
    assert b"limit" in requests[0]
    assert b"limit" not in requests[1]
    assert b"lifecycle" in requests[1]
    assert b"GET /v1/models HTTP" in requests[2]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("408 X", "timed out waiting"),
        ("409 X", "conflicts with the current state"),
        ("412 X", "precondition failed"),
        ("431 X", "headers are too large"),
        ("499 X", "connection was closed"),
        ("501 X", "doesn't support this request"),
    ],
)
async def test_rows_16_and_17_other_statuses(status: str, said: str) -> None:
    """Gateway rows 16 and 17: each status has its own message."""
    with RawServer(answers.http("", status, x_should_retry="false")) as server:
        error = await lookup_error(server.url)
    assert said in error.message


@pytest.mark.parametrize("status", ["400 X", "429 X"])
@pytest.mark.parametrize(
    "code", ["enforced_spend_limit_reached", "contract_spend_limit_reached", "ramp_limit_exceeded"]
)
async def test_row_18_spend_limits(status: str, code: str) -> None:
    """Gateway row 18: a spend limit is reported as such, and is final."""
    error_body = {"type": "x", "message": "spent", "details": {"error_code": code}}
    with RawServer(reply({"type": "error", "error": error_body}, status)) as server:
        error = await lookup_error(server.url)
        assert len(server.requests) == 1
    assert error.title == "Spend limit reached"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("400 X", "You have reached your specified workspace API usage limits."),
        ("429 X", "This request would exceed your workspace's rate limit."),
        ("500 X", "The workspace could not be loaded."),
    ],
)
async def test_row_18_limit_of_a_workspace(status: str, said: str) -> None:
    """Gateway row 18: a workspace's limit or problem doesn't mean that its ID is wrong."""
    with RawServer(answers.error(status, "x", said, x_should_retry="false")) as server:
        error = await lookup_error(server.url, workspace_id="w", workspace_source="SOURCE")
    assert error.remedy
    assert "workspace ID" not in error.remedy


def test_only_the_claude_api_is_the_api() -> None:
    """A connection to any other host is one to a gateway."""
    assert Connection().is_api
    assert not Connection(base_url="https://gateway.example").is_api


@pytest.mark.parametrize(
    ("said", "remedy", "changes"),
    [
        ("anthropic-workspace-id: not found", "Check the workspace ID (ANTHROPIC_CUSTOM_HEADERS).",
         {"custom_headers": (("Anthropic-Workspace-ID", Secret("w")),)}),
        ("workspace w is unknown", "Check the workspace ID (SOURCE).",
         {"workspace_id": "w", "workspace_source": "SOURCE"}),
        ("anthropic-workspace-id is required for this key", "Set ANTHROPIC_WORKSPACE_ID.", {}),
        ("anthropic-version: 2023-06-01 is not valid. Use 2026-10-21 or later.",
         "Use --api-version 2026-10-21.", {}),
        ('anthropic-version: "2099-01-01" is not a valid version', "Use --api-version 2023-06-01.",
         {"api_version": "2099-01-01"}),
        ("anthropic-version: no", "Correct anthropic-version in ANTHROPIC_CUSTOM_HEADERS.",
         {"custom_headers": (("Anthropic-Version", Secret("1")),)}),
        ("Unexpected value a-2025-01-01", "Remove the beta from ANTHROPIC_CUSTOM_HEADERS.",
         {"custom_betas": ("a-2025-01-01",)}),
    ],
)  # fmt: skip
async def test_what_was_rejected_is_named_by_its_source(
    said: str, remedy: str, changes: dict[str, Any]
) -> None:
    """Gateway row 35: what the API rejects is named by where it was set."""
    with RawServer(answers.error("400 X", "invalid_request_error", said)) as server:
        error = await lookup_error(server.url, **changes)
    assert error.remedy == remedy


@pytest.mark.parametrize(
    ("said", "title"),
    [("Workspace w not found", "Rejected"), ("model: workspace", "Not found")],
)
async def test_row_35_workspace_is_not_found(said: str, title: str) -> None:
    """Gateway row 35: a 404 of the API may be about the workspace; then the name isn't wrong."""
    with RawServer(answers.error("404 X", "not_found_error", said)) as server:
        error = await lookup_error(server.url, workspace_id="w", workspace_source="SOURCE")
    assert error.title == title
    assert ("(SOURCE)" in error.remedy) is (title == "Rejected")


async def test_row_35_workspace_is_denied_behind_a_gateway() -> None:
    """Gateway row 35: a workspace that the user chose is named, whoever's credential it was."""
    key = Credential(kind="api_key", source="KEY", secret=Secret("gateway-8f7a6b5c4d3e2f1a"))
    sent: dict[str, Any] = {"credential": key, "workspace_id": "w", "workspace_source": "SOURCE"}
    with RawServer(
        answers.error("403 X", "permission_error", "No access to workspace w")
    ) as server:
        error = await lookup_error(server.url, **sent)
    assert error.remedy == "Check the workspace ID (SOURCE)."


@pytest.mark.parametrize(
    ("status", "body", "sent", "title", "remedy"),
    [
        ("400 X", api_error("invalid_request_error", "You have reached your specified workspace "
         "API usage limits. You will regain access on 2026-12-01."), "api_key",
         "Spend limit reached", ASK),
        ("400 X", {"message": "Your team's budget has been exceeded"}, "api_key",
         "Spend limit reached", ASK),
        ("401 X", {"success": False, "data": {"message": "invalid Portkey API key"}}, "api_key",
         "Invalid API key", "Check the API key"),
        ("401 X", {"error": "invalid_token", "error_description": "The token expired"}, "token",
         "Invalid token", "Check the token"),
        ("401 X", {"error": {"message": "Token audience is incorrect; expected https://a.example"}},
         "token", "Invalid token", "Check the token"),
        ("401 X", {"message": "expected an Authorization header"}, "token", OTHER,
         "Check the token (SOURCE). If it is valid, set ANTHROPIC_API_KEY"),
        ("401 X", {"error": "No authorization token was found"}, "token", OTHER,
         "Check the token (SOURCE). If it is valid, set ANTHROPIC_API_KEY"),
        ("401 X", {"message": "Token no proporcionado"}, "token", OTHER, "Check the token"),
        ("401 X", {"error_msg": "Incorrect IAM information: x-auth-token not found"}, "api_key",
         OTHER, BEARER),
        ("401 X", {"error_msg": "Incorrect IAM information: x-auth-token not found"}, "token",
         OTHER, "Set ANTHROPIC_API_KEY to send an x-api-key header. ANTHROPIC_CUSTOM_HEADERS adds"),
        ("401 X", {"error": {"message": "Your subscription has expired"}}, "api_key",
         "Account problem", ASK),
        ("403 X", api_error("permission_error", "OAuth authentication is currently not allowed "
         "for this organization."), "oauth_token", "Permission denied", "Use an API key"),
        ("401 X", api_error("authentication_error", "OAuth authentication is currently not "
         "supported.") | {"request_id": "req_1"}, "token", "Invalid token", "Use an API key"),
        ("401 X", {"error": {"message": "Invalid credentials. Expected OAuth 2 access token."}},
         "api_key", OTHER, BEARER),
        ("401 X", {"error": {"message": "API keys are not supported. Expected OAuth2 token."}},
         "token", OTHER, "Check the token (SOURCE). If it is valid,"),
        ("403 X", {"detail": "Not authenticated"}, "api_key", OTHER, "Check the API key"),
        ("401 X", {"error": {"message": "User not found.", "code": 401}}, "api_key",
         OTHER, "Check the API key"),
        ("401 X", {"error": {"message": "Virtual Key expected. Received=sk-ant-, expected to start "
         "with 'sk-'."}}, "api_key", "Invalid API key", "Check the API key"),
        ("401 X", {"message": "Invalid or missing bearer token"}, "token", "Invalid token",
         "Check the token"),
        ("401 X", {"detail": "Invalid or missing API Key"}, "api_key", OTHER,
         "Check the API key (SOURCE). If it is valid, set ANTHROPIC_AUTH_TOKEN"),
        ("403 X", {"detail": "Invalid or missing API Key"}, "api_key", OTHER, "Check the API key"),
        ("401 X", {"error": "Missing or invalid API key"}, "token", OTHER,
         "Check the token (SOURCE). If it is valid, set ANTHROPIC_API_KEY"),
        ("401 X", {"error": "Missing or invalid API key. Send Authorization: Bearer."}, "api_key",
         OTHER, BEARER),
        ("401 X", {"error": "Missing or invalid Authorization header"}, "token", "Invalid token",
         "Check the token"),
        ("401 X", {"error": "Invalid authorization header format"}, "api_key", OTHER, BEARER),
        ("401 X", {"error": "Invalid bearer token"}, "api_key", OTHER,
         "Check the API key (SOURCE). If"),
        ("401 X", {"fault": {"faultstring": "Invalid access token"}}, "api_key", OTHER,
         "Check the API key (SOURCE). If it is valid, set ANTHROPIC_AUTH_TOKEN"),
        ("401 X", {"error": "Invalid or expired JWT"}, "api_key", OTHER,
         "Check the API key (SOURCE). If it is valid, set ANTHROPIC_AUTH_TOKEN"),
        ("403 X", {"message": "Invalid access token."}, "api_key", OTHER,
         "Check the API key (SOURCE). If it is valid, set ANTHROPIC_AUTH_TOKEN"),
        ("401 X", {"title": "Unauthorized", "detail": "Invalid Authorization Scheme"}, "api_key",
         OTHER, BEARER),
        ("403 X", {"error": {"message": "Key based authentication is disabled for this resource."}},
         "api_key", DENIED, BEARER),
        ("401 X", {"error": "Invalid x-api-key header"}, "token", OTHER,
         "Check the token (SOURCE). If"),
        ("401 X", {"error": "Full authentication is required"}, "api_key", OTHER,
         "Check the API key (SOURCE). If it is valid, set ANTHROPIC_AUTH_TOKEN"),
        ("401 X", {"error": "A valid API key is required"}, "token", OTHER, "Check the token"),
        ("401 X", {"error": "Your API key does not have access to this"}, "token", DENIED, "Check"),
        ("401 X", {"error": {"message": "auth header format should be Bearer sk-...",
         "code": "invalid_request_error"}}, "api_key", OTHER, BEARER),
        ("401 X", {"message": "Jwt is not in the form of Header.Payload.Signature"}, "token",
         OTHER, "Check the token"),
        ("401 X", {"message": "Send the API key in x-api-key"}, "token", OTHER,
         "Set ANTHROPIC_API_KEY to send an x-api-key header. ANTHROPIC_CUSTOM_HEADERS adds"),
        ("403 X", api_error("permission_error", "Your account does not have access to Claude "
         "Code."), "oauth_token", "Permission denied", "Use an API key"),
        ("400 X", api_error("invalid_request_error", "This credential is only authorized for use "
         "with Claude Code."), "oauth_token", "Rejected", "Use an API key"),
        ("200 X", {"error": "Unauthorized"}, "api_key", OTHER, "Check the API key"),
        ("403 X", "\ufeff<?xml version='1.0'?><Error><Message>No access</Message></Error>",
         "api_key", "Permission denied", ASK),
        ("401 X", api_error("authentication_error", "x-api-key header is required")
         | {"request_id": "req_1"}, "token", "Invalid token", "Use an API key"),
        ("429 X", api_error("rate_limit_error", "You have exceeded your daily rate limit"),
         "api_key", "Rate limited", "Wait until the limit resets"),
        ("200 X", "model not available", "api_key", "Not found", ""),
        ("400 X", "<title>400 No required SSL certificate was sent</title>", "api_key",
         "Certificate error", "Ask the operator of HOST for access without one."),
    ],
)  # fmt: skip
async def test_remedy_follows_what_is_said(
    status: str, body: object, sent: Any, title: str, remedy: str
) -> None:
    """Gateway rows 1 to 21: the words name the cause where there is no code."""
    credential = Credential(kind=sent, source="SOURCE", secret=Secret("sk-ant-x"))
    if isinstance(body, str) and "<" in body:
        response = answers.http(body, status)
    else:
        response = reply(body, status, x_should_retry="false")
    with RawServer(response) as server:
        error = await lookup_error(server.url, credential=credential)
        host = server.url[7:]
    assert (error.title, error.remedy.startswith(remedy.replace("HOST", host))) == (title, True)
    assert ' said: "' in error.message


@pytest.mark.parametrize(
    ("status", "said", "title"),
    [
        (401, "ExceededTokenBudget: Current spend for token: 12.1", "Spend limit reached"),
        (401, "This token's quota has been exhausted", "Quota exceeded"),
        (400, "Token quota is not enough", "Quota exceeded"),
        (403, "\u9884\u6263\u8d39\u989d\u5ea6\u5931\u8d25", "Spend limit reached"),
        (429, "Daily cost limit exceeded", "Spend limit reached"),
        (429, "Usage limit reached for 5 hour. Your limit will reset at 18:13", "Quota exceeded"),
        (429, "Usage limit reached", "Quota exceeded"),
        (403, "You've reached your usage limit. Your quota will be refreshed.", "Quota exceeded"),
        (429, "\u8fbe\u5230\u6bcf\u65e5\u8d39\u7528\u9650\u5236", "Spend limit reached"),
        (429, "You exceeded your current quota, please check your plan", "Spend limit reached"),
        (429, "You exceeded your current quota.\nPlease retry in 37 s.", "Rate limited"),
        (429, "Quota exceeded for requests per minute", "Rate limited"),
        (429, "Insufficient balance or no resource package.", "Account problem"),
        (400, "You have insufficient credits", "Account problem"),
        (500, "insufficient balance (1008)", "Account problem"),
        (403, "INSUFFICIENT_BALANCE", "Account problem"),
        (
            412,
            "Account x is suspended, possibly due to reaching the monthly spending limit.",
            "Account problem",
        ),
        (
            403,
            "Your team has used all available credits or reached its monthly spending limit.",
            "Account problem",
        ),
        (401, "Sorry, your account balance is insufficient", "Account problem"),
        (429, "Your GLM Coding Plan package has expired", "Account problem"),
        (429, "\u60a8\u7684\u5957\u9910\u5df2\u5230\u671f", "Account problem"),
        (429, "You have exceeded the 5-hour usage quota.", "Quota exceeded"),
        (429, "week allocated quota exceeded.", "Quota exceeded"),
        (403, "\u4f59\u989d\u4e0d\u8db3", "Account problem"),
        (403, "\u4f59\u989d\u4e0d\u8db3\uff0chttps://x.example/top", "Account problem"),
        (403, "Access requires a quota project, which is not set", "Permission denied"),
        (403, "Load balancer: too low a version", "Permission denied"),
        (403, "No credit card on file", "Permission denied"),
        (400, "max_tokens exceeds the token budget", "Rejected"),
        (400, "budget_tokens: exceeded the maximum", "Rejected"),
    ],
)
@pytest.mark.parametrize("is_in_api_form", [True, False])
def test_row_18_spent_at_a_gateway(
    status: int, said: str, title: str, *, is_in_api_form: bool
) -> None:
    """Gateway row 18: whatever was used up, and in whichever form, the remedy is the operator."""
    body = api_error("x", said) if is_in_api_form else {"error": {"message": said}}
    error = error_at("https://gateway.example", status, body)
    if title in {"Spend limit reached", "Account problem"}:
        assert error.remedy.startswith("Ask the operator of gateway.example")
    if title != "Quota exceeded" or not is_in_api_form:
        assert (error.title, error.is_retryable) == (title, title == "Rate limited")


@pytest.mark.parametrize(
    ("status", "said", "message"),
    [
        (400, "Invalid API key provided for model claude-x", "rejected the API key"),
        (400, "Invalid request: missing field `model`", "The request was rejected."),
        (400, "Model claude-x: invalid temperature", "The request was rejected."),
        (400, "Unknown error while calling the model", "The request was rejected."),
        (422, "Unsupported API version for this model", "could not process the request"),
        (403, "API rate limit exceeded", "Rate limited."),
        (400, "Too many requests", "Rate limited."),
        (400, "Model claude-x is temporarily unavailable", "The request was rejected."),
        (400, "The model parameter x has been deprecated", "The request was rejected."),
        (401, "Invalid API key. For usage limits, see the docs", "rejected the API key"),
        (403, "This needs a paid plan; usage limits apply", "denied access."),
        (403, "Access is restricted in the region eu-west-1", "denied access."),
        (400, "Unsupported path: GET /v1/models/claude-x", "The request was rejected."),
        (400, "Model listing is not supported for service x", "The request was rejected."),
        (401, "Client is not authorized to access this resource", "did not authenticate"),
        (403, "Client not authorized", "denied access."),
        (429, "API key limit exceeded: 60 requests a minute", "This key has reached its limit at"),
        (403, "The region us-east-1 is not supported", "denied access."),
    ],
)
def test_no_more_than_was_said(status: int, said: str, message: str) -> None:
    """Gateway rows 4, 9 and 18: a word of a message is no cause if it may be about another thing.

    A model may be mentioned beside what is wrong, and a limit need not be one of money.
    """
    error = error_at("https://gateway.example", status, {"error": {"message": said}})
    assert message in error.message
    assert error.title not in {"Not found", "Spend limit reached", "Quota exceeded"}


def test_spend_limit_of_the_api() -> None:
    """The API's own spend limit can be raised in the Console."""
    error = error_at("", 400, api_error("x", "You have reached your API usage limits."))
    assert (error.title, "Console" in error.remedy) == ("Spend limit reached", True)


@pytest.mark.parametrize(
    ("status", "body", "summary", "remedy"),
    [
        (401, {"error": {"message": "Expired Key.", "type": "expired_key"}},
         "rejected the API key", "Check the API key (KEY) with the gateway's operator."),
        (401, {"error": {"message": "\u8be5\u4ee4\u724c\u5df2\u8fc7\u671f"}},
         "rejected the API key", "Check the API key (KEY) with the gateway's operator."),
        (403, {"error": "Client not allowed", "message": "Your client is not authorized to use it"},
         "accepts this credential only from other programs.",
         "Ask the operator of gateway.example."),
        (401, {"error": {"message": json.dumps(api_error("authentication_error", "no token"))}},
         'rejected the credential that it received. The response said: "no token"',
         f"{ASK_OPERATOR[:-1]}, or check your own credential if gateway.example passes it on."),
        (403, {"error": {"message": json.dumps(api_error("permission_error", "no"))}},
         "The provider behind gateway.example denied access.",
         "Ask the operator of gateway.example."),
        (401, {"error": api_error("authentication_error", "no token")},
         "rejected the credential that it received.",
         f"{ASK_OPERATOR[:-1]}, or check your own credential if gateway.example passes it on."),
        (403, {"message": "The security token included in the request is expired"},
         "AWS rejected the credential that it received.",
         f"{ASK_OPERATOR[:-1]}, or check your own credential if gateway.example passes it on."),
    ],
)  # fmt: skip
def test_row_9_credential_of_a_gateway(
    status: int, body: object, summary: str, remedy: str
) -> None:
    """Gateway row 9: a gateway knows its own keys; its provider's error is not about them."""
    error = error_at("https://gateway.example", status, body)
    assert summary in error.message
    assert error.remedy == remedy


@pytest.mark.parametrize(
    ("status", "kind", "said", "summary", "remedy"),
    [
        (401, "authentication_error", "invalid api key (2049)",
         "gateway.example rejected the API key (KEY).", "Check the API key (KEY) with the"),
        (401, "authentication_error", "Please carry the API secret key in the Authorization field",
         "gateway.example expects a different credential.", "Set ANTHROPIC_AUTH_TOKEN"),
        (403, "permission_error", "No access", "gateway.example denied access.",
         "Ask the operator of gateway.example."),
        (529, "overloaded_error", "Overloaded", "The service is overloaded (529).",
         "Try again in a minute. The problem is with gateway.example."),
    ],
)  # fmt: skip
def test_row_9_key_of_a_gateway_in_the_form_of_the_api(
    status: int, kind: str, said: str, summary: str, remedy: str
) -> None:
    """Gateway row 9: the API doesn't know a gateway's key, so the gateway itself speaks of it."""
    key = Credential(kind="api_key", source="KEY", secret=Secret("gateway-8f7a6b5c4d3e2f1a"))
    error = error_at("https://gateway.example", status, api_error(kind, said), key, request_id="06")
    assert error.message == f'{summary} The response said: "{said}"'
    assert error.remedy.startswith(remedy)


def test_row_9_form_of_the_api_without_its_request_id() -> None:
    """Gateway row 9: a gateway that imitates the API speaks of its own keys to any key."""
    body = api_error("authentication_error", "Missing Authorization header")
    error = error_at(GATEWAY, 401, body, request_id="")
    assert "gateway.example expects a different credential. The response said" in error.message
    assert error.remedy.startswith(BEARER)


@pytest.mark.parametrize(
    ("status", "said", "message", "remedy"),
    [
        (400, "anthropic-workspace-id is required when authenticating with this key",
         "The anthropic-workspace-id header was sent, but may not have arrived.",
         "Ask the operator of gateway.example whether this header is forwarded."),
        (403, "User u is not authorized to perform: x:GetModel on resource: arn:aws:x:workspace/w",
         "gateway.example denied access.", ""),
        (403, "The bearer token included in the request is invalid.", "", "Check the token (KEY)"),
        (403, "Authorization failed", "", "Check the token (KEY)"),
        (401, 'Validation fails: Token is missing the "aud" claim', "", "Check the token (KEY)"),
        (403, "You do not have authorization to access this resource", "", "Check the token (KEY)"),
    ],
)  # fmt: skip
def test_what_was_sent_is_not_asked_for(status: int, said: str, message: str, remedy: str) -> None:
    """Gateway rows 9 and 35: a token or workspace ID that was sent needn't be set or corrected."""
    token = parse_credential("gateway-8f7a6b5c4d3e2f1a", "KEY", "token")
    connection = Connection(
        base_url=GATEWAY, credential=token, workspace_id="w", workspace_source="SOURCE"
    )
    sent = exchange(
        url=f"{GATEWAY}/v1/models/x",
        status=status,
        request_headers=(("authorization", "from KEY"), ("anthropic-workspace-id", "w")),
        is_api=False,
    )
    body = json.dumps({"message": said}).encode()
    error = error_from_response(sent, body, route_to(connection), NOW)
    assert message in error.message
    assert error.remedy.startswith(remedy)
    assert "workspace ID" not in error.remedy
    assert "ANTHROPIC_API_KEY" not in error.remedy


@pytest.mark.parametrize(
    "said",
    [
        "model claude-x: the beta computer-use-2025-11-24 is not supported",
        "Model requests with this API version are not supported",
        "Invalid header for model claude-x: x-tenant is missing",
    ],
)
def test_a_model_beside_what_is_wrong(said: str) -> None:
    """Gateway row 6: a model isn't unknown because a message names it beside something invalid."""
    error = error_at(GATEWAY, 400, {"error": {"message": said}})
    assert isinstance(error, BadRequestError)
    assert said in error.message


@pytest.mark.parametrize(
    ("kind", "said", "remedy"),
    [
        ("api_key", "The Authorization header is malformed", "Set ANTHROPIC_AUTH_TOKEN"),
        ("api_key", "bearer authentication only", "Set ANTHROPIC_AUTH_TOKEN"),
        ("api_key", "This key is not active", "Check the API key (KEY)"),
        ("token", "x-api-key authentication only", "Set ANTHROPIC_API_KEY"),
        ("token", "This token is not active", "Check the token (KEY)"),
        ("token", "The Authorization header is malformed", "Check the token (KEY)"),
    ],
)
def test_what_a_403_asks_for(kind: CredentialKind, said: str, remedy: str) -> None:
    """Gateway row 20: a 403 about the other kind of credential, or else about the one sent."""
    credential = parse_credential("gateway-8f7a6b5c4d3e2f1a", "KEY", kind)
    error = error_at(GATEWAY, 403, {"message": said}, credential)
    assert error.message.startswith("gateway.example denied access.")
    assert error.remedy.startswith(remedy)


def test_row_19_https_is_already_used() -> None:
    """Gateway row 19: a base URL with https:// isn't wrong if HTTP is sent behind the host."""
    body = {"error": {"message": "The plain HTTP request was sent to HTTPS port"}}
    error = error_at(GATEWAY, 400, body)
    assert (error.title, error.remedy) == ("Rejected", "Ask the operator of gateway.example.")


def test_row_9_error_of_fastapi() -> None:
    """Gateway row 9: FastAPI's `detail` is the gateway's own error, not its provider's."""
    body = {"detail": api_error("authentication_error", "Invalid key")}
    error = error_at("https://gateway.example", 401, json.dumps(body, separators=(",", ":")))
    assert "gateway.example rejected the API key" in error.message


@pytest.mark.parametrize(
    ("status", "body", "headers", "said", "remedy"),
    [
        (401, {"message": "Access denied due to missing subscription key."},
         {"www_authenticate": 'AzureApiManagementKey realm="x",name="Apim-Key",type="header"'},
         "expects a different credential", 'Set ANTHROPIC_CUSTOM_HEADERS to "Apim-Key: YOUR_KEY".'),
        (403, {"message": "Missing required header: X-Country"}, {},
         "denied access", "Set ANTHROPIC_CUSTOM_HEADERS to add headers."),
        (403, {"message": "A call requires a quota project, which is not set."}, {},
         "requires a quota project",
         'Set ANTHROPIC_CUSTOM_HEADERS to "x-goog-user-project: PROJECT".'),
        (403, {"message": "Invalid key=value pair (missing equal-sign) in Authorization header"},
         {}, "denied access", "returns this message for unknown paths. Check the base URL (URL)."),
        (403, {"message": "The request must use Signature Version 4."},
         {}, "expects requests signed for AWS", "Signed requests are not supported"),
        (202, "", {"x_amzn_waf_action": "challenge"},
         "AWS WAF, in front of gateway.example, requires", "the operator of gateway.example, or"),
        (405, "<title>Human Verification</title>", {"x_amzn_waf_action": "captcha"},
         'said: "Human Verification"', "Try another network"),
        (403, "<title>Just a moment...</title>", {"cf_mitigated": "challenge"},
         "Cloudflare, in front of gateway.example, requires", "Try another network"),
        (403, "<!doctypehtml><title>Sign In</title>", {},
         'sent a web page ("Sign In")', "the host's own login or access rules, a proxy"),
        (302, "", {"location": "https://x.cloudflareaccess.com/cdn-cgi"},
         "redirected to x.cloudflareaccess.com", "operator of gateway.example how to log in"),
        (302, "", {"location": "http://sso.example/"},
         "redirected to sso.example", "operator of gateway.example how to log in"),
    ],
)  # fmt: skip
def test_row_9_way_to_log_in(
    status: int, body: object, headers: dict[str, Any], said: str, remedy: str
) -> None:
    """Gateway row 9: the header, the login or the browser that a host wants is named."""
    error = error_at("https://gateway.example", status, body, **headers)
    assert said in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("x-api-key header is required", "x-api-key"),
        ("anthropic-version: header is required", "anthropic-version"),
        ("Missing required header: x-api-key", "x-api-key"),
        ("No Authorization or x-api-key header", "x-api-key"),
        ("Authorization header is required", ""),
        ("anthropic-version header 2023-06-01 is not found", ""),
        ("The x-api-key header is invalid", ""),
    ],
)
@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize("host", ["", "https://gateway.example"])
def test_header_is_lost(host: str, status: int, said: str, name: str) -> None:
    """A header that was sent, but that the server reports missing, was removed in between."""
    kind = "authentication_error" if status == 401 else "invalid_request_error"
    error = error_at(host, status, api_error(kind, said))
    assert (f"The {name} header was sent, but may not have arrived." in error.message) is bool(name)
    if name:
        remedy = "operator of gateway.example whether" if host else "network; a proxy or firewall"
        assert remedy in error.remedy
        assert not error.is_about_key


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Application not found: model-gateway", "Unexpected response"),
        ("No such tenant: claude-team", "Unexpected response"),
        ("Workspace claude not found", "Unexpected response"),
        ("No quota configured for route /v1/models/claude-x", "Unexpected response"),
        ("Model claude-x not found for team", "Not found"),
        ("claude-x not found", "Not found"),
        ("Unknown model-id", "Not found"),
        ("models endpoint is not supported for Claude Code", "Unexpected response"),
        ("Unknown model kind: cc/claude-x. Supported: image, tts", "Unexpected response"),
        ("Model listing is not supported for this provider", "Unexpected response"),
        ("Listing models is not supported by Azure", "Unexpected response"),
        ("List models API is not supported by Azure", "Unexpected response"),
    ],
)
def test_row_5_model_is_only_in_a_name(said: str, title: str) -> None:
    """Gateway row 5: something else may be missing that has a model in its name."""
    error = error_at("https://gateway.example", 404, {"message": said})
    assert error.title == title


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("ANTHROPIC_BASE_URL", "To use the Claude API, unset ANTHROPIC_BASE_URL."),
        ("base_url in /config.toml", "To use the Claude API, remove base_url in /config.toml."),
        ("", ""),
    ],
)
@pytest.mark.parametrize(
    ("secret", "profile", "is_anthropics"),
    [("sk-ant-x", None, True), ("x", "work", True), ("sk-relay", None, False)],
)
@pytest.mark.parametrize("said", ["Invalid token", "Missing API key", "no"])
async def test_anthropics_credential_at_another_host(
    said: str, secret: str, profile: str | None, source: str, way: str, *, is_anthropics: bool
) -> None:
    """Gateway row 9: the base URL may be a leftover, and the credential one of the Claude API."""
    credential = Credential(kind="token", source="S", secret=Secret(secret), profile=profile)
    with RawServer(reply({"error": {"message": said}}, "401 X")) as server:
        error = await lookup_error(server.url, credential=credential, base_url_source=source)
    assert error.remedy.endswith(way if is_anthropics else "")
    assert ("Claude API" in error.remedy) is bool(way and is_anthropics)
    if way and is_anthropics:
        assert error.title == OTHER


async def test_row_4_form_of_the_api_from_another_host() -> None:
    """Gateway row 4: a host that imitates the form of the API's errors isn't the API."""
    imitation = answers.error("404 X", "not_found_error", "model 'x' not found")
    with RawServer(imitation) as server:
        error = await lookup_error(server.url)
    assert error.message == (
        f"{server.url[7:]} has no model with that name. The response said: \"model 'x' not found\""
    )
    assert error.rejection
    assert error.rejection.source == "gateway"


@pytest.mark.parametrize("code", [1006, 1010, 1020])
async def test_cloudflare_blocks_the_client(code: int) -> None:
    """Gateway row 3: Cloudflare says in plain text that it blocked the client or network."""
    with RawServer(answers.http(f"error code: {code}\n", "403 X", server="cloudflare")) as server:
        error = await lookup_error(server.url)
    host = server.url[7:]
    assert f"Cloudflare, in front of {host}, blocked this client or network." in error.message
    asked = f"Try another network, ask the operator of {host}, or check the base URL."
    assert error.remedy == asked


@pytest.mark.parametrize("headers", [{"cf_mitigated": "challenge"}, {}])
def test_row_3_website_behind_cloudflare(headers: dict[str, Any]) -> None:
    """Gateway row 3: a website of Anthropic's isn't the API, whatever Cloudflare says there."""
    error = error_at("https://claude.ai", 403, "error code: 1020", **headers)
    assert error.remedy.startswith("The Claude API is at https://api.anthropic.com: ")


@pytest.mark.parametrize(
    ("body", "status", "remedy"),
    [
        ("<title>Open WebUI</title>", "200 X", "Check the base URL (SOURCE)."),
        ("<title>Blocked</title>", "403 X", "Check the base URL (SOURCE)."),
        ("Denied", "403 X", "Ask the operator of HOST."),
        ("something", "200 X", "Check the base URL (SOURCE)."),
        ("", "302 X", "Check the base URL (SOURCE)."),
        ("", "407 X", "Check the base URL (SOURCE)."),
        ("", "413 X", "Ask the operator of HOST about the limit."),
        ("", "431 X", "Ask the operator of HOST about the limit."),
        ("", "503 X", "Try again in a minute. The problem is with HOST."),
    ],
)
async def test_nothing_is_in_front_of_this_computer(body: str, status: str, remedy: str) -> None:
    """Gateway row 3: what this computer sends comes from no proxy, firewall or login page."""
    with RawServer(answers.http(body, status, x_should_retry="false")) as server:
        error = await lookup_error(server.url, base_url_source="SOURCE")
    assert error.remedy == remedy.replace("HOST", server.url[7:])


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (200, "the host's own website, a proxy or firewall may be the cause."),
        (403, "the host's own login or access rules, a proxy or firewall may be the cause."),
    ],
)
def test_row_3_website_of_a_gateway(status: int, remedy: str) -> None:
    """Gateway row 3: a gateway may respond to a wrong path with its own website."""
    page, connection = b"<title>LiteLLM</title>", Connection(base_url="https://gateway.example")
    sent = replace(exchange(status=status), is_api=False)
    error = error_from_response(sent, page, route_to(connection), NOW)
    assert error.remedy.startswith("Check the network and the base URL; ")
    assert error.remedy.endswith(remedy)


async def test_row_16_headers_too_large() -> None:
    """Gateway row 16: nginx says with 400 that the headers are too large."""
    page = "<html><title>400 Request Header Or Cookie Too Large</title></html>"
    with RawServer(answers.http(page, "400 Bad Request")) as server:
        error = await lookup_error(server.url)
    assert error.message.startswith("The request's headers are too large (400).")
    assert (error.title, error.exit_code) == ("Rejected", 5)


@pytest.mark.parametrize(
    ("body", "title", "exit_code", "said"),
    [
        ({"error": {"message": "Model x has reached its end of life"}}, "Not found", 4,
         "This model is no longer available (410)."),
        ({"message": "Gone"}, "Unexpected response", 6, "doesn't offer the Models API at this"),
        ("<title>410 Gone</title>", "Unexpected response", 6, "this doesn't look like"),
    ],
)  # fmt: skip
async def test_row_4_a_model_or_a_path_is_gone(
    body: object, title: str, exit_code: int, said: str
) -> None:
    """Gateway row 4: 410 is about a model that was removed, or else about a path."""
    gone = answers.http(body, "410 X") if isinstance(body, str) else reply(body, "410 X")
    with RawServer(gone) as server:
        error = await lookup_error(server.url)
    assert (error.title, error.exit_code) == (title, exit_code)
    assert said in error.message


@pytest.mark.parametrize("status", ["400 X", "404 X", "410 X"])
@pytest.mark.parametrize(
    "said",
    [
        "This model version has reached the end of its life.",
        "The model `x` has been decommissioned and is no longer supported.",
        "The model `x` has been deprecated",
    ],
)
async def test_row_4_a_model_that_is_gone(said: str, status: str) -> None:
    """Gateway row 4: a model that a gateway has retired is not an unknown name."""
    with RawServer(
        reply({"error": {"message": said, "code": "model_not_found"}}, status)
    ) as server:
        error = await lookup_error(server.url)
    summary = f"This model is no longer available ({status[:3]})."
    assert error.message == f'{summary} The response said: "{said}"'
    assert (error.exit_code, error.remedy) == (4, "Use another model.")


def test_row_4_a_model_that_may_be_gone() -> None:
    """Gateway row 4: a model that perhaps never existed isn't said to be gone."""
    body = {"message": "The requested model does not exist or has been removed."}
    error = error_at(GATEWAY, 404, body)
    assert error.message.startswith("gateway.example has no model with that name.")


def test_api_says_that_a_model_is_gone() -> None:
    """The API, too, may say that a model was retired."""
    body = json.dumps(api_error("not_found_error", "Model claude-x was retired.")).encode()
    error = error_from_response(exchange(status=404), body, route_to(Connection()), NOW)
    assert error.message == (
        'This model is no longer available (404). The API said: "Model claude-x was retired."'
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("400 X", "User location is not supported for the API use."),
        ("403 X", "This service is not available in your country"),
        ("451 X", "Model not available in your region"),
    ],
)
async def test_row_2_gateway_that_serves_other_countries(status: str, said: str) -> None:
    """Gateway row 2: a gateway may not serve a country, either."""
    with RawServer(reply({"error": {"message": said}}, status)) as server:
        error = await lookup_error(server.url)
    assert error.title == "Permission denied"
    assert "This isn't available in your country or region, or in that of " in error.message


@pytest.mark.parametrize(
    "per", ["daily", "per week", "per-day", "monthly", "per 1 day", "24-hour", "1000 / month"]
)
async def test_row_18_a_limit_that_lasts(per: str) -> None:
    """Gateway row 18: a rate limit that lasts a day or longer is final."""
    with RawServer(reply({"error": {"message": f"{per} limit"}}, "429 X")) as server:
        error = await lookup_error(server.url)
        assert len(server.requests) == 1
    assert (error.title, error.remedy) == ("Rate limited", "Wait until the limit resets.")


@pytest.mark.parametrize("status", ["401 X", "403 X"])
async def test_row_9_header_may_be_rejected(status: str) -> None:
    """Gateway row 9: if another secret header was sent, the key may not be the one rejected."""
    headers = (("Ocp-Apim-Subscription-Key", Secret("tenant-4711")),)
    said = reply({"message": "Access denied due to invalid subscription key."}, status)
    with RawServer(said) as server:
        error = await lookup_error(server.url, custom_headers=headers)
    assert error.title == (OTHER if status == "401 X" else "Permission denied")
    assert error.remedy == "Check the API key (ANTHROPIC_API_KEY) and ANTHROPIC_CUSTOM_HEADERS."


async def test_row_9_other_credential_is_set() -> None:
    """Gateway row 9: a token that is set, but not sent because of a key, needn't be set again."""
    credential = Credential(
        kind="api_key",
        source="ANTHROPIC_API_KEY",
        secret=Secret("sk-ant-x"),
        unused=("ANTHROPIC_AUTH_TOKEN",),
    )
    for said in ("Missing bearer token", "no"):
        with RawServer(reply({"error": {"message": said}}, "401 X")) as server:
            error = await lookup_error(server.url, credential=credential)
        unset = "nset ANTHROPIC_API_KEY to send ANTHROPIC_AUTH_TOKEN instead"
        assert unset in error.remedy
    invalid = {"error": {"message": "Authentication Error, Invalid proxy server token passed."}}
    with RawServer(reply(invalid, "401 X")) as server:
        error = await lookup_error(server.url, credential=credential)
    assert error.remedy == (
        "Check the API key (ANTHROPIC_API_KEY). "
        "To use ANTHROPIC_AUTH_TOKEN instead, unset ANTHROPIC_API_KEY."
    )


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain; charset=iso-8859-1", "refusé".encode("latin-1")),
        ("text/html; charset=Windows-1252", "<title>refusé</title>".encode("cp1252")),
        ("text/html", '<meta charset="windows-1252"><title>refusé</title>'.encode("cp1252")),
        ("text/plain; charset=iso-8859-1", "refusé".encode()),
        ("text/plain; charset=gbk", "refusé".encode("gbk")),
        ("text/plain; charset=gbk", "refusé".encode("gbk") + b"\xff"),
    ],
)
async def test_row_3_encoding(content_type: str, body: bytes) -> None:
    """Gateway row 3: a page or text in another encoding than UTF-8 is read in that."""
    with RawServer(answers.http(body, "403 X", content_type=content_type)) as server:
        error = await lookup_error(server.url)
    assert "refusé" in error.message


@pytest.mark.parametrize(
    ("host", "kind", "secret", "where"),
    [
        ("", "api_key", "sk-ant-x", "to your API key."),
        ("", "oauth_token", "sk-ant-oat01-x", "to your OAuth token."),
        (GATEWAY, "token", "gateway-8f7a6b5c4d3e2f1a", "at gateway.example."),
    ],
)
def test_row_4_to_whom_a_model_is_unavailable(
    host: str, kind: Any, secret: str, where: str
) -> None:
    """Gateway row 4: what isn't available is said of a key only if the API was sent one."""
    credential = Credential(kind=kind, source="SOURCE", secret=Secret(secret))
    body = api_error("not_found_error", "model: claude-x")
    error = error_at(host, 404, body, credential, request_id="req_1")
    assert error.message == f"No model with that name is available {where}"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "OAuth token has expired. Please obtain a new token."),
        (401, "OAuth authentication is currently not supported."),
        (403, "OAuth token does not meet scope requirement user:inference"),
        (403, "OAuth token has been revoked. Please obtain a new token."),
        (400, "This credential is only authorized for use with Claude Code."),
    ],
)
@pytest.mark.parametrize("secret", ["sk-ant-x", "gateway-8f7a6b5c4d3e2f1a"])
def test_row_9_login_of_a_gateway(status: int, said: str, secret: str) -> None:
    """Gateway row 9: what the API says of an OAuth token isn't about a key that was sent."""
    key = Credential(kind="api_key", source="SOURCE", secret=Secret(secret))
    error = error_at(GATEWAY, status, api_error("x", said), key, request_id="req_1")
    assert error.remedy.startswith("Ask the operator of gateway.example")
    assert "SOURCE" not in f"{error.message} {error.remedy}"
    assert not error.is_about_key


def test_usual_message_to_a_key_of_the_gateway() -> None:
    """Gateway row 4: the API's usual message for an unknown name means the same at a gateway."""
    key = Credential(kind="api_key", source="KEY", secret=Secret("gateway-key"))
    body = api_error("not_found_error", "model: claude-x")
    error = error_at(GATEWAY, 404, body, key, request_id="")
    assert error.message == "gateway.example has no model with that name."


@pytest.mark.parametrize(
    "said", ["User not found", "Resource not found", "Credentials for model claude-x not found"]
)
def test_not_found_without_a_model(said: str) -> None:
    """Gateway row 4: a gateway that lacks another thing isn't said to lack the model."""
    error = error_at(GATEWAY, 404, api_error("not_found_error", said))
    assert (
        error.message == f'gateway.example couldn\'t look up that name. The response said: "{said}"'
    )


async def test_path_of_the_base_url() -> None:
    """Gateway row 5: a 404 of the API that names no model is about a path in the base URL."""
    missing = answers.error("404 X", "not_found_error", "Not Found")
    with RawServer(missing) as server:
        error = await lookup_error(f"{server.url}/anthropic")
        assert error.message.endswith(
            'the path of the base URL may be wrong. The response said: "Not Found"'
        )
        assert (error.exit_code, error.remedy) == (6, "Check the base URL.")
        server.change(answers.error("404 X", "not_found_error", "model: claude-x"))
        assert (await lookup_error(f"{server.url}/anthropic")).title == "Not found"


QUOTA = "You have exceeded your quota"
UNTIL = f"{NOW + timedelta(hours=5):%Y-%b-%d %H:%M:%S+0000} UTC"
THROTTLED = {"code": "900802", "message": "Message throttled out", "description": QUOTA}


@pytest.mark.parametrize(
    ("body", "title", "remedy"),
    [
        ({**THROTTLED, "nextAccessTime": UNTIL}, "Quota exceeded", "Try again in 5 h."),
        ({"fault": {**THROTTLED, "nextAccessTime": UNTIL}}, "Quota exceeded", "Try again in 5 h."),
        (
            {**THROTTLED, "description": f"{QUOTA}. You can access API after {UNTIL}"},
            "Quota exceeded",
            "Try again in 5 h.",
        ),
        ({**THROTTLED, "nextAccessTime": "next year"}, "Quota exceeded", "Wait until it resets"),
        (
            {"error": {"message": "Try again in 43200 seconds."}},
            "Rate limited",
            "Try again in 12 h.",
        ),
        ({"detail": "Expected available in 86399 seconds."}, "Rate limited", "Try again in 24 h."),
        ({"message": "Please try again in 6m30.5s."}, "Rate limited", "Try again in 7 min."),
        ({"message": "Try again in 2 hours and 45 minutes"}, "Rate limited", "Try again in 3 h."),
        ({"message": "Try again in 1h12m30s."}, "Rate limited", "Try again in 73 min."),
        ({"message": "Retry after 5 minutes"}, "Rate limited", "Try again in 5 min."),
        (
            {"message": "Please wait 43200 seconds before retrying."},
            "Rate limited",
            "Try again in 12 h.",
        ),
    ],
)
def test_row_18_time_of_the_reset(body: object, title: str, remedy: str) -> None:
    """Gateway row 18: a time in the message is the remedy, and no other attempt is made before."""
    error = error_at("https://gateway.example", 429, body)
    assert (error.title, error.is_retryable) == (title, False)
    assert error.remedy.startswith(remedy)


def test_row_18_unit_with_a_letter_like_one_of_ascii() -> None:
    """Gateway row 18: a long s, which Python takes for an s in any case, is no unit of time."""
    error = error_at("https://gateway.example", 429, {"message": "Try again in 5 \u017f"})
    assert error.remedy == "Try again in a minute."


@pytest.mark.parametrize(
    ("sent", "challenge", "body", "start", "remedy"),
    [
        ("token", "Bearer", "<title>401 Authorization Required</title>", "rejected the token", ""),
        ("api_key", "", "<title>401 Authorization Required</title>", "did not authenticate",
         "Check the API key (KEY). If it is valid"),
        ("token", 'Token realm="x"', "HTTP Token: Access denied.", "rejected the token", ""),
        ("token", 'OAuth2 realm="x"', {"message": "Authentication Failure"},
         "rejected the token", ""),
        ("api_key", "", {"message": "Send a key in x-api-key or Authorization: Bearer"},
         "did not authenticate", "Check the API key (KEY). If it is valid"),
        ("token", "", {"message": "Send a key in x-api-key or Authorization: Bearer"},
         "did not authenticate", "Check the token (KEY)"),
        ("token", "Bearer", {"message": "JWT Token not found"}, "did not authenticate",
         "Check the token (KEY). If it is valid"),
        ("token", "", {"message": "JWT not present."}, "did not authenticate",
         "Check the token (KEY). If it is valid"),
    ],
)  # fmt: skip
def test_row_9_nothing_else_is_expected(
    sent: CredentialKind, challenge: str, body: object, start: str, remedy: str
) -> None:
    """Gateway row 9: a host that may have looked at what was sent needn't want another kind.

    nginx, Rails, WSO2, Symfony and Azure API Management send such responses.
    """
    credential = Credential(kind=sent, source="KEY", secret=Secret("x"))
    error = error_at(GATEWAY, 401, body, credential, www_authenticate=challenge)
    assert error.message.startswith(f"gateway.example {start}")
    assert remedy in error.remedy


@pytest.mark.parametrize("scheme", ["Bearer", "Basic"])
@pytest.mark.parametrize(
    "said", ["You do not have permission to view this directory or page.", "Access not allowed"]
)
def test_row_9_challenge_outweighs_the_text(scheme: str, said: str) -> None:
    """Gateway row 9: a 401 that names a scheme wants a login, whatever its text says."""
    challenge = f'{scheme} realm="x"'
    error = error_at("https://gateway.example", 401, said, www_authenticate=challenge)
    way = BEARER if scheme == "Bearer" else "It expects a user name and password."
    assert (error.title, error.remedy.startswith(way)) == (OTHER, True)


@pytest.mark.parametrize(
    ("status", "said", "title"),
    [
        (500, "Unsupported Model Id", "Not found"),
        (500, "Model claude-x is not supported", "Not found"),
        (502, "model 'x' not found", "Not found"),
        (503, "Unknown model: claude-x", "Not found"),
        (503, "The model is not available at the moment", "Server error"),
        (500, "The model returned an invalid response", "Server error"),
        (500, "Unknown model error", "Server error"),
        (500, "Model claude-x: upstream host not found", "Server error"),
    ],
)
def test_row_4_model_is_missing_with_5xx(status: int, said: str, title: str) -> None:
    """Gateway row 4: a gateway may say with a 5xx, too, that it lacks the model."""
    error = error_at("https://gateway.example", status, {"detail": said})
    assert (error.title, error.is_retryable) == (title, title == "Server error")


CLOUDFRONT = (
    "<HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY>"
    "<H1>403 ERROR</H1><HR>{}<BR>Try again later.</BODY></HTML>"
)
BY_COUNTRY = "The Amazon CloudFront distribution is configured to block access from your country."
BANNED = "The owner of this website has banned the country your IP address is in from it."


@pytest.mark.parametrize(
    ("page", "said", "summary"),
    [
        (CLOUDFRONT.format(f"{BY_COUNTRY} We can't connect."), BY_COUNTRY, "network or country."),
        (f"<title>Access denied</title><h2>What?</h2><p>{BANNED}</p>", BANNED, "or country."),
        (
            "<HTML><TITLE>Access Denied</TITLE>No access.<P>Reference&#32;&#35;18.2f1.1\n</HTML>",
            "Reference #18.2f1.1",
            "Akamai, in front of HOST, blocked this client or network.",
        ),
        (CLOUDFRONT.format("Request blocked. We can't."), "Request blocked.", "sent a web page ("),
    ],
)
@pytest.mark.parametrize("host", ["", "https://gateway.example"])
def test_row_2_web_page_says_why(host: str, page: str, said: str, summary: str) -> None:
    """Gateway row 2: the sentence of a web page that says why access is denied is quoted."""
    error = error_at(host, 403, page)
    place = "gateway.example" if host else "api.anthropic.com"
    assert summary.replace("HOST", place) in error.message
    assert f'"{said}"' in error.message
    assert "base URL" not in error.remedy or "country" not in summary


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, "Fastly error: unknown domain: gateway.example"), (530, "error code: 1033")],
)
def test_row_16_no_server_behind_the_host(status: int, body: str) -> None:
    """Gateway row 16: if a network has no server for a host, another attempt is pointless."""
    error = error_at("https://gateway.example", status, body)
    assert (error.title, error.is_retryable) == ("Unexpected response", False)
    assert error.remedy.startswith("Check the base URL")


def test_row_11_chinese_error_about_the_header() -> None:
    """Gateway row 11: a missing header is the cause in Chinese, too."""
    said = "\u672a\u6536\u5230Authorization\u53c2\u6570\uff0c\u65e0\u6cd5\u8eab\u4efd\u9a8c\u8bc1"
    error = error_at("https://gateway.example", 200, {"code": 1001, "msg": said, "success": False})
    assert (error.title, error.remedy.startswith(BEARER)) == (OTHER, True)


@pytest.mark.parametrize(
    ("status", "body", "title", "said"),
    [
        (403, {"message": "The security token included in the request is expired"}, DENIED, "AWS"),
        (403, {"message": "The request signature we calculated does not match"}, DENIED, "AWS"),
        (500, {"detail": "Unable to locate credentials"}, DENIED, LACKS_KEY),
        (
            401,
            {"error": {"message": "Missing X API Key - A call is made, but no key is set in Y"}},
            DENIED,
            LACKS_KEY,
        ),
        (400, {"error": "No API key configured for provider: x"}, DENIED, LACKS_KEY),
        (400, {"error": "Missing API key for provider x"}, DENIED, LACKS_KEY),
        (401, {"error": "no keys found that support model: claude-x"}, DENIED, LACKS_KEY),
        (
            403,
            {"message": "Incoming request with IP/Token 203.0.113.9 is not allowed to access X."},
            DENIED,
            "this network, or from gateway.example's own,",
        ),
        (403, {"error": "Source IP address 203.0.113.9 is not allowed"}, DENIED, "this network"),
        (403, {"error": {"message": "Public access is disabled. Use x."}}, DENIED, "this network"),
        (
            401,
            {"error": {"code": "PermissionDenied", "message": "Principal does not have access."}},
            DENIED,
            "denied access to this credential",
        ),
        (403, {"error": "Your team doesn't have any credits or licenses"}, "Account problem", ""),
        (404, {"message": "Model use case details have not been submitted"}, DENIED, "use case"),
        (500, api_error("api_error", "your plan not support model, x (2061)"), DENIED, "The plan"),
    ],
)
def test_what_a_provider_denies_to_a_gateway(
    status: int, body: object, title: str, said: str
) -> None:
    """Gateway rows 2, 4, 9 and 18: the cause is the gateway's account or network, not the key."""
    error = error_at("https://gateway.example", status, body)
    assert (error.title, error.is_about_key) == (title, False)
    assert said in error.message
    assert "operator of gateway.example" in error.remedy
    assert not error.is_retryable


@pytest.mark.parametrize(
    ("host", "status", "said", "title"),
    [
        ("", 400, "Your plan does not include the beta context-1m-2025-08-07", "Rejected"),
        ("", 529, "The plan doesn't support priority tier; Overloaded", "Overloaded"),
        ("", 429, "Over 50 requests per minute. View your usage limits at x", "Rate limited"),
        ("", 429, "Over your rate limit. You have not used any credits.", "Rate limited"),
        (GATEWAY, 500, "The execution plan does not support dynamic shapes", "Server error"),
        (GATEWAY, 503, "No deployments available for model x. Try again in 5 s", "Server error"),
        (GATEWAY, 503, "No provider currently has capacity for model x", "Server error"),
        (GATEWAY, 400, "invalid beta flag for model claude-haiku-4-5", "Rejected"),
    ],
)
def test_words_that_mean_something_else(host: str, status: int, said: str, title: str) -> None:
    """Gateway rows 4 and 18: words about something else change nothing."""
    body = api_error("api_error", said) if not host else {"error": {"message": said}}
    assert error_at(host, status, body).title == title


@pytest.mark.parametrize(
    "said",
    [
        "This key (client ip 10.1.2.3) is not allowed to use model claude-opus-5",
        "Team not allowed to access model. Team=ip-research",
    ],
)
def test_an_address_in_a_message_is_not_the_cause(said: str) -> None:
    """Gateway row 2: a network is named only if it is what isn't allowed."""
    assert "this network" not in error_at(GATEWAY, 403, {"message": said}).message
