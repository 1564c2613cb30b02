"""Which stored item an incoming one is: one table per key, then the traps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicator.dedupe.match import compare
from syndicator.model import (
    Article,
    Change,
    CleanHtml,
    Digest,
    Enclosure,
    Identity,
    Incoming,
    Known,
    NewItem,
    Revised,
    Seen,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGE = "https://example.org/a"
OTHER = "https://example.org/b"


def came(
    guid: str | None = None,
    link: str | None = None,
    text: str = "text",
    *,
    raw: str | None = None,
    updated: datetime | None = None,
    published: datetime | None = None,
    clean: bool = True,
    files: str = "",
    short: bool = False,
    title: str = "Ferry",
    body: str = "",
) -> Incoming:
    """Make an item whose fingerprint is its text; an empty one says nothing, a short one little."""
    made = Article(
        title=title,
        content=CleanHtml(body),
        text_hash=Digest(text),
        content_hash=Digest("c"),
        enclosures=tuple(Enclosure(url=url, type="audio/mpeg") for url in files.split()),
    )
    words = Digest(text) if text and clean else None
    return Incoming(
        identity=Identity(guid=guid, link=link, fingerprint=None if short else words, words=words),
        raw_hash=Digest(raw or f"{guid} {link} {text}"),
        article=made if clean else None,
        published=published,
        updated=updated,
    )


def stored(
    item: int,
    guid: str | None = None,
    link: str | None = None,
    text: str = "text",
    *,
    raw: str = "old",
    published: datetime | None = None,
    files: str = "",
    short: bool = False,
    title: str = "Ferry",
) -> Known:
    words = Digest(text) if text and not short else None
    return Known(
        item=item,
        identity=Identity(guid=guid, link=link, fingerprint=words),
        raw_hash=Digest(f"{raw} {item}"),
        text_hash=Digest(text),
        content_hash=Digest("c"),
        updated=NOW - timedelta(days=1),
        published=published,
        enclosures=tuple(files.split()),
        title=title,
    )


def outline(changes: list[Change]) -> list[str]:
    """Say of each change which item it is: ``new``, ``seen 1``, ``revised 2``."""
    return [
        "new"
        if isinstance(change, NewItem)
        else f"{'revised' if isinstance(change, Revised) else 'seen'} {change.item}"
        for change in changes
    ]


@pytest.mark.parametrize(
    ("incoming", "known", "expected"),
    [
        pytest.param([], [stored(1, "g")], [], id="an-empty-document-withdraws-nothing"),
        pytest.param([came("g2")], [], ["new"], id="nothing-known"),
        pytest.param([came("g", PAGE)], [stored(1, "g", PAGE)], ["seen 1"], id="same-guid"),
        pytest.param(
            [came("g", OTHER, "other")],
            [stored(1, "g", PAGE)],
            ["revised 1"],
            id="same-guid-whatever-else-changed",
        ),
        pytest.param(
            [came("g", PAGE, "x")],
            [stored(1, "h", PAGE, "x"), stored(2, "g", OTHER, "y")],
            ["revised 2"],
            id="guid-before-link-and-words",
        ),
        pytest.param([came("new", PAGE, "x")], [stored(1, "old", PAGE)], ["revised 1"], id="link"),
        pytest.param([came(None, PAGE)], [stored(1, "old", PAGE)], ["seen 1"], id="guid-dropped"),
        pytest.param([came("new", PAGE)], [stored(1, None, PAGE)], ["seen 1"], id="guid-added"),
        pytest.param([came(None, PAGE, "x")], [stored(1, None, PAGE)], ["revised 1"], id="no-guid"),
        pytest.param(
            [came("new", PAGE, "x"), came("old", PAGE, "y")],
            [stored(1, "old", PAGE, "y")],
            ["new", "seen 1"],
            id="two-guids-at-one-link-are-two-items",
        ),
        pytest.param(
            [came("new", PAGE, "x")],
            [stored(1, "old", PAGE, "y"), stored(2, "older", PAGE, "z")],
            ["new"],
            id="a-link-of-two-stored-items-names-neither",
        ),
        pytest.param(
            [came("a2", PAGE, "a"), came("b2", PAGE, "b")],
            [stored(1, "c1", PAGE, "c")],
            ["new", "new"],
            id="a-link-of-two-incoming-items-names-neither",
        ),
        pytest.param(
            [came("a2", PAGE, "a"), came("b2", PAGE, "b")],
            [stored(1, "c1", PAGE, "c"), stored(2, "d1", PAGE, "d")],
            ["new", "new"],
            id="a-link-of-two-here-and-two-there",
        ),
        pytest.param(
            [came("c", PAGE, "")],
            [stored(1, "a", PAGE, ""), stored(2, "b", PAGE, "")],
            ["new"],
            id="a-shared-link-without-telling-words",
        ),
        pytest.param(
            [came("b", "https://example.org/", "b")],
            [stored(1, "a", "https://example.org/", "a")],
            ["new"],
            id="a-home-page-names-no-item",
        ),
        pytest.param(
            [came("b", "https://example.org/?p=7", "b")],
            [stored(1, "a", "https://example.org/?p=7", "a")],
            ["revised 1"],
            id="a-query-at-the-root-does",
        ),
        pytest.param([came("new", OTHER)], [stored(1, "old", PAGE)], ["seen 1"], id="same-words"),
        pytest.param(
            [came("new", OTHER, "")], [stored(1, "old", PAGE, "")], ["new"], id="words-not-telling"
        ),
        pytest.param(
            [came("new", PAGE, "b")],
            [stored(1, "a1", PAGE, "a"), stored(2, "b1", OTHER, "b")],
            ["seen 2"],
            id="the-words-of-another-item-outweigh-a-link",
        ),
        pytest.param(
            [came("x", PAGE, "b"), came("y", OTHER, "c")],
            [stored(1, "a1", PAGE, "a"), stored(2, "b1", OTHER, "b")],
            ["seen 2", "new"],
            id="stories-that-move-from-page-to-page",
        ),
        pytest.param(
            [came("g", OTHER, "a"), came("new", PAGE, "b")],
            [stored(1, "g", PAGE, "a")],
            ["seen 1", "new"],
            id="a-page-that-its-item-has-left",
        ),
        pytest.param(
            [came("new 1", OTHER), came("new 2", PAGE)],
            [stored(1, "old 1", PAGE), stored(2, "old 2", OTHER)],
            ["seen 2", "seen 1"],
            id="of-equal-words-the-link-decides",
        ),
        pytest.param(
            [came("g1", OTHER, "x")],
            [stored(1, "g2", PAGE, "y"), stored(1, "g1", PAGE, "y")],
            ["revised 1"],
            id="former-guid",
        ),
        pytest.param(
            [came("g1", text="x"), came("g2", text="y")],
            [stored(1, "g2", text="y"), stored(1, "g1", text="y")],
            ["new", "seen 1"],
            id="the-present-guid-before-a-former-one",
        ),
        pytest.param(
            [came("g1", text="x"), came("g2", text="y")],
            [stored(1, "g", text="z"), stored(1, "g1", text="z"), stored(1, "g2", text="z")],
            ["revised 1", "new"],
            id="two-former-guids-of-one-item",
        ),
        pytest.param(
            [came("new", text="b")],
            [stored(1, "a", text="a"), stored(1, "a", text="b"), stored(2, "b", text="b")],
            ["seen 2"],
            id="present-words-before-former-ones",
        ),
        pytest.param(
            [came("new 1", text="a"), came("new 2", text="b")],
            [
                *(stored(1, "g", text="z"), stored(1, "g", text="a"), stored(1, "g", text="b")),
                *(stored(2, "h", text="y"), stored(2, "h", text="b")),
            ],
            ["revised 1", "revised 2"],
            id="former-words-of-two-items",
        ),
        pytest.param(
            [came("new", PAGE, "x")],
            [stored(1, "a", PAGE, "a"), stored(1, "a1", PAGE, "a")],
            ["revised 1"],
            id="a-link-of-one-item-listed-twice",
        ),
        pytest.param(
            [came("new", PAGE, "x")],
            [stored(1, "a", OTHER, "a"), stored(1, "a", PAGE, "a"), stored(2, "b", PAGE, "b")],
            ["new"],
            id="a-link-that-another-item-had",
        ),
        pytest.param(
            [came("new 1"), came("new 2"), came("new 3")],
            [stored(2, "old 2"), stored(1, "old 1")],
            ["seen 1", "seen 2", "new"],
            id="equal-words-pair-off-in-order",
        ),
    ],
)
def test_compare(incoming: list[Incoming], known: list[Known], expected: list[str]) -> None:
    assert outline(compare(incoming, known, now=NOW)) == expected


THEN = NOW - timedelta(days=30)
SECONDS = NOW - timedelta(seconds=40)
ROOT = "https://example.org/"
ONE, TWO = "https://example.org/1.mp3", "https://example.org/2.mp3"


@pytest.mark.parametrize(
    ("incoming", "known", "expected"),
    [
        pytest.param(
            [came("b", PAGE, "b", published=NOW)],
            [stored(1, "a", PAGE, "a", published=THEN)],
            ["new"],
            id="a-page-that-shows-the-next-story",
        ),
        pytest.param(
            [came("b", PAGE, "b", published=NOW)],
            [stored(1, "a", PAGE, "a", published=SECONDS)],
            ["revised 1"],
            id="a-date-without-its-seconds-is-the-same",
        ),
        pytest.param(
            [came("b", PAGE, "b", published=NOW)],
            [stored(1, None, PAGE, "a", published=THEN)],
            ["revised 1"],
            id="without-guids-the-link-is-the-name",
        ),
        pytest.param(
            [came("b", PAGE, "b", published=NOW)],
            [stored(1, "a", PAGE, "a")],
            ["revised 1"],
            id="a-date-that-was-not-there-says-nothing",
        ),
        pytest.param(
            [came("b", OTHER, published=NOW)],
            [stored(1, "a", PAGE, published=THEN)],
            ["new"],
            id="an-episode-in-the-same-words",
        ),
        pytest.param(
            [came("b", PAGE, published=NOW, files=TWO)],
            [stored(1, "a", PAGE, published=THEN, files=ONE)],
            ["new"],
            id="an-episode-in-the-same-words-at-the-same-page",
        ),
        pytest.param(
            [came("b", PAGE, published=NOW, files=ONE)],
            [stored(1, "a", PAGE, published=THEN, files=ONE)],
            ["seen 1"],
            id="same-page-words-and-file-whatever-the-date",
        ),
        pytest.param(
            [came("b", PAGE, published=NOW), came("c", OTHER, "c")],
            [stored(1, "a", PAGE, published=THEN), stored(2, "c", OTHER, "c")],
            ["seen 1", "seen 2"],
            id="posted-again-at-its-own-page",
        ),
        pytest.param(
            [came("c", PAGE, published=NOW), came("b", PAGE, published=SECONDS)],
            [stored(1, "a", PAGE, published=THEN), stored(2, "b", PAGE, published=SECONDS)],
            ["new", "seen 2"],
            id="a-source-that-keeps-its-guids-has-another-at-the-same-page",
        ),
        pytest.param(
            [came("a2", OTHER, "a", published=NOW), came("b2", PAGE, "b", published=NOW)],
            [
                stored(1, "a1", PAGE, "a", published=THEN),
                stored(2, "b1", OTHER, "b", published=THEN),
            ],
            ["seen 1", "seen 2"],
            id="dates-of-the-fetch",
        ),
        pytest.param(
            [came("a2", OTHER, "a", published=NOW), came("b2", OTHER + "2", "b", published=THEN)],
            [
                stored(1, "a1", PAGE, "a", published=THEN),
                stored(2, "b1", OTHER, "b", published=THEN - timedelta(days=1)),
            ],
            ["new", "new"],
            id="dates-of-the-stories",
        ),
        pytest.param(
            [came("x", ROOT, "a", short=True), came("y", ROOT, "b", short=True)],
            [
                stored(1, "p", ROOT, "b", short=True),
                stored(2, "q", ROOT, "a", short=True),
            ],
            ["seen 2", "seen 1"],
            id="few-words-at-the-root",
        ),
        pytest.param(
            [came("x", OTHER, "a", short=True)],
            [stored(1, "p", PAGE, "a", short=True)],
            ["seen 1"],
            id="few-words-only",
        ),
        pytest.param(
            [came("x", OTHER, "a", short=True), came("q", PAGE, "b")],
            [stored(1, "p", PAGE, "a", short=True), stored(2, "q", PAGE, "b")],
            ["new", "seen 2"],
            id="few-words-say-nothing-where-guids-are-kept",
        ),
        pytest.param(
            [came("x", OTHER, "a", short=True, published=NOW)],
            [stored(1, "p", PAGE, "a", short=True, published=THEN)],
            ["new"],
            id="few-words-on-another-day",
        ),
        pytest.param(
            [came(None, OTHER, "a", short=True)],
            [stored(1, None, PAGE, "a", short=True)],
            ["new"],
            id="few-words-without-guids-at-another-page",
        ),
        pytest.param(
            [came("x", ROOT, "a", short=True), came("y", ROOT, "a", short=True)],
            [stored(1, "p", ROOT, "a", short=True)],
            ["seen 1", "new"],
            id="few-words-twice",
        ),
    ],
)
def test_what_other_guids_and_dates_say(
    incoming: list[Incoming], known: list[Known], expected: list[str]
) -> None:
    assert outline(compare(incoming, known, now=NOW)) == expected


@pytest.mark.parametrize(
    ("incoming", "known", "expected"),
    [
        pytest.param(
            [came("g", PAGE, "a"), came("g", OTHER, "b"), came("g", None, "c")],
            [],
            ["new", "new", "new"],
            id="other-links-and-words",
        ),
        pytest.param(
            [came("g", PAGE, "a"), came("g", PAGE, "b")], [], ["new"], id="versions-at-one-page"
        ),
        pytest.param(
            [came("g", ROOT, "a"), came("g", ROOT, "b")], [], ["new", "new"], id="at-the-root"
        ),
        pytest.param([came("g", PAGE, "a"), came("g", OTHER, "a")], [], ["new"], id="same-words"),
        pytest.param(
            [came("g", PAGE, "a"), came("g", OTHER, "b"), came("g", PAGE, "b")],
            [],
            ["new"],
            id="joined-by-a-third",
        ),
        pytest.param(
            [came("g", PAGE, "x"), came("g", OTHER, "b"), came("g", OTHER + "2", "c")],
            [stored(1, "g", PAGE, "a"), stored(2, "g", OTHER, "b")],
            ["revised 1", "seen 2", "new"],
            id="known-by-their-links",
        ),
        pytest.param(
            [came("g", OTHER + "2", "c")],
            [stored(1, "g", PAGE, "a"), stored(2, "g", OTHER, "b")],
            ["new"],
            id="a-guid-that-several-stored-items-have",
        ),
        pytest.param(
            [
                came("g", PAGE, "a", raw="old 1", clean=False),
                came("g", OTHER, "a", updated=THEN),
            ],
            [stored(1, "g", PAGE, "a")],
            ["seen 1"],
            id="same-words-though-one-was-not-cleaned",
        ),
    ],
)
def test_a_guid_that_a_document_repeats(
    incoming: list[Incoming], known: list[Known], expected: list[str]
) -> None:
    assert outline(compare(incoming, known, now=NOW)) == expected


def test_changes_come_in_the_documents_order() -> None:
    texts = ["c", "a", "d", "b"]
    known = [stored(1, "a", text="a"), stored(2, "b", text="b")]
    changes = compare([came(text, text=text) for text in texts], known, now=NOW)
    assert [change.incoming.identity.guid for change in changes] == texts
    assert outline(changes) == ["new", "seen 1", "new", "seen 2"]


def test_the_new_keys_of_a_seen_item_are_handed_on() -> None:
    item = came("new", PAGE)
    assert compare([item], [stored(1, "old", PAGE)], now=NOW) == [Seen(item=1, incoming=item)]


def test_a_feed_whose_items_share_one_link() -> None:
    incoming = [came(f"new {text}", PAGE, text) for text in "abc"]
    assert outline(compare(incoming, [], now=NOW)) == ["new"] * 3
    known = [stored(index, f"old {text}", PAGE, text) for index, text in enumerate("abc")]
    assert outline(compare(incoming, known, now=NOW)) == ["seen 0", "seen 1", "seen 2"]


@pytest.mark.parametrize(
    ("dates", "winner"),
    [
        pytest.param((None, None), 0, id="first-without-dates"),
        pytest.param((1, 1), 0, id="first-of-equal-dates"),
        pytest.param((1, 2), 1, id="newest"),
        pytest.param((2, 1), 0, id="newest-first"),
        pytest.param((None, 1), 1, id="dated"),
    ],
)
def test_one_guid_twice_in_a_document(dates: tuple[int | None, int | None], winner: int) -> None:
    moments = [NOW - timedelta(days=9) + timedelta(days=day) if day else None for day in dates]
    items = [
        came("g", text=text, updated=moment) for text, moment in zip("ab", moments, strict=True)
    ]
    for known in ([], [stored(1, "g")]):
        changes = compare([came("x", text="x"), *items], known, now=NOW)
        assert [change.incoming for change in changes[1:]] == [items[winner]]


@pytest.mark.parametrize(
    ("titles", "bodies", "dates", "stories"),
    [
        pytest.param("abc", "xyz", (None, None), 3, id="nothing-in-common"),
        pytest.param("abc", "xyz", (THEN, None), 3, id="published-together"),
        pytest.param("abc", "xyz", (THEN, THEN), 3, id="published-and-updated-together"),
        pytest.param("aaa", "xyz", (None, None), 1, id="one-headline"),
        pytest.param("abc", "xxx", (None, None), 3, id="one-text"),
    ],
)
def test_one_guid_and_one_page_for_several_stories(
    titles: str, bodies: str, dates: tuple[datetime | None, datetime | None], stories: int
) -> None:
    items = [
        came(
            "g",
            PAGE,
            f"{title}{body}",
            title=title,
            body=body,
            published=dates[0],
            updated=dates[1],
        )
        for title, body in zip(titles, bodies, strict=True)
    ]
    assert outline(compare(items, [], now=NOW)) == ["new"] * stories
    again = [replace(item, article=None) for item in items]
    known = [
        stored(index, "g", PAGE, f"{title}{body}", title=title, published=dates[0])
        for index, (title, body) in enumerate(zip(titles, bodies, strict=True))
    ]
    known = [replace(one, raw_hash=item.raw_hash) for one, item in zip(known, items, strict=True)][
        :stories
    ]
    other = came("g", PAGE, "other", title="other", body="other")
    expected = [f"seen {index}" for index in range(stories)]
    assert outline(compare([other, *again], known, now=NOW)) == ["new", *expected]


def test_versions_of_a_story_are_one_though_all_its_words_changed() -> None:
    versions = [
        came("g", PAGE, text, title=text, published=THEN, updated=THEN + timedelta(hours=hours))
        for hours, text in enumerate("abc")
    ]
    assert [change.incoming for change in compare(versions, [], now=NOW)] == versions[2:]


def test_one_guid_twice_is_told_apart_by_published_where_nothing_was_updated() -> None:
    older, newer = (came("g", published=NOW - timedelta(days=days)) for days in (2, 1))
    assert [change.incoming for change in compare([older, newer], [], now=NOW)] == [newer]


def test_the_same_object_twice_in_a_document() -> None:
    item = came(None, PAGE)
    assert outline(compare([item, item], [], now=NOW)) == ["new"]


def test_an_item_without_guid_and_link_is_known_by_its_raw_hash() -> None:
    item = came(raw="old 1", clean=False)
    bare = replace(item, identity=Identity(guid=None, link=None, fingerprint=None))
    assert outline(compare([bare], [stored(1)], now=NOW)) == ["seen 1"]


def test_an_item_removed_meanwhile_is_left_out() -> None:
    assert compare([came("g", clean=False), came("h")], [], now=NOW) == compare(
        [came("h")], [], now=NOW
    )
