"""An item becomes an article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicator.model import (
    Category,
    Digest,
    Enclosure,
    Image,
    ParsedItem,
    Person,
    SourceMeta,
    Text,
)
from syndicator.parse.clean import clean, clean_source, one_line, paragraph

META = SourceMeta(title="Ferry Times", link="https://ferry.example/")
ITEM = ParsedItem(
    raw_hash=Digest("0"),
    guid="17",
    link="https://ferry.example/news/17",
    title=Text(value="The ferry", type="text/plain"),
    content=(Text(value="<p>The <b>ferry</b> runs. <a href='map?a=1'>Map</a></p>"),),
)


def html(value: str, base: str | None = None) -> Text:
    return Text(value=value, base=base)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (None, ""),
        (Text(value="AT&T", type="text/plain"), "AT&T"),
        (Text(value="AT&amp;T", type="text/plain"), "AT&amp;T"),
        (Text(value="AT&amp;T", type="text/html"), "AT&T"),
        (Text(value="AT&amp;amp;T", type="text/html"), "AT&amp;T"),
        (Text(value="The <i>ferry</i>", type="text/html"), "The ferry"),
        (Text(value="The <i>ferry</i>", type="text/plain"), "The <i>ferry</i>"),
        (Text(value="x < y &amp; <b>z</b>", type="text/html"), "x < y & z"),
        (Text(value="1 < 2", type="text/html"), "1 < 2"),
        (Text(value="the <ferry> tag", type="text/html"), "the <ferry> tag"),
        (Text(value="one<br>two", type="text/html"), "one two"),
        (Text(value="a<script>b</script> <b>c</b>", type="text/html"), "a c"),
        (Text(value="<b>a</b>b", type="application/xhtml+xml"), "ab"),
        (Text(value="&copy; 2020 &bogus; &#8217;", type="text/html"), "© 2020 &bogus; ’"),
        (Text(value="x", type="image/svg+xml"), ""),
        (Text(value=" a \n\t b\u00a0c ", type="text/plain"), "a b c"),
        (Text(value="a\x00\x07b\x9fc", type="text/plain"), "a b c"),
        (Text(value="gpj.\u202etxt\u2066\u200f", type="text/plain"), "gpj.txt"),
        (Text(value="\ud800x\ufffe", type="text/plain"), "x"),
        (Text(value="&#x202e;x&#0;&#11;", type="text/html"), "x\ufffd"),
        (Text(value="a" * 2_000, type="text/plain"), "a" * 999 + "…"),
        ("R&amp;D", "R&D"),
    ],
)
def test_titles(title: Text | str | None, expected: str) -> None:
    assert one_line(title) == expected


def test_paragraphs_are_longer() -> None:
    assert len(paragraph("a " * 4_000)) <= 4_000
    assert len(paragraph("a " * 1_000)) == 1_999


@pytest.mark.parametrize(
    ("content", "summary", "expected"),
    [
        ((), None, ("", "")),
        ((), html("<p>S</p>"), ("<p>S</p>", "")),
        ((html("<p>C</p>"),), html("<p>S</p>"), ("<p>C</p>", "<p>S</p>")),
        ((html("<p>C</p>"),), html("C"), ("<p>C</p>", "")),
        ((html("<script>x</script>"), html("<p>C</p>")), None, ("<p>C</p>", "")),
        ((html("<p> </p>"),), html("S"), ("S", "")),
        ((Text(value="%PDF", type="application/pdf"),), html("S"), ("S", "")),
        ((Text(value="a\n\nb & c", type="text/plain"),), None, ("<p>a</p><p>b &amp; c</p>", "")),
        (
            (html("<img src=https://x.example/a.jpg>"),),
            None,
            ('<img src="https://x.example/a.jpg">', ""),
        ),
        ((html("<p>C</p>"),), html("<p></p>"), ("<p>C</p>", "")),
        ((Text(value="<p>C</p>", type="text/html; charset=utf-8"),), None, ("<p>C</p>", "")),
        ((Text(value="<br></br>C", type="application/xhtml+xml"),), None, ("<br>C", "")),
    ],
)
def test_content_and_summary(
    content: tuple[Text, ...], summary: Text | None, expected: tuple[str, str]
) -> None:
    article = clean(replace(ITEM, content=content, summary=summary), META)
    assert (article.content, article.summary) == expected


@pytest.mark.parametrize(
    ("base", "link", "home", "expected"),
    [
        (
            "https://base.example/d/",
            "https://link.example/d/17",
            "https://home.example/",
            "https://base.example/d/map",
        ),
        (None, "https://link.example/d/17", "https://home.example/", "https://link.example/d/map"),
        (None, None, "https://home.example/", "https://home.example/map"),
        ("javascript:x", None, "https://home.example/", "https://home.example/map"),
    ],
)
def test_bases(base: str | None, link: str | None, home: str, expected: str) -> None:
    item = replace(ITEM, link=link, content=(html("<a href=map>m</a>", base),))
    assert clean(item, SourceMeta(link=home)).content == f'<a href="{expected}">m</a>'


def test_everything_else_is_cleaned() -> None:
    item = replace(
        ITEM,
        link="https://ada:secret@ferry.example/17",
        authors=(
            Person(name="<b>Ada</b> Quill", email="ada@ferry.example", uri="javascript:x"),
            Person(name="  "),
            Person(name="Ada Quill", email="ada@ferry.example"),
        ),
        categories=(
            Category(term="Arts &amp; Culture", scheme="https://ferry.example/t", label="\x00"),
            Category(term=" "),
            Category(term="Arts & Culture", scheme="https://ferry.example/t"),
        ),
        enclosures=(
            Enclosure(url="/a.mp3", type="audio/mpeg", length=9),
            Enclosure(url="data:x", type="audio/mpeg"),
            Enclosure(url="/b", type="<b>"),
        ),
        images=(Image(url="/a.jpg", credit="Ada &amp; Co", type="x"), Image(url="javascript:x")),
        language="EN_gb",
        rights=Text(value="&copy; 2020 <b>Ferry</b>\nTimes"),
        licenses=("https://u@l.example/by", "javascript:x", "https://l.example/by"),
        source=SourceMeta(id="HTTP://x.example/../", title="<i>Harbour</i>", icon="/i.png"),
    )
    article = clean(item, META)
    assert article.link == "https://ferry.example/17"
    assert article.authors == (Person(name="Ada Quill", email="ada@ferry.example"),)
    assert article.categories == (
        Category(term="Arts & Culture", scheme="https://ferry.example/t"),
    )
    assert article.enclosures == (
        Enclosure(url="https://ferry.example/a.mp3", type="audio/mpeg", length=9),
        Enclosure(url="https://ferry.example/b", type="application/octet-stream"),
    )
    assert article.images == (Image(url="https://ferry.example/a.jpg", credit="Ada & Co"),)
    assert article.language == "en-GB"
    assert article.rights == "© 2020 Ferry Times"
    assert article.licenses == ("https://l.example/by",)
    assert article.source == SourceMeta(id="HTTP://x.example/../", title="Harbour")


def test_what_a_feed_says_of_itself_is_cleaned() -> None:
    dirty = SourceMeta(
        id="tag:ferry.example,2020:\x00feed",
        title="Ferry <b>Times</b>",
        subtitle="News &amp; <i>views</i>",
        link="https://u:p@ferry.example/",
        self_link="javascript:x",
        language="english",
        rights="<a href='https://ferry.example/'>© Ferry</a>",
        authors=(Person(name="Ada\u202e"),),
        icon="/icon.png",
        updated=datetime(2020, 4, 25, tzinfo=UTC),
        format="rss20",
        hubs=("https://hub.example/", "ftp://hub.example/"),
    )
    assert clean_source(dirty) == SourceMeta(
        id="tag:ferry.example,2020:feed",
        title="Ferry Times",
        subtitle="News & views",
        link="https://ferry.example/",
        rights="© Ferry",
        authors=(Person(name="Ada"),),
        icon="https://ferry.example/icon.png",
        updated=datetime(2020, 4, 25, tzinfo=UTC),
        format="rss20",
        hubs=("https://hub.example/",),
    )
    assert clean_source(clean_source(dirty)) == clean_source(dirty)


# ── hashes ───────────────────────────────────────────────────────────────────────────────────

TEXT = "<p>The <b>ferry</b> runs. <a href='https://ferry.example/map?a=1'>Map</a></p>"


@pytest.mark.parametrize(
    ("value", "words_differ", "content_differs"),
    [
        (TEXT, False, False),
        (TEXT.replace("?a=1", "?a=1&utm_source=rss"), False, False),
        (TEXT.replace("?a=1", "?fbclid=9&a=1"), False, False),
        (TEXT.replace("?a=1", "?a=2"), False, True),
        (TEXT.replace("<b>ferry</b>", "ferry"), False, True),
        (TEXT.replace(" runs", "  \n ru\u00adns"), False, True),
        (TEXT.replace("runs", "sinks"), True, True),
        (TEXT.replace("ferry</b>", "Ferry</b>"), True, True),
        (TEXT + "<img src=https://ferry.example/a.jpg>", False, True),
        (TEXT + "<script>changing()</script>", False, False),
    ],
)
def test_what_moves_the_hashes(value: str, *, words_differ: bool, content_differs: bool) -> None:
    before = clean(replace(ITEM, content=(html(TEXT),)), META)
    after = clean(replace(ITEM, content=(html(value),)), META)
    assert (before.text_hash != after.text_hash) is words_differ
    assert (before.content_hash != after.content_hash) is content_differs


def test_every_published_field_moves_the_content_hash() -> None:
    before = clean(ITEM, META)
    changes = [
        replace(ITEM, link="https://ferry.example/18"),
        replace(ITEM, summary=html("Another text.")),
        replace(ITEM, authors=(Person(name="Ada"),)),
        replace(ITEM, categories=(Category(term="x"),)),
        replace(ITEM, enclosures=(Enclosure(url="https://ferry.example/a", type="a/b"),)),
        replace(ITEM, images=(Image(url="https://ferry.example/a"),)),
        replace(ITEM, language="de"),
        replace(ITEM, rights=html("©")),
        replace(ITEM, licenses=("https://l.example/",)),
        replace(ITEM, source=SourceMeta(title="x")),
    ]
    hashes = [clean(item, META).content_hash for item in changes]
    assert len({before.content_hash, *hashes}) == len(changes) + 1
    assert {clean(item, META).text_hash for item in changes} == {before.text_hash}


def test_a_title_moves_both_hashes() -> None:
    before = clean(ITEM, META)
    after = clean(replace(ITEM, title=Text(value="The tide", type="text/plain")), META)
    assert before.text_hash != after.text_hash
    assert before.content_hash != after.content_hash


def test_what_is_not_published_moves_no_hash() -> None:
    date = datetime(2020, 4, 25, tzinfo=UTC)
    before = clean(ITEM, META)
    other = replace(
        ITEM, guid="18", raw_hash=Digest("1"), published=date, updated=date,
        link="https://ferry.example/news/17?utm_source=rss",
    )  # fmt: skip
    after = clean(other, SourceMeta(title="Other", link="https://ferry.example/other"))
    assert (before.text_hash, before.content_hash) == (after.text_hash, after.content_hash)


ANY = st.text(max_size=40)


@given(ANY, ANY, ANY, st.sampled_from(["text/plain", "text/html", "application/xhtml+xml", "x"]))
def test_any_text_becomes_what_xml_can_carry(one: str, two: str, three: str, kind: str) -> None:
    item = ParsedItem(
        raw_hash=Digest("0"),
        link=one,
        title=Text(value=two, type=kind),
        content=(Text(value=three, type=kind, base=one),),
        summary=Text(value=one, type=kind),
        authors=(Person(name=one, email=two, uri=three),),
        categories=(Category(term=two, scheme=three, label=one),),
        images=(Image(url=one, credit=two, description=three),),
        rights=Text(value=three, type=kind),
        source=SourceMeta(id=one, title=two, subtitle=three, rights=one),
    )
    article = clean(item, SourceMeta(link=three))
    carrier = etree.Element("x")
    for text in (article.title, article.content, article.summary, article.rights):
        carrier.text = text
    for person in article.authors:
        carrier.text = person.name
        assert person.name
    assert article.title == one_line(Text(value=article.title, type="text/plain"))
    if article.source:
        carrier.text = f"{article.source.id}{article.source.title}{article.source.subtitle}"


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("javascript:alert(1)", None),
        (" JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("topics", None),
        ("https://quay.example/topics", "https://quay.example/topics"),
        ("https://u:p@quay.example/topics", "https://quay.example/topics"),
        ("urn:iptc:topics", "urn:iptc:topics"),
        ("tag:quay.example,2026:topics", "tag:quay.example,2026:topics"),
        ("urn:x:<script>", None),
    ],
)
def test_a_categorys_scheme_is_nothing_that_runs(scheme: str, expected: str | None) -> None:
    item = replace(ITEM, categories=(Category(term="town", scheme=scheme),))
    assert clean(item, META).categories == (Category(term="town", scheme=expected),)


def test_one_file_that_is_named_twice_is_one_enclosure() -> None:
    files = (
        Enclosure(url="http://quay.example/1.bin?utm_source=x", type="application/octet-stream"),
        Enclosure(url="https://quay.example/1.bin", type="audio/mpeg", length=9),
        Enclosure(url="https://quay.example/2.m4a", type="text"),
    )
    found = clean(replace(ITEM, enclosures=files), META).enclosures
    assert [(each.type, each.length) for each in found] == [("audio/mpeg", 9), ("audio/mp4", None)]


def test_a_recordings_description_is_the_text_where_there_is_no_other() -> None:
    said = Text(value="How it ended.\nMore at the quay.", type="text/plain")
    bare = replace(ITEM, content=(Text(value="<p> </p>"),), description=said)
    assert clean(bare, META).content == "<p>How it ended.<br>More at the quay.</p>"
    assert clean(replace(ITEM, description=said), META) == clean(ITEM, META)
