"""Dates, lifecycles, capabilities and numbers as text."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samples import NOW, RELEASE, clock_in, model

from modelbrowser.presentation.formatting import (
    format_day,
    format_duration,
    format_local,
    format_minute,
    format_relative_date,
    format_utc,
    join_names,
    lifecycle_lines,
    short_token_count,
    split_capabilities,
)

YEAR_9999_WEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12)))


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Paris", "2025-09-29 02:00 CEST (UTC+02:00)"),
        ("America/Los_Angeles", "2025-09-28 17:00 PDT (UTC-07:00)"),
        ("Asia/Kathmandu", "2025-09-29 05:45 (UTC+05:45)"),
        ("UTC", "2025-09-29 00:00 UTC (UTC+00:00)"),
    ],
)
def test_local_time_has_its_abbreviation_and_its_offset(zone: str, text: str) -> None:
    """Local time is shown with the zone's abbreviation, if it has one, and its offset."""
    assert format_local(RELEASE, clock_in(zone)) == text


def test_a_time_to_the_minute() -> None:
    """The short format is local time without its zone."""
    assert format_minute(RELEASE, clock_in("Europe/Paris")) == "2025-09-29 02:00"


def test_every_zone_has_a_numeric_offset() -> None:
    """Row 119: in every time zone the local time and its offset are right."""
    for name in sorted(available_timezones()):
        text = format_local(RELEASE, clock_in(name))
        local = RELEASE.astimezone(ZoneInfo(name))
        assert text.startswith(local.isoformat(sep=" ")[:16])
        assert text.endswith(f" (UTC{local.isoformat()[19:]})")


def test_an_offset_with_seconds_keeps_them() -> None:
    """New York before 1883 was 4 h 56 min 2 s behind UTC, and is shown so."""
    text = format_local(datetime(1883, 1, 1, tzinfo=UTC), clock_in("America/New_York"))
    assert text == "1882-12-31 19:03 LMT (UTC-04:56:02)"


@pytest.mark.parametrize(
    ("moment", "zone", "sent"),
    [
        (YEAR_9999_WEST, "Europe/Paris", "9999-12-31T23:59:59-12:00"),
        (datetime(9999, 12, 31, 20, tzinfo=UTC), "Pacific/Kiritimati", "9999-12-31T20:00:00+00:00"),
        (datetime(1, 1, 1, tzinfo=UTC), "America/New_York", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_a_time_outside_the_local_calendar_is_given_as_sent(
    moment: datetime, zone: str, sent: str
) -> None:
    """Row 122: a time outside the years 1 to 9999 of the zone is shown as sent, with a note."""
    assert format_local(moment, clock_in(zone)) == f"{sent}, out of range for local time"
    assert format_minute(moment, clock_in(zone)) == sent[:16].replace("T", " ")


def test_utc_is_the_same_whatever_offset_was_sent() -> None:
    """Row 120: the time in UTC is right whatever offset was sent."""
    sent = datetime(2025, 9, 29, 5, 45, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert format_utc(sent) == "2025-09-29 00:00 UTC"
    assert format_day(sent) == "2025-09-29"


def test_a_time_outside_the_calendar_of_utc_is_given_as_sent() -> None:
    """Row 122: the last second of the year 9999 west of UTC is no error in UTC or as an age."""
    assert format_utc(YEAR_9999_WEST) == "9999-12-31T23:59:59-12:00, out of range for UTC"
    assert format_day(YEAR_9999_WEST) == "9999-12-31"
    assert format_relative_date(YEAR_9999_WEST, clock_in(now=NOW)) == "in 7973 years"


def test_utc_and_ages_do_not_depend_on_the_system_zone(
    set_tz: Callable[[str | None], None],
) -> None:
    """Times in UTC and ages are the same in every time zone."""
    set_tz("Pacific/Kiritimati")
    assert format_utc(RELEASE) == "2025-09-29 00:00 UTC"
    late = NOW.replace(hour=23)
    assert format_relative_date(late, clock_in(now=late)) == "today"


def test_a_year_has_four_digits() -> None:
    """A year always has four digits, unlike with strftime."""
    assert format_utc(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01 00:00 UTC"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-22T22:59", "today"),
        ("2026-11-22T23:59", "today in UTC"),
        ("2026-11-22T00:00", "today"),
        ("2026-11-21T22:59", "yesterday"),
        ("2026-11-21T23:59", "yesterday in UTC"),
        ("2026-11-23T00:00", "tomorrow"),
        ("2026-11-14T00:00", "8 days ago"),
        ("2026-11-30T00:00", "in 8 days"),
        ("2026-09-23T00:00", "60 days ago"),
        ("2026-09-22T00:00", "2 months ago"),
        ("2027-01-22T13:00", "in 2 months"),
        ("2025-11-23T00:00", "11 months ago"),
        ("2025-12-22T00:00", "11 months ago"),
        ("2025-11-22T00:00", "12 months ago"),
        ("2025-09-29T00:00", "13 months ago"),
        ("2024-11-22T00:00", "2 years ago"),
        ("2030-01-01T00:00", "in 3 years"),
    ],
)
def test_an_age_is_in_full_days_months_or_years(moment: str, text: str) -> None:
    """An age is in full days up to two months, in full months up to a year, then in years."""
    assert (
        format_relative_date(datetime.fromisoformat(f"{moment}+00:00"), clock_in(now=NOW)) == text
    )


@given(
    st.datetimes(
        timezones=st.timezones()
        | st.builds(
            timezone, st.timedeltas(min_value=timedelta(hours=-23), max_value=timedelta(hours=23))
        )
    ),
    st.sampled_from(["Pacific/Kiritimati", "America/New_York", "UTC"]),
)
def test_no_time_is_an_error(moment: datetime, zone: str) -> None:
    """Row 122: any aware time has all its formats, each on one line and in ASCII."""
    clock = clock_in(zone)
    in_zone = (format_local(moment, clock), format_relative_date(moment, clock))
    for text in (*in_zone, format_utc(moment), format_day(moment)):
        assert text.isascii()
        assert "\n" not in text


@pytest.mark.parametrize(
    ("lifecycle", "deprecated_at", "retires_at", "lines"),
    [
        (None, None, None, ""),
        (None, None, "2026-11-30", "retires 2026-11-30 UTC (in 8 days)"),
        ("active", None, None, "active"),
        ("active", None, "2026-11-30", "active; retires 2026-11-30 UTC (in 8 days)"),
        ("deprecated", None, None, "deprecated; no known retirement date"),
        (
            "deprecated",
            "2026-09-15",
            "2026-11-30",
            "deprecated on 2026-09-15 UTC; retires 2026-11-30 UTC (in 8 days)",
        ),
        ("deprecated", None, "2026-11-22T12:01", "deprecated; retires 2026-11-22 UTC (today)"),
        ("deprecated", None, "2026-11-01", "deprecated; past its retirement date (2026-11-01 UTC)"),
        ("retired", "2026-09-15", "2026-11-01", "retired on 2026-11-01 UTC"),
        ("retired", None, "2026-11-30", "retired"),
        ("retired", None, None, "retired"),
        ("\x1bhibernating", None, None, "\\x1bhibernating"),
        ("retiring", None, "2026-11-30", "retiring; retires 2026-11-30 UTC (in 8 days)"),
    ],
)
def test_the_lifecycle_in_words(
    lifecycle: str | None, deprecated_at: str | None, retires_at: str | None, lines: str
) -> None:
    """Deprecated, overdue and retired differ in words; an unknown lifecycle is shown as sent.

    The retirement date is shown whatever the lifecycle is.
    """
    info = model(
        lifecycle=lifecycle,
        deprecated_at=deprecated_at and _day(deprecated_at),
        retires_at=retires_at and _day(retires_at),
    )
    assert "; ".join(lifecycle_lines(info, clock_in())) == lines


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


_YES, _NO = {"supported": True}, {"supported": False}


@pytest.mark.parametrize(
    ("capabilities", "supported", "unsupported"),
    [
        ({"image_input": _YES, "batch": _YES}, "image input, batch", ""),
        ({"effort": _YES | {"low": _YES, "x_high": _YES}}, "effort (low, x high)", ""),
        ({"effort": _YES | {"low": _YES, "max": _NO, "min": _NO}}, "effort (low)",
         "effort max, effort min"),
        ({"thinking": _YES | {"types": {"adaptive": _YES}}}, "thinking (adaptive)", ""),
        ({"effort": _NO | {"low": _NO}}, "", "effort"),
        ({"effort": _NO | {"low": _YES}}, "", "effort"),
        ({"a": _NO, "b": _YES, "c": _NO}, "b", "a, c"),
        ({"tools": {"web": _YES}}, "tools (web)", ""),
        ({"tools": {"web": _NO}}, "", "tools"),
        ({"a": 1, "b": None, "c": {}, "d": {"supported": "yes"}, "e": _YES}, "e", ""),
        ({"completion_chat": True, "vision": False, "effort": {"low": True}},
         "effort (low), completion chat", "vision"),
        ({"\x1b": _YES}, "\\x1b", ""),
    ],
)  # fmt: skip
def test_capabilities_are_listed(
    capabilities: dict[str, Any], supported: str, unsupported: str
) -> None:
    """Row 58: what is supported, with its parts, and what is not; other shapes are skipped."""
    yes, no = split_capabilities(capabilities)
    assert (", ".join(yes), ", ".join(no)) == (supported, unsupported)


def test_a_hostile_number_of_names_is_cut() -> None:
    """Of a hundred thousand names, a hundred are shown, with the number of the others."""
    names = [f"{number:x}" for number in range(100_000)]
    assert join_names(names[:100]) == ", ".join(names[:100])
    assert join_names(names) == f"{', '.join(names[:100])}, … and 99,900 more"
    yes, no = split_capabilities(dict.fromkeys(names, _YES) | dict.fromkeys("xy", _NO))
    assert (join_names(yes).endswith("… and 99,900 more"), no) == (True, ("x", "y"))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0 ms"), (0.2144, "214 ms"), (0.9994, "999 ms"), (1.0, "1.0 s"), (61.25, "61.2 s")],
)
def test_a_duration_is_in_milliseconds_below_one_second(seconds: float, text: str) -> None:
    """A duration is in milliseconds below one second, and in tenths of a second from there."""
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (None, "\N{EN DASH}"),
        (0, "0"), (1, "1"), (4096, "4,096"), (8192, "8,192"), (64_000, "64k"),
        (200_000, "200k"), (131_072, "131,072"), (1_000_000, "1M"), (1_500_000, "1,500k"),
        (1_048_576, "1,048,576"), (2_000_000_000, "2,000M"),
    ],
)  # fmt: skip
def test_token_counts_are_short_and_exact(count: int | None, text: str) -> None:
    """Only a round number is shortened; an unknown one is a dash."""
    assert short_token_count(count) == text
