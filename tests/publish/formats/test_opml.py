"""The list of feeds, for feed readers to import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from syndicator.model import PublishedFeed
from syndicator.publish.formats import opml

MakeFeed = Callable[..., PublishedFeed]
WHEN = datetime(2020, 4, 25, 12, tzinfo=UTC)

EXPECTED = """\
<?xml version='1.0' encoding='UTF-8'?>
<opml version="2.0">
  <head>
    <title>Feeds of Example Newsroom</title>
    <dateModified>Sat, 25 Apr 2020 12:00:00 GMT</dateModified>
    <ownerName>Example Newsroom</ownerName>
    <ownerId>https://feeds.example.org/</ownerId>
  </head>
  <body>
    <outline text="World" title="World" type="rss" \
xmlUrl="https://feeds.example.org/world.atom" htmlUrl="https://feeds.example.org/world/" \
description="What happened" language="en"/>
    <outline text="R＆D &amp; ‹b>" title="R＆D &amp; ‹b>" type="rss" version="RSS2" \
xmlUrl="https://feeds.example.org/world.rss" htmlUrl="https://feeds.example.org/"/>
  </body>
</opml>
"""


def test_the_whole_document(feed: MakeFeed) -> None:
    world = replace(
        feed(), subtitle="What happened", language="en", forms=("json", "rss", "atom", "html")
    )
    other = replace(feed(), title="R&D & <b>", forms=("json", "rss"))
    hidden = replace(feed(), private=True)
    ended = replace(feed(), closed=True)
    page = replace(feed(), forms=("html",))
    made = opml.render(
        [world, hidden, other, ended, page],
        title="Example Newsroom",
        updated=WHEN,
        home_page="https://feeds.example.org/",
    )
    assert made.decode() == EXPECTED.replace("‹b>", "‹b&gt;")


def test_a_list_of_nothing_is_a_list(feed: MakeFeed) -> None:
    made = opml.render([replace(feed(), private=True)], title="News", updated=WHEN)
    outlines = etree.fromstring(made).findall("body/outline")
    assert [dict(each.attrib) for each in outlines] == [
        {"text": "There are no feeds for everybody yet."}
    ]


def test_an_outline_always_has_its_text(feed: MakeFeed) -> None:
    made = opml.render([replace(feed(), title="\ufffd")], title="News", updated=WHEN)
    (outline,) = etree.fromstring(made).findall("body/outline")
    assert (outline.get("text"), outline.get("title")) == ("?", "?")
