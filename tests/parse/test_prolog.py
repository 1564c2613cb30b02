"""What a document is, before any parser sees it."""

from __future__ import annotations

import time

import pytest

from syndicator.model import Failed, FailureKind
from syndicator.parse.prolog import Prolog, examine

RSS = b"<rss version='2.0'/>"
MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "an empty document"),
        (b" \r\n\t", "an empty document"),
        (b"\x00\x00\x00", "an empty document"),
        (b"<!DOCTYPE html><html><body>hello", "an HTML page"),
        (b"  <html lang='de'>", "an HTML page"),
        (b"<!-- x --><HTML>", "an HTML page"),
        (b"<div>log in</div>", "an HTML page"),
        (b"<!doctype html><div><feed >", "an HTML page"),
        (b"[]", "JSON"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"<opml version='2.0'/>", "an OPML list of feeds"),
        (
            b"<opml version='2.0'><head><title>Mine</title></head><body/></opml>",
            "an OPML list of feeds",
        ),
        (b"<urlset/>", "a sitemap"),
        (b"<svg/>", "an SVG image"),
        (b"<Error><Code>AccessDenied</Code></Error>", "an XML error message"),
        (b"<entry xmlns='http://www.w3.org/2005/Atom'/>", "an Atom entry document"),
        (b"<s:Envelope xmlns:s='x'/>", "a SOAP message"),
        (b"--b\r\nContent-Type: text/xml\r\n\r\n<rss/>\r\n--b--", "a multipart body"),
        (b"--b\n\n<?xml version='1.0'?><rss/>\n--b--", "a multipart body"),
        (b"<note/>", 'whose root element is "note"'),
        (b"Not found", "plain text"),
        (b"<!-- never ends", "ends before its root"),
        (b"<?xml version='1.0'", "ends before its root"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, said: str) -> None:
    found = examine(body, "application/rss+xml")
    assert isinstance(found, Failed)
    assert found.kind is FailureKind.NOT_A_FEED
    assert said in found.message
    assert "\n" not in found.message


def test_a_multipart_body_is_no_feed_whatever_is_in_it() -> None:
    found = examine(b"preamble\n--b\n\n<rss/>", "Multipart/Mixed; boundary=b")
    assert isinstance(found, Failed)
    assert found.message == "this is a multipart body, not a feed"


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (
            "<html><head><title>Log &amp; in\n</title>",
            FailureKind.NOT_A_FEED,
            "this is an HTML page (“Log & in”), not a feed",
        ),
        (
            "<!DOCTYPE html><title>Just a moment...</title>",
            FailureKind.CHALLENGE,
            (
                "this is an HTML page (“Just a moment...”) that wants proof that a person is"
                " asking, not a feed"
            ),
        ),
        (
            "<html><script src='/cdn-cgi/challenge-platform/x.js'></script>",
            FailureKind.CHALLENGE,
            "this is an HTML page that wants proof that a person is asking, not a feed",
        ),
        (
            "<html><body><div class='g-recaptcha'></div>",
            FailureKind.CHALLENGE,
            "this is an HTML page that wants proof that a person is asking, not a feed",
        ),
    ],
)
@pytest.mark.parametrize("before", ["", "\ufeff\n", "<?xml version='1.0'?><!-- x -->"])
def test_a_page_is_known_by_its_title_and_a_challenge_for_what_it_is(
    before: str, body: str, kind: FailureKind, message: str
) -> None:
    assert examine((before + body).encode(), "text/html") == Failed(kind=kind, message=message)


def test_a_feed_that_tells_of_challenges_is_a_feed() -> None:
    body = "<rss><channel><title>Are you human? Just a moment: recaptcha/</title></channel></rss>"
    assert isinstance(examine(body.encode(), "text/html"), Prolog)


@pytest.mark.parametrize(
    ("body", "root"),
    [
        (RSS, "rss"),
        (b"<?xml version='1.0'?><!-- c --><?pi x?>\n<feed/>", "feed"),
        (b"<a:feed xmlns:a='x'/>", "feed"),
        (b"<rdf:RDF/>", "rdf"),
        (b"<r:RDF/>", "rdf"),
        (b"<RDF/>", "rdf"),
        (b"\xef\xbb\xbf" + RSS, "rss"),
        (b"<!DOCTYPE rss SYSTEM 'rss.dtd'>" + RSS, "rss"),
        (b"<!DOCTYPE rss [<!-- none -->]>" + RSS, "rss"),
    ],
)
def test_roots_of_feeds(body: bytes, root: str) -> None:
    found = examine(body, None)
    assert isinstance(found, Prolog), found
    assert (found.root, found.problem) == (root, None)
    assert found.text.startswith("<")


@pytest.mark.parametrize(
    "subset",
    [
        "<!ENTITY a 'aaaaaaaaaa'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY a PUBLIC 'x' 'https://evil.example/'>",
        "<!ENTITY a '&b;&b;'>",
        "<!ENTITY a '%b;'>",
        "<!ENTITY % a",
        "<!ATTLIST rss a CDATA 'x>",
        "".join(f"<!ENTITY a{n} 'x'>" for n in range(1_001)),
    ],
)
def test_a_document_type_may_only_name_characters(subset: str) -> None:
    found = examine(f"<!DOCTYPE rss [{subset}]><rss/>".encode(), None)
    assert isinstance(found, Failed)
    assert found.kind is FailureKind.UNSAFE


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY % latin PUBLIC "-//W3C//ENTITIES Latin 1//EN" "http://w3.example/1.ent"> %latin;',
        "<!ENTITY % a SYSTEM 'file:///etc/passwd'>%a;",
        "<!ENTITY % a '<!ENTITY b \"&#38;c;&#38;c;\">'>%a;",
        "%a;",
        "<!ELEMENT rss ANY><!ATTLIST rss version CDATA '2.0' a (b|c) #REQUIRED>",
        "<!NOTATION gif SYSTEM 'gif'>",
    ],
)
def test_what_is_not_needed_of_a_document_type_is_not_read(subset: str) -> None:
    declared = f'<!DOCTYPE rss PUBLIC "-//x//DTD//EN" "http://x.example/rss.dtd" [{subset}]><rss/>'
    found = examine(declared.encode(), None)
    assert isinstance(found, Prolog), found
    assert (found.text, found.entities) == ("<rss/>", {})


def test_named_characters_are_known() -> None:
    found = examine(
        b"<!DOCTYPE rss [<!ENTITY eacute '&#233;'> <!ENTITY lt '&#38;#60;'>]><rss/>", None
    )
    assert isinstance(found, Prolog)
    assert found.entities == {"eacute": "é", "lt": "<"}


def test_lines_are_those_of_the_source() -> None:
    found = examine(b"\n\n<?xml version='1.0'?>\n<!--\n-->\n<rss/>", None)
    assert isinstance(found, Prolog)
    assert found.line == 5


@pytest.mark.parametrize(
    "piece",
    [
        b" ",
        b"\n",
        b"<",
        b"<!--",
        b"<!---->",
        b"<?",
        b"<?a?>",
        b"<!DOCTYPE ",
        b"<!DOCTYPE a [",
        b"<!DOCTYPE a>",
        b"<a:",
        b"<a encoding='",
        b"<?xml encoding='",
        b"&",
        b"\xff",
        b"\xc3\xa4",
        b"\x00<",
        b"<!DOCTYPE a [<!ENTITY b '&#9;'>",
        b"<!DOCTYPE a [ ",
    ],
)
def test_a_megabyte_of_anything_takes_no_time(piece: bytes) -> None:
    body = piece * (MEGABYTE // len(piece))
    began = time.perf_counter()
    examine(body, None)
    examine(body + RSS, None)
    assert time.perf_counter() - began < 2
