"""When an item counts as changed, and what ``updated`` says then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from syndicator.dedupe.revise import again, first
from syndicator.model import Article, CleanHtml, Digest, Identity, Incoming, Known, Revised, Seen

NOW = datetime(2026, 3, 2, 12, 0, 0, 900_000, tzinfo=UTC)
TICK = NOW.replace(microsecond=0)
STORED = TICK - timedelta(days=1)
BETWEEN = TICK - timedelta(hours=6)
FUTURE = TICK + timedelta(hours=3)
KEYS = Identity(guid="urn:x:1", link=None, fingerprint=None)


def article(text: str, content: str = "content") -> Article:
    return Article(
        title="Ferry",
        content=CleanHtml(""),
        text_hash=Digest(text),
        content_hash=Digest(content),
    )


def incoming(
    made: Article | None,
    *,
    published: datetime | None = None,
    updated: datetime | None = None,
) -> Incoming:
    return Incoming(
        identity=KEYS, raw_hash=Digest("raw"), article=made, published=published, updated=updated
    )


def known(text: str, *former: str, content: str = "content", updated: datetime = STORED) -> Known:
    return Known(
        item=7,
        identity=KEYS,
        raw_hash=Digest("old raw"),
        text_hash=Digest(text),
        content_hash=Digest(content),
        updated=updated,
        former=tuple(Digest(each) for each in former),
    )


@pytest.mark.parametrize(
    ("published", "updated", "expected"),
    [
        pytest.param(None, None, TICK, id="no-date"),
        pytest.param(STORED, None, STORED, id="published"),
        pytest.param(STORED, BETWEEN, BETWEEN, id="updated"),
        pytest.param(FUTURE, None, TICK, id="published-in-the-future"),
        pytest.param(STORED, FUTURE, STORED, id="updated-in-the-future"),
        pytest.param(
            None,
            datetime(2026, 3, 1, 23, 0, 5, 999, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            datetime(2026, 3, 1, 17, 30, 5, tzinfo=UTC),
            id="whole-seconds-utc",
        ),
    ],
)
def test_first_publication(
    published: datetime | None, updated: datetime | None, expected: datetime
) -> None:
    made = article("a")
    item = first(incoming(made, published=published, updated=updated), made, now=NOW)
    assert item.updated == expected
    assert item.updated.utcoffset() == timedelta(0)
    assert item.published == (min(published, TICK) if published else None)


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        pytest.param(None, TICK, id="source-says-nothing"),
        pytest.param(BETWEEN, BETWEEN, id="newer-than-stored"),
        pytest.param(STORED, TICK, id="source-did-not-move-it"),
        pytest.param(STORED - timedelta(days=3), TICK, id="older-than-stored"),
        pytest.param(FUTURE, TICK, id="in-the-future"),
        pytest.param(STORED + timedelta(microseconds=5), TICK, id="same-second"),
    ],
)
def test_words_changed(claimed: datetime | None, expected: datetime) -> None:
    change = again(incoming(article("b", "content 2"), updated=claimed), known("a"), now=NOW)
    assert isinstance(change, Revised)
    assert change.significant
    assert change.updated == expected
    assert change.item == 7


def test_updated_never_goes_back_even_if_the_clock_does() -> None:
    ahead = TICK + timedelta(days=2)
    change = again(incoming(article("b")), known("a", updated=ahead), now=NOW)
    assert isinstance(change, Revised)
    assert change.updated == ahead


def test_markup_alone_is_taken_over_silently() -> None:
    change = again(incoming(article("a", "content 2"), updated=BETWEEN), known("a"), now=NOW)
    assert isinstance(change, Revised)
    assert not change.significant
    assert change.updated == STORED


@pytest.mark.parametrize(
    "made", [pytest.param(None, id="not-cleaned"), pytest.param(article("a"), id="cleaned")]
)
def test_nothing_that_is_published_changed(made: Article | None) -> None:
    came = incoming(made, updated=BETWEEN)
    assert again(came, known("a"), now=NOW) == Seen(item=7, incoming=came)


@pytest.mark.parametrize(
    ("stood", "comes", "significant"),
    [
        pytest.param("a", "b", True, id="a-correction"),
        pytest.param("ab", "a", True, id="taken-back"),
        pytest.param("aba", "b", True, id="made-again"),
        pytest.param("abab", "a", False, id="flapping"),
        pytest.param("ababa", "b", False, id="still-flapping"),
        pytest.param("ababab", "c", True, id="a-third-text-is-news"),
        pytest.param("aaabbb", "a", True, id="revisions-of-markup-are-no-return"),
    ],
)
def test_texts_that_come_back(stood: str, comes: str, *, significant: bool) -> None:
    change = again(incoming(article(comes)), known(stood[-1], *stood[:-1]), now=NOW)
    assert isinstance(change, Revised)
    assert change.significant is significant
    assert (change.updated == TICK) is significant
