"""JSON Feed as a source: what its fields become, what is forgiven, and that nothing is raised."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.model import Failed, FailureKind, IncomingTombstone, ParsedFeed, Person
from syndicator.parse.clean import clean, clean_source
from syndicator.parse.feed import parse
from syndicator.parse.json_text import mended

URL = "https://quay.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: object, **head: object) -> dict[str, object]:
    return {"version": VERSION, "title": "Quay", **head, "items": list(items)}


def octets(*items: object, **head: object) -> bytes:
    return json.dumps(feed(*items, **head), ensure_ascii=False).encode("utf-8", "surrogatepass")


def attempt(body: bytes | str, **more: Any) -> ParsedFeed | Failed:
    body = body.encode() if isinstance(body, str) else body
    return parse(body, content_type="application/feed+json", url=URL, **more)


def read(body: bytes | str, **more: Any) -> ParsedFeed:
    found = attempt(body, **more)
    assert isinstance(found, ParsedFeed), found
    return found


WHOLE = {
    "id": "https://quay.example/1",
    "url": "/1",
    "external_url": "https://elsewhere.example/",
    "title": "The Elbe has risen",
    "content_html": '<p>By <a href="/two">two</a> metres.</p>',
    "content_text": "By two metres.",
    "summary": "A flood & what is < safe",
    "image": "https://quay.example/1.jpg",
    "banner_image": "2.jpg",
    "date_published": "2026-11-29T10:00:00+01:00",
    "date_modified": "2026-11-29T12:00:00Z",
    "authors": [{"name": "Ada", "url": "https://quay.example/ada"}, {"name": "Bo"}],
    "tags": ["flood", "river", "flood"],
    "language": "de_de",
    "attachments": [
        {
            "url": "/1.mp3",
            "mime_type": "audio/mpeg",
            "title": "Aloud",
            "size_in_bytes": 1234,
            "duration_in_seconds": 90.5,
        }
    ],
}


def test_every_field_becomes_what_it_is_in_other_formats() -> None:
    found = read(
        octets(
            WHOLE,
            home_page_url="https://quay.example/",
            feed_url=URL,
            description="News of the river",
            icon="/icon.png",
            language="en",
            authors=[{"name": "Quay"}],
            hubs=[{"type": "rssCloud", "url": "/cloud"}, {"type": "WebSub", "url": "/hub"}],
            next_url="/page2.json",
            user_comment="for you",
        )
    )
    assert found.problem is None
    meta = clean_source(found.meta)
    assert (meta.title, meta.subtitle, meta.link) == (
        "Quay",
        "News of the river",
        "https://quay.example/",
    )
    assert (meta.self_link, meta.icon) == (URL, "https://quay.example/icon.png")
    assert (meta.language, meta.format) == ("en", "json11")
    assert meta.authors == (Person(name="Quay"),)
    assert meta.hubs == ("https://quay.example/hub",)
    item = found.items[0]
    assert item.guid == "https://quay.example/1"
    assert item.published == datetime(2026, 11, 29, 10, tzinfo=timezone(timedelta(hours=1)))
    assert item.updated == datetime(2026, 11, 29, 12, tzinfo=UTC)
    article = clean(item, found.meta)
    assert article.link == "https://quay.example/1"
    assert article.title == "The Elbe has risen"
    assert article.content == '<p>By <a href="https://quay.example/two">two</a> metres.</p>'
    assert article.summary == "<p>A flood &amp; what is &lt; safe</p>"
    assert article.authors == (
        Person(name="Ada", uri="https://quay.example/ada"),
        Person(name="Bo"),
    )
    assert [each.term for each in article.categories] == ["flood", "river"]
    assert article.language == "de-DE"
    assert [each.url for each in article.images] == [
        "https://quay.example/1.jpg",
        "https://quay.example/2.jpg",
    ]
    enclosure = article.enclosures[0]
    assert (enclosure.url, enclosure.type) == ("https://quay.example/1.mp3", "audio/mpeg")
    assert (enclosure.length, enclosure.caption) == (1234, "Aloud")
    assert article.podcast is not None
    assert article.podcast.duration == 90


@pytest.mark.parametrize(
    ("item", "guid", "link"),
    [
        ({"id": 12345678901234567890123}, "12345678901234567890123", None),
        ({"id": 1.50}, "1.5", None),
        ({"id": "https://quay.example/7"}, "https://quay.example/7", "https://quay.example/7"),
        ({"id": "7", "external_url": "https://a.example/x"}, "7", "https://a.example/x"),
        ({"url": "www.quay.example/9"}, None, "https://www.quay.example/9"),
        ({"id": " 7 ", "url": "javascript:alert(1)"}, "7", None),
        ({"id": {"a": 1}, "url": ["x"]}, None, None),
        ({"id": True, "title": ["x"], "tags": {"a": "b"}, "attachments": "x"}, None, None),
        ({"id": None, "authors": [None, 3, {"name": 4}], "content_text": "x"}, None, None),
    ],
)
def test_ids_and_links(item: object, guid: str | None, link: str | None) -> None:
    found = read(octets(item)).items[0]
    assert (found.guid, found.link) == (guid, link)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ({"author": {"name": "Ada"}}, ["Ada"]),
        ({"author": "Ada"}, ["Ada"]),
        ({"author": [{"name": "Ada"}, {"name": "Bo"}]}, ["Ada", "Bo"]),
        ({"authors": {"name": "Ada"}}, ["Ada"]),
        ({"authors": ["Ada", "Bo"], "author": {"name": "Cy"}}, ["Ada", "Bo"]),
        ({"authors": [], "author": {"name": "Cy"}}, ["Cy"]),
        ({"authors": [{"avatar": "x"}]}, []),
    ],
)
def test_authors_of_both_versions(written: dict[str, object], names: list[str]) -> None:
    item = read(octets({"id": "1", **written})).items[0]
    assert [each.name for each in item.authors] == names


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Tom &amp; Co", "Tom & Co"),
        ("It&#8217;s <em>here</em>", "It’s here"),
        ("R&D in a <b> world", "R&D in a <b> world"),
        ("x < y && y > z", "x < y && y > z"),
        ("The <title> element", "The <title> element"),
    ],
)
def test_titles_are_plain_unless_they_show_markup(written: str, shown: str) -> None:
    found = read(octets({"id": "1", "title": written}))
    assert clean(found.items[0], found.meta).title == shown


ONE, TWO, THREE = (
    f'{{"id": "{n}", "url": "https://quay.example/{n}", "content_text": "Text {n}."}}'
    for n in (1, 2, 3)
)
HEAD = f'{{"version": "{VERSION}", "items": ['


@pytest.mark.parametrize(
    ("document", "ids", "problem"),
    [
        ("\ufeff" + HEAD + ONE + "]}", "1", None),
        ("\n\n " + HEAD + ONE + "]}\n\x00", "1", None),
        (HEAD + ONE + "]} <!-- 0.2s -->", "1", "text after the document"),
        ("<b>Warning</b>: x\n" + HEAD + ONE + "]}", "1", "text before the document"),
        (HEAD + ONE + "," + TWO + ",]}", "12", None),
        (HEAD + ONE + "," + TWO[:-1] + ",}]}", "12", "not valid JSON"),
        (HEAD + ONE[:-1] + r', "title": "it\'s"}' + "]}", "1", "not valid JSON"),
        (HEAD + ONE[:-1] + ', "summary": "a\nb\tc"}' + "]}", "1", None),
        (HEAD + ONE + ", null, 7," + TWO + "]}", "12", "2 of 4 items could not be read"),
        (
            HEAD + ONE + ', {"id": "x" "y"},' + TWO + "]}",
            "12",
            "1 of 3 items could not be read; not valid JSON",
        ),
        (
            HEAD + ONE + ', {"id": "x", "title": "The "big" one"},' + TWO + "]}",
            "12",
            "1 of 3 items could not be read; not valid JSON",
        ),
        (
            HEAD + ONE + ', {"id": "x", "title": "5" nails"},' + TWO + "," + THREE + "]}",
            "123",
            "1 of 4 items could not be read; not valid JSON",
        ),
        (
            HEAD + ONE + ', {"id": ' + "[" * 100_000 + "]" * 100_000 + "}," + TWO + "]}",
            "12",
            "1 of 3 items could not be read; not valid JSON",
        ),
        (HEAD + ONE + "," + TWO[:-9], "1", "the document ends in the middle"),
        (HEAD + ONE + "," + TWO + "]", "12", "the document ends in the middle"),
        (HEAD + ONE + '], "x": ' + "[" * 5_000 + "]" * 5_000 + "}", "1", "not valid JSON"),
        (f'{{"items": {{"0": {ONE}, "2": {TWO}}}, "version": "{VERSION}"}}', "12", None),
        (HEAD + ONE + f'], "items": [{TWO}]}}', "12", None),
        (HEAD + ONE[:-1] + ', "id": "2"}]}', "2", None),
        ('{"items": [' + ONE + '], "title": "no version"}', "1", None),
        (HEAD + ONE + '], "expired": true}', "1", "it says that it has ended (expired)"),
        (HEAD + "]}", "", None),
        (f'{{"version": "{VERSION}", "items": null}}', "", None),
        (f'{{"version": "http:\\/\\/jsonfeed.org\\/version\\/1", "items": [{ONE}]}}', "1", None),
    ],
)
def test_what_is_forgiven(document: str, ids: str, problem: str | None) -> None:
    found = read(document)
    assert "".join(str(item.guid) for item in found.items) == ids
    assert found.problem == problem
    assert found.cut == ("in the middle" in (problem or ""))


@pytest.mark.parametrize(
    ("document", "kind", "message"),
    [
        ('{"error": "no"}', FailureKind.NOT_A_FEED, "this is JSON, not a feed"),
        ('{"items": [{"id": 1, "name": "x"}]}', FailureKind.NOT_A_FEED, "this is JSON, not a feed"),
        ("[]", FailureKind.NOT_A_FEED, "this is JSON, not a feed"),
        ("{", FailureKind.NOT_A_FEED, "this is JSON, not a feed"),
        (
            f'{{"version": "{VERSION}"}}',
            FailureKind.UNREADABLE,
            "this is a JSON Feed without a list of items",
        ),
        (
            HEAD + ONE[:20],
            FailureKind.UNREADABLE,
            "the document ends before its first item does",
        ),
        (
            HEAD + "[1], [2]]}",
            FailureKind.UNREADABLE,
            "the feed is too malformed for any item to be read",
        ),
    ],
)
def test_failures(document: str, kind: FailureKind, message: str) -> None:
    found = attempt(document)
    assert isinstance(found, Failed)
    assert (found.kind, found.message) == (kind, message)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "iso-8859-1", "utf-8-sig"])
def test_encodings(codec: str) -> None:
    text = json.dumps(feed({"id": "1", "content_text": "Küste überflutet"}), ensure_ascii=False)
    found = parse(
        text.encode(codec), content_type=f"application/json; charset={codec[:10]}", url=URL
    )
    assert isinstance(found, ParsedFeed)
    assert found.items[0].content[0].value == "Küste überflutet"


def test_dates_that_no_specification_has_are_read_as_elsewhere() -> None:
    dates = ("Sun, 29 Nov 2026 10:00:00 GMT", "2026-11-29 10:00:00", "29.11.2026 10:00", "soon")
    found = read(
        octets(*({"id": n, "date_published": date} for n, date in enumerate(dates)), language="de")
    )
    wanted = datetime(2026, 11, 29, 10, tzinfo=UTC)
    assert [item.published for item in found.items] == [wanted, wanted, wanted, None]
    assert found.items[3].unreadable_date == "soon"


def test_limits() -> None:
    many = [{"id": n, "date_published": f"20{n % 20:02}-01-01T00:00:00Z"} for n in range(5_010)]
    found = read(octets(*many))
    assert len(found.items) == 5_000
    assert found.problem == "10 items left out, the oldest: a feed may have 5000"
    item = read(
        octets(
            {
                "id": "i" * 10_000,
                "title": "t" * 20_000,
                "tags": [str(n) for n in range(5_000)],
                "authors": [{"name": f"a{n}"} for n in range(500)],
                "attachments": [{"url": f"https://x.example/{n}"} for n in range(500)],
            }
        )
    ).items[0]
    assert len(item.guid or "") == 4_096
    assert len(item.title.value if item.title else "") == 10_000
    assert (len(item.categories), len(item.authors), len(item.enclosures)) == (100, 100, 100)


@pytest.mark.parametrize(
    "document",
    [
        HEAD + '"' + '\\"' * 1_000_000,
        HEAD + "[" * 2_000_000,
        HEAD + '{"a":' * 400_000,
        HEAD + '},{"id":"' * 200_000,
        HEAD + ONE + ('},{"id":1,"url":"' * 100_000),
        "{" + '"a"' + " " * 2_000_000 + ":",
        "{" + "," * 2_000_000,
        HEAD + "1" * 2_000_000 + "]}",
        HEAD + '{"id":' + "9" * 1_000_000 + "}]}",
        HEAD + '{"id":"1","title":"' + "&" * 1_000_000 + '"}]}',
        HEAD + '{"id":"1","title":"' + "<b>" * 300_000 + '"}]}',
    ],
    ids=range(11),
)
def test_hostile_documents_take_linear_time(document: str) -> None:
    began = time.process_time()
    attempt(document)
    assert time.process_time() - began < 5


# ── properties ───────────────────────────────────────────────────────────────────────────────

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
_ITEMS = st.fixed_dictionaries(
    {"id": st.integers(0, 10**6).map(str), "content_text": st.text(max_size=60)},
    optional={key: _VALUES | st.just(WHOLE[key]) for key in WHOLE.keys() - {"id", "content_text"}},
)


@settings(max_examples=60, deadline=None)
@given(items=st.lists(_ITEMS | _VALUES, max_size=4), head=st.dictionaries(st.text(), _VALUES))
def test_anything_in_any_place_is_read_or_refused(
    items: list[object], head: dict[str, object]
) -> None:
    found = attempt(json.dumps({**head, **feed(*items)}))
    if isinstance(found, ParsedFeed):
        clean_source(found.meta)
        for item in found.items:
            clean(item, found.meta).title.encode()
            (item.guid or "").encode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    items=st.lists(_ITEMS, min_size=1, max_size=4, unique_by=lambda each: str(each["id"])),
    data=st.data(),
)
def test_a_document_that_ends_anywhere_has_the_items_before(
    items: list[dict[str, object]], data: st.DataObject
) -> None:
    whole = octets(*items)
    complete = read(whole)
    cut = data.draw(st.integers(0, len(whole) - 1))
    found = attempt(whole[:cut])
    if isinstance(found, ParsedFeed):
        assert found.cut
        raw = [item.raw_hash for item in complete.items]
        assert [item.raw_hash for item in found.items] == raw[: len(found.items)]


@settings(max_examples=40, deadline=None)
@given(
    items=st.lists(_ITEMS, min_size=1, max_size=4, unique_by=lambda each: str(each["id"])),
    bad=st.text(alphabet='"\\{}[],:1a ', max_size=12),
    data=st.data(),
)
def test_one_bad_item_loses_no_other_before_it(
    items: list[dict[str, object]], bad: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(items)))
    parts = [json.dumps(item) for item in items]
    document = f"{HEAD}{','.join([*parts[:at], bad, *parts[at:]])}]}}"
    found = attempt(document)
    ids = [item.guid for item in found.items] if isinstance(found, ParsedFeed) else []
    assert ids[:at] == [item["id"] for item in items[:at]]


@settings(max_examples=40, deadline=None)
@given(items=st.lists(_ITEMS, max_size=4), more=st.lists(_ITEMS, max_size=2))
def test_what_was_read_before_is_the_same_again(items: list[object], more: list[object]) -> None:
    before = read(octets(*items))
    after = octets(*more, *items)
    again, anew = read(after, known=before.outlines), read(after)
    assert [item.raw_hash for item in again.items] == [item.raw_hash for item in anew.items]
    assert again.outlines == anew.outlines


@settings(max_examples=40, deadline=None)
@given(value=_VALUES)
def test_mending_leaves_what_is_valid_alone(value: object) -> None:
    text = json.dumps(value)
    assert mended(text) == text


def test_an_item_that_is_deleted_withdraws_itself_and_is_no_story() -> None:
    stands = {"id": "1", "title": "One", "_syndicator": {"status": None}}
    gone = {"id": "2", "title": "Withdrawn", "_syndicator": {"status": "deleted"}}
    found = read(octets(gone, stands, {"id": "3", "title": "Three", "_syndicator": ["deleted"]}))
    assert [item.guid for item in found.items] == ["1", "3"]
    assert found.tombstones == (IncomingTombstone(ref="2", comment="deleted"),)
    assert read(octets(gone)).items == ()
