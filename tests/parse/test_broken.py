"""Broken documents: one bad item loses no other, and half a story is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syndicator.model import Failed, FailureKind, ParsedFeed, ParsedItem
from syndicator.parse import reader
from syndicator.parse.clean import clean
from syndicator.parse.feed import parse

URL = "https://paper.example/feed"
ATOM = "http://www.w3.org/2005/Atom"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)
RSS = (
    (
        f'<?xml version="1.0"?>\n<rss version="2.0" {SPACES}><channel><title>Paper</title>'
        "<link>https://paper.example/</link><description>News &amp; more</description>\n"
    ),
    "</channel></rss>\n",
)
FEED = (
    f'<?xml version="1.0"?><feed xmlns="{ATOM}" {SPACES}><title>Paper</title><id>urn:p</id>',
    "</feed>",
)
RDF = (
    (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns="http://purl.org/rss/1.0/" {SPACES}><channel rdf:about="https://paper.example/">'
        "<title>Paper</title><link>https://paper.example/</link></channel>"
    ),
    "</rdf:RDF>",
)


def rss_item(number: int) -> str:
    return (
        f"<item><title>Story {number} &amp; more</title><link>https://paper.example/{number}</link>"
        f'<guid isPermaLink="false">g{number}</guid><dc:creator>Ada {number}</dc:creator>'
        f"<pubDate>Sat, 0{number} Nov 2025 09:00:00 GMT</pubDate><category>town</category>"
        f"<description><![CDATA[<p>Text of {number}, <b>bold</b> &amp; \u00e4.</p>]]></description>"
        f'<media:content url="https://paper.example/{number}.jpg" medium="image"/></item>\n'
    )


def rdf_item(number: int) -> str:
    return (
        f'<item rdf:about="https://paper.example/{number}"><title>Story {number} &amp; more</title>'
        f"<link>https://paper.example/{number}</link><dc:date>2025-11-0{number}T09:00:00Z</dc:date>"
        f"<description>&lt;p&gt;Text of {number}, &lt;b&gt;bold&lt;/b&gt;.&lt;/p&gt;</description>"
        f"<dc:creator>Ada {number}</dc:creator></item>\n"
    )


def atom_entry(number: int) -> str:
    return (
        f"<entry><id>urn:{number}</id><title>Story {number} &amp; more</title>"
        f'<link href="https://paper.example/{number}"/><updated>2025-11-0{number}T09:00:00Z</updated>'
        f"<author><name>Ada {number}</name></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        f"<p>Text of {number}, <b>bold</b>.</p></div></content></entry>\n"
    )


QUOTED = (
    "<entry><id>urn:q</id><title>How a feed looks</title><updated>2025-11-05T09:00:00Z</updated>"
    f'<content type="application/xml"><feed xmlns="{ATOM}"><entry><id>urn:else</id>'
    "<title>Not ours</title></entry><entry><id>urn:more</id></entry></feed></content></entry>"
)
COMMENTED = "<!-- <item><title>out</title></item> -->"
FORMATS: dict[str, tuple[tuple[str, str], Callable[[int], str]]] = {
    "rss": (RSS, rss_item),
    "rdf": (RDF, rdf_item),
    "atom": (FEED, atom_entry),
}
DOCUMENTS = [
    *(around[0] + "".join(map(item, range(1, 5))) + around[1] for around, item in FORMATS.values()),
    FEED[0] + atom_entry(1) + QUOTED + atom_entry(2) + FEED[1],
    RSS[0] + rss_item(1) + COMMENTED + rss_item(2) + "<language>de</language>" + RSS[1],
]


def read(document: str | bytes) -> ParsedFeed:
    body = document if isinstance(document, bytes) else document.encode()
    found = parse(body, content_type=None, url=URL)
    assert isinstance(found, ParsedFeed), found
    return found


def whole(name: str) -> list[ParsedItem]:
    return list(_whole(name))


@cache
def _whole(name: str) -> tuple[ParsedItem, ...]:
    around, item = FORMATS[name]
    return read(around[0] + "".join(map(item, range(1, 6))) + around[1]).items


# ── the end ──────────────────────────────────────────────────────────────────────────────────


def cut(document: str, at: int) -> None:
    items = read(document).items
    part = document.encode()[:at].decode("utf-8", "ignore")
    ends = [_end_of(document, number) for number in range(1, len(items) + 1)]
    complete = sum(end <= len(part) for end in ends)
    found = parse(part.encode(), content_type=None, url=URL)
    if isinstance(found, Failed):
        assert complete == 0
        assert found.kind in {FailureKind.NOT_A_FEED, FailureKind.UNREADABLE}
        return
    assert found.items == items[:complete]


def _end_of(document: str, number: int) -> int:
    """Return where the end tag of a story ends, of those that are not quoted."""
    names = [f"Story {n} " for n in range(1, 5)]
    if QUOTED in document:
        names.insert(1, "How a feed looks")
    at = document.index(names[number - 1])
    if names[number - 1].startswith("How"):
        return document.index(QUOTED) + len(QUOTED)
    return min(
        place + len(mark)
        for mark in ("</item>", "</entry>")
        if (place := document.find(mark, at)) >= 0
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_document_cut_at_any_octet(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(DOCUMENTS))
    cut(document, data.draw(st.integers(0, len(document.encode()))))


WARNING = "<br />\n<b>Fatal error</b>:  Out of memory in <b>/srv/x.php</b> on line <b>7</b><br />\n"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("behind", ["", WARNING, "</body></html>", "Fatal error: line 7", "\n\n"])
def test_an_item_in_which_the_document_ends_waits(name: str, behind: str) -> None:
    around, item = FORMATS[name]
    last = item(3)
    document = around[0] + item(1) + item(2) + last[: last.index("Text of 3") + 6] + behind
    found = read(document)
    assert list(found.items) == whole(name)[:2]
    assert found.problem is not None
    assert found.problem.startswith("1 of 3 items could not be read; the document ends in the mid")


def test_a_document_that_ends_before_its_first_item_is_no_empty_feed() -> None:
    for at in (len(RSS[0]) - 5, len(RSS[0]), len(RSS[0]) + 20):
        found = parse((RSS[0] + rss_item(1))[:at].encode(), content_type=None, url=URL)
        assert isinstance(found, Failed)
        assert "ends" in found.message
    assert read(RSS[0] + RSS[1]).items == ()


# ── one bad item ─────────────────────────────────────────────────────────────────────────────

Breaking = Callable[[str], str]


def without(what: str) -> Breaking:
    return lambda item: item.replace(what, "", 1)


def into(place: str, what: str) -> Breaking:
    return lambda item: item.replace(place, place + what, 1)


def _swap(before: str, after: str) -> Breaking:
    return lambda item: item.replace(before, after)


MENDED: dict[str, Breaking] = {
    "no end of the item": without("</item>"),
    "no end of the entry": without("</entry>"),
    "no end of the text": without("</description>"),
    "no end of the CDATA section": without("]]>"),
    "no beginning of the CDATA section": without("<![CDATA["),
    "no end of the link": without("</link>"),
    "no end of the date": without("</pubDate>"),
    "no end of the author": without("</dc:creator>"),
    "no end of the category": without("</category>"),
    "a stray end tag": into("</title>", "</div>"),
    "the end of another item": into("</title>", "</b></i></span>"),
    "an ampersand": into("more", " & more &more; &"),
    "a lower-than sign": into("bold", " <3 a < b"),
    "a tag that is none": into("bold", " <b and c"),
    "an unknown prefix": into("</title>", "<x:y>z</x:y><x:empty/>"),
    "a prefix in an attribute": into("</title>", '<thing x:y="z"/>'),
    "a comment that does not end": into("</title>", "<!-- note"),
    "two hyphens in a comment": into("</title>", "<!-- a -- b --->"),
    "an instruction that does not end": into("</title>", "<?php echo 1"),
    "a control character": into("bold", "\x02\x0b"),
    "a reference to nothing": into("bold", "&#0;&#xD800;&#x110000;"),
    "an attribute twice": into(
        "</title>", '<enclosure url="https://p.example/1" url="x" url="y"/>'
    ),
    "an attribute without quotes": into("</title>", "<enclosure url=https://p.example/1 length=3>"),
    "an attribute without a value": into(
        "</title>", "<enclosure disabled url='https://p.example/1'/>"
    ),
    "an attribute without an end": into("</title>", '<thing a="b>'),
    "HTML with open tags": into("</title>", "<p>one<br>two<p>three<img src=x>"),
    "case that differs": _swap("</title>", "</Title>"),
    "a warning": into("</title>", WARNING),
    "markup in the title": into("more", " <b>or</b> <i>less"),
    "elements beyond all depth": into("</title>", "<a>" * 400),
}
LOST: dict[str, Breaking] = {
    "no end of text and item": lambda item: item[: item.index("Text of") + 6],
    "half a tag": lambda item: (
        item[: item.index("<author") if "<author" in item else item.index("<dc:")] + "<description"
    ),
}


def _broken(name: str, number: int, breaking: Breaking) -> ParsedFeed:
    around, item = FORMATS[name]
    items = [item(n) if n != number else breaking(item(n)) for n in range(1, 6)]
    return read(around[0] + "".join(items) + around[1])


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("kind", MENDED)
def test_one_bad_item_loses_no_other_and_is_read(name: str, number: int, kind: str) -> None:
    items = whole(name)
    found = _broken(name, number, MENDED[kind])
    assert len(found.items) == 5, found.problem
    kept = [item for at, item in enumerate(found.items, 1) if at != number]
    assert kept == [item for at, item in enumerate(items, 1) if at != number]
    bad, good = found.items[number - 1], items[number - 1]
    assert (bad.link, bad.published, bad.authors) == (good.link, good.published, good.authors)
    title = clean(bad, found.meta).title
    assert title.startswith(f"Story {number} & more")
    assert f"Text of {number}" in clean(bad, found.meta).content


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("number", [1, 3, 4])
@pytest.mark.parametrize("kind", LOST)
def test_half_a_story_is_none(name: str, number: int, kind: str) -> None:
    items = whole(name)
    found = _broken(name, number, LOST[kind])
    del items[number - 1]
    assert list(found.items) == items
    assert found.problem is not None
    assert found.problem.startswith("1 of 5 items could not be read; ")


WAYS = {"": lambda item: item, **MENDED, **LOST}
CHOSEN = st.lists(st.sampled_from(["", "", *WAYS]), min_size=5, max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("atom", ["", "", "no end of text and item", "", "a stray end tag"])
@given(st.sampled_from(sorted(FORMATS)), CHOSEN)
def test_any_items_broken_in_any_ways_lose_no_other(name: str, chosen: list[str]) -> None:
    around, item = FORMATS[name]
    items = [WAYS[way](item(number)) for number, way in enumerate(chosen, 1)]
    found = read(around[0] + "".join(items) + around[1])
    unharmed = [each for each, way in zip(whole(name), chosen, strict=True) if not way]
    assert [each for each in found.items if each in unharmed] == unharmed


STRAYS = ("div", "p", "b", "content", "description", "title", "link", "author", "media:group")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("element", STRAYS)
def test_no_stray_end_tag_ends_what_another_item_left_open(name: str, element: str) -> None:
    around, item = FORMATS[name]
    half = item(2)[: item(2).index("Text of")] + f"<{element}>and <{element}>no more"
    items = whole(name)
    for stray in (into("</title>", f"</{element}>"), lambda text: f"{text}</div></p></b>"):
        found = read(around[0] + item(1) + half + item(3) + stray(item(4)) + item(5) + around[1])
        assert [each.guid for each in found.items] == [each.guid for each in (items[0], *items[2:])]
        assert [found.items[at] for at in (0, 1, 3)] == [items[at] for at in (0, 2, 4)]
        assert found.problem is not None
        assert found.problem.startswith("1 of 5 items could not be read; ")


def test_what_is_quoted_stays_quoted_beside_a_bad_item() -> None:
    for breaking in MENDED.values():
        document = FEED[0] + breaking(atom_entry(1)) + QUOTED + atom_entry(2) + FEED[1]
        found = read(document)
        assert [item.guid for item in found.items] == ["urn:1", "urn:q", "urn:2"]


@pytest.mark.parametrize("junk", [WARNING, "</div>", "plain & text < here", "<hr>", "<p>one<p>two"])
def test_junk_between_items_is_left_out(junk: str) -> None:
    for name, (around, item) in FORMATS.items():
        document = around[0] + item(1) + junk + item(2) + junk + around[1] + junk
        found = read(document)
        assert list(found.items) == whole(name)[:2]
        assert found.meta.title == "Paper"


@pytest.mark.parametrize(
    "text",
    [
        "Open with &lt;![CDATA[ and go on --> so",
        "<![CDATA[<p>Begin with <![CDATA[ so, and <!-- so</p>]]>",
        "<![CDATA[<description><![CDATA[x]]]]><![CDATA[></description>]]>",
        "<![CDATA[In <description><![CDATA[x</description> nothing ends]]>",
        "<![CDATA[In x</description> or <![CDATA[ nothing ends]]>",
    ],
)
def test_a_text_about_sections_is_a_text(text: str) -> None:
    item = f"<item><title>T</title><description>{text}</description></item>"
    found = read(RSS[0] + item + rss_item(2) + RSS[1])
    assert found.problem is None
    assert found.items[1] == whole("rss")[1]
    assert found.items[0].summary is not None
    assert found.items[0].summary.value[-3:] in {" so", "p>", "/p>", "on>", "nds"}


def test_a_warning_inside_a_text_is_not_part_of_it() -> None:
    for text in ("<description>One " + WARNING + "two.</description>", "<p>a<br>b</p>"):
        found = read(RSS[0] + f"<item><title>T</title>{text}</item>" + RSS[1])
        article = clean(found.items[0], found.meta)
        assert "srv" not in article.content


def test_texts_of_a_broken_item_are_those_of_a_whole_one() -> None:
    ways = (
        "<description>&lt;p&gt;a &amp;amp; b&lt;/p&gt;</description>",
        "<description><![CDATA[<p>a &amp; b</p>]]></description>",
        "<description><p>a &amp; b</p></description>",
        "<content:encoded><p>a &amp; b<p></content:encoded>",
    )
    for text in ways:
        found = read(RSS[0] + f"<item></b><title>T</title>{text}</item>" + RSS[1])
        assert clean(found.items[0], found.meta).content.startswith("<p>a &amp; b</p>")


@pytest.mark.parametrize(
    "piece",
    [
        "<item>",
        "<item><title>",
        "<item><title><description>",
        "<item><description>x</item>",
        "<item/>",
        "</item>",
        "<title><description>",
        "<a>",
        "<![CDATA[",
        "<![CDATA[</item><item>",
        "<description><![CDATA[</description>",
        "<!--",
        "<?",
        "&",
        "<",
        "<a b='",
        '<a b="\'"',
        "<x:y>",
        "<link>",
        "<description><p>",
        "<content><feed><entry>",
        "]]>",
        "<b>Warning</b>: x <b>y</b> on line <b>",
    ],
)
def test_much_of_anything_broken_takes_little_time(piece: str) -> None:
    for around in (RSS, FEED):
        text = around[0] + piece * (80_000 // len(piece)) + "</x>" + around[1]
        began = time.process_time()
        parse(text.encode(), content_type=None, url=URL)
        assert time.process_time() - began < 10  # About one while it is linear.


def test_an_item_at_which_the_parser_fails_loses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    run = reader._run

    def fails(octets: bytes, url: str) -> object:
        return None if b"Story 2" in octets else run(octets, url)

    monkeypatch.setattr(reader, "_run", fails)
    found = read(RSS[0] + "".join(map(rss_item, range(1, 4))) + RSS[1])
    assert [item.guid for item in found.items] == ["g1", "g3"]
    assert found.problem == "1 of 3 items could not be read"
    assert len(found.outlines) == 2


@example(10)
@given(st.integers(0, 40))
@settings(max_examples=8, deadline=None)
def test_what_was_read_before_is_left_out_of_a_broken_document_too(number: int) -> None:
    document = RSS[0] + "".join(map(rss_item, range(1, 6))) + RSS[1]
    before = read(document)
    broken = document[: len(document) - number].replace("Story 2 &amp;", "Story 2 <", 1)
    found = parse(broken.encode(), content_type=None, url=URL, known=before.outlines)
    again = partial(parse, broken.encode(), content_type=None, url=URL)()
    assert isinstance(found, ParsedFeed)
    assert isinstance(again, ParsedFeed)
    assert [item.raw_hash for item in found.items] == [item.raw_hash for item in again.items]
    assert dict(found.outlines) == dict(again.outlines)
