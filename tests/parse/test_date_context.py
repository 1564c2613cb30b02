"""What the dates of a document say about each other, and which of its elements count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Failed, ParsedFeed
from syndicator.parse.date_context import gather
from syndicator.parse.feed import parse


def read(text: str, *others: str, head: Sequence[str] = (), language: str = "") -> str | None:
    """Read a date in a document in which each other one is an item's only date."""
    found = gather([[text], *([each] for each in others)], head, language).read(text)
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("others", "head", "expected"),
    [
        ((), (), "2026-11-28T09:00:00+00:00"),
        (("Fri, 27 Nov 2026 10:00:00 +0300",), (), "2026-11-28T09:00:00+03:00"),
        (("Fri, 27 Nov 2026 10:00:00 MSK",), (), "2026-11-28T09:00:00+03:00"),
        (("2026-11-01T10:00:00Z",), (), "2026-11-28T09:00:00+00:00"),
        # Other dates that do not agree say nothing.
        (("2026-11-01T10:00:00+03:00", "2026-11-01T10:00:00Z"), (), "2026-11-28T09:00:00+00:00"),
        # The head speaks where no item does.
        ((), ("Sat, 28 Nov 2026 10:00:00 +0100",), "2026-11-28T09:00:00+01:00"),
        (("2026-11-01T10:00:00-05:00",), ("2026-11-28T10:00Z",), "2026-11-28T09:00:00-05:00"),
    ],
)
def test_a_time_without_a_zone(others: Sequence[str], head: Sequence[str], expected: str) -> None:
    assert read("2026-11-28 09:00:00", *others, head=head) == expected


@pytest.mark.parametrize(
    ("name", "language", "other", "offset"),
    [
        ("IST", "", "", None),
        ("IST", "en", "", None),
        ("IST", "en-IN", "", "+05:30"),
        ("IST", "hi", "", "+05:30"),
        ("IST", "he", "", "+02:00"),
        ("IST", "en-IE", "", "+01:00"),
        ("IST", "", "2026-11-27T09:00:00+05:30", "+05:30"),
        ("IST", "en-IE", "2026-11-27T09:00:00+05:30", "+05:30"),
        ("IST", "", "Fri, 27 Nov 2026 09:00:00 +0800", None),
        ("CST", "en-US", "", "-06:00"),
        ("CST", "zh-CN", "", "+08:00"),
        ("CST", "", "2026-11-27T09:00:00+08:00", "+08:00"),
        ("CST", "", "", None),
        ("BST", "en-GB", "", "+01:00"),
        ("BST", "bn", "", "+06:00"),
        ("AST", "ar", "", "+03:00"),
        ("AST", "en-CA", "", "-04:00"),
        ("EST", "", "", "-05:00"),
        ("EST", "en-AU", "", "+10:00"),
        ("PST", "fil", "", "+08:00"),
        ("AMT", "pt-BR", "", "-04:00"),
        ("AMT", "hy", "", "+04:00"),
    ],
)
def test_a_name_of_several_zones(name: str, language: str, other: str, offset: str | None) -> None:
    expected = f"2026-11-28T09:00:00{offset}" if offset else None
    others = [other] if other else []
    assert read(f"Sat, 28 Nov 2026 09:00:00 {name}", *others, language=language) == expected


@pytest.mark.parametrize(
    ("others", "language", "month"),
    [
        ((), "", None),
        ((), "fr", None),
        (("28/11/2026",), "", 11),
        (("11/28/2026 10:00",), "", 5),
        (("28/11/2026", "11/28/2026"), "", None),
        (("Fri, 27 Nov 2026 10:00:00 GMT",), "", None),
        (("Thu, 06/11/2026",), "", 5),  # 11 June was a Thursday, 6 November was not
    ],
)
def test_day_and_month_in_numbers(others: Sequence[str], language: str, month: int | None) -> None:
    expected = f"2026-{month:02}-{16 - month:02}T00:00:00+00:00" if month else None
    assert read("05/11/2026", *others, language=language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("", None), ("en", None), ("en-US", None), ("en-GB", 5), ("de", 5), ("pt-BR", 5)],
)
def test_numbers_between_hyphens_begin_with_the_day_where_no_month_may(
    language: str, expected: int | None
) -> None:
    found = read("05-11-2026", language=language)
    assert (found and int(found[8:10])) == expected


def test_another_date_of_the_same_item_tells_the_order() -> None:
    items = [["05/11/2026 10:00", "2026-11-05T10:00:00Z"], ["07/10/2026 09:00"]]
    context = gather(items)
    assert context.order == "dmy"
    found = context.read("07/10/2026 09:00")
    assert found is not None
    assert (found.month, found.day) == (10, 7)


TEXTS = (
    *("2026-11-28 09:00", "05/11/2026", "28/11/2026", "11/28/2026 10:00 +0200", "soon"),
    *("Sat, 28 Nov 2026 09:00:00 IST", "2026-11-28T09:00:00+05:30", "05-11-2026", "28 nov 2026"),
    *("Sat, 28 Nov 2026 09:00:00 GMT", "28 listopada 2026", "2026-11-28T09:00:00+01:00"),
)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(TEXTS), max_size=3), max_size=6).flatmap(
        lambda items: st.tuples(st.just(items), st.permutations(items))
    ),
    st.sampled_from(["", "pl", "en-IN"]),
)
def test_the_order_of_items_decides_nothing(
    both: tuple[list[list[str]], list[list[str]]], language: str
) -> None:
    one, other = both
    assert gather(one, language=language) == gather(other, language=language)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (
            ["2026/10/29 15:07:41", "2026/10/08 08:00:00"],
            ["2026-10-29T15:07:41+00:00", "2026-10-08T08:00:00+00:00"],
        ),
        (
            [f"Sat, 28 Nov 2026 09:00:00 {zone}" for zone in ("CET", "IST", "BRT", "PST", "CEST")],
            [
                f"2026-11-28T09:00:00{offset}" if offset else None
                for offset in ("+01:00", "", "-03:00", "-08:00", "+02:00")
            ],
        ),
        (
            ["Sat, 28 Nov 2026 09:00:00 PM GMT", "Sat, 28 Nov 2026 09:00 PM"],
            ["2026-11-28T21:00:00+00:00", "2026-11-28T21:00:00+00:00"],
        ),
        (
            ["23-11-2026 10:00:00", "05-11-2026"],
            ["2026-11-23T10:00:00+00:00", "2026-11-05T00:00:00+00:00"],
        ),
        (
            ["Nov 28, 2026", "Сб, 28 ноя 2026 12:00:00 +0300", "Sat, 11/28/2026 - 12:00"],
            [f"2026-11-28T{time}:00+03:00" for time in ("00:00", "12:00", "12:00")],
        ),
        (
            ["Sat, 28 Nov 2026 17:41:01 BRT", "Sat, 28 Nov 2026 17:41:01 -0300"],
            ["2026-11-28T17:41:01-03:00"] * 2,
        ),
    ],
)
def test_documents_in_one_form_or_in_several(dates: list[str], expected: list[str]) -> None:
    context = gather([[each] for each in dates])
    found = [context.read(each) for each in dates]
    assert [each and each.isoformat() for each in found] == expected


# ── elements ─────────────────────────────────────────────────────────────────────────────────

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:a10="http://www.w3.org/2005/Atom"'
)


def parsed(*items: str, head: str = "") -> ParsedFeed:
    listed = "".join(f"<item><guid>urn:{n}</guid>{each}</item>" for n, each in enumerate(items))
    body = f'<rss version="2.0" {SPACES}><channel><title>P</title>{head}{listed}</channel></rss>'
    found = parse(body.encode(), content_type=None, url="https://paper.example/feed")
    assert not isinstance(found, Failed)
    return found


GOOD = "Sat, 28 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("elements", "published", "updated"),
    [
        (f"<pubDate>{GOOD}</pubDate>", "28T09", None),
        (f"<pubDate></pubDate><pubDate>{GOOD}</pubDate>", "28T09", None),
        ("<pubDate>soon</pubDate><dc:date>2026-11-27</dc:date>", "27T00", "27T00"),
        (f"<pubDate>0001-01-01T00:00:00</pubDate><pubDate>{GOOD}</pubDate>", "28T09", None),
        ("<dcterms:created>2026-11-25T08Z</dcterms:created>", "25T08", None),
        (
            (
                "<dcterms:created>2026-11-25T08Z</dcterms:created>"
                "<dcterms:issued>2026-11-26T08Z</dcterms:issued>"
            ),
            "26T08",
            None,
        ),
        (
            f"<a10:updated>2026-11-29T08:00:00Z</a10:updated><pubDate>{GOOD}</pubDate>",
            "28T09",
            "29T08",
        ),
        ("<dcterms:modified>2026-11-29T08Z</dcterms:modified>", "29T08", "29T08"),
        (
            "<dc:date>2026-11-27</dc:date><a10:updated>2026-11-29T08:00:00Z</a10:updated>",
            "29T08",
            "29T08",
        ),
        (f"<PUBDATE>{GOOD}</PUBDATE>", "28T09", None),
        (f"<media><pubDate>{GOOD}</pubDate></media>", None, None),
    ],
)
def test_the_first_date_that_can_be_read_counts(
    elements: str, published: str | None, updated: str | None
) -> None:
    (item,) = parsed(elements).items
    assert (item.published and f"{item.published:%dT%H}") == published
    assert (item.updated and f"{item.updated:%dT%H}") == updated
    assert item.unreadable_date is None


def test_what_cannot_be_read_is_kept_to_be_shown() -> None:
    found = parsed("<pubDate>soon</pubDate>", "<title>no date</title>", "<pubDate> </pubDate>")
    assert [each.unreadable_date for each in found.items] == ["soon", None, None]


@pytest.mark.parametrize(
    ("head", "elements", "expected"),
    [
        ("<language>en-in</language>", f"<pubDate>{GOOD[:-3]}IST</pubDate>", "+0530"),
        ("<language>pl</language>", "<pubDate>28 listopada 2026 09:00</pubDate>", "+0000"),
        ("<dc:language>he</dc:language>", f"<pubDate>{GOOD[:-3]}IST</pubDate>", "+0200"),
        (
            f"<lastBuildDate>{GOOD[:-3]}+0100</lastBuildDate>",
            f"<pubDate>{GOOD[:-4]}</pubDate>",
            "+0100",
        ),
    ],
)
def test_the_head_of_a_feed_tells(head: str, elements: str, expected: str) -> None:
    (item,) = parsed(elements, head=head).items
    assert item.published is not None
    assert f"{item.published:%d.%m. %H %z}" == f"28.11. 09 {expected}"


def test_what_is_known_means_the_same_when_other_items_come() -> None:
    known = parsed("<pubDate>05/11/2026 10:00</pubDate>")
    assert known.items[0].published is None
    both = ["<pubDate>05/11/2026 10:00</pubDate>", "<pubDate>28/11/2026 10:00 +0200</pubDate>"]
    body = f'<rss version="2.0" {SPACES}><channel><title>P</title>' + "".join(
        f"<item><guid>urn:{n}</guid>{each}</item>" for n, each in enumerate(both)
    )
    found = parse(
        f"{body}</channel></rss>".encode(),
        content_type=None,
        url="https://paper.example/feed",
        known=known.outlines,
    )
    assert not isinstance(found, Failed)
    assert [item.published and item.published.isoformat() for item in found.items] == [
        "2026-11-05T10:00:00+02:00",
        "2026-11-28T10:00:00+02:00",
    ]


def test_a_document_that_only_the_loose_parser_reads() -> None:
    body = (
        '<rss version="2.0"><channel><language>en-IN</language><item><title>a & <b</title>'
        "<pubDate>Sat, 28 Nov 2026 09:00:00 IST</pubDate></item><item><title>c</title>"
        "<pubDate>05/11/2026</pubDate></channel>"
    )
    found = parse(body.encode(), content_type=None, url="https://paper.example/feed")
    assert not isinstance(found, Failed)
    assert found.items[0].published is not None
    assert found.items[0].published.isoformat() == "2026-11-28T09:00:00+05:30"
    assert found.items[1].unreadable_date == "05/11/2026"
