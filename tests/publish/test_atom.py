from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from syndicator.errors import OutputError
from syndicator.model import (
    Category,
    CleanHtml,
    Enclosure,
    Entry,
    GrantName,
    Item,
    Link,
    Person,
    PublishedFeed,
    SourceMeta,
)
from syndicator.model.grant import Grant, Scope
from syndicator.publish.formats.atom import render, reread

MakeItem = Callable[..., Item]
MakeEntry = Callable[..., Entry]
MakeFeed = Callable[..., PublishedFeed]
Problems = Callable[[bytes], list[str]]

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}
GRANT = Grant(
    name=GrantName("daily"),
    holder="Daily Example, Inc.",
    credit="The Daily Example",
    granted=date(2020, 1, 1),
    expires=date(2027, 1, 1),
)


def first(document: bytes, path: str) -> etree._Element:
    found = etree.fromstring(document).find(path, NS)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def rich(item: MakeItem, entry: MakeEntry) -> Entry:
    return entry(
        item(
            article={
                "title": "Q & A: <now> 水 𝄞",
                "authors": (
                    Person(
                        name="Ada & Bo", email="ada@daily.example", uri="https://daily.example/ada"
                    ),
                ),
                "categories": (Category(term="a & b", scheme="urn:x:y", label="A and B"),),
                "enclosures": (
                    Enclosure(url="https://daily.example/a.mp3", type="audio/mpeg", length=12),
                ),
                "language": "en",
                "content": CleanHtml(
                    '<p>A &amp; B <a href="https://x.example/?a=1&amp;b">c</a></p>'
                ),
            },
            source_meta={
                "subtitle": "All the news",
                "rights": "(c) Daily",
                "authors": (Person(name="Desk"),),
                "icon": "https://daily.example/icon.png",
                "language": "de",
            },
        ),
        grant=GRANT,
    )


EXPECTED = """\
<?xml version='1.0' encoding='UTF-8'?>
<?xml-stylesheet type="text/css" href="https://feeds.example.org/style/feed.css"?>
<feed xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>https://feeds.example.org/world.atom</id>
  <title>World</title>
  <updated>2020-04-25T12:00:00Z</updated>
  <author>
    <name>Example Newsroom</name>
  </author>
  <generator version="0.1">syndicator</generator>
  <subtitle>What happened</subtitle>
  <link rel="self" href="https://feeds.example.org/world.atom" type="application/atom+xml"/>
  <link rel="alternate" href="https://feeds.example.org/"/>
  <entry xml:lang="en">
    <id>https://daily.example/river</id>
    <title>Q &amp; A: &lt;now&gt; 水 𝄞</title>
    <updated>2020-04-25T11:00:00Z</updated>
    <author>
      <name>Ada &amp; Bo</name>
      <email>ada@daily.example</email>
      <uri>https://daily.example/ada</uri>
    </author>
    <content type="html">&lt;p&gt;First published by The Daily Example.&lt;/p&gt;&lt;div&gt;\
&lt;p&gt;A &amp;amp; B &lt;a href="https://x.example/?a=1&amp;amp;b"&gt;c&lt;/a&gt;&lt;/p&gt;\
&lt;/div&gt;&lt;p&gt;Copyright (c) 2020. Daily Example, Inc.&lt;/p&gt;</content>
    <category term="a &amp; b" scheme="urn:x:y" label="A and B"/>
    <published>2020-04-25T10:30:00Z</published>
    <rights>First published by The Daily Example.
Copyright (c) 2020. Daily Example, Inc.</rights>
    <link rel="alternate" href="https://daily.example/river"/>
    <link rel="via" href="https://daily.example/river"/>
    <link rel="license" href="http://purl.org/atompub/license#unspecified"/>
    <link rel="enclosure" href="https://daily.example/a.mp3" type="audio/mpeg" length="12"/>
    <dcterms:rightsHolder>Daily Example, Inc.</dcterms:rightsHolder>
    <dcterms:dateCopyrighted>2020</dcterms:dateCopyrighted>
    <dcterms:license>http://purl.org/atompub/license#unspecified</dcterms:license>
    <dcterms:accessRights>Full text, republished as The Daily Example permits. \
Text and data mining is reserved (TDM-Reservation: 1).</dcterms:accessRights>
    <dcterms:valid>start=2020-01-01T00:00:00Z;end=2027-01-01T00:00:00Z;scheme=W3C-DTF\
</dcterms:valid>
    <dc:publisher>The Daily Example</dc:publisher>
    <dc:source>https://daily.example/river</dc:source>
    <source xml:lang="de">
      <id>https://daily.example/feed.rss</id>
      <title>The Daily Example</title>
      <subtitle>All the news</subtitle>
      <updated>2020-04-25T11:30:00Z</updated>
      <link rel="self" href="https://daily.example/feed.rss"/>
      <link rel="alternate" href="https://daily.example/"/>
      <author>
        <name>Desk</name>
      </author>
      <rights>(c) Daily</rights>
      <icon>https://daily.example/icon.png</icon>
    </source>
  </entry>
</feed>
"""


def test_the_whole_document(rich: Entry, feed: MakeFeed) -> None:
    made = replace(feed(rich), subtitle="What happened", language="en")
    assert render(made).decode() == EXPECTED


def test_it_keeps_the_rules(
    rich: Entry, item: MakeItem, entry: MakeEntry, feed: MakeFeed, atom_problems: Problems
) -> None:
    headline = entry(item(atom_id="urn:x:2"), grant=replace(GRANT, scope=Scope.HEADLINE))
    made = feed(rich, headline)
    document = render(made)
    reread(document, made)
    assert atom_problems(document) == []
    assert atom_problems(render(feed())) == []


def test_a_headline_without_notice_has_a_summary(
    rich: Entry, feed: MakeFeed, atom_problems: Problems
) -> None:
    made = feed(replace(rich, content=CleanHtml(""), summary="Read it at A & B."))
    document = render(made)
    assert first(document, "a:entry/a:summary").text == "Read it at A & B."
    assert etree.fromstring(document).find("a:entry/a:content", NS) is None
    assert atom_problems(document) == []


@pytest.mark.parametrize(
    ("title", "type_", "text"),
    [
        ("Q & A", None, "Q & A"),
        ("Fish &amp; chips", "html", "Fish &amp;amp; chips"),
        ("the </b> tag", "html", "the &lt;/b&gt; tag"),
        ("caf\ufffd", "html", "caf&#65533;"),
        ("cafÃ©", "html", "caf&#195;&#169;"),
    ],
)
def test_a_title_is_text_unless_it_would_be_misread(
    rich: Entry, feed: MakeFeed, title: str, type_: str | None, text: str
) -> None:
    made = first(render(feed(replace(rich, title=title))), "a:entry/a:title")
    assert (made.get("type"), made.text) == (type_, text)


def test_entries_stand_in_the_order_given(rich: Entry, feed: MakeFeed) -> None:
    ids = [f"urn:x:{n}" for n in (2, 3, 1)]
    document = render(feed(*(replace(rich, id=each) for each in ids)))
    assert [e.text for e in etree.fromstring(document).findall("a:entry/a:id", NS)] == ids


def test_prefixes_are_declared_once_at_the_root(rich: Entry, feed: MakeFeed) -> None:
    document = render(feed(rich, replace(rich, id="urn:x:2")))
    assert document.count(b"xmlns") == 3


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        (None, None, None),
        (datetime(2020, 1, 1, tzinfo=UTC), None, "start=2020-01-01T00:00:00Z;scheme=W3C-DTF"),
        (None, datetime(2020, 1, 1, tzinfo=UTC), "end=2020-01-01T00:00:00Z;scheme=W3C-DTF"),
    ],
)
def test_the_window_of_the_grant(
    rich: Entry,
    feed: MakeFeed,
    start: datetime | None,
    end: datetime | None,
    period: str | None,
) -> None:
    document = render(feed(replace(rich, valid_from=start, valid_until=end)))
    assert etree.fromstring(document).findtext("a:entry/dcterms:valid", None, NS) == period


def test_the_same_values_give_the_same_bytes_in_another_process(
    rich: Entry, feed: MakeFeed, tmp_path: Path
) -> None:
    # Hash randomisation or the locale could reorder or reword what another process writes.
    import pickle  # noqa: PLC0415  # only here

    (tmp_path / "feed").write_bytes(pickle.dumps(feed(rich)))
    program = (
        "import pickle, sys; from syndicator.publish.formats.atom import render;"
        "sys.stdout.buffer.write(render(pickle.load(open(sys.argv[1], 'rb'))))"
    )
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima")):
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "feed")],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        )
        assert done.stdout == render(feed(rich))


def test_what_cannot_be_written_is_an_error_of_the_output(rich: Entry, feed: MakeFeed) -> None:
    with pytest.raises(OutputError, match="feed world cannot be written as Atom"):
        render(feed(replace(rich, id="urn:x:\x00")))
    with pytest.raises(OutputError, match="feed world cannot be written as Atom"):
        render(feed(replace(rich, content=CleanHtml(""), links=())))


def spoilt(document: bytes) -> list[tuple[str, bytes]]:
    return [
        ("not well-formed", document[:-3]),
        ("not well-formed", b""),
        ("cannot be read back", b"<rss/>"),
        ("cannot be read back", document.replace(b"world.atom</id>", b"other.atom</id>")),
        ("other entries", document.replace(b"river</id>", b"rivers</id>")),
        ("other entries", document.replace(b"entry>", b"entr>").replace(b"<entry ", b"<entr ")),
        ("one licence", document.replace(b'rel="license"', b'rel="via"')),
        ("one licence", document.replace(b'rel="via"', b'rel="license"')),
        ("one licence", document.replace(b"rights>", b"right>")),
    ]


def test_a_document_that_is_not_what_was_meant_is_refused(rich: Entry, feed: MakeFeed) -> None:
    made = feed(rich)
    document = render(made)
    reread(document, made)
    for reason, bad in spoilt(document):
        assert bad != document
        with pytest.raises(OutputError, match=reason):
            reread(bad, made)


def test_an_id_that_stands_twice_is_refused(rich: Entry, feed: MakeFeed) -> None:
    made = feed(rich, rich)
    with pytest.raises(OutputError, match="two entries with one id"):
        reread(render(made), made)


def test_no_entity_is_ever_resolved(rich: Entry, feed: MakeFeed, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://daily.example/river")
    doctype = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    made = feed(rich)
    declaration, _, rest = render(made).decode().partition("\n")
    bad = f"{declaration}\n{doctype}{rest}".replace(">https://daily.example/river<", ">&x;<")
    with pytest.raises(OutputError, match="other entries"):
        reread(bad.encode(), made)


BREAKS: list[tuple[str, Callable[[Entry], Entry]]] = [
    ("licence links", lambda e: replace(e, links=(*e.links, Link(rel="license", href="urn:x:y")))),
    ("author", lambda e: replace(e, authors=())),
    ("title is empty", lambda e: replace(e, title=" ")),
    ("no absolute IRI", lambda e: replace(e, source=replace(e.source, id="x"))),
    ("0 updated", lambda e: replace(e, source=SourceMeta(id="urn:x:y", title="x"))),
    ("to no URI", lambda e: replace(e, links=(Link(rel="via", href="http://x/ y"), *e.links))),
    ("before 1990", lambda e: replace(e, updated=datetime(1989, 1, 1, tzinfo=UTC))),
    ("no language tag", lambda e: replace(e, language="English")),
    ("without a term", lambda e: replace(e, categories=(Category(term=" "),))),
    ("no year", lambda e: replace(e, copyrighted="20")),
    ("not the licence", lambda e: replace(e, license="urn:x:z")),
]


@pytest.mark.parametrize(("problem", "spoil"), BREAKS, ids=[name for name, _ in BREAKS])
def test_the_checker_of_these_tests_finds_what_is_wrong(
    rich: Entry,
    feed: MakeFeed,
    atom_problems: Problems,
    problem: str,
    spoil: Callable[[Entry], Entry],
) -> None:
    found = atom_problems(render(feed(spoil(rich))))
    assert any(problem in each for each in found), found


def test_a_date_is_in_whole_seconds_of_utc(rich: Entry, feed: MakeFeed) -> None:
    there = datetime.fromisoformat("2020-04-25T12:30:01.999999+05:30")
    document = render(feed(replace(rich, updated=there, published=there)))
    assert first(document, "a:entry/a:updated").text == "2020-04-25T07:00:01Z"
    assert first(document, "a:entry/a:published").text == "2020-04-25T07:00:01Z"
