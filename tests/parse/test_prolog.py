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
        (b'{"error": "no"}', "JSON"),
        (b"[]", "JSON"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "a JSON Feed"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1"}', "a JSON Feed"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"<opml version='2.0'/>", "an OPML list of feeds"),
        (b"<urlset/>", "a sitemap"),
        (b"<svg/>", "an SVG image"),
        (b"<Error><Code>AccessDenied</Code></Error>", "an XML error message"),
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
        "<!ENTITY % a '&#38;'>",
        "%a;",
        "<!ENTITY a '&b;&b;'>",
        "<!ENTITY a '%b;'>",
        "<!ELEMENT rss ANY>",
        "<!ATTLIST rss a CDATA 'x'>",
        "".join(f"<!ENTITY a{n} 'x'>" for n in range(1_001)),
    ],
)
def test_a_document_type_may_only_name_characters(subset: str) -> None:
    found = examine(f"<!DOCTYPE rss [{subset}]><rss/>".encode(), None)
    assert isinstance(found, Failed)
    assert found.kind is FailureKind.UNSAFE


def test_named_characters_are_known() -> None:
    found = examine(
        b"<!DOCTYPE rss [<!ENTITY eacute '&#233;'> <!ENTITY lt '&#38;#60;'>]><rss/>", None
    )
    assert isinstance(found, Prolog)
    assert found.entities == {"eacute": "é", "lt": "<"}


@pytest.mark.parametrize(
    ("declared", "content_type", "encoding", "problem"),
    [
        (None, None, "utf-8", None),
        ("utf-8", None, "utf-8", None),
        ("iso-8859-1", None, "iso-8859-1", None),
        ("ISO-8859-15", None, "iso-8859-15", None),
        ("windows-1251", None, "cp1251", None),
        ("koi8-r", None, "koi8-r", None),
        (None, "text/xml; charset=windows-1252", "cp1252", None),
        (None, 'application/xml; Charset="utf-8"', "utf-8", None),
        ("utf-8", "text/xml; charset=us-ascii", "utf-8", None),
        ("utf-8", "text/xml; charset=iso-8859-1", "utf-8", None),
        ("x-unheard-of", None, "utf-8", 'unknown encoding "x-unheard-of"'),
        ("utf-8", None, "cp1252", "not valid utf-8, read as windows-1252"),
        ("utf-16", None, "utf-16", None),
        (None, None, "utf-16-le", None),
        (None, None, "utf-16-be", None),
        (None, None, "utf-32", None),
        ("utf-16-be", None, "utf-16-be", None),
        ("UTF-16LE", None, "utf-16-le", None),
    ],
)
def test_encodings(
    declared: str | None, content_type: str | None, encoding: str, problem: str | None
) -> None:
    word = "Дунай" if encoding in {"cp1251", "koi8-r"} else "Fähre über"
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    found = examine(f"{head}<rss>{word}</rss>".encode(encoding), content_type)
    assert isinstance(found, Prolog), found
    assert word in found.text
    assert found.problem == problem


def test_one_wrong_octet_does_not_garble_the_rest() -> None:
    found = examine("<rss>Fähre über Öland</rss>".encode() + b"<!-- \xff -->", None)
    assert isinstance(found, Prolog)
    assert "Fähre über Öland" in found.text
    assert found.problem == "not valid utf-8, read as UTF-8 with gaps"


@pytest.mark.parametrize("label", ["utf-7", "idna", "punycode", "unicode_escape", "rot13", "hex"])
def test_encodings_that_are_none_are_refused(label: str) -> None:
    found = examine(f"<?xml version='1.0' encoding='{label}'?><rss/>".encode(), None)
    assert isinstance(found, Failed)
    assert found.kind is FailureKind.UNSAFE


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
