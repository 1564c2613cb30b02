"""Whether a story, or a picture in it, is another's than the permission's holder.

A permission covers what its holder owns. A feed also carries agency stories, partners' pieces and
agency pictures; this says so, separately for text and for pictures, with the words that show it::

    authors ─┐
    source ──┤                     ┌─ text  ─ dateline, byline, closing line, copyright …
    rights ──┼─ claims(article) ───┤          and the weaker "with reporting by"
    lines ───┤                     └─ media ─ media:credit, caption, photo line …
    images ──┘

A story *about* an agency is no story *by* it. What becomes of a claim is the grant's to say
(``third_party``); here nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from syndicator.model import Article, SourceMeta
from syndicator.rights.attribution.agencies import Agencies, Agency, load_agencies
from syndicator.rights.attribution.article_lines import Line, Part, read_lines
from syndicator.rights.attribution.credit import Strength
from syndicator.rights.attribution.evidence import (
    WITH_REPORTING,
    Claim,
    all_agencies,
    named,
    rights_holders,
    subject_of,
    to_claims,
)
from syndicator.rights.attribution.holders import fold, own_names
from syndicator.rights.attribution.lexicon import Reader
from syndicator.rights.attribution.pictures import in_files, in_images, in_lines
from syndicator.rights.attribution.running_text import in_byline, in_text

__all__ = ["WITH_REPORTING", "Agency", "Claim", "claims", "load_agencies"]


def claims(
    article: Article,
    *,
    own: frozenset[str],
    agencies: Sequence[Agency],
    source_meta: SourceMeta | None = None,
) -> tuple[Claim, ...]:
    """Find every sign that something in an article is another holder's.

    Args:
        article: a cleaned article.
        own: names of the permission's holder, its credit and its source; what they claim is no
            third party's. Spelling, legal forms and departments do not matter.
        agencies: from `load_agencies`.
        source_meta: the feed that the article came in; its title is an own name.

    Returns:
        Each subject, holder and kind of evidence once. A claim whose ``where`` is
        `WITH_REPORTING` is the weaker one: own text with others' material.
    """
    if source_meta is not None and source_meta.title:
        own |= {source_meta.title}
    listed = agencies if isinstance(agencies, Agencies) else Agencies(agencies)
    reader = Reader(listed, own_names(own))
    authors = frozenset(fold(person.name) for person in article.authors)
    found: dict[tuple[str, str, str], Claim] = {}
    for claim in _all(article, reader, authors, source_meta):
        if not reader.own.has(claim.holder):
            found.setdefault((claim.subject, claim.holder, claim.where), claim)
    return tuple(found.values())


def _all(
    article: Article, reader: Reader, authors: frozenset[str], source_meta: SourceMeta | None
) -> Iterator[Claim]:
    for person in article.authors:
        yield from in_byline(person.name, reader)
    if article.source is not None:
        yield from _source(article.source, reader, source_meta)
    if article.rights:
        held = rights_holders(article.rights, reader, authors=authors)
        yield from to_claims(held, "text", "rights", article.rights)
    texts = [read_lines(html) for html in (article.content, article.summary) if html]
    yield from _categories(article, reader, texts)
    for lines in texts:
        yield from in_text(lines, reader, authors)
        yield from in_lines(lines, reader, authors)
    yield from in_images(article.images, reader, authors)
    yield from in_files(article.enclosures, reader, authors)


def _source(source: SourceMeta, reader: Reader, source_meta: SourceMeta | None) -> Iterator[Claim]:
    """An incoming ``atom:source`` or RSS ``source``: the item was itself copied."""
    hosts = _hosts(source)
    if source_meta is not None and (hosts & _hosts(source_meta) or source.id == source_meta.id):
        return
    name = source.title or next(iter(sorted(hosts)), "")
    credited = reader.read(name)
    if any(word.own for segment in credited.segments for word in segment):
        return
    agencies = credited.agencies()
    held = tuple(each.agency.name for each in agencies) or named(name, reader)
    yield from to_claims(held, "text", "source", name)


def _hosts(meta: SourceMeta) -> frozenset[str]:
    links = (meta.link, meta.self_link, meta.id)
    hosts = (_host(link) for link in links if link and link.startswith("http"))
    return frozenset(host.removeprefix("www.") for host in hosts if host)


def _host(link: str) -> str | None:
    try:
        return urlsplit(link).hostname
    except ValueError:  # an address in brackets that is none
        return None


def _categories(
    article: Article, reader: Reader, texts: Sequence[Sequence[Line]]
) -> Iterator[Claim]:
    """A category that is an agency, unless the story is about it."""
    topics: frozenset[Agency] | None = None
    for category in article.categories:
        credit = reader.read(category.term)
        for each in all_agencies(credit):
            if each.strength is not Strength.SURE and not credit.settled:
                continue
            if topics is None:
                topics = _topics(article, reader, texts)
            if each.agency not in topics:
                yield from to_claims([each], subject_of(each), "category", category.term)


def _topics(article: Article, reader: Reader, texts: Sequence[Sequence[Line]]) -> frozenset[Agency]:
    """The agencies that a story is about: named in its title, or as its first words."""
    first = (line.text for lines in texts for line in lines if line.part is Part.TEXT)
    opening = " ".join(next(first, "").split()[:3])
    mentioned = (*reader.read(article.title).mentioned(), *reader.read(opening).mentioned())
    return frozenset(found.agency for found in mentioned)
