"""Builders of stories, and a checker of Atom documents, for the tests of this folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from syndicator.model import (
    Article,
    CleanHtml,
    Digest,
    Entry,
    FeedName,
    GrantName,
    Item,
    Notice,
    PublishedFeed,
    SourceMeta,
    SourceName,
)
from syndicator.model.grant import Grant
from syndicator.model.output_feed import OutputFeed
from syndicator.publish.compose import entry as compose
from syndicator.publish.compose import feed as compose_feed

NOTHING: Final = Digest("0" * 64)
ARTICLE: Final = Article(
    title="The river rises",
    content=CleanHtml("<p>The water stood at nine metres.</p>"),
    text_hash=NOTHING,
    content_hash=NOTHING,
    link="https://daily.example/river",
)
ITEM: Final = Item(
    id=1,
    source=SourceName("daily"),
    atom_id="https://daily.example/river",
    link="https://daily.example/river",
    story=1,
    first_seen=datetime(2020, 4, 25, 12, tzinfo=UTC),
    first_poll=False,
    published=datetime(2020, 4, 25, 10, 30, tzinfo=UTC),
    updated=datetime(2020, 4, 25, 11, tzinfo=UTC),
    revision=1,
    number=1,
    article=ARTICLE,
    source_meta=SourceMeta(
        title="The Daily Example",
        link="https://daily.example/",
        self_link="https://daily.example/feed.rss",
        updated=datetime(2020, 4, 25, 11, 30, tzinfo=UTC),
        format="rss20",
    ),
)
GRANT: Final = Grant(
    name=GrantName("daily"), holder="Daily Example, Inc.", credit="The Daily Example"
)
NOTICE: Final = Notice(
    above=CleanHtml("<p>First published by The Daily Example.</p>"),
    below=CleanHtml("<p>Copyright (c) 2020. Daily Example, Inc.</p>"),
    rights="First published by The Daily Example.\nCopyright (c) 2020. Daily Example, Inc.",
    digest=NOTHING,
)


@pytest.fixture(scope="session")
def item() -> Callable[..., Item]:
    """An item; keywords change it, ``article`` and ``source_meta`` as mappings of changes."""

    def make(
        *,
        article: dict[str, Any] | None = None,
        source_meta: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Item:
        return replace(
            ITEM,
            article=replace(ARTICLE, **(article or {})),
            source_meta=replace(ITEM.source_meta, **(source_meta or {})),
            **changes,
        )

    return make


@pytest.fixture(scope="session")
def composed() -> Callable[..., Entry | compose.Unpublishable]:
    """What `compose.entry` makes of an item; keywords change the other arguments."""

    def make(item: Item = ITEM, **changes: Any) -> Entry | compose.Unpublishable:
        arguments: dict[str, Any] = {
            "grant": GRANT,
            "grant_id": 7,
            "notice": NOTICE,
            "body": CleanHtml(f"{NOTICE.above}<div>{item.article.content}</div>{NOTICE.below}"),
            "source_title": None,
            "source_url": "https://daily.example/feed.rss",
            "zone": ZoneInfo("UTC"),
        }
        arguments |= changes
        permission = compose.Permission(
            grant=arguments.pop("grant"),
            version=arguments.pop("grant_id"),
            notice=arguments.pop("notice"),
            claims=tuple(arguments.pop("claims", ())),
        )
        origin = compose.Origin(
            title=arguments.pop("source_title"), url=arguments.pop("source_url")
        )
        body = arguments.pop("body")
        return compose.entry(item, permission, body, origin=origin, **arguments)

    return make


@pytest.fixture(scope="session")
def entry(composed: Callable[..., Entry | compose.Unpublishable]) -> Callable[..., Entry]:
    """As ``composed``, where an entry must come of it."""

    def make(item: Item = ITEM, **changes: Any) -> Entry:
        made = composed(item, **changes)
        assert isinstance(made, Entry)
        return made

    return make


@pytest.fixture(scope="session")
def feed() -> Callable[..., PublishedFeed]:
    """A feed of the given entries."""

    def make(*entries: Entry, **changes: Any) -> PublishedFeed:
        arguments: dict[str, Any] = {
            "base_url": "https://feeds.example.org/",
            "site_title": "Example Newsroom",
            "updated": datetime(2020, 4, 25, 12, tzinfo=UTC),
            "version": "0.1",
        }
        output = OutputFeed(name=FeedName("world"), title="World")
        arguments |= changes
        site = compose_feed.Site(
            base_url=arguments.pop("base_url"),
            title=arguments.pop("site_title"),
            version=arguments.pop("version"),
        )
        return compose_feed.feed(output, entries, site=site, **arguments)

    return make


@pytest.fixture(scope="session")
def atom_problems() -> Callable[[bytes], list[str]]:
    """Hold an Atom document against RFC 4287, RFC 4946 and our own; empty: good."""
    return lambda document: list(_feed_problems(document))


# ── the checker: written from the specifications, it knows nothing of how we write ──────────────

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_DCTERMS: Final = "{http://purl.org/dc/terms/}"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_URI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+")
_RELATIONS: Final = frozenset(
    {"alternate", "self", "via", "license", "enclosure", "related", "hub"}
    | {"current", "prev-archive", "next-archive"}
)

_ONCE: Final = "exactly one"
_MOST: Final = "at most one"
_SOME: Final = "at least one"
_FEED: Final = {
    "id": _ONCE,
    "title": _ONCE,
    "updated": _ONCE,
    "author": _SOME,
    "subtitle": _MOST,
    "generator": _MOST,
    "icon": _MOST,
    "logo": _MOST,
}
_ENTRY: Final = {
    "id": _ONCE,
    "title": _ONCE,
    "updated": _ONCE,
    "author": _SOME,
    "rights": _ONCE,
    "source": _ONCE,
    "content": _MOST,
    "summary": _MOST,
    "published": _MOST,
}
_SOURCE: Final = {
    "id": _ONCE,
    "title": _ONCE,
    "updated": _ONCE,
    "subtitle": _MOST,
    "rights": _MOST,
    "icon": _MOST,
    "logo": _MOST,
    "generator": _MOST,
}
_REPEATED: Final = frozenset({"author", "contributor", "category", "link", "entry"})


def _feed_problems(document: bytes) -> Iterator[str]:
    if not document.startswith((b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0"')):
        yield "no XML declaration"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        document.decode("utf-8")
        root = etree.fromstring(document, parser)
    except (UnicodeDecodeError, etree.XMLSyntaxError) as error:
        yield f"not well-formed: {error}"
        return
    if root.tag != f"{_ATOM}feed":
        yield f"the root is {root.tag}"
        return
    for element in root.iter():
        if etree.QName(element).namespace is None:
            yield f"{element.tag} is in no namespace"
    yield from _counted("feed", root, _FEED, _REPEATED)
    yield from _container("feed", root)
    relations = [link.get("rel") for link in root.findall(f"{_ATOM}link")]
    if relations.count("self") != 1:
        yield "feed: not exactly one self link (RFC 4287 §4.1.1)"
    if "license" in relations:
        yield "feed: claims a licence for what its entries hold (RFC 4946 §2.4)"
    entries = root.findall(f"{_ATOM}entry")
    if entries and list(root)[-len(entries) :] != entries:
        yield "feed: metadata after an entry"
    ids = [entry.findtext(f"{_ATOM}id") for entry in entries]
    yield from (
        f"{each}: twice in one feed"
        for each in sorted(set(filter(None, ids)))
        if ids.count(each) > 1
    )
    for element in entries:
        where = element.findtext(f"{_ATOM}id") or "an entry without id"
        yield from _entry_problems(where, element)


def _entry_problems(where: str, entry: etree._Element) -> Iterator[str]:
    yield from _counted(where, entry, _ENTRY, _REPEATED - {"entry"})
    yield from _container(where, entry)
    links = entry.findall(f"{_ATOM}link")
    licenses = [link.get("href") for link in links if link.get("rel") == "license"]
    originals = [link.get("href") for link in links if link.get("rel") == "via"]
    content = entry.find(f"{_ATOM}content")
    if len(licenses) != 1:
        yield f"{where}: {len(licenses)} licence links (RFC 4946 §2)"
    if content is None:
        if not any(link.get("rel") == "alternate" for link in links):
            yield f"{where}: neither content nor alternate (RFC 4287 §4.1.2)"
        if not (entry.findtext(f"{_ATOM}summary") or "").strip():
            yield f"{where}: no text at all (RFC 4287 §4.1.1.1)"
    elif content.get("type") != "html" or len(content) or not (content.text or "").strip():
        yield f"{where}: content is not HTML as text, or is empty"
    for source in entry.findall(f"{_ATOM}source"):
        yield from _counted(f"{where}: source", source, _SOURCE, _REPEATED - {"entry"})
        yield from _container(f"{where}: source", source)
    yield from _dublin_core(where, entry, licenses[0] if licenses else None, originals)


def _dublin_core(
    where: str, entry: etree._Element, license_link: str | None, originals: list[str | None]
) -> Iterator[str]:
    def texts(name: str) -> list[str]:
        return [element.text or "" for element in entry.findall(name)]

    for name in ("rightsHolder", "dateCopyrighted", "license", "accessRights"):
        found = texts(_DCTERMS + name)
        if len(found) != 1 or not found[0].strip():
            yield f"{where}: not one dcterms:{name}"
    if not re.fullmatch(r"\d{4}", "".join(texts(f"{_DCTERMS}dateCopyrighted"))):
        yield f"{where}: the year is no year"
    if texts(f"{_DCTERMS}license") != [license_link]:
        yield f"{where}: dcterms:license is not the licence"
    if len(texts(f"{_DC}publisher")) != 1:
        yield f"{where}: not one dc:publisher"
    if texts(f"{_DC}source") != originals:
        yield f"{where}: dc:source is not the original"
    for period in texts(f"{_DCTERMS}valid"):
        if not re.fullmatch(r"(start=[^;]+;)?(end=[^;]+;)?scheme=W3C-DTF", period):
            yield f"{where}: dcterms:valid is no DCMI Period"


def _counted(
    where: str, parent: etree._Element, rules: dict[str, str], repeated: frozenset[str]
) -> Iterator[str]:
    for name, rule in rules.items():
        count = len(parent.findall(_ATOM + name))
        good = {_ONCE: count == 1, _MOST: count <= 1, _SOME: count >= 1}[rule]
        if not good:
            yield f"{where}: {count} {name}, must be {rule}"
    for element in parent:
        name = etree.QName(element).localname
        if element.tag.startswith(_ATOM) and name not in rules and name not in repeated:
            yield f"{where}: {name} does not belong here"


def _container(where: str, parent: etree._Element) -> Iterator[str]:
    """What feed, entry and source have in common."""
    for element in parent:
        name = str(element.tag).removeprefix(_ATOM)
        if check := _CHECKS.get(name):
            yield from check(f"{where}: {name}", element)
    alternates = [
        (link.get("type"), link.get("hreflang"))
        for link in parent.findall(f"{_ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    if len(alternates) != len(set(alternates)):
        yield f"{where}: two alternates alike (RFC 4287 §4.1.1)"
    if not _TAG.fullmatch(parent.get(_LANG, "en")):
        yield f"{where}: xml:lang is no language tag"


def _iri_problems(where: str, element: etree._Element) -> Iterator[str]:
    if not _ID.fullmatch(element.text or ""):
        yield f"{where} is no absolute IRI: {element.text!r}"


def _text_problems(where: str, element: etree._Element) -> Iterator[str]:
    if element.get("type", "text") not in {"text", "html"} or len(element):
        yield f"{where} is neither text nor HTML"
    if not (element.text or "").strip():
        yield f"{where} is empty"


def _category_problems(where: str, element: etree._Element) -> Iterator[str]:
    if not (element.get("term") or "").strip():
        yield f"{where} without a term"
    if not _ID.fullmatch(element.get("scheme", "x:y")):
        yield f"{where}: the scheme is no IRI"


def _date_problems(where: str, element: etree._Element) -> Iterator[str]:
    text = element.text or ""
    if not _DATE.fullmatch(text):
        yield f"{where} is not in whole seconds of UTC: {text!r}"
        return
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        yield f"{where} is no date: {text!r}"
        return
    if moment < datetime(1990, 1, 1, tzinfo=UTC):
        yield f"{where} is before 1990"


def _person_problems(where: str, person: etree._Element) -> Iterator[str]:
    names = [str(element.tag).removeprefix(_ATOM) for element in person]
    if names.count("name") != 1 or not (person.findtext(f"{_ATOM}name") or "").strip():
        yield f"{where} without one name (RFC 4287 §3.2.1)"
    if len(names) != len(set(names)) or not set(names) <= {"name", "email", "uri"}:
        yield f"{where} says something twice, or what it cannot"
    if not re.fullmatch(r".+@.+", person.findtext(f"{_ATOM}email") or "a@b"):
        yield f"{where}: email is none"
    if not _URI.fullmatch(person.findtext(f"{_ATOM}uri") or "x:y"):
        yield f"{where}: uri is none"


def _link_problems(where: str, link: etree._Element) -> Iterator[str]:
    if not _URI.fullmatch(link.get("href", "")):
        yield f"{where} to no URI: {link.get('href')!r}"
    if link.get("rel") not in _RELATIONS:
        yield f"{where} of an unknown relation: {link.get('rel')!r}"
    if not _TYPE.fullmatch(link.get("type", "a/b")):
        yield f"{where} with a type that is none: {link.get('type')!r}"
    if not link.get("length", "0").isdecimal():
        yield f"{where} with a length that is none: {link.get('length')!r}"
    if len(link) or link.text:
        yield f"{where} with something in it"


_CHECKS: Final[dict[str, Callable[[str, etree._Element], Iterator[str]]]] = {
    "id": _iri_problems,
    "icon": _iri_problems,
    "logo": _iri_problems,
    "updated": _date_problems,
    "published": _date_problems,
    "title": _text_problems,
    "subtitle": _text_problems,
    "rights": _text_problems,
    "summary": _text_problems,
    "author": _person_problems,
    "contributor": _person_problems,
    "category": _category_problems,
    "link": _link_problems,
}
