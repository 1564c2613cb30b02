from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicator.model import IncomingTombstone, ParsedFeed
from syndicator.parse.feed import parse

URL = "https://feeds.example/feed"
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
    "<title>The Daily Example</title><id>urn:x:feed</id><updated>2026-01-01T00:00:00Z</updated>"
    "{}<entry><id>urn:x:one</id><title>One</title><updated>2026-01-01T00:00:00Z</updated></entry>"
    "</feed>"
)
RSS = (
    '<rss version="2.0" xmlns:at="http://purl.org/atompub/tombstones/1.0"><channel>'
    "<title>The Daily Example</title>{}<item><title>One</title><guid>urn:x:one</guid></item>"
    "</channel></rss>"
)
WHOLE = (
    '<at:deleted-entry ref=" urn:x:a " when="2026-02-03T04:05:06Z"><at:by><name>Ada</name></at:by>'
    "<at:comment>Taken\n down</at:comment></at:deleted-entry>"
)


def read(document: str) -> ParsedFeed:
    found = parse(document.encode(), content_type="application/xml", url=URL)
    assert isinstance(found, ParsedFeed)
    return found


@pytest.mark.parametrize("document", [ATOM, RSS], ids=["atom", "rss"])
@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("", ()),
        (
            WHOLE,
            (
                IncomingTombstone(
                    ref="urn:x:a",
                    when=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
                    comment="Taken down",
                ),
            ),
        ),
        ('<at:deleted-entry ref="urn:x:a"/>', (IncomingTombstone(ref="urn:x:a"),)),
        ('<at:deleted-entry ref="urn:x:a" when="soon"/>', (IncomingTombstone(ref="urn:x:a"),)),
        ('<at:deleted-entry ref="urn:x:a"/>' * 3, (IncomingTombstone(ref="urn:x:a"),)),
        ('<at:deleted-entry when="2026-02-03T04:05:06Z"/>', ()),
        ('<at:deleted-entry ref=""/>', ()),
        (f'<at:deleted-entry ref="urn:x:{"a" * 5000}"/>', ()),
    ],
    ids=["none", "whole", "bare", "no date", "repeated", "no ref", "empty ref", "endless ref"],
)
def test_tombstones_are_read_and_nothing_else_sees_them(
    document: str, element: str, expected: tuple[IncomingTombstone, ...]
) -> None:
    found = read(document.format(element))
    assert found.tombstones == expected
    assert [item.guid for item in found.items] == ["urn:x:one"]
    assert found.meta == read(document.format("")).meta


MEDIA = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
    "<title>The Daily Example</title><item><title>Two</title><guid>urn:x:two</guid></item>"
    "<item><title>Withdrawn</title>{}</item></channel></rss>"
)
GUID = '<guid isPermaLink="false"> urn:x:one </guid>'
LINK = "<link>https://daily.example/1</link>"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            f'{GUID}<media:status state="deleted"/>',
            IncomingTombstone(ref="urn:x:one", comment="deleted"),
        ),
        (
            f'<media:status state="Blocked" reason="a court \n order"/>{GUID}{LINK}',
            IncomingTombstone(ref="urn:x:one", comment="blocked: a court order"),
        ),
        (
            f'{LINK}<media:status state="deleted"/>',
            IncomingTombstone(ref="", link="https://daily.example/1", comment="deleted"),
        ),
        (f'{GUID}<media:status state="active"/>', None),
        (f"{GUID}<media:status/>", None),
        (f'{GUID}<media:content><media:status state="deleted"/></media:content>', None),
        (f'{GUID}<media:group><media:status state="deleted"/></media:group>', None),
        (f'{GUID}<status state="deleted"/>', None),
        ('<media:status state="deleted"/>', None),
    ],
)
def test_an_item_that_is_deleted_withdraws_itself_and_is_no_story(
    item: str, expected: IncomingTombstone | None
) -> None:
    found = read(MEDIA.format(item))
    assert found.tombstones == (() if expected is None else (expected,))
    assert [each.title and each.title.value for each in found.items] == (
        ["Two"] if expected else ["Two", "Withdrawn"]
    )


def test_an_atom_entry_may_say_so_too() -> None:
    entry = (
        '<entry xmlns:m="http://search.yahoo.com/mrss/"><id>urn:x:gone</id><title>-</title>'
        '<m:status state="deleted"/></entry>'
    )
    found = read(ATOM.format(entry))
    assert found.tombstones == (IncomingTombstone(ref="urn:x:gone", comment="deleted"),)
    assert [each.guid for each in found.items] == ["urn:x:one"]
