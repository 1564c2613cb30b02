"""The first look at a document, before any parser sees it.

It decides the encoding, cuts off what stands before the root element and says what a document is
that is no feed. Every step is linear in the document's length, whatever it holds: the parsers
behind it are not (long white space, repeated ``<!--`` and declared entities cost them minutes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Final

from syndicator.model import Charset, Failed, FailureKind
from syndicator.parse import html_page
from syndicator.parse.encoding import decode

MAX_LENGTH: Final = 64 * 1024 * 1024
"""Octets; the operator's own limit applies before and is lower."""

JSON: Final = "json"
"""What a document is instead that has no elements."""
_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_HEAD: Final = 1_024
_FIRST: Final = 8_192

_BINARY: Final = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image or sound file (RIFF)"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"ID3", "an MP3 file"),
)
_ROOT: Final = re.compile(r"<(?:[^\W\d][\w.-]{0,60}:)?([^\W\d][\w.-]{0,60})(?=[\s/>:])")
_LATE_START: Final = re.compile(
    r"<\?xml\s|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]"
    r"|\{\s{0,99}\"(?=[^{}]{0,2000}jsonfeed\.org\\?/version)"
)
_HTML: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|script|div|p)[\s>/]", re.IGNORECASE
)
_HTML_PAGE: Final = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)[\s>/]", re.IGNORECASE)
_KINDS: Final = {
    "html": "an HTML page",
    "opml": "an OPML list of feeds",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "svg": "an SVG image",
    "entry": "an Atom entry document (a single story)",
    "item": "a single item",
    "envelope": "a SOAP message",
    "listbucketresult": "a listing of files",
    "opensearchdescription": "a description of a search engine",
    "rsd": "a description of a weblog's interfaces (RSD)",
    "service": "an Atom service document",
    "categories": "a list of categories",
    "wml": "a WML page",
    "error": "an XML error message",
}
_ENTITY: Final = re.compile(
    r"""<!ENTITY\s{1,99}([^\W\d][\w.-]{0,60})\s{1,99}(?:"([^"%<>]{1,24})"|'([^'%<>]{1,24})')\s{0,99}>"""
)
_QUOTED: Final = r"""(?:"[^"]*"|'[^']*')"""
_UNREAD: Final = re.compile(
    r"%[^\W\d][\w.-]{0,60};"
    rf"|<!ENTITY\s{{1,99}}%\s{{1,99}}[^<>\"']{{1,99}}{_QUOTED}(?:\s{{1,99}}{_QUOTED})?\s{{0,99}}>"
    rf"|<!(?:ELEMENT|ATTLIST|NOTATION)\s(?:[^<>\"']|{_QUOTED})*>"
)
"""What a document type may say besides: parameter entities, and how elements are built. None of it
is read, and nothing that it names is fetched."""
_MAX_ENTITIES: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolog:
    """A document that may be parsed."""

    text: str
    """From the root element to the end."""
    root: str
    """The root element's local name in lower case: ``rss``, ``feed`` or ``rdf``; or `JSON`."""
    line: int
    """Line breaks before the root element, so that messages name the source's own lines."""
    entities: dict[str, str]
    """Names that the document type declares, and the one character that each stands for."""
    problem: str | None = None
    """What was wrong so far, in one line."""
    charset: Charset | None = None
    """What its octets were read as."""


def examine(body: bytes, content_type: str | None) -> Prolog | Failed:
    """Decode a document and find its root element.

    The encoding is decided by `syndicator.parse.encoding`, for the whole document.

    Args:
        body: the octets, decompressed.
        content_type: the HTTP header, if there was one.
    """
    other = _something_else(body, content_type or "")
    if other:
        return other
    decoded = decode(body, content_type)
    if isinstance(decoded, Failed):
        return decoded
    found = _examined(decoded.text, decoded.problem)
    return found if isinstance(found, Failed) else replace(found, charset=decoded.charset)


def _examined(text: str, problem: str | None) -> Prolog | Failed:
    bare = text.lstrip("\ufeff\t\n\r\x0c \x00\u200b")
    if bare.startswith(("{", "[")):
        lines = text.count("\n", 0, len(text) - len(bare))
        return _json(bare, problem, lines)
    lines = text.count("\n", 0, len(text) - len(bare))
    if bare.startswith("<?xml") and text.lstrip("\ufeff")[:1] != "<":
        problem = problem or "white space before the XML declaration"
    found = _root(bare, problem, lines)
    late = _LATE_START.search(bare[:_FIRST])
    readable = isinstance(found, Prolog) or found.kind is FailureKind.UNSAFE
    if readable or not late or _HTML_PAGE.match(bare):
        return found
    # A server's warning, or a template's left-over, in front of a feed that is whole.
    at = late.start()
    problem = problem or "text before the document"
    lines += bare.count("\n", 0, at)
    if late[0].startswith("{"):
        return _json(bare[at:], problem, lines)
    return _root(bare[at:], problem, lines)


_MULTIPART: Final = re.compile(rb"\s{0,99}--[^\s<>]{1,70}[ \t]{0,9}\r?\n(?:[A-Za-z-]{1,60}:|\r?\n)")
"""How a body of several parts begins (RFC 2046 §5.1.1)."""


def _something_else(body: bytes, content_type: str) -> Failed | None:
    if len(body) > MAX_LENGTH:
        return _unsafe(f"the document is longer than {MAX_LENGTH} octets")
    if not body.strip(b"\x00\t\n\r\x0c "):
        return no_feed("an empty document")
    if content_type.strip().lower().startswith("multipart/") or _MULTIPART.match(body):
        return no_feed("a multipart body")
    found = next((name for magic, name in _BINARY if body.startswith(magic)), None)
    return no_feed(found) if found else None


def _json(text: str, problem: str | None, line: int) -> Prolog | Failed:
    """Take an object for a JSON Feed; whether it is one, its names tell when they are read."""
    if text.startswith("["):
        return no_feed("JSON")
    return Prolog(text=text, root=JSON, line=line, entities={}, problem=problem)


def no_feed(what: str) -> Failed:
    """Refuse a document by its right name."""
    return Failed(kind=FailureKind.NOT_A_FEED, message=f"this is {what}, not a feed")


def _unsafe(what: str) -> Failed:
    return Failed(kind=FailureKind.UNSAFE, message=f"not read: {what}")


# ── what stands before the root ──────────────────────────────────────────────────────────────


def _root(text: str, problem: str | None, line: int) -> Prolog | Failed:
    at, entities = 0, dict[str, str]()
    while True:
        at = _skip_white(text, at)
        if text.startswith("<?", at):
            end, close = text.find("?>", at), 2
        elif text.startswith("<!--", at):
            end, close = text.find("-->", at + 4), 3
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            doctype = _doctype(text, at)
            if isinstance(doctype, Failed):
                return doctype
            end, declared = doctype
            entities, close = entities | declared, 0
        else:
            break
        if end < 0:
            return no_feed("a document that ends before its root element")
        at = end + close
    root = _ROOT.match(text, at)
    name = root[1].lower() if root else ""
    if name not in _ROOTS:
        what = _what(text, at, name)
        return html_page.failure(text) if what == _KINDS["html"] else no_feed(what)
    return Prolog(
        text=text[at:],
        root=name,
        line=line + text.count("\n", 0, at),
        entities=entities,
        problem=problem,
    )


_WHITE: Final = re.compile(r"[\s\ufeff\x00]*")


def _skip_white(text: str, at: int) -> int:
    found = _WHITE.match(text, at)
    return found.end() if found else at


def _what(text: str, at: int, name: str) -> str:
    if name in _KINDS:
        return _KINDS[name]
    if _HTML.search(text[at : at + _FIRST]) or _HTML.match(text):
        return _KINDS["html"]
    return (
        f'an XML document whose root element is "{name}"'
        if name
        else "plain text or something unknown"
    )


def _doctype(text: str, at: int) -> tuple[int, dict[str, str]] | Failed:
    """Find the end of a document type declaration, and the characters that it names."""
    close, subset = text.find(">", at), text.find("[", at, at + _HEAD)
    if subset < 0 or 0 <= close < subset:
        return (close + 1 if close >= 0 else -1), {}
    entities: dict[str, str] = {}
    at = subset + 1
    while True:
        at = _skip_white(text, at)
        if text.startswith("]", at):
            close = text.find(">", at)
            return (close + 1 if close >= 0 else -1), entities
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
            if end < 0:
                return -1, {}
            at = end + 3
            continue
        if unread := _UNREAD.match(text, at):
            at = unread.end()
            continue
        found = _ENTITY.match(text, at)
        # Unescaped twice: "lt" and "amp" must be declared by doubled references (XML 1.0 §4.6).
        character = unescape(unescape(found[2] or found[3])) if found else ""
        if not found or len(character) != 1 or len(entities) >= _MAX_ENTITIES:
            return _unsafe("its document type declares more than names of characters")
        entities[found[1]] = character
        at = found.end()
