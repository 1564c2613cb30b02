"""What a single field must look like to be published, in whatever format.

Sources are cleaned when they are read; this is the last gate, which holds however a value got
here. A value that cannot be made right is dropped (None, empty), never published wrong.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from html.entities import name2codepoint
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from syndicator.model import Category, Enclosure, Image, Link, Person, Podcast, Transcript
from syndicator.parse.language import language_tag
from syndicator.parse.links import http_url

OCTETS: Final = "application/octet-stream"
"""The media type of what is not known (RFC 2046 §4.5.1)."""

# XML 1.0 §2.2 forbids most control characters and lone surrogates, and advises against C1 controls
# and noncharacters, which HTML counts as errors. HTML gives U+000C a meaning that XML forbids.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_FORBIDDEN_IN_ASCII: Final = {
    code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r"
}
# The noncharacters of the other planes; looked for only where there is anything so far up, since
# a search for this many single characters is slow.
_FAR_UP: Final = re.compile("[\U0001fffe-\U0010ffff]")
_PLANES: Final = range(0x1FFFE, 0x110000, 0x10000)
_NONCHARACTERS: Final = re.compile(f"[{''.join(chr(end) + chr(end + 1) for end in _PLANES)}]")
# Embeddings, overrides and isolates can make a line show what it does not say.
_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_URI: Final = re.compile(r"https?://[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+")
# RFC 3987 §2.2, loosely: what is private to somebody, marks a decoding error or is no character
# yet names nothing.
_IRI: Final = re.compile('[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`\ue000-\uf8ff\ufff0-\uffff]+')
_RUNNABLE: Final = frozenset(
    {*("about", "blob", "data", "file", "filesystem", "javascript", "jscript", "livescript")}
    | {"mocha", "vbscript", "view-source"}
)
_NAMES: Final = re.compile(r"(?i)(?:https?|urn|tag):")
"""What may name a set of categories."""
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SECRET: Final = re.compile(
    r"(?i)(.*[_.-])?(api_?key|auth|key|pass(wor)?d|secret|session(_?id)?|sid|sig(nature)?|token)"
)
_EMAIL: Final = re.compile(r"[A-Za-z0-9_+.'!#$%&*/=?^`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+")
_BRACKETED_EMAIL: Final = re.compile(r"<[^<>\s]*@[^<>\s]*>")
_REMEMBERED: Final = 2_000
"""Addresses, of which many are those of sources, and the others are asked for several times."""
_TOKEN: Final = r"[A-Za-z0-9!#$&^_.+-]{1,127}"  # noqa: S105  # a token of RFC 6838, no secret
_MEDIA_TYPE: Final = re.compile(rf"{_TOKEN}/{_TOKEN}")


def writable(text: str) -> str:
    """Take out every character that cannot stand in XML, or that a reader would stumble over."""
    if text.isascii():
        return text.translate(_FORBIDDEN_IN_ASCII)  # ten times as fast
    text = _FORBIDDEN.sub("", text)
    return _NONCHARACTERS.sub("", text) if _FAR_UP.search(text) else text


def one_line(text: str) -> str:
    """Plain text on one line: no controls, no direction overrides; empty if nothing is visible."""
    line = " ".join(_BIDI.sub("", writable(text)).split())
    visible = any(unicodedata.category(character)[0] not in "CZ" for character in line)
    return line if visible else ""


def name(text: str) -> str:
    """As `one_line`, for a name or keyword: it has no type with which to explain U+FFFD."""
    return one_line(text.replace("\ufffd", ""))


def paragraph(text: str) -> str:
    """Plain text that may hold line breaks, each a line feed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(one_line(line) for line in lines).strip()


def markup(text: str) -> str:
    """HTML that can stand in XML, with each line break a line feed; empty if there is nothing."""
    text = writable(text).replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else ""


def whole_second(moment: datetime) -> datetime:
    """In UTC, cut to the second below: what every date of a feed is written in."""
    return moment.astimezone(UTC).replace(microsecond=0)


def looks_like_markup(text: str) -> bool:
    """Tell whether a reader that guesses would take this plain text for HTML."""
    if re.search(r"</\w+>", text):
        return True
    references: list[str] = re.findall(r"&(#?\w+)", text)
    return any(
        each in name2codepoint or each == "apos" or not each.isalpha() for each in references
    )


def is_iri(text: str | None) -> bool:
    """Tell whether this is an absolute IRI, as ids must be (RFC 4287 §4.2.6), and no program."""
    if not text or text != writable(text) or not _IRI.fullmatch(text):
        return False
    if text.partition(":")[0].lower() in _RUNNABLE:
        return False
    return text.isascii() or all(unicodedata.category(each) != "Cn" for each in text)


@lru_cache(_REMEMBERED)
def web_uri(url: str | None) -> str | None:
    """An http or https address as a URI (RFC 3987 §3.1), without user or password; else None."""
    address = http_url(url)
    try:
        parts = urlsplit(safe_url_string(address or ""))
    except ValueError:  # a host that is no domain name in any script
        return None
    mapped = _STRAY_PERCENT.sub("%25", urlunsplit(parts._replace(path=parts.path or "/")))
    return mapped if _URI.fullmatch(mapped) else None


def public_address(url: str | None) -> str | None:
    """A source's address as it may be shown to everybody: no credentials, no fragment."""
    mapped = web_uri(url)
    if mapped is None:
        return None
    parts = urlsplit(mapped)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if any(_SECRET.fullmatch(key) for key, _ in pairs):
        kept = [(key, value) for key, value in pairs if not _SECRET.fullmatch(key)]
        parts = parts._replace(query=urlencode(kept))
    return urlunsplit(parts._replace(fragment=""))


def host(url: str | None) -> str:
    """The host of an address, without ``www.``; empty if there is none."""
    return (urlsplit(web_uri(url) or "").hostname or "").removeprefix("www.")


def language(*tags: str | None) -> str | None:
    """The first of these that is a well-formed language tag (RFC 5646 §2.1)."""
    return next((tag for each in tags if (tag := language_tag(each))), None)


def people(persons: Iterable[Person]) -> tuple[Person, ...]:
    """Those who have a name, each once; what is no address is left out."""
    return tuple(dict.fromkeys(person for each in persons if (person := _person(each))))


def _person(person: Person) -> Person | None:
    shown, before = name(_BRACKETED_EMAIL.sub("", person.name)), ""
    while shown != before and looks_like_markup(shown):
        shown, before = name(re.sub(r"<[^<>]*>", "", html.unescape(shown))), shown
    email = person.email if person.email and _EMAIL.fullmatch(person.email) else None
    return Person(name=shown, email=email, uri=web_uri(person.uri)) if shown else None


def categories(found: Iterable[Category]) -> tuple[Category, ...]:
    """Those that have a term, each once; a scheme that is no IRI is left out (RFC 4287 §4.2.2)."""
    kept: dict[tuple[str, str | None], Category] = {}
    for category in found:
        term, label = name(category.term), name(category.label or "")
        scheme = web_uri(category.scheme) or category.scheme
        scheme = scheme if is_iri(scheme) and _NAMES.match(scheme or "") else None
        label = "" if label == term or looks_like_markup(label) else label
        if term:
            kept.setdefault((term, scheme), Category(term=term, scheme=scheme, label=label or None))
    return tuple(kept.values())


def images(found: Iterable[Image]) -> tuple[Image, ...]:
    """Pictures with an address, each address once, with all that credits them."""
    kept: dict[str, Image] = {}
    for image in found:
        href = web_uri(image.url)
        if href:
            credited = Image(
                url=href,
                credit=name(image.credit or "") or None,
                copyright=name(image.copyright or "") or None,
                title=one_line(image.title or "") or None,
                description=paragraph(image.description or "") or None,
                type=_media_type(image.type),
            )
            kept.setdefault(href, credited)
    return tuple(kept.values())


def enclosures(found: Iterable[Enclosure]) -> tuple[Link, ...]:
    """As links, each address once. A length of nothing is one that nobody knew."""
    kept: dict[str, Link] = {}
    for enclosure in found:
        href = web_uri(enclosure.url)
        if href:
            link = Link(
                rel="enclosure",
                href=href,
                type=_media_type(enclosure.type) or OCTETS,
                length=enclosure.length if (enclosure.length or 0) > 0 else None,
            )
            kept.setdefault(href, link)
    return tuple(kept.values())


def podcast(found: Podcast | None) -> Podcast | None:
    """What is said of an episode, as far as it can be published; None if that is nothing."""
    if found is None:
        return None
    chapters = web_uri(found.chapters)
    kept = Podcast(
        duration=found.duration or None,
        season=found.season or None,
        episode=found.episode or None,
        explicit=found.explicit,
        image=web_uri(found.image),
        chapters=chapters,
        chapters_type=_media_type(found.chapters_type) if chapters else None,
        transcripts=tuple(dict.fromkeys(filter(None, map(_transcript, found.transcripts)))),
    )
    return kept if kept != Podcast() else None


def _transcript(found: Transcript) -> Transcript | None:
    href = web_uri(found.url)
    kind = _media_type(found.type) or "text/plain"
    return Transcript(url=href, type=kind, language=language(found.language)) if href else None


def _media_type(written: str | None) -> str | None:
    kind = (written or "").strip().lower()
    return kind if _MEDIA_TYPE.fullmatch(kind) else None
