"""Reading documents: what fails, what is cut, and that nothing is ever raised."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.model import Failed, FailureKind, ParsedFeed, Person
from syndicator.parse.clean import clean, clean_source
from syndicator.parse.feed import parse
from syndicator.parse.people import person

URL = "https://feeds.example/feed"


def rss(inner: str, *, close: bool = True) -> bytes:
    end = "</channel></rss>" if close else "</channel>"
    return f'<rss version="2.0"><channel>{inner}{end}'.encode("utf-8", "surrogatepass")


def read(body: bytes) -> ParsedFeed:
    found = parse(body, content_type="application/rss+xml", url=URL)
    assert isinstance(found, ParsedFeed), found
    return found


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>", FailureKind.NOT_A_FEED),
        (b"<!DOCTYPE rss [<!ENTITY a 'lots of text'>]><rss/>", FailureKind.UNSAFE),
        (b"<rss>" + b"<a>" * 300 + b"</a>" * 300 + b"</rss>", FailureKind.UNSAFE),
        (b"<rss>" + b"<a>" * 300_000, FailureKind.UNSAFE),
        (
            b"<!DOCTYPE rss [<!ENTITY a 'x'>]>" + rss("&a;" * 2_000_000),
            FailureKind.UNSAFE,
        ),
    ],
)
def test_failures(body: bytes, kind: FailureKind) -> None:
    found = parse(body, content_type=None, url=URL)
    assert isinstance(found, Failed)
    assert found.kind is kind
    assert "\n" not in found.message
    assert len(found.message) < 300


def test_an_empty_feed_is_a_feed() -> None:
    assert read(b"<rss/>").items == ()
    assert read(rss("")).problem is None


def test_limits() -> None:
    many = rss("".join(f"<item><guid>{n}</guid></item>" for n in range(5_010)))
    feed = read(many)
    assert len(feed.items) == 5_000
    assert feed.problem == "10 items left out, the oldest: a feed may have 5000"
    parts = [
        "<item><title>" + "t" * 20_000 + "</title>",
        *(f"<category>{n}</category>" for n in range(5_000)),
        *(f"<author>a{n}@x.example (N{n})</author>" for n in range(500)),
        *(f'<enclosure url="https://x.example/{n}"/>' for n in range(500)),
        "<author>" + "a" * 100_000 + "</author></item>",
    ]
    item = read(rss("".join(parts))).items[0]
    assert len(item.title.value if item.title else "") == 10_000
    assert (len(item.categories), len(item.authors), len(item.enclosures)) == (100, 100, 100)


@pytest.mark.parametrize(
    "inner",
    [
        "<item>" + "<category>x</category>" * 30_000 + "</item>",
        "<item><author>" + "a" * 1_000_000 + "</author></item>",
        "<webMaster>" + "a" * 1_000_000 + "</webMaster>",
        "<item><x " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/></item>",
        "<item>" + " " * 1_000_000 + "</item>",
        "<item>" + "<!--" * 250_000 + "</item>",
        "<item></b><author>" + "a" * 1_000_000 + "</author></item>",
        "<item></b>" + "<!--" * 50_000 + "</item>",
        "<item></b>" + "<" * 100_000 + "</item>",
        "<item></b><a " + "\"'" * 50_000 + "></item>",
        "<item></b>" + '<a b="' * 20_000 + "</item>",
        "<item></b>" + "&" * 200_000 + "</item>",
        "<item></b>" + "\n" * 500_000 + "</item>",
        "<item></b>" + "<![CDATA[" * 50_000 + "</item>",
        "<item><description>" + "&lt;div&gt;" * 50_000 + "</description></item>",
        "<item><title>" + "&lt;/" * 100_000 + "</title></item>",
    ],
    ids=range(16),
)
def test_hostile_documents_take_little_time(inner: str) -> None:
    body = rss(inner)
    began = time.perf_counter()
    found = parse(body, content_type=None, url=URL)
    if isinstance(found, ParsedFeed):
        for item in found.items:
            clean(item, found.meta)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "entry",
    [
        '<links a="1"/><link>https://x.example/</link>',
        '<authors a="1"/><author>x</author>',
        '<tags a="1"/><category>x</category>',
        '<link a="1"/>',
        '<title a="1"/>',
        '<id a="1"/>',
        '<published a="1"/>',
        '<summary_detail a="1"/><content a="1"/>',
        "<source/><source url=''/>",
        "<image><url/><width>x</width></image>",
        '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="" fileSize="x"/>',
        '<georss:point xmlns:georss="http://www.georss.org/georss">x y</georss:point>',
        '<psc:chapters xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter/></psc:chapters>',
        "<pubDate>" + "9" * 5_000 + "</pubDate>",
        "<enclosure url='http://[' length='1e9'/>",
        "<guid>http://[</guid>",
        "<item><guid>inner</guid></item>",
        "<title>&#xD800;&#x110000;&#99999999999999999999;</title>",
    ],
)
@pytest.mark.parametrize("malformed", [False, True])
def test_one_bad_entry_loses_no_other(entry: str, *, malformed: bool) -> None:
    good = "<item><guid isPermaLink='false'>{}</guid><title>good</title></item>"
    middle = f"<item>{'<p></b>' if malformed else ''}{entry}</item>"
    feed = read(rss(good.format("first") + middle + good.format("last")))
    assert {"first", "last"} <= {item.guid for item in feed.items}
    for item in feed.items:
        clean(item, feed.meta)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ada Quill", Person(name="Ada Quill")),
        ("ada@ferry.example", Person(name="ada@ferry.example", email="ada@ferry.example")),
        ("ada@ferry.example (Ada Quill)", Person(name="Ada Quill", email="ada@ferry.example")),
        ("Ada Quill <ada@ferry.example>", Person(name="Ada Quill", email="ada@ferry.example")),
        ("Ada Quill (ada@ferry.example)", Person(name="Ada Quill", email="ada@ferry.example")),
        ("Ada (Quill)", Person(name="Ada (Quill)")),
        ("Ada Quill, ", Person(name="Ada Quill")),
        ("@ada", Person(name="@ada")),
        ("mailto:ada@ferry.example", Person(name="ada@ferry.example", email="ada@ferry.example")),
        (" ", None),
    ],
)
def test_people(written: str, expected: Person | None) -> None:
    assert person(written) == expected


def test_raw_hashes_are_the_same_in_every_process(documents: list[bytes]) -> None:
    code = (
        "import sys; from syndicator.parse.feed import parse\n"
        f"feed = parse(sys.stdin.buffer.read(), content_type=None, url={URL!r})\n"
        "print(*[item.raw_hash for item in feed.items])"
    )
    body = max(documents, key=len)
    found = read(body)
    said = subprocess.run([sys.executable, "-c", code], input=body, capture_output=True, check=True)
    assert said.stdout.decode().split() == [item.raw_hash for item in found.items]


def test_a_raw_hash_is_over_everything() -> None:
    one = "<item><guid>1</guid><title>x</title>{}</item>"
    hashes = {
        read(rss(one.format(more))).items[0].raw_hash
        for more in (
            "",
            "<link>https://x.example/</link>",
            "<description>d</description>",
            "<author>a</author>",
            "<category>c</category>",
            "<pubDate>Sat, 25 Apr 2020 12:00:00 +0200</pubDate>",
            "<pubDate>Sat, 25 Apr 2020 10:00:00 GMT</pubDate>",
            '<enclosure url="https://x.example/a"/>',
            '<source url="https://x.example/">s</source>',
        )
    }
    assert len(hashes) == 9


def test_a_raw_hash_does_not_know_its_place() -> None:
    one, two = (f"<item><guid>{n}</guid></item>" for n in "12")
    forth = [item.raw_hash for item in read(rss(one + two)).items]
    back = [item.raw_hash for item in read(rss(two + one)).items]
    assert forth == back[::-1]


SPLICES = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"\x00",
    b"\xff",
    b"&#xD800;",
    b"<item>",
    b"</entry>",
    b'"',
]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=120, deadline=None)
@given(st.data())
def test_nothing_is_raised_for_mutilated_documents(
    documents: list[bytes], data: st.DataObject
) -> None:
    body = bytearray(data.draw(st.sampled_from(documents)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(len(body) - 1, 0)))
        change = data.draw(st.sampled_from(["cut", "flip", "splice", "drop", "mix"]))
        if change == "cut":
            del body[max(at, 40) :]
        elif change == "flip" and body:
            body[at] ^= data.draw(st.integers(1, 255))
        elif change == "splice":
            body[at:at] = data.draw(st.sampled_from(SPLICES))
        elif change == "drop":
            del body[at : at + data.draw(st.integers(1, 40))]
        else:
            other = data.draw(st.sampled_from(documents))
            body[at:] = other[data.draw(st.integers(0, len(other))) :]
    found = parse(bytes(body), content_type=None, url=URL)
    if isinstance(found, Failed):
        assert found.message
        return
    clean_source(found.meta)
    for item in found.items:
        clean(item, found.meta)
