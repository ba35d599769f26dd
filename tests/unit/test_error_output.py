"""What scripts see of each kind of failed response, in JSON and as text, from a process.

The rows are those of docs/gateways.md.
"""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import answers
from support.program import ROOT, environment, run
from support.samples import ALIAS
from support.servers import RawServer, closed_port

SCHEMA = json.loads((ROOT / "docs" / "json.schema.json").read_text("utf-8"))
HTML = "<html><head><title>Sign in</title></head></html>"


def _reply(status: str, body: object) -> bytes:
    return answers.http(json.dumps(body), status, x_should_retry="false")


def _api(status: str, kind: str, message: str, **error: Any) -> bytes:
    return _reply(status, {"type": "error", "error": {"type": kind, "message": message, **error}})


# fmt: off - one row a line
ROWS = {
    "gateway-401": (
        _reply("401 X", {"error": {"message": "This key may only use models A, B"}}),
        ("permission_denied_error", None, 401, "gateway", "This key may only use models A, B", 5),
    ),
    "network-403": (
        _reply("403 X", {"error": {"type": "forbidden", "message": "Request not allowed"}}),
        ("forbidden", None, 403, "gateway", "Request not allowed", 5),
    ),
    "page-403": (
        answers.http(HTML, "403 X"),
        ("web_page_error", None, 403, "web page", "Sign in", 6),
    ),
    "gateway-404": (
        _reply("404 X", {"error": {"message": "No model x", "code": "model_not_found"}}),
        ("not_found_error", "model_not_found", 404, "gateway", "No model x", 4),
    ),
    "no-retrieve": (
        _reply("404 X", {"detail": "Not Found"}),
        ("no_retrieve_error", None, 404, "gateway", "Not Found", 6),
    ),
    "gateway-400": (
        _reply("400 X", {"error": {"message": "invalid model name"}}),
        ("not_found_error", None, 400, "gateway", "invalid model name", 4),
    ),
    "account": (
        _api(
            "400 X",
            "invalid_request_error",
            "On hold",
            details={"error_code": "organization_on_hold"},
        ),
        ("invalid_request_error", "organization_on_hold", 400, "api", "On hold", 5),
    ),
    "spend-limit": (
        _api(
            "429 X",
            "rate_limit_error",
            "Limit",
            details={"error_code": "enforced_spend_limit_reached"},
        ),
        ("rate_limit_error", "enforced_spend_limit_reached", 429, "api", "Limit", 5),
    ),
    "beta": (
        _api("400 X", "invalid_request_error", "invalid beta flag"),
        ("invalid_request_error", None, 400, "api", "invalid beta flag", 5),
    ),
    "key": (
        _api("401 X", "authentication_error", "invalid x-api-key"),
        ("authentication_error", None, 401, "api", "invalid x-api-key", 5),
    ),
    "error-200": (
        _reply("200 OK", {"error": {"message": "No key", "status": 401}}),
        ("authentication_error", None, 401, "gateway", "No key", 5),
    ),
    "conflict": (
        _api("409 X", "conflict_error", "Conflict"),
        ("conflict_error", None, 409, "api", "Conflict", 5),
    ),
    "text-502": (
        answers.http("upstream is down", "502 Bad Gateway", x_should_retry="false"),
        ("internal_server_error", None, 502, "text", "upstream is down", 5),
    ),
    "text-404": (answers.http("", "404 X"), ("not_the_api_error", None, 404, "text", None, 6)),
    "redirect": (
        answers.http("", "302 X", location="http://x.example/"),
        ("redirect_error", None, 302, "network", None, 6),
    ),
}
"""For each response: type, code, status, source, message of the server, exit code."""
# fmt: on


@pytest.mark.parametrize("name", ROWS)
def test_a_response_has_its_fields_and_its_lines(name: str) -> None:
    """Each response has its type, code, status, source and message, in JSON and as text."""
    reply, (kind, code, status, source, said, exit_code) = ROWS[name]
    with RawServer(reply) as server:
        env = environment(ANTHROPIC_API_KEY="sk-ant-x", ANTHROPIC_BASE_URL=server.url)
        data, text = (run(ALIAS, form, "--no-history", env=env) for form in ("--json", "--plain"))
    failed = json.loads(data.stderr.splitlines()[-1])
    Draft202012Validator(SCHEMA).validate(failed)
    error = failed["error"]
    assert (error["type"], error["code"], error["status"], error["source"]) == (
        kind,
        code,
        status,
        source,
    )
    assert (error["api_message"], error["exit_code"]) == (said, exit_code)
    assert data.returncode == text.returncode == exit_code
    lines = dict(
        line.split(": ")[1:3]
        for line in text.stderr.decode().splitlines()[1:]
        if line.count(": ") > 1
    )
    found = (lines.get("Type"), lines.get("Code"), lines.get("HTTP"), lines.get("From"))
    assert found == (kind, code, status and str(status), source)


def test_a_network_failure_has_its_fields_and_its_lines() -> None:
    """Without a response there is a type of our own, and the source is the network."""
    with closed_port() as port:
        url = f"http://127.0.0.1:{port}"
        env = environment(ANTHROPIC_API_KEY="sk-ant-x", ANTHROPIC_BASE_URL=url)
        options = ("--timeout", "1", "--no-history")
        data, text = (run(ALIAS, form, *options, env=env) for form in ("--json", "--plain"))
    error = json.loads(data.stderr.splitlines()[-1])["error"]
    assert (error["type"], error["source"], error["status"]) == (
        "api_connection_error",
        "network",
        None,
    )
    assert text.stderr.decode().splitlines()[-2:] == [
        "modelbrowser: Type: api_connection_error",
        "modelbrowser: From: network",
    ]
