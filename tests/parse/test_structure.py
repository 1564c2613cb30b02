"""An item is its own children, and so is a feed; what stands in those is text, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syndicator.model import Article, Failed, FailureKind, ParsedFeed
from syndicator.parse import newest, reader
from syndicator.parse.clean import clean
from syndicator.parse.feed import parse

URL = "https://paper.example/feed"
ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:og="http://ogp.me/ns#"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:a="http://www.w3.org/2005/Atom"'
    f' xmlns:h="{XHTML}"'
)
HEAD = "<title>Paper</title><link>https://paper.example/</link><description>News</description>"
FORMATS = {
    "rss": (f'<rss version="2.0" {SPACES}><channel>{HEAD}', "item", "</channel></rss>"),
    "rdf": (
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            f' xmlns="http://purl.org/rss/1.0/" {SPACES}><channel>{HEAD}</channel>'
        ),
        "item",
        "</rdf:RDF>",
    ),
    "atom": (
        (
            f'<feed xmlns="{ATOM}" {SPACES}><title>Paper</title><id>urn:p</id>'
            '<link href="https://paper.example/"/><subtitle>News</subtitle>'
        ),
        "entry",
        "</feed>",
    ),
}
PARTS = {
    "item": (
        "<title>Wall to be raised</title>",
        "<link>https://paper.example/1</link>",
        "<description>&lt;p&gt;The wall will be raised.&lt;/p&gt;</description>",
        "<dc:date>2025-11-01T09:00:00Z</dc:date>",
        "<dc:creator>Ada Quill</dc:creator>",
        "<category>town</category>",
        '<enclosure url="https://paper.example/1.mp3" type="audio/mpeg" length="3"/>',
        '<guid isPermaLink="false">one</guid>',
    ),
    "entry": (
        "<title>Wall to be raised</title>",
        '<link href="https://paper.example/1"/>',
        '<content type="html">&lt;p&gt;The wall will be raised.&lt;/p&gt;</content>',
        "<published>2025-11-01T09:00:00Z</published>",
        "<author><name>Ada Quill</name></author>",
        '<category term="town"/>',
        '<link rel="enclosure" href="https://paper.example/1.mp3" type="audio/mpeg"/>',
        "<id>one</id>",
    ),
}
SECOND = "<title>Second</title><link>https://paper.example/2</link>"


def read(document: str) -> ParsedFeed:
    found = parse(document.encode(), content_type=None, url=URL)
    assert isinstance(found, ParsedFeed), found
    return found


def feed(name: str, parts: tuple[str, ...], *, head: str = "") -> ParsedFeed:
    before, tag, after = FORMATS[name]
    before = (
        before.replace("</channel>", f"{head}</channel>") if "</ch" in before else before + head
    )
    item = f"<{tag}>{''.join(parts)}</{tag}>"
    return read(f"{before}{item}<{tag}>{SECOND}</{tag}>{after}")


def articles(found: ParsedFeed) -> list[Article]:
    return [clean(item, found.meta) for item in found.items]


# ── containers ───────────────────────────────────────────────────────────────────────────────

INNER = st.sampled_from(
    [
        "<title>Inner</title>",
        "<link>https://other.example/</link>",
        "<link href='https://other.example/'/>",
        "<description>Inner text</description>",
        "<summary>Inner text</summary>",
        "<content>Inner text</content>",
        "<content:encoded>Inner text</content:encoded>",
        "<pubDate>Mon, 05 Jan 2015 09:00:00 GMT</pubDate>",
        "<updated>2015-01-05T09:00:00Z</updated>",
        "<dc:date>2015-01-05</dc:date>",
        "<author>Inner Person</author>",
        "<dc:creator>Inner Person</dc:creator>",
        "<author><name>Inner Person</name></author>",
        "<name>Inner Person</name>",
        "<guid>inner</guid>",
        "<id>inner</id>",
        "<category>inner</category>",
        "<dc:subject>inner</dc:subject>",
        "<enclosure url='https://other.example/i.mp3' type='audio/mpeg'/>",
        "<a:title>Inner</a:title>",
        "<media:title>Inner</media:title>",
        "<media:description>Inner text</media:description>",
        "<itunes:author>Inner Person</itunes:author>",
        "<itunes:summary>Inner text, much longer than what the item says</itunes:summary>",
        "<rights>Inner rights</rights>",
        "<source url='https://other.example/'>Inner</source>",
        "<language>xx</language>",
        "<item><title>Inner</title></item>",
        "<entry><title>Inner</title><id>inner</id></entry>",
        "<a:entry><a:title>Inner</a:title></a:entry>",
        "<rss><channel><item><title>Inner</title></item></channel></rss>",
        "<svg xmlns='http://www.w3.org/2000/svg'><title>Inner</title></svg>",
        f"<div xmlns='{XHTML}'><title>Inner</title></div>",
        "text",
    ]
)
CONTAINERS = st.sampled_from(
    [
        *("gallery", "photo", "image", "related", "og:og", "og:title", "media:group", "x"),
        *("textinput", "channel", "feed", "contributor", "h:div", "custom", "itunes:owner"),
        *("og:author", "og:link", "og:description", "og:pubDate", "og:category", "items"),
    ]
)
ATTRIBUTES = st.sampled_from(["", " xmlns='urn:x'", " id='1'", " xml:lang='xx'", " xml:base='/b/'"])
containers = st.recursive(
    INNER,
    lambda inner: st.builds(
        lambda name, attributes, parts: f"<{name}{attributes}>{''.join(parts)}</{name}>",
        CONTAINERS,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=8,
)
wrapped = st.builds(
    lambda name, attributes, parts: f"<{name}{attributes}>{''.join(parts)}</{name}>",
    CONTAINERS,
    ATTRIBUTES,
    st.lists(containers, min_size=1, max_size=4),
)


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMATS)), wrapped, st.integers(0, 8))
@example("rss", "<image><url>https://p.example/i</url><title>Photo</title></image>", 8)
@example("rss", "<gallery><photo><title>Gulls</title><pubDate>1</pubDate></photo></gallery>", 8)
@example("atom", "<title xmlns='urn:x'>Another</title>", 0)
@example("rss", "<channel><title>a</title><item><title>b</title></item></channel>", 4)
def test_what_stands_in_a_container_is_not_the_items(name: str, container: str, at: int) -> None:
    parts = PARTS[FORMATS[name][1]]
    plain = feed(name, parts)
    found = feed(name, (*parts[:at], container, *parts[at:]))
    assert len(found.items) == 2
    assert found.items[1] == plain.items[1]
    assert found.meta == plain.meta
    mine, own = found.items[0], plain.items[0]
    # Pictures and people may stand in groups of their own.
    assert replace(mine, raw_hash=own.raw_hash, images=(), reserved=()) == replace(own, reserved=())


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMATS)), wrapped)
@example("rss", "<textInput><title>find</title><link>https://o.example/</link></textInput>")
@example("rss", "<image><url>https://p.example/l</url><title>Logo</title><link>x</link></image>")
@example("atom", "<x><entry><id>urn:not-ours</id></entry></x>")
def test_what_stands_in_a_container_is_not_the_feeds(name: str, container: str) -> None:
    plain = feed(name, PARTS[FORMATS[name][1]])
    if name == "rss" and container.startswith("<channel"):
        return  # some feeds have several
    found = feed(name, PARTS[FORMATS[name][1]], head=container)
    assert found.items == plain.items
    assert replace(found.meta, icon=None) == replace(plain.meta, icon=None)


def test_parts_of_an_author_are_its_own() -> None:
    author = "<author><name>Ann Bo</name><title>Head of Works</title><og:name>X</og:name></author>"
    found = feed("rss", ("<title>T</title>", author))
    assert [person.name for person in found.items[0].authors] == ["Ann Bo"]
    assert found.items[0].title is not None
    assert found.items[0].title.value == "T"


# ── markup that nobody escaped ───────────────────────────────────────────────────────────────

MARKUP = (
    "<p>It <b>passed</b>.</p>",
    "<details><summary>Background</summary><p>From 2020.</p></details><p>It passed.</p>",
    "<title>No headline</title><p>It passed.</p>",
    "<p>One<br/>two</p><img src='https://paper.example/i.jpg' alt='a &amp; b'/>",
    "<link>https://other.example/</link><p>x</p>",
    "<item><title>no story</title></item><p>x</p>",
    "<author>nobody</author> wrote <em>this</em>",
    "<og:title>x</og:title> and <strong>y</strong>",
    f"<div xmlns='{XHTML}'><p>a &lt; b</p></div>",
    f"<h:p xmlns:h='{XHTML}'>a <h:b>b</h:b></h:p>",
    "1 &amp;lt; 2 &amp;amp; <b>so on</b>",
    "&lt;p&gt;escaped&lt;/p&gt; <b>and not</b>",
)


@pytest.mark.parametrize("name", ["rss", "rdf"])
@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("tag", ["description", "content:encoded", "summary"])
def test_markup_in_a_text_is_its_html(name: str, markup: str, tag: str) -> None:
    first = ("<title>Plan</title>", f"<{tag}>{markup}</{tag}>", "<author>Ada</author>")
    found = feed(name, first)
    plain = feed(name, (first[0], first[2]))
    assert found.items[1:] == plain.items[1:]
    assert found.meta == plain.meta
    article, other = articles(found)[0], articles(plain)[0]
    assert (article.title, article.authors, article.link) == (
        other.title,
        other.authors,
        other.link,
    )
    section = markup.replace("<h:", "<").replace("</h:", "</")
    if "&lt;" not in markup and "&amp;" not in markup:
        escaped = feed(
            name, (first[0], f'<{tag} type="html"><![CDATA[{section}]]></{tag}>', first[2])
        )
        assert article.content == articles(escaped)[0].content
    assert article.content


def test_references_in_markup_are_resolved_once() -> None:
    found = feed("rss", ("<description><p>a &lt; b &amp;amp; c</p></description>",))
    assert articles(found)[0].content == "<p>a &lt; b &amp;amp; c</p>"
    found = feed("rss", ("<description>&lt;p&gt;a&lt;/p&gt; <b>b</b></description>",))
    assert articles(found)[0].content == "<p>a</p> <b>b</b>"


def test_markup_in_titles() -> None:
    for title in ("Less <em>is</em> more", "<![CDATA[Less <em>is</em> more]]>", "Less <b/>is more"):
        assert articles(feed("rss", (f"<title>{title}</title>",)))[0].title == "Less is more"
    for prefix in ("", "h:"):
        declared = f"xmlns{':h' if prefix else ''}='{XHTML}'"
        inside = f"Less <{prefix}em>is</{prefix}em> more"
        markup = f"<{prefix}div {declared}>{inside}</{prefix}div>"
        found = feed(
            "atom",
            (f"<title type='xhtml'>{markup}</title><content type='xhtml'>{markup}</content>",),
        )
        assert articles(found)[0].title == "Less is more"
        assert articles(found)[0].content == "Less <em>is</em> more"


def test_another_document_inside_an_entry_is_no_text_and_no_story() -> None:
    quoted = f'<feed xmlns="{ATOM}"><entry><id>urn:else</id><title>Theirs</title></entry></feed>'
    for kind in ("application/xml", "application/atom+xml", "text/xml"):
        found = feed("atom", ("<title>Ours</title>", f'<content type="{kind}">{quoted}</content>'))
        assert [article.title for article in articles(found)] == ["Ours", "Second"]
        assert articles(found)[0].content == ""


def test_a_tombstone_inside_an_entry_withdraws_nothing() -> None:
    stone = '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="urn:1"/>'
    assert (
        feed("atom", ("<title>T</title>", f"<content type='text/xml'>{stone}</content>")).tombstones
        == ()
    )
    assert len(feed("atom", ("<title>T</title>",), head=stone).tombstones) == 1


def test_the_own_title_comes_before_a_catalogues() -> None:
    for parts in (("<dc:title>DC</dc:title>", "<title>Own</title>"), ("<dc:title>Own</dc:title>",)):
        assert articles(feed("rss", parts))[0].title == "Own"


@pytest.mark.parametrize(
    ("root", "tag"),
    [
        ('rss version="2.0" xmlns="http://backend.userland.com/rss2"', "item"),
        ('rss version="2.0" xmlns="urn:house-style"', "item"),
        (f'a:feed xmlns:a="{ATOM}"', "a:entry"),
        (
            'r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://purl.org/rss/1.0/"',
            "a:item",
        ),
    ],
)
def test_prefixes_and_namespaces_of_whole_documents(root: str, tag: str) -> None:
    prefix = tag.rpartition(":")[0] + ":" if ":" in tag else ""
    title = f"<{prefix}title>Own</{prefix}title>"
    name = root.partition(" ")[0]
    inside = f"<{tag}>{title}</{tag}>"
    inside = f"<channel>{inside}</channel>" if name == "rss" else inside
    assert articles(read(f"<{root}>{inside}</{name}>"))[0].title == "Own"


@pytest.mark.parametrize(
    "document",
    [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description/></rdf:RDF>',
        '<feed xmlns="urn:cattle"><cow/></feed>',
    ],
)
def test_xml_that_is_no_feed_in_spite_of_its_name(document: str) -> None:
    found = parse(document.encode(), content_type=None, url=URL)
    assert isinstance(found, Failed)
    assert found.kind is FailureKind.NOT_A_FEED
    assert "root element" in found.message


def test_an_item_right_inside_another_is_not_lost_in_silence() -> None:
    inner = "<item><title>B</title><link>https://paper.example/b</link></item>"
    for bad in ("", "</b>"):
        found = read(
            f"<rss><channel><item><title>A</title>{inner}<item><title>C</title></item></item>{bad}"
            "<item><title>D</title></item></channel></rss>"
        )
        assert [article.title for article in articles(found)] == ["A", "D"]
        assert [item.link for item in found.items] == [None, None]
        assert found.problem is not None
        assert found.problem.startswith("2 of 4 items could not be read")


# ── more items than are read ─────────────────────────────────────────────────────────────────

MAX_ITEMS, MORE = 50, 20


def _many(dates: list[datetime | None]) -> list[str | None]:
    items = "".join(
        f"<item><link>https://paper.example/7</link><guid>g-{number}</guid>"
        + (f"<pubDate>{format_datetime(date)}</pubDate>" if date else "")
        + "</item>"
        for number, date in enumerate(dates)
    )
    found = read(f"<rss><channel>{items}</channel></rss>")
    assert found.problem == f"{MORE} items left out, the oldest: a feed may have {MAX_ITEMS}"
    return [item.guid for item in found.items]


def test_of_many_items_the_newest_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (newest, reader):
        monkeypatch.setattr(module, "MAX_ITEMS", MAX_ITEMS)
    day, count = datetime(2025, 1, 1, tzinfo=UTC), MAX_ITEMS + MORE
    rising: list[datetime | None] = [day + timedelta(minutes=n) for n in range(count)]
    first, last = [f"g-{n}" for n in range(MAX_ITEMS)], [f"g-{n}" for n in range(MORE, count)]
    assert _many(rising) == last
    assert _many(rising[::-1]) == first
    # Of one date all, or without any, as they are numbered.
    assert _many([day] * count) == last
    assert _many([None] * count) == last
    # One in the middle, and some without.
    shuffled = [None if n % 7 == 3 else date for n, date in enumerate(rising)]
    shuffled[0], shuffled[-1] = shuffled[-1], shuffled[0]
    found = _many(shuffled)
    assert "g-0" in found
    assert found[1] == f"g-{MORE + 1}" or found[1] == f"g-{MORE}"
