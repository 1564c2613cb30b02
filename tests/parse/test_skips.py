from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from syndicator.model import ParsedFeed, SourceMeta
from syndicator.parse.feed import parse

SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
HOUR = timedelta(hours=1)


def read(head: str) -> SourceMeta:
    document = f'<rss version="2.0" {SY}><channel><title>A</title>{head}</channel></rss>'
    found = parse(document.encode(), content_type=None, url="https://a.example/feed")
    assert isinstance(found, ParsedFeed)
    return found.meta


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["0", "1", "23"], (0, 1, 23)),
        (["24"], (0,)),
        ([" 07 ", "7"], (7,)),
        (["25", "-1", "noon", "", "1.5", "٣"], ()),
        ([], ()),
    ],
)
def test_every_hour(hours: list[str], expected: tuple[int, ...]) -> None:
    written = "".join(f"<hour>{hour}</hour>" for hour in hours)
    assert read(f"<skipHours>{written}</skipHours>").skip_hours == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["Saturday", "Sunday"], (5, 6)),
        (["monday", " FRIDAY "], (0, 4)),
        (["Sonntag", "Sun", "7", ""], ()),
    ],
)
def test_every_day(days: list[str], expected: tuple[int, ...]) -> None:
    written = "".join(f"<day>{day}</day>" for day in days)
    assert read(f"<skipDays>{written}</skipDays>").skip_days == expected


@pytest.mark.parametrize(
    ("head", "ttl", "every", "base"),
    [
        ("<ttl>90</ttl>", 1.5 * HOUR, None, None),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", None, 24 * HOUR, None),
        (
            (
                "<ttl>5</ttl><sy:updatePeriod> hourly </sy:updatePeriod>"
                "<sy:updateFrequency>2</sy:updateFrequency>"
                "<sy:updateBase>2000-01-01T12:00+00:00</sy:updateBase>"
            ),
            HOUR / 12, HOUR / 2, datetime(2000, 1, 1, 12, tzinfo=UTC),
        ),
        (
            (
                "<sy:updatePeriod>daily</sy:updatePeriod>"
                "<sy:updateFrequency>0</sy:updateFrequency><sy:updateBase>soon</sy:updateBase>"
            ),
            None, 24 * HOUR, None,
        ),
        ("<sy:updatePeriod>now and then</sy:updatePeriod><ttl>often</ttl>", None, None, None),
    ],
)  # fmt: skip
def test_how_often_it_is_made(
    head: str, ttl: timedelta | None, every: timedelta | None, base: datetime | None
) -> None:
    meta = read(head)
    assert (meta.ttl, meta.update_every, meta.update_base) == (ttl, every, base)
