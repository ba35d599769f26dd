"""Which bodies are accepted as a model or a page of the list."""

import json
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import MODEL
from support.calls import count_calls
from support.samples import exchange

from modelbrowser.api.errors import APIResponseValidationError
from modelbrowser.api.rejections import read_rejection
from modelbrowser.api.wire import parse_model, parse_page
from modelbrowser.domain.lookup import ModelInfo

HOST = "api.example"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = [
    *MODEL,
    "max_input_tokens",
    "max_tokens",
    "capabilities",
    "lifecycle",
    "deprecated_at",
    "retires_at",
    "line",
    "allowed_fallback_models",
]


def read(**changes: Any) -> ModelInfo:
    """Parse a model with these fields changed; one given as `...` is left out."""
    content = {n: v for n, v in {**MODEL, **changes}.items() if v is not ...}
    return parse_model(json.dumps(content).encode(), HOST)


def rejected(body: bytes | str) -> str:
    """Return the message for a body that is not a model."""
    with pytest.raises(APIResponseValidationError) as raised:
        parse_model(body.encode() if isinstance(body, str) else body, HOST)
    assert raised.value.__context__ is None
    assert raised.value.exit_code == 6
    return raised.value.message


@pytest.mark.parametrize(
    "body",
    ["", "OK", "<!doctype html><title>Log in</title>", "{", "{'a': 1}", "\ufeff{}"],
)
def test_text_is_not_a_model(body: str) -> None:
    """Row 54: a login page, an empty body or a text is rejected."""
    assert rejected(body) == "api.example returned something other than a model."


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        "[" * 900 + "]" * 900,
        "9" * 5000,
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": 1, "a": 2}',
        "[" + "[]," * 200_000 + "[]]",
    ],
    ids=["open", "deep", "number", "NaN", "infinity", "twice", "wide"],
)
def test_unusual_json_is_not_a_model(body: str) -> None:
    """Row 56: JSON that Python accepts and no API sends is rejected."""
    assert rejected(body) == "api.example returned something other than a model."


@pytest.mark.parametrize(
    "body", [json.dumps(MODEL).encode("utf-16"), b'{"id": "\xff"}', b"\x80", b'{"a": "\x01"}']
)
def test_invalid_bytes_are_not_a_model(body: bytes) -> None:
    """Row 56: bytes that are not UTF-8, and control characters in a string, are rejected."""
    assert rejected(body) == "api.example returned something other than a model."


@pytest.mark.parametrize(
    "body", ["[]", "null", "{}", "1", '""', "true", '{"type": "error", "error": {}}']
)
def test_other_json_is_not_a_model(body: str) -> None:
    """Row 55: JSON of another form is rejected."""
    assert rejected(body) in {
        f"{HOST} returned something other than a model.",
        f"{HOST} returned a list instead of a model.",
    }


WRONG: list[object] = [..., None, 5, 1.5, True, [], {}, ["claude"]]


@pytest.mark.parametrize("name", ["id", "type"])
@pytest.mark.parametrize("value", WRONG)
def test_id_and_type_are_required(name: str, value: object) -> None:
    """Row 55: without an ID, or without a model's type, it isn't a model."""
    with pytest.raises(APIResponseValidationError, match="something other than a model"):
        read(**{name: value})


def test_a_lone_surrogate_does_not_reject_a_model() -> None:
    """Row 58: half a character, which UTF-8 can't encode, is accepted in texts and names."""
    model = read(display_name="a\ud800b", **{"extra\ud800": "\ud800"})
    assert (model.display_name, model.extra["extra\ud800"]) == ("a\ud800b", "\ud800")


@pytest.mark.parametrize("value", WRONG)
def test_other_promised_fields_may_be_missing(value: object) -> None:
    """A gateway may leave out name and release date, or send them in another form."""
    unnamed, undated = read(display_name=value), read(created_at=value)
    assert (unnamed.display_name, unnamed.released_at) == ("", read().released_at)
    assert (undated.display_name, undated.released_at) == (MODEL["display_name"], None)
    is_kept = value not in (..., None)
    assert ("display_name" in unnamed.extra, "created_at" in undated.extra) == (is_kept, is_kept)


def test_openais_form_is_read_as_far_as_it_goes() -> None:
    """A model in OpenAI's form has its ID, no release date, and its other fields as sent."""
    content = {"id": "claude-x", "object": "model", "created": 1730000000, "owned_by": "a"}
    model = parse_model(json.dumps(content).encode(), HOST)
    assert (model.id, model.display_name, model.released_at) == ("claude-x", "", None)
    assert (model.format, read().format) == ("openai", "anthropic")
    assert dict(model.extra) == {"created": 1730000000, "owned_by": "a"}


@pytest.mark.parametrize(
    "model_id", ["", " ", "a\n", "a\x1b[2J", "a\x00", "a\u202eb", "a\u200b", "\ud800", "x" * 257]
)
def test_invalid_id_is_rejected(model_id: str) -> None:
    """Row 59: an ID that is blank, unprintable or longer than 256 characters is rejected."""
    with pytest.raises(APIResponseValidationError, match="something other than a model"):
        read(id=model_id)


def test_longest_id_is_accepted_and_another_type_is_not() -> None:
    """Row 59: an ID may have 256 characters; the `type` must be `model`."""
    assert read(id="x" * 256).id == "x" * 256
    with pytest.raises(APIResponseValidationError):
        read(type="Model")


def test_known_optional_fields_are_read() -> None:
    """Everything that the wire contract lists is read into its own field."""
    capabilities = {"thinking": {"supported": True, "types": {"adaptive": {"supported": True}}}}
    model = read(
        max_input_tokens=200000,
        max_tokens=64000,
        capabilities=capabilities,
        lifecycle="deprecated",
        deprecated_at="2026-09-30T00:00:00Z",
        retires_at="2026-11-30T00:00:00Z",
        line="sonnet",
        allowed_fallback_models=["claude-sonnet-5-5"],
    )
    assert (model.max_input_tokens, model.max_tokens) == (200000, 64000)
    assert model.capabilities == capabilities
    assert (model.lifecycle, model.line) == ("deprecated", "sonnet")
    assert model.deprecated_at == datetime(2026, 9, 30, tzinfo=UTC)
    assert model.retires_at == datetime(2026, 11, 30, tzinfo=UTC)
    assert model.allowed_fallback_models == ("claude-sonnet-5-5",)
    assert dict(model.extra) == {}


def test_line_may_be_an_object() -> None:
    """Row 58: the line of an object is its `id`; an object without an `id` is kept as sent."""
    model = read(line={"id": "sonnet", "display_name": "Sonnet"})
    assert (model.line, dict(model.extra)) == ("sonnet", {})
    for strange in ({}, {"id": None}, {"id": 1}, {"id": {"id": "x"}}, {"name": "sonnet"}):
        model = read(line=strange)
        assert (model.line, dict(model.extra)) == (None, {"line": strange})


def test_unknown_fields_and_values_are_kept() -> None:
    """Row 58: an unknown field is kept as sent, and an unknown value is accepted."""
    model = read(successor={"id": ["x", None]}, lifecycle="hibernating")
    assert dict(model.extra) == {"successor": {"id": ["x", None]}}
    assert model.lifecycle == "hibernating"
    for blank in ("", " "):
        model = read(lifecycle=blank)
        assert (model.lifecycle, dict(model.extra)) == (None, {"lifecycle": blank})


@pytest.mark.parametrize("name", FIELDS[4:])
def test_optional_field_of_another_form_is_kept_as_sent(name: str) -> None:
    """Row 58: a value of an unknown form is kept in `extra`, and the model is accepted."""
    for value in (1.5, True, -1, 10**20, [1], [["x"]], "2026-13-01T00:00:00Z"):
        model = read(**{name: value})
        assert name in model.extra or getattr(model, name) == value
    assert getattr(read(**{name: None}), name) is None
    assert name not in read(**{name: None}).extra


@given(content=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)))
@settings(max_examples=150)
def test_any_object_is_a_model_or_our_error(content: dict[str, Any]) -> None:
    """Row 55: with valid or invalid fields, the result is a model or our own error."""
    for candidate in (content, {**content, **MODEL}):
        body = json.dumps(candidate).encode()
        try:
            parse_model(body, HOST)
        except APIResponseValidationError:
            assert candidate is content or b"NaN" in body or b"Infinity" in body


@given(body=st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=150)
def test_any_other_body_is_our_error(body: bytes) -> None:
    """Rows 55 and 66: any bytes as a model, a page or an error raise our own error or nothing."""
    with pytest.raises(APIResponseValidationError):
        parse_model(body, HOST)
    # Texts in a list may be IDs.
    with suppress(APIResponseValidationError):
        parse_page(body, HOST)
    assert read_rejection(exchange(status=500), body).source != "api"


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.000Z",
        "1970-01-01T01:00:00+01:00",
        "1969-12-31T19:00:00-05:00",
        "1970-01-01t00:00:00z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00-14:00",
        "2023-02-28T18:56:42Z",
        "2021-07-20T10:40:00Z",
        "1960-01-01T00:00:00Z",
    ],
)
def test_epoch_means_unknown(text: str) -> None:
    """Row 119: an epoch in any offset, the zero time and gateways' constants are not dates."""
    model = read(created_at=text, deprecated_at=text, retires_at=text)
    assert (model.released_at, model.deprecated_at, model.retires_at) == (None, None, None)


def test_epoch_in_every_zone_means_unknown() -> None:
    """Row 119: the epoch is recognized in the offset of every time zone."""
    offsets = {
        datetime(1970, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).isoformat()
        for zone in available_timezones()
    }
    for text in offsets:
        if len(text) == len("1970-01-01T00:00:00+00:00"):
            assert read(created_at=text).released_at is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2025-02-19T00:00:00Z", datetime(2025, 2, 19, tzinfo=UTC)),
        ("2025-02-19t00:00:00z", datetime(2025, 2, 19, tzinfo=UTC)),
        ("2025-02-19T01:30:00+01:30", datetime(2025, 2, 19, tzinfo=UTC)),
        ("2025-02-18T16:24:00-08:00", datetime(2025, 2, 19, 0, 24, tzinfo=UTC)),
        ("1970-01-01T00:00:01Z", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)),
    ]
    + [
        (
            f"2025-02-19T00:00:00.{'123456789'[:n]}Z",
            datetime(2025, 2, 19, 0, 0, 0, int("123456789"[:n].ljust(6, "0")[:6]), tzinfo=UTC),
        )
        for n in range(1, 10)
    ],
)
def test_release_time_is_read(text: str, when: datetime) -> None:
    """Row 120: offsets, fractions of 1 to 9 digits and lower-case letters are read."""
    released = read(created_at=text).released_at
    assert released == when


def test_offset_is_kept_as_sent() -> None:
    """Row 120: the release time keeps the offset that was sent."""
    released = read(created_at="2025-02-18T16:24:00-08:00").released_at
    assert released
    assert released.utcoffset() == timedelta(hours=-8)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"])
def test_last_year_is_read(text: str) -> None:
    """Row 122: a date that overflows in some time zones is read."""
    released = read(created_at=text).released_at
    assert released
    assert released.year == 9999


@pytest.mark.parametrize(
    "value",
    [
        "2025-02-19T00:00:00",
        "2025-02-19",
        "0",
        "1739923200",
        "-1",
        "",
        " ",
        "yesterday",
        1739923200,
        1739923200000,
        253402300799,
        0,
        1.5,
        "20250219T000000Z",
        "2025-W08-3",
        "2025-02-19T00:00:00+05",
        "2025-02-19 00:00:00Z",
        "2025-02-19T00:00:60Z",
        "2025-02-19T24:00:00Z",
        "2025-02-30T00:00:00Z",
        "2025-02-19T00:00:00+24:00",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2025-02-19T00:00:00.Z",
        "2025-02-19T00:00:00.1234567890Z",
        "2025-02-19T00:00:00Z\n",
        "٢٠٢٥-02-19T00:00:00Z",
    ],
)
def test_invalid_time_is_not_guessed_at(value: object) -> None:
    """Rows 121 and 125: naive times, dates, numbers, leap seconds and invalid days mean nothing."""
    model = read(created_at=value)
    assert model.released_at is None
    assert model.extra["created_at"] == json.loads(json.dumps(value))


def test_page_skips_unreadable_and_repeated_entries() -> None:
    """An invalid entry does not affect the others, and a model is listed once, at its place."""
    entries = [{**MODEL, "id": "a"}, None, {}, {**MODEL, "id": "b"}, {**MODEL, "id": "a"}, 5]
    content = {"data": entries, "has_more": True, "first_id": "a", "last_id": "a"}
    page = parse_page(json.dumps(content).encode(), HOST)
    assert [model.id for model in page.models] == ["a", "b"]
    assert (page.has_more, page.last_id, page.unreadable) == (True, "a", 3)


def test_page_without_last_id_ends_with_its_last_model() -> None:
    """If a gateway sends no `last_id`, the next page starts after the last model."""
    content = {"data": [{**MODEL, "id": "a"}, {**MODEL, "id": "b"}], "has_more": True}
    for last_id in ({}, {"last_id": None}, {"last_id": 5}):
        assert parse_page(json.dumps(content | last_id).encode(), HOST).last_id == "b"


@pytest.mark.parametrize(
    "content",
    [
        {"data": [{"id": "a", "name": "A", "context_length": 1}, {"id": "b"}]},
        {"data": ["a", "b"], "has_more": None},
        {"models": [{"id": "a", "type": "model"}, {"id": "b", "object": "model"}]},
        [{"id": "a"}, {"id": "b", "object": "model"}],
        {
            "success": True,
            "errors": [],
            "result": [
                {"id": "f8703a00-ed54-4f98-bdc3-cd9a813286f3", "name": "a"},
                {"id": "0a03a00f-ed54-4f98-bdc3-cd9a813286f3", "name": "b"},
            ],
        },
        {"modelSummaries": [{"modelId": "a", "modelName": "A"}, {"modelId": "b"}]},
        {"publisherModels": [{"name": "publishers/x/models/a"}, {"name": "models/b"}]},
        {"data": {"models": [{"id": 1, "name": "a", "type": "chat"}, {"slug": "b"}]}},
        {"object": "list", "items": [{"model": "a"}, {"model_id": "b"}]},
        {"value": ["a", {"id": "/subscriptions/x/b", "name": "b"}]},
        [{"id": "azureml://registries/x/models/a/versions/3", "name": "a"}, {"id": "b"}],
        {"models": {"a": {"name": "A"}, "b": {}}, "has_more": "false", "next": ""},
    ],
)
def test_list_of_a_gateway_has_its_ids(content: object) -> None:
    """A list needs only IDs: gateways leave out the type, or the object around the list."""
    page = parse_page(json.dumps(content).encode(), HOST)
    assert [model.id for model in page.models] == ["a", "b"]
    assert (page.has_more, page.unreadable) == (False, 0)


@pytest.mark.parametrize(
    "content",
    [
        {"data": {"id": "a", "name": "A", "created": 1}},
        {"model": {"id": "a", "name": "A"}},
        {"success": True, "result": {"id": "a", "name": "A"}},
        {"modelDetails": {"modelId": "a", "name": "A", "modelArn": "arn"}},
        {"data": {"id": "a", "name": "A", "allowed_fallback_models": ["b"]}},
        {"model": {"id": "a", "name": "A", "allowed_fallback_models": []}},
    ],
)
def test_model_in_a_wrapper(content: object) -> None:
    """Some gateways send a model inside of another object, without its type."""
    model = parse_model(json.dumps(content).encode(), HOST)
    assert (model.id, model.format, model.extra["name"]) == ("a", "openai", "A")
    assert "in its own format;" in (model.explain_format(HOST) or "")
    assert "object" not in model.sent


@pytest.mark.parametrize(
    ("sent", "missing"),
    [
        ({"created_at": "2025-11-24T00:00:00Z", "lifecycle": "active"}, None),
        ({"created_at": "2025-11-24T00:00:00Z"}, "lifecycle is"),
        ({"lifecycle": "active"}, "release date is"),
        ({"created_at": 1}, "release date and lifecycle are"),
    ],
)
def test_only_what_is_missing_is_called_unknown(
    sent: dict[str, object], missing: str | None
) -> None:
    """A model in another format may still have a release date and a lifecycle."""
    model = parse_model(json.dumps({"id": "a", "object": "model", **sent}).encode(), "h")
    note = f"h responds in OpenAI's format; {missing} unknown." if missing else None
    assert model.explain_format("h") == note


@pytest.mark.parametrize("name", ["models/a", "publishers/anthropic/models/a"])
def test_model_of_google(name: str) -> None:
    """A model in Google's form, whose ID is the end of its name, is read."""
    model = parse_model(json.dumps({"name": name, "displayName": "A"}).encode(), HOST)
    assert (model.id, model.extra["displayName"]) == ("a", "A")
    assert "in its own format;" in (model.explain_format(HOST) or "")


@pytest.mark.parametrize("content", [{"name": "a"}, {"model": "a"}, {"name": "a", "status": "up"}])
def test_other_names_are_not_a_model(content: dict[str, str]) -> None:
    """An object with just a name may be anything."""
    assert rejected(json.dumps(content)) == "api.example returned something other than a model."


@pytest.mark.parametrize(
    ("fields", "has_more"),
    [
        ({"has_more": True}, True),
        ({"has_more": "true"}, True),
        ({"has_more": "false"}, False),
        ({"has_more": {}}, False),
        ({"nextPageToken": "x"}, True),
        ({"next": None}, False),
        ({"next": ["x"]}, False),
    ],
)
def test_what_says_that_another_page_follows(fields: dict[str, Any], *, has_more: bool) -> None:
    """Another page follows if `has_more` is true, or if there is the text of a cursor."""
    page = parse_page(json.dumps({"data": [MODEL], **fields}).encode(), HOST)
    assert page.has_more is has_more


@pytest.mark.parametrize("content", [[], {"data": []}, {"result": []}, {"models": []}])
def test_empty_list(content: object) -> None:
    """A list without models is a list."""
    assert parse_page(json.dumps(content).encode(), HOST).models == ()


@pytest.mark.parametrize("content", [{"data": [MODEL]}, {"data": []}, [MODEL]])
def test_list_in_place_of_a_model(content: object) -> None:
    """A gateway that responds to a lookup with its list is not called a login page."""
    with pytest.raises(APIResponseValidationError, match="a list instead of a model") as caught:
        parse_model(json.dumps(content).encode(), HOST)
    assert "individual models" in caught.value.remedy


def test_byte_order_mark_is_skipped() -> None:
    """A byte order mark in front of the JSON changes nothing."""
    assert parse_model(b"\xef\xbb\xbf" + json.dumps(MODEL).encode(), HOST).id == MODEL["id"]


@pytest.mark.parametrize(
    "content",
    [
        {},
        [1],
        [{}],
        {"data": {}},
        {"data": None},
        {"users": [{"id": "a"}]},
        {"results": [{"title": "a"}]},
        {"models": {"a": 1}},
        5,
    ],
)
def test_invalid_page_is_rejected(content: object) -> None:
    """A page without a list of models is rejected."""
    with pytest.raises(APIResponseValidationError, match="something other than a list"):
        parse_page(json.dumps(content).encode(), HOST)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' + b"[" * 500 + b"0",
        b"[" + b"{}," * 340_000 + b"{}]",
        b"[" + b"1.5," * 250_000 + b"1]",
        b"[" + '"\u20ac",'.encode() * 170_000 + b'""]',
        b'{"a":"' + b"x" * 1_000_000 + b'"}',
    ],
    ids=["deep", "objects", "numbers", "strings", "one string"],
)
def test_no_body_takes_long_or_much_memory(body: bytes) -> None:
    """A body of 1 MiB takes at most one call for each byte and 32 MiB, whatever its form."""
    assert count_calls(partial(rejected, body)) < len(body) + 1_000
    tracemalloc.start()
    rejected(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * 1024 * 1024
