"""Leaving out what was read before changes nothing of the rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syndicator.model import Digest, Failed, Outline, ParsedFeed, ParsedItem
from syndicator.parse import elements, namespaces, reader, rewrite
from syndicator.parse.clean import clean
from syndicator.parse.feed import parse

URL = "https://paper.example/feed"
CASES = sorted((Path(__file__).parent / "cases").glob("*.xml"))
REAL = Path(os.environ.get("SYNDICATOR_REAL_FEEDS", os.devnull))
FEEDS = sorted(REAL.iterdir()) if REAL.is_dir() else []

ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XHTML = "http://www.w3.org/1999/xhtml"
SPACES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:o="urn:other"'
)
HEADS = (
    f'<rss version="2.0"{SPACES}><channel>',
    f'<feed xmlns="{ATOM}" xml:lang="en" xml:base="https://paper.example/a/"{SPACES}>',
    f'<rdf:RDF xmlns:rdf="{RDF}" xmlns="http://purl.org/rss/1.0/"{SPACES}>',
)
TAILS = ("</channel></rss>", "</feed>", "</rdf:RDF>")
AROUND = (
    "<title>Paper &amp; co</title>",
    "<link>https://paper.example/</link>",
    "<image><title>logo</title><url>https://paper.example/l.png</url></image>",
    "<textinput><title>find</title><name>q</name></textinput>",
    "<language>de</language>",
    "<managingEditor>ed@paper.example (Ed)</managingEditor>",
    "<category>news</category>",
    "<updated>2020-01-01T00:00:00Z</updated>",
    "<o:thing/>",
    "<title><description>ends what it never began</description></title>",
)
PLAIN = (
    "<title>One</title>",
    "<title xml:base='https://other.example/x/'>Two</title>",
    "<description xml:base='/b/'>&lt;a href='c'>d&lt;/a></description>",
    "<description>&lt;a href='/story'>s&lt;/a> &lt;img src='p.jpg'></description>",
    "<title type='html'>&lt;b&gt;Two&lt;/b&gt;</title>",
    "<link>https://paper.example/1</link>",
    "<link href='/2'/>",
    "<link href='https://paper.example/2?a#b'/>",
    "<guid>https://paper.example/?p=1</guid>",
    "<guid isPermaLink='false'>x</guid>",
    "<id>urn:1</id>",
    "<pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate>",
    "<published>2020-01-01T00:00:00+01:00</published>",
    "<updated>2020-01-02T00:00:00Z</updated>",
    "<description>&lt;p&gt;Text&lt;/p&gt;</description>",
    "<summary>short</summary>",
    "<content:encoded><![CDATA[<p>Long & short</p>]]></content:encoded>",
    "<content type='html'>&lt;i&gt;a&lt;/i&gt;</content>",
    "<dc:creator>Ada</dc:creator>",
    "<dc:date>2020-01-03</dc:date>",
    "<pubDate>2020-01-04 10:00:00</pubDate>",
    "<pubDate>Sat, 04 Jan 2020 10:00:00 IST</pubDate>",
    "<pubDate>05/01/2020 10:00</pubDate>",
    "<pubDate>28/01/2020 10:00 +0530</pubDate>",
    "<pubDate>01/28/2020</pubDate>",
    "<pubDate>soon</pubDate>",
    "<dc:subject>rivers</dc:subject>",
    "<dc:language>fr</dc:language>",
    "<author><name>Bo</name><email>bo@paper.example</email></author>",
    "<author>cy@paper.example (Cy)</author>",
    "<category domain='d'>b</category>",
    "<category> a &amp; c </category>",
    "<category>\u0080</category>",
    "<comments>/1#comments</comments>",
    "<enclosure url='https://paper.example/a.mp3' length='3' type='audio/mpeg'/>",
    "<source url='https://other.example/feed'>Other</source>",
    "<media:content url='/a.jpg' medium='image'><media:credit>Di</media:credit></media:content>",
    "<o:custom>kept</o:custom>",
    "<o:custom at='1'/>",
)
MARKUP = f"<content type='xhtml'><div xmlns='{XHTML}'><p>X <b>y</b></p></div></content>"
ODD = (
    MARKUP,
    "<source><title>Other</title><id>urn:o</id><author><name>Eve</name></author></source>",
    "<content type='xhtml'><svg xmlns='http://www.w3.org/2000/svg'><title>t</title></svg></content>",
    "<content type='xhtml'><p>no div</p></content>",
    "<image><title>inner</title></image>",
    "<textinput><name>n</name></textinput>",
    "<item><title>nested</title></item>",
    "<o:title xmlns:o='http://www.w3.org/2005/Atom'>again</o:title>",
    "<title><b>bold</b> x</title>",
    "<contributor><name>F</name></contributor>",
    "<channel><title>?</title></channel>",
    "<authors x='1'>a</authors>",
    "<media:title>m</media:title>",
    "<div xmlns='http://www.w3.org/1999/xhtml'>loose</div>",
    "<feed><title>inside</title></feed>",
    "<link rel='license' href='https://l.example/'/>",
    "<entry><id>urn:n</id></entry>",
)

plain_items = st.lists(st.sampled_from(PLAIN), max_size=6)
any_items = st.lists(st.sampled_from(PLAIN + ODD), max_size=6)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Make a feed whose items mostly, or now and then, hold what is unusual."""
    kind = draw(st.integers(0, len(HEADS) - 1))
    name = "entry" if kind == 1 else "item"
    contents = draw(
        st.lists(draw(st.sampled_from([plain_items, plain_items, any_items])), max_size=6)
    )
    based = draw(st.sampled_from(["", "", " xml:base='/sub/'", " xml:base='https://o.example/'"]))
    items = [f"<{name}{based}>{''.join(each)}</{name}>" for each in contents]
    around = "".join(draw(st.lists(st.sampled_from(AROUND), max_size=4)))
    if kind == 2:
        around = f"<channel>{around}</channel>"
    late = draw(st.sampled_from(["", "", "", *AROUND]))
    return HEADS[kind] + around + "".join(items) + late + TAILS[kind]


@st.composite
def mutations(draw: st.DrawFn, document: str) -> str:
    """Cut, repeat or insert something, as an editor or a broken program would."""
    text = document
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(0, len(text)))
        end = min(len(text), begin + draw(st.integers(0, 60)))
        middle = draw(
            st.sampled_from(["", text[begin:end] * 2, "<", "&", "]]>", "x", *PLAIN[:4], *ODD[:6]])
        )
        text = text[:begin] + middle + text[end:]
    return text


def same(whole: ParsedFeed | Failed, split: ParsedFeed | Failed) -> None:
    if isinstance(whole, Failed) or isinstance(split, Failed):
        assert split == whole
        return
    assert (split.meta, split.tombstones) == (whole.meta, whole.tombstones)
    assert split.problem == whole.problem
    assert dict(split.outlines) == dict(whole.outlines)
    assert [item.raw_hash for item in split.items] == [item.raw_hash for item in whole.items]
    for found, wanted in zip(split.items, whole.items, strict=True):
        assert found == wanted or found == known_alone(wanted)


def known_alone(item: ParsedItem) -> ParsedItem:
    return ParsedItem(
        raw_hash=item.raw_hash,
        guid=item.guid,
        link=item.link,
        published=item.published,
        updated=item.updated,
        unreadable_date=item.unreadable_date,
    )


def outlines_of(body: bytes) -> dict[Digest, Outline]:
    found = parse(body, content_type=None, url=URL)
    return {} if isinstance(found, Failed) else dict(found.outlines)


def hold(body: bytes, known: dict[Digest, Outline]) -> None:
    whole = parse(body, content_type=None, url=URL)
    same(whole, parse(body, content_type=None, url=URL, known=known))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), documents())
@example(None, HEADS[0] + f"<item>{PLAIN[0]}</item><item>{ODD[3]}</item>" + TAILS[0])
def test_any_part_may_be_left_out_of_the_next_version(
    data: st.DataObject | None, document: str
) -> None:
    before = outlines_of(document.encode())
    after = document if data is None else data.draw(mutations(document))
    kept = before if data is None else {k: v for k, v in before.items() if data.draw(st.booleans())}
    hold(after.encode(), kept)


def spared(body: bytes) -> None:
    """Read a document, and again with feedparser resolving every address."""
    found = parse(body, content_type=None, url=URL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rewrite, "is_absolute", lambda _parts, _url: False)
        assert parse(body, content_type=None, url=URL) == found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), documents())
@example(None, HEADS[0] + AROUND[-1] + f"<item>{''.join(PLAIN)}</item>" + TAILS[0])
@example(None, HEADS[1] + f"<entry>{''.join(PLAIN)}</entry>" + TAILS[1])
def test_what_feedparser_need_not_resolve(data: st.DataObject | None, document: str) -> None:
    spared((document if data is None else data.draw(mutations(document))).encode())


BASES = (
    "<item><title xml:base='http://evil.example/x/'>one</title></item>"
    "<item><description>&lt;a href='/story'>s&lt;/a> &lt;img src='p.jpg'></description></item>"
    "<item xml:base='/sub/'><description>&lt;a href='rel'>s&lt;/a></description></item>"
)


def test_a_base_holds_where_it_is_said_and_nowhere_else() -> None:
    body = f"{HEADS[0]}{BASES}{TAILS[0]}".encode()
    spared(body)
    found = parse(body, content_type=None, url=URL)
    assert not isinstance(found, Failed)
    articles = [clean(item, found.meta) for item in found.items[1:]]
    texts = [article.content or article.summary for article in articles]
    assert not any("evil.example" in text for text in texts)
    assert 'href="https://paper.example/sub/rel"' in texts[1]


def test_long_names_are_not_remembered() -> None:
    before = namespaces._remembered.cache_info().currsize
    for number in range(20):
        assert namespaces.split(f"{{urn:{'x' * 9_000}}}E{number}") == (
            f"urn:{'x' * 9_000}",
            f"e{number}",
        )
    assert namespaces._remembered.cache_info().currsize == before


@given(st.from_regex(elements.ABSOLUTE, fullmatch=True))
@example("https://paper.example")
@example("http://paper.example:80?a")
def test_what_every_base_leaves_as_it_is(address: str) -> None:
    for base in ("https://other.example/a/b?c#d", "http://paper.example/", ""):
        assert urljoin(base, address) == address


@pytest.mark.parametrize("path", [*CASES, *FEEDS], ids=lambda path: path.stem)
def test_what_feedparser_need_not_resolve_of_a_feed(path: Path) -> None:
    spared(path.read_bytes())


@pytest.mark.parametrize("path", [*CASES, *FEEDS], ids=lambda path: path.stem)
def test_any_part_may_be_left_out_of_a_feed(path: Path) -> None:
    body = path.read_bytes()
    before = outlines_of(body)
    for step in (1, 2, 3):
        hold(body, dict(list(before.items())[::step]))


@pytest.mark.parametrize(("head", "content"), [*product(range(len(HEADS)), PLAIN + ODD)])
def test_items_need_not_be_read_together(head: int, content: str) -> None:
    name = "entry" if head == 1 else "item"
    document = f"{HEADS[head]}<{name}>{content}</{name}>{TAILS[head]}"
    assert len(outlines_of(document.encode())) == 1


def test_what_is_known_never_reaches_feedparser(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    run: Callable[[bytes, str], object] = reader._run

    def spy(octets: bytes, url: str) -> object:
        seen.append(octets)
        return run(octets, url)

    items = "".join(f"<item><title>story {number}</title></item>" for number in range(9))
    document = (HEADS[0] + items + TAILS[0]).encode()
    before = outlines_of(document)
    monkeypatch.setattr(reader, "_run", spy)
    hold(document.replace(b"story 4", b"another"), before)
    assert seen[1].count(b"<item>") == 1
    assert b"another" in seen[1]
    assert b"story" not in seen[1]


def test_another_address_or_surrounding_is_another_element() -> None:
    document = HEADS[1] + "<entry><link href='a'/></entry>" + TAILS[1]
    moved = document.replace('xml:base="https://paper.example/a/"', "")
    elsewhere = parse(document.encode(), content_type=None, url="https://other.example/")
    assert isinstance(elsewhere, ParsedFeed)
    before = outlines_of(document.encode())
    assert before.keys().isdisjoint(outlines_of(moved.encode()))
    assert before.keys().isdisjoint(elsewhere.outlines)
    hold(moved.encode(), before)
