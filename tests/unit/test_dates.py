"""Dates as text."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samples import NOW, RELEASE, clock_in

from modelbrowser.presentation.formatting import format_age, format_day, format_local, format_utc

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
def test_local_time_has_its_zone_and_its_offset(zone: str, text: str) -> None:
    """A release is shown in local time with the abbreviation, if there is one, and the offset."""
    assert format_local(RELEASE, clock_in(zone)) == text


def test_every_zone_has_a_numeric_offset() -> None:
    """Row 119: in every zone of the world the local form is the right time and its offset."""
    for name in sorted(available_timezones()):
        text = format_local(RELEASE, clock_in(name))
        local = RELEASE.astimezone(ZoneInfo(name))
        assert text.startswith(local.isoformat(sep=" ")[:16])
        assert text.endswith(f" (UTC{local.isoformat()[19:]})")


def test_an_offset_with_seconds_keeps_them() -> None:
    """New York before 1883 was 4 h 56 min 2 s behind, and is shown so."""
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
def test_what_local_time_cannot_express_is_given_as_sent(
    moment: datetime, zone: str, sent: str
) -> None:
    """Row 122: a moment outside the years 1 to 9999 of the zone is shown as sent, in words."""
    assert format_local(moment, clock_in(zone)) == f"{sent}, cannot be shown in local time"


def test_utc_is_utc_whatever_the_offset() -> None:
    """Row 120: the UTC form is the same moment whatever offset was sent."""
    sent = datetime(2025, 9, 29, 5, 45, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert format_utc(sent) == "2025-09-29 00:00 UTC"
    assert format_day(sent) == "2025-09-29"


def test_what_utc_cannot_express_is_given_as_sent() -> None:
    """Row 122: neither the UTC form nor the age of the last second west of UTC is an error."""
    assert format_utc(YEAR_9999_WEST) == "9999-12-31T23:59:59-12:00, cannot be shown in UTC"
    assert format_day(YEAR_9999_WEST) == "9999-12-31"
    assert format_age(YEAR_9999_WEST, clock_in()) == ""


def test_the_year_1_has_four_digits() -> None:
    """A year is always written with four digits, which strftime does not do."""
    assert format_utc(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01 00:00 UTC"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-22T23:59", "today"),
        ("2026-11-22T00:00", "today"),
        ("2026-11-21T23:59", "1 day ago"),
        ("2026-11-23T00:00", "in 1 day"),
        ("2026-11-14T00:00", "8 days ago"),
        ("2026-11-30T00:00", "in 8 days"),
        ("2026-09-23T00:00", "60 days ago"),
        ("2026-09-22T00:00", "2 months ago"),
        ("2027-01-22T13:00", "in 2 months"),
        ("2025-11-23T00:00", "11 months ago"),
        ("2025-11-22T00:00", "1 year ago"),
        ("2025-09-29T00:00", "1 year ago"),
        ("2024-11-22T00:00", "2 years ago"),
        ("2030-01-01T00:00", "in 3 years"),
    ],
)
def test_age_counts_full_days_months_years(moment: str, words: str) -> None:
    """An age is in full units: days to two months, months to one year, then years."""
    assert format_age(datetime.fromisoformat(f"{moment}+00:00"), clock_in(now=NOW)) == words


@given(
    st.datetimes(
        timezones=st.timezones()
        | st.builds(
            timezone, st.timedeltas(min_value=timedelta(hours=-23), max_value=timedelta(hours=23))
        )
    ),
    st.sampled_from(["Pacific/Kiritimati", "America/New_York", "UTC"]),
)
def test_no_moment_is_an_error(moment: datetime, zone: str) -> None:
    """Row 122: any aware moment has all its forms, each on one line and plain ASCII."""
    clock = clock_in(zone)
    in_zone = (format_local(moment, clock), format_age(moment, clock))
    for text in (*in_zone, format_utc(moment), format_day(moment)):
        assert text.isascii()
        assert "\n" not in text
