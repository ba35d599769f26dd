"""What scripts see of each kind of failed response, in JSON and as text, from a process.

The rows are those of docs/gateways.md.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import answers
from support.program import ROOT, environment, run
from support.samples import ALIAS, DATED, LASTING_ALIAS
from support.servers import Conversation, RawServer, closed_port

SCHEMA = json.loads((ROOT / "docs" / "json.schema.json").read_text("utf-8"))
HTML = "<html><head><title>Sign in</title></head></html>"


def _reply(status: str, body: object) -> bytes:
    return answers.http(json.dumps(body), status, x_should_retry="false")


def _api(status: str, kind: str, message: str, **error: Any) -> bytes:
    fields = {"type": kind, "message": message, **error}
    return _reply(status, {"type": "error", "error": fields, "request_id": "req_1"})


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
        ("invalid_request_error", "organization_on_hold", 400, "gateway", "On hold", 5),
    ),
    "spend-limit": (
        _api(
            "429 X",
            "rate_limit_error",
            "Limit",
            details={"error_code": "enforced_spend_limit_reached"},
        ),
        ("rate_limit_error", "enforced_spend_limit_reached", 429, "gateway", "Limit", 5),
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
        data, text = (
            run(LASTING_ALIAS, form, "--no-history", env=env) for form in ("--json", "--plain")
        )
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


def test_every_field_of_a_failure(tmp_path: Path) -> None:
    """A failed lookup has all fields, from the response, the name's form, the list and history."""
    old = answers.model(id="claude-x-1")
    rejected = _api("400 X", "invalid_request_error", "Unexpected value `b-2025-01-01`.")
    gone = answers.error("404 X", "not_found_error", "model: anthropic/claude-haiku-4.5")
    name, betas = "anthropic/claude-haiku-4.5", ("-b", "a-2025-01-01", "-b", "b-2025-01-01")
    with RawServer(old, rejected, gone) as server:
        env = environment(
            ANTHROPIC_API_KEY="sk-ant-x", ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path)
        )
        assert run(name, "--json", env=env).returncode == 0
        bad = json.loads(run(name, "--json", *betas, env=env).stderr)
        missing = json.loads(run(name, "--json", env=env).stderr)
    for failed in (bad, missing):
        Draft202012Validator(SCHEMA).validate(failed)
    assert bad["betas"] == [
        {"value": "a-2025-01-01", "state": "sent"},
        {"value": "b-2025-01-01", "state": "rejected"},
    ]
    assert bad["error"]["remedy"] == "Try again without these betas."
    error = missing.pop("error")
    assert missing.pop("previous")["resolved"] == "claude-x-1"
    assert missing.pop("suggestions")[0] == {
        "id": "claude-haiku-4-5",
        "lifecycle": "active",
        "retires_at": None,
    }
    assert missing == {
        "version": 2,
        "asked": name,
        "reason": "This is an OpenRouter name; the Claude API calls it claude-haiku-4-5. "
        f"{server.url[7:]} may use different names than the Claude API.",
        "betas": [],
        "host": server.url[7:],
        "demo": False,
    }
    assert error["message"].startswith("No model with that name is available")
    assert (error["title"], error["request_id"]) == ("Not found", "req_refused")


def test_every_field_of_a_retired_model() -> None:
    """A retired model has all fields, each fact with its source."""
    retired = json.loads(run("claude-opus-4-1", "-", "--json", "--demo").stdout)
    Draft202012Validator(SCHEMA).validate(retired)
    assert retired.pop("error")["title"] == "Retired"
    assert retired == {
        "version": 2,
        "asked": "claude-opus-4-1",
        "reason": None,
        "suggestions": [],
        "previous": None,
        "lifecycle": "retired",
        "retired_at": "2026-08-05T00:00:00Z",
        "successor": "claude-opus-4-8",
        "newest": None,
        "sources": {
            "lifecycle": "built-in 2026-11-29",
            "retired_at": "built-in 2026-11-29",
            "successor": "built-in 2026-11-29",
        },
        "betas": [],
        "host": None,
        "demo": True,
    }


def test_every_field_of_a_listed_model(tmp_path: Path) -> None:
    """A listed model has all fields, in the time zone that is asked for."""
    entry = answers.MODEL | {
        "lifecycle": "deprecated",
        "deprecated_at": "2026-09-30T00:00:00Z",
        "retires_at": "2026-11-30T00:00:00Z",
        "max_input_tokens": 200_000,
        "max_tokens": 64_000,
    }
    openai = {"id": "gpt-x", "object": "model", "owned_by": "x"}
    page = answers.http(json.dumps({"data": [entry, openai], "has_more": False}))
    with RawServer(page) as server:
        env = environment(
            ANTHROPIC_API_KEY="sk-ant-x", ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path)
        )
        done = run("--list", "--json", "--timezone", "Europe/Paris", env=env)
    listed = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(listed)
    first, second = listed["models"]
    assert first == {
        "id": DATED,
        "display_name": "Claude Sonnet 4.5",
        "released": {
            "utc": "2025-09-29T00:00:00Z",
            "local": "2025-09-29T02:00:00+02:00",
            "timezone": "Europe/Paris",
        },
        "lifecycle": "deprecated",
        "deprecated_at": "2026-09-30T00:00:00Z",
        "retires_at": "2026-11-30T00:00:00Z",
        "successor": "claude-sonnet-5-5",
        "sources": {
            "lifecycle": "list",
            "deprecated_at": "list",
            "retires_at": "list",
            "successor": "built-in 2026-11-29",
        },
        "max_input_tokens": 200_000,
        "max_tokens": 64_000,
        "format": "anthropic",
        "source": "list",
    }
    assert (second["id"], second["format"], second["released"]) == ("gpt-x", "openai", None)
    assert b"unknown" not in done.stderr, "that is so of one model only"


def _lists_only(conversation: Conversation) -> None:
    page = {"data": [{"id": ALIAS, "object": "model"}], "has_more": False}
    is_lookup = "/v1/models/" in conversation.path
    conversation.send(
        _reply("404 X", {"detail": "Not Found"}) if is_lookup else answers.http(json.dumps(page))
    )


def test_a_notice_about_a_list_is_printed_once(tmp_path: Path) -> None:
    """However many MODELs are looked up in a gateway's list, a notice about it is printed once."""
    with RawServer(_lists_only) as server:
        env = environment(
            ANTHROPIC_API_KEY="sk-ant-x", ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path)
        )
        done = run(ALIAS, ALIAS, "--id", env=env)
    assert done.stdout.decode().split() == [ALIAS, ALIAS]
    assert done.stderr.count(b"responds in OpenAI's format") == 1


def test_a_gateway_that_only_lists_models(tmp_path: Path) -> None:
    """If a gateway can't look a model up, its list answers, and JSON and text say so."""
    with RawServer(_lists_only) as server:
        env = environment(
            ANTHROPIC_API_KEY="sk-ant-x", ANTHROPIC_BASE_URL=server.url, HOME=str(tmp_path)
        )
        answer = json.loads(run(ALIAS, "--json", env=env).stdout)
        text = run(ALIAS, "--plain", env=env).stdout.decode()
    Draft202012Validator(SCHEMA).validate(answer)
    assert (answer["source"], answer["format"]) == ("list", "openai")
    assert answer["model"] == {"id": ALIAS, "object": "model"}
    assert answer["sources"] == {}
    notes = [line.split(None, 1)[1] for line in text.splitlines() if line.startswith("Note ")]
    host = server.url.removeprefix("http://")
    assert notes == [
        f'The lookup at {host} failed (404: "Not Found"); this is from its list of models.',
        f"{host} responds in OpenAI's format; release date and lifecycle are unknown.",
    ]
