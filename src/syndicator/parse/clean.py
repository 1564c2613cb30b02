"""An item as received becomes an article that is safe to show.

Everything textual is cleaned here: markup by `syndicator.parse.sanitise`, lines of plain text and
addresses by the rules below. What this module returns needs no further escaping than its format
asks for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Final

from syndicator.model import (
    Article,
    Category,
    CleanHtml,
    Digest,
    Enclosure,
    Image,
    ParsedItem,
    Person,
    Reservation,
    SourceMeta,
    Text,
)
from syndicator.parse import media_types, podcast
from syndicator.parse.counters import without_counters
from syndicator.parse.detect_language import detect
from syndicator.parse.hashing import fingerprint, fingerprint_of_words
from syndicator.parse.language import language_tag
from syndicator.parse.links import canonical_link, http_url, strip_tracking
from syndicator.parse.sanitise import from_plain_text, sanitise
from syndicator.parse.text import collapsed, plain_text, said, words, xml_text

MAX_LINE: Final = 1_000
"""Characters of a title, a name, a credit; a longer one is cut with an ellipsis."""
MAX_PARAGRAPH: Final = 4_000
"""Characters of a subtitle, of rights or of a picture's description."""

_HTML: Final = frozenset({"text/html", "html", "application/xhtml+xml", "xhtml"})
_PLAIN: Final = frozenset({"text/plain", "text", "plain"})

# C0 and C1 controls, and the characters with the property Bidi_Control: in a line that stands
# among others they reorder or hide what is not theirs.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NAME_OF_TAG: Final = (
    "a|abbr|b|big|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|mark|p|q|s|small|span|"
    "strong|sub|sup|u"
)
_TAGS: Final = re.compile(rf"</?(?:{_NAME_OF_TAG})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ADDRESS: Final = re.compile(r'( (?:href|src|poster|cite)=")(https?:[^"]*)(")')
_BREAK: Final = re.compile(r"(<br(?: [^<>]*)?>)</br>")
_MEDIA: Final = re.compile(r"<(?:img|video|audio) ")
_WEB: Final = re.compile("https?:", re.IGNORECASE)
_URN: Final = re.compile(
    r"(?:urn:[a-z0-9][a-z0-9-]{1,31}|tag):[!#-;=?-\[\]_a-z~\u00a0-\ufffd]+", re.IGNORECASE
)
"""Names of things (RFC 8141, RFC 4151): no program looks for anything under them."""
_MEDIA_TYPE: Final = re.compile(
    r"[\w.+-]{1,127}/[\w.+-]{1,127}(?:\s*;[^\x00-\x1f\x7f]{0,200})?", re.ASCII
)


def clean(item: ParsedItem, meta: SourceMeta) -> Article:
    """Make one item safe.

    The first content that is not empty after cleaning is the article's text, else the summary;
    the summary stands beside it only where it reads differently.

    Args:
        item: as received.
        meta: what its feed says of itself: the base of last resort, and whether it names a language
            of its stories.
    """
    link = http_url(item.link)
    base = link or http_url(meta.link) or http_url(meta.self_link)
    title = one_line(item.title)
    content = next(
        (html for text in item.content if says_something(html := markup(text, base))), CleanHtml("")
    )
    summary = markup(item.summary, base) if item.summary else CleanHtml("")
    if not content:
        content, summary = (summary if says_something(summary) else CleanHtml("")), CleanHtml("")
    images = tuple(filter(None, (_image(each, base) for each in item.images)))
    if item.description and not content:
        content = markup(item.description, base)
        images = _without_caption(images, plain_text(content))
    plain = plain_text(content)
    text = said(plain)
    if summary and (not says_something(summary) or said(plain_text(summary)) == text):
        summary = CleanHtml("")
    article = Article(
        title=title,
        content=content,
        summary=summary,
        text_hash=_text_hash(title, plain, text),
        content_hash=Digest(""),
        link=link,
        authors=_people(item.authors),
        categories=tuple(dict.fromkeys(filter(None, map(_category, item.categories)))),
        enclosures=_enclosures(item.enclosures, base),
        images=images,
        podcast=podcast.clean(item.podcast, base),
        language=language_tag(item.language),
        rights=paragraph(item.rights) or None,
        licenses=_addresses(item.licenses, base),
        source=clean_source(item.source) if item.source else None,
        reserved=clean_reserved(item.reserved),
    )
    named = article.language or language_tag(meta.language)
    return replace(
        article,
        content_hash=content_hash(article),
        detected_language=None if named else detect(f"{title}\n{plain}"),
    )


def _text_hash(title: str, plain: str, text: str) -> Digest:
    """Hash the words of title and text, but for counters: those change by themselves.

    Args:
        title: one line.
        plain: the readable text, one block a line.
        text: its words.
    """
    counted = without_counters(plain)
    words_of_text = text if counted is plain else said(counted)
    return fingerprint_of_words(f"{said(without_counters(title))} {words_of_text}".strip())


def content_hash(article: Article) -> Digest:
    """Hash all that is published of an article.

    Tracking parameters in its addresses do not count: they change with every fetch of some feeds.
    """
    published = replace(
        article,
        text_hash=Digest(""),
        content_hash=Digest(""),
        detected_language=None,
        content=_without_tracking(article.content),
        summary=_without_tracking(article.summary),
        link=strip_tracking(article.link) if article.link else None,
        enclosures=tuple(
            replace(each, url=strip_tracking(each.url)) for each in article.enclosures
        ),
        images=tuple(replace(each, url=strip_tracking(each.url)) for each in article.images),
        podcast=podcast.without_tracking(article.podcast),
    )
    return fingerprint(article=published)


def _without_tracking(html: CleanHtml) -> CleanHtml:
    if "?" not in html:
        return html
    return CleanHtml(
        _ADDRESS.sub(lambda found: found[1] + strip_tracking(unescape(found[2])) + found[3], html)
    )


def clean_source(meta: SourceMeta) -> SourceMeta:
    """Make safe what a feed says of itself; ids stay byte for byte, but for what XML forbids."""
    base = http_url(meta.link) or http_url(meta.self_link)
    return replace(
        meta,
        id=xml_text(meta.id).strip() or None if meta.id else None,
        title=one_line(meta.title) or None,
        subtitle=paragraph(meta.subtitle) or None,
        link=http_url(meta.link),
        self_link=http_url(meta.self_link),
        language=language_tag(meta.language),
        rights=paragraph(meta.rights) or None,
        licenses=_addresses(meta.licenses, base),
        authors=_people(meta.authors),
        icon=http_url(meta.icon, base),
        hubs=_addresses(meta.hubs, base),
        reserved=clean_reserved(meta.reserved),
    )


def clean_reserved(reserved: tuple[Reservation, ...]) -> tuple[Reservation, ...]:
    """Make one line each of what a source reserves; what is empty then is left out."""
    cleaned = (
        Reservation(kind=each.kind, value=one_line(each.value), where=one_line(each.where))
        for each in reserved
    )
    return tuple(dict.fromkeys(each for each in cleaned if each.value))


# ── text ─────────────────────────────────────────────────────────────────────────────────────


def markup(text: Text, base: str | None = None) -> CleanHtml:
    """Make markup of a text construct: HTML made safe, plain text escaped, other types nothing.

    Args:
        text: as received.
        base: for relative addresses where the text has no base of its own.
    """
    kind = text.type.partition(";")[0].strip().lower()
    if kind in _PLAIN:
        return from_plain_text(text.value)
    if kind in _HTML:
        # feedparser writes XHTML with end tags throughout; HTML reads "</br>" as a second break.
        value = _BREAK.sub(r"\1", text.value) if "</br>" in text.value else text.value
        return sanitise(value, http_url(text.base) or base)
    return CleanHtml("")


def says_something(html: CleanHtml) -> bool:
    """Say whether clean HTML holds readable text, a picture or a recording."""
    return bool(_MEDIA.search(html)) or any(map(words, plain_text(html).split("\n")))


def one_line(text: Text | str | None, longest: int = MAX_LINE) -> str:
    """Return plain text in one line: no markup, no controls, white space collapsed, capped.

    A text that calls itself plain is taken at its word. HTML, and what says nothing of itself,
    loses its tags and has character references resolved **once**: an RSS title that arrives as
    ``AT&amp;T`` after XML parsing reads "AT&T", one that arrives as ``AT&amp;amp;T`` reads
    "AT&amp;T". ``<`` that begins no tag that stands in titles is kept: "x < y" stays.
    """
    return _line(_value(text), longest)


def paragraph(text: Text | str | None) -> str:
    """Return longer plain text in one line, by the same rules."""
    return _line(_value(text), MAX_PARAGRAPH)


def _value(text: Text | str | None) -> str:
    if text is None:
        return ""
    if isinstance(text, str):
        return _no_markup(text)
    kind = text.type.partition(";")[0].strip().lower()
    if kind in _PLAIN:
        return text.value
    return _no_markup(text.value) if kind in _HTML else ""


def _no_markup(text: str) -> str:
    text = text[: 10 * MAX_PARAGRAPH]
    if _TAGS.search(text):
        # Blocks and line breaks part words, inline elements do not; the parser knows which.
        return plain_text(sanitise(_UNKNOWN_TAG.sub("&lt;", text)))
    return _REFERENCE.sub(lambda found: unescape(found[0]), text)


_UNKNOWN_TAG: Final = re.compile(
    rf"<(?!/?(?:{_NAME_OF_TAG}|script|style|svg|math|template)\b)", re.IGNORECASE
)


def _line(text: str, longest: int) -> str:
    text = _BIDI.sub("", _CONTROLS.sub(" ", text[: 10 * longest]))
    text = collapsed(xml_text(text))
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


# ── the rest ─────────────────────────────────────────────────────────────────────────────────


def _people(people: tuple[Person, ...]) -> tuple[Person, ...]:
    found = []
    for each in people:
        name, email = one_line(each.name), one_line(each.email)
        if name or email:
            found.append(
                Person(
                    name=name or email,
                    email=email if "@" in email else None,
                    uri=http_url(each.uri),
                )
            )
    return tuple(dict.fromkeys(found))


def _category(category: Category) -> Category | None:
    term = one_line(category.term)
    if not term:
        return None
    return Category(
        term=term, scheme=_scheme(category.scheme), label=one_line(category.label) or None
    )


def _scheme(written: str | None) -> str | None:
    """Return what names a set of categories: an address or a name that nothing will ever run."""
    scheme = one_line(written)
    if _WEB.match(scheme):
        return http_url(scheme)
    return scheme if _URN.fullmatch(scheme) else None


def _enclosures(written: tuple[Enclosure, ...], base: str | None) -> tuple[Enclosure, ...]:
    """Make each file one enclosure, with the best that is said of it wherever it is named.

    It is the same though one address has ``http``, or says where a reader came from.
    """
    found: dict[str, Enclosure] = {}
    for each in written:
        url = http_url(each.url, base)
        if url is None:
            continue
        one = replace(
            each,
            url=url,
            type=media_types.of(each.type, url),
            credit=one_line(each.credit) or None,
            caption=one_line(each.caption) or None,
        )
        key = _WEB.sub("", canonical_link(url)) if len(written) > 1 else url
        other = found.setdefault(key, one)
        if other is not one:
            found[key] = replace(
                other,
                type=one.type if other.type == media_types.OCTETS else other.type,
                length=other.length or one.length,
                credit=other.credit or one.credit,
                caption=other.caption or one.caption,
            )
    return tuple(found.values())


def _without_caption(images: tuple[Image, ...], text: str) -> tuple[Image, ...]:
    """Take from pictures what is said of them all, and is the article's text."""
    return tuple(
        replace(each, description=None)
        if each.description and collapsed(each.description) == collapsed(text)
        else each
        for each in images
    )


def _image(image: Image, base: str | None) -> Image | None:
    url = http_url(image.url, base)
    if url is None:
        return None
    return Image(
        url=url,
        credit=one_line(image.credit) or None,
        copyright=one_line(image.copyright) or None,
        title=one_line(image.title) or None,
        description=paragraph(image.description) or None,
        type=image.type if image.type and _MEDIA_TYPE.fullmatch(image.type) else None,
    )


def _addresses(written: tuple[str, ...], base: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for each in written if (url := http_url(each, base))))
