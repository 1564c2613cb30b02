"""A feed as an RSS document, and the check before it may replace what stands."""

from __future__ import annotations

import locale
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from syndicator.errors import OutputError
from syndicator.model import (
    Category,
    CleanHtml,
    Enclosure,
    Entry,
    Image,
    Item,
    Paging,
    Person,
    Podcast,
    PublishedFeed,
    Tombstone,
    Transcript,
)
from syndicator.publish.formats.rss import render, reread

MakeItem = Callable[..., Item]
MakeEntry = Callable[..., Entry]
MakeFeed = Callable[..., PublishedFeed]

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "cc": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
BY = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(scope="module")
def rich(item: MakeItem, entry: MakeEntry) -> Entry:
    return entry(
        item(
            article={
                "title": "Q & A: <now> 水 𝄞",
                "authors": (Person(name="Ada & Bo", email="ada@daily.example"), Person(name="Cy")),
                "categories": (Category(term="a & b", scheme="urn:x:y", label="A and B"),),
                "enclosures": (
                    Enclosure(url="https://daily.example/a.png", type="image/png", length=7),
                    Enclosure(url="https://daily.example/a.mp3", type="audio/mpeg"),
                ),
                "images": (
                    Image(
                        url="https://daily.example/b.jpg",
                        credit="Di & Ed",
                        copyright="(c) Di",
                        title="The river",
                        type="image/jpeg",
                    ),
                ),
                "podcast": Podcast(
                    duration=61,
                    season=2,
                    episode=3,
                    explicit=False,
                    image="https://daily.example/e.jpg",
                    chapters="https://daily.example/c.json",
                    transcripts=(Transcript(url="https://daily.example/t.vtt", type="text/vtt"),),
                ),
                "language": "en",
            },
        ),
    )


EXPECTED = """\
<?xml version='1.0' encoding='UTF-8'?>
<?xml-stylesheet type="text/css" href="https://feeds.example.org/style/feed.css"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" \
xmlns:media="http://search.yahoo.com/mrss/" \
xmlns:podcast="https://podcastindex.org/namespace/1.0" \
xmlns:atom="http://www.w3.org/2005/Atom" \
xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
  <channel>
    <title>World</title>
    <link>https://feeds.example.org/</link>
    <description>What happened</description>
    <docs>http://www.rssboard.org/rss-specification</docs>
    <generator>syndicator 0.1</generator>
    <language>en</language>
    <pubDate>Sat, 25 Apr 2020 12:00:00 GMT</pubDate>
    <lastBuildDate>Sat, 25 Apr 2020 12:00:00 GMT</lastBuildDate>
    <atom:link rel="self" href="https://feeds.example.org/world.rss" type="application/rss+xml"/>
    <atom:link rel="alternate" href="https://feeds.example.org/"/>
    <atom:link rel="alternate" href="https://feeds.example.org/world.atom" \
type="application/atom+xml"/>
    <atom:link rel="hub" href="https://hub.example/"/>
    <itunes:author>Example Newsroom</itunes:author>
    <itunes:explicit>false</itunes:explicit>
    <itunes:category text="News"/>
    <itunes:owner>
      <itunes:name>Example Newsroom</itunes:name>
      <itunes:email>news@example.org</itunes:email>
    </itunes:owner>
    <item xml:lang="en">
      <title>Q &amp; A: &lt;\u2060now&gt; 水 𝄞</title>
      <link>https://daily.example/river</link>
      <description>First published by The Daily Example.&lt;br&gt;Copyright (c) 2020. \
Daily Example, Inc.</description>
      <content:encoded>&lt;p&gt;First published by The Daily Example.&lt;/p&gt;&lt;div&gt;\
&lt;p&gt;The water stood at nine metres.&lt;/p&gt;&lt;/div&gt;&lt;p&gt;Copyright (c) 2020. \
Daily Example, Inc.&lt;/p&gt;</content:encoded>
      <guid isPermaLink="true">https://daily.example/river</guid>
      <category domain="urn:x:y">a &amp; b</category>
      <enclosure url="https://daily.example/a.mp3" length="0" type="audio/mpeg"/>
      <pubDate>Sat, 25 Apr 2020 10:30:00 GMT</pubDate>
      <atom:updated>2020-04-25T11:00:00Z</atom:updated>
      <dc:creator>Ada &amp; Bo</dc:creator>
      <dc:creator>Cy</dc:creator>
      <dc:rights>First published by The Daily Example.
Copyright (c) 2020. Daily Example, Inc.</dc:rights>
      <atom:link rel="via" href="https://daily.example/river"/>
      <atom:link rel="license" href="http://purl.org/atompub/license#unspecified"/>
      <atom:link rel="enclosure" href="https://daily.example/a.png" type="image/png" length="7"/>
      <dcterms:rightsHolder>Daily Example, Inc.</dcterms:rightsHolder>
      <dcterms:dateCopyrighted>2020</dcterms:dateCopyrighted>
      <dcterms:license>http://purl.org/atompub/license#unspecified</dcterms:license>
      <dcterms:accessRights>Full text, republished as The Daily Example permits. \
Text and data mining is reserved (TDM-Reservation: 1).</dcterms:accessRights>
      <dc:publisher>The Daily Example</dc:publisher>
      <media:content url="https://daily.example/b.jpg" medium="image" type="image/jpeg">
        <media:title>The river</media:title>
        <media:credit>Di &amp; Ed</media:credit>
        <media:copyright>(c) Di</media:copyright>
      </media:content>
      <media:content url="https://daily.example/a.mp3" type="audio/mpeg" duration="61">
        <media:rating scheme="urn:simple">nonadult</media:rating>
        <media:thumbnail url="https://daily.example/e.jpg"/>
      </media:content>
      <itunes:duration>61</itunes:duration>
      <itunes:season>2</itunes:season>
      <itunes:episode>3</itunes:episode>
      <itunes:explicit>false</itunes:explicit>
      <itunes:image href="https://daily.example/e.jpg"/>
      <podcast:season>2</podcast:season>
      <podcast:episode>3</podcast:episode>
      <podcast:chapters url="https://daily.example/c.json" type="application/json+chapters"/>
      <podcast:transcript url="https://daily.example/t.vtt" type="text/vtt"/>
      <source url="https://daily.example/feed.rss">The Daily Example</source>
    </item>
  </channel>
</rss>
"""


def full(rich: Entry, feed: MakeFeed) -> PublishedFeed:
    return replace(
        feed(rich),
        subtitle="What happened",
        language="en",
        forms=("rss", "atom"),
        hubs=("https://hub.example/",),
        email="news@example.org",
    )


def test_the_whole_document(rich: Entry, feed: MakeFeed) -> None:
    assert render(full(rich, feed)).decode() == EXPECTED


def first(document: bytes, path: str) -> etree._Element:
    found = etree.fromstring(document).find(f"channel/{path}", NS)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Q & A", "Q & A"),
        ("AT&T, R&D", "AT&T, R&D"),
        ("Fish &amp; chips", "Fish &\u2060amp; chips"),
        ("&copyright", "&\u2060copyright"),
        ("&#39;", "&\u2060#39;"),
        ("the </b> tag", "the <\u2060/b> tag"),
        ("1 < 2 <b", "1 < 2 <\u2060b"),
        ("caf\ufffd", "caf?"),
        ("cafÃ©", "cafÃ\u2060©"),
        ("café", "café"),
    ],
)
def test_a_title_reads_the_same_as_text_and_as_markup(
    rich: Entry, feed: MakeFeed, title: str, text: str
) -> None:
    assert first(render(feed(replace(rich, title=title))), "item/title").text == text


def test_a_guid_is_a_permalink_only_if_readers_land_there(
    rich: Entry, item: MakeItem, entry: MakeEntry, feed: MakeFeed
) -> None:
    other = entry(item(atom_id="urn:x:1"))
    ours = entry(item(), page="https://feeds.example.org/world/1.html")
    for each, permanent in ((rich, "true"), (other, "false"), (ours, "false")):
        assert first(render(feed(each)), "item/guid").get("isPermaLink") == permanent
    assert first(render(feed(ours)), "item/link").text == "https://feeds.example.org/world/1.html"


def test_a_creative_commons_licence_stands_in_its_own_element_too(
    rich: Entry, feed: MakeFeed
) -> None:
    links = tuple(replace(link, href=BY) if link.rel == "license" else link for link in rich.links)
    document = render(feed(replace(rich, license=BY, links=links)))
    assert first(document, "item/cc:license").text == BY
    assert first(document, "item/atom:link[@rel='license']").get("href") == BY
    assert b"creativeCommons" not in render(feed(rich))


def test_without_an_address_no_element_of_apple_stands_there(rich: Entry, feed: MakeFeed) -> None:
    # They demand the owner's address; how long the episode plays, Media RSS says all the same.
    for made in (feed(rich), replace(full(rich, feed), language=None)):
        document = render(made)
        assert b"itunes" not in document
        assert first(document, "item/media:content[@duration]").get("duration") == "61"


def test_an_archive_document(rich: Entry, feed: MakeFeed) -> None:
    world = "https://feeds.example.org/world"
    made = replace(
        feed(rich),
        stem=f"{world}/2020-03",
        forms=("atom", "rss", "json", "html"),
        paging=Paging(archive=True, current=world, previous=f"{world}/2020-02"),
    )
    document = render(made)
    reread(document, made)
    assert first(document, "fh:archive").text is None
    links = etree.fromstring(document).findall("channel/atom:link", NS)
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("self", f"{world}/2020-03.rss"),
        ("alternate", "https://feeds.example.org/"),
        ("alternate", f"{world}/2020-03.atom"),
        ("current", f"{world}.rss"),
        ("prev-archive", f"{world}/2020-02.rss"),
    ]


def test_the_only_archive_document_leads_on_to_the_feed(rich: Entry, feed: MakeFeed) -> None:
    world = "https://feeds.example.org/world"
    alone = Paging(archive=True, current=world)
    document = render(replace(feed(rich), stem=f"{world}/2020-03", paging=alone))
    found = first(document, "atom:link[@rel='next-archive']")
    assert found.get("href") == f"{world}.rss"


def test_a_whole_feed_leads_nowhere_else(rich: Entry, feed: MakeFeed) -> None:
    document = render(replace(feed(rich), paging=Paging(complete=True, previous="https://x.y/z")))
    assert first(document, "fh:complete").text is None
    assert b"prev-archive" not in document


def test_a_private_feed_names_no_hub(rich: Entry, feed: MakeFeed) -> None:
    made = replace(feed(rich), hubs=("https://hub.example/",), private=True)
    assert b"hub.example" not in render(made)


def test_a_headline_has_its_summary(rich: Entry, feed: MakeFeed) -> None:
    document = render(feed(replace(rich, content=CleanHtml(""), summary="Read it at A & B.")))
    assert first(document, "item/description").text == "Read it at A &amp; B."
    assert b"encoded>" not in document


def test_the_locale_of_the_process_is_left_alone(
    rich: Entry, feed: MakeFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "setlocale", lambda *_: pytest.fail("the locale was touched"))
    assert b"Sat, 25 Apr 2020" in render(feed(rich))


def test_the_same_values_give_the_same_bytes_in_another_process(
    rich: Entry, feed: MakeFeed, tmp_path: Path
) -> None:
    (tmp_path / "feed").write_bytes(pickle.dumps(feed(rich)))
    program = (
        "import pickle, sys; from syndicator.publish.formats import rss, jsonfeed;"
        "feed = pickle.load(open(sys.argv[1], 'rb'));"
        "sys.stdout.buffer.write(rss.render(feed) + jsonfeed.render(feed))"
    )
    from syndicator.publish.formats import jsonfeed  # noqa: PLC0415  # only here

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "feed")],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert done.stdout == render(feed(rich)) + jsonfeed.render(feed(rich))


def test_what_cannot_be_written_is_an_error_of_the_output(rich: Entry, feed: MakeFeed) -> None:
    with pytest.raises(OutputError, match="feed world cannot be written as RSS"):
        render(feed(replace(rich, id="urn:x:\x00")))


def spoilt(document: bytes) -> list[tuple[str, bytes]]:
    return [
        ("not well-formed", document[:-3]),
        ("cannot be read back", b"<feed/>"),
        ("cannot be read back", document.replace(b'version="2.0"', b'version="0.91"')),
        ("cannot be read back", document.replace(b'world.rss"', b'w.rss"')),
        ("other items", document.replace(b"river</guid>", b"rivers</guid>")),
        ("other items", document.replace(b"item>", b"ite>").replace(b"<item ", b"<ite ")),
        ("one licence", document.replace(b'rel="license"', b'rel="via"')),
        ("one licence", document.replace(b'rel="via"', b'rel="license"')),
        ("one licence", document.replace(b"dc:rights>", b"dc:right>")),
        ("one licence", document.replace(b"pubDate>", b"date>")),
    ]


def test_a_document_that_is_not_what_was_meant_is_refused(rich: Entry, feed: MakeFeed) -> None:
    made = feed(rich)
    document = render(made)
    reread(document, made)
    for reason, bad in spoilt(document):
        assert bad != document
        with pytest.raises(OutputError, match=reason):
            reread(bad, made)
    with pytest.raises(OutputError, match="two items with one guid"):
        reread(render(feed(rich, rich)), feed(rich, rich))
    stone = Tombstone(
        ref=rich.id, when=datetime(2020, 4, 25, tzinfo=UTC), by="B", comment="", item=1
    )
    with pytest.raises(OutputError, match="what was withdrawn"):
        reread(document, replace(made, tombstones=(stone,)))
