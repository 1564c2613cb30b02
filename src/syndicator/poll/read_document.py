"""From a document to what the database has to be told of it: the part that costs. Pure.

::

    Fetched ─ parse ─▶ ParsedFeed ─ clean what is new ─▶ Collected

It runs where it can be ended (`syndicator.poll.workers`), because no parser is safe from every
document.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from syndicator.dedupe.copies.page import page_key
from syndicator.dedupe.copies.tokens import shingles, tokens
from syndicator.dedupe.identity import identify
from syndicator.model import (
    Collected,
    DateFaults,
    Digest,
    Failed,
    Fetched,
    Incoming,
    Job,
    ParsedItem,
    SourceMeta,
)
from syndicator.parse.clean import clean, clean_source
from syndicator.parse.dates import AHEAD, credible
from syndicator.parse.feed import parse
from syndicator.parse.memory import pack, unpack
from syndicator.parse.rights_metadata import from_headers
from syndicator.parse.text import plain_text
from syndicator.poll import advisories
from syndicator.poll.websub.discover import discover

MANY: Final = 5
"""So many stories of one and the same date are no accident."""


def read(job: Job, fetched: Fetched) -> Collected:
    """Read the document of an answer.

    Args:
        job: what it is the answer to.
        fetched: with the document's octets, which are left out of what is returned.
    """
    body, outcome = fetched.body, replace(fetched, body=b"")
    pushed = job.pushed is not None
    before = unpack(job.memory)
    parsed = parse(
        body,
        content_type=outcome.headers.get("content-type"),
        url=outcome.url,
        known=before.outlines,
    )
    if isinstance(parsed, Failed):
        # What the server said about asking again counts for an answer that is no feed, too.
        failed = replace(parsed, headers=outcome.headers, seconds=outcome.seconds)
        return Collected(source=job.source, outcome=failed, size=len(body), pushed=pushed)
    known = job.known | before.known
    headers = from_headers(outcome.headers) if job.pushed is None else job.pushed.said
    meta = clean_source(replace(parsed.meta, reserved=(*parsed.meta.reserved, *headers)))
    return Collected(
        source=job.source,
        outcome=outcome,
        # An RSS feed is known by its address, and that is frozen with what is copied from it.
        meta=replace(meta, id=meta.id or job.configured_url or job.url),
        items=tuple(_incoming(item, parsed.meta, job, known) for item in parsed.items),
        tombstones=parsed.tombstones,
        memory=pack((item.raw_hash for item in parsed.items), parsed.outlines),
        problem="; ".join(filter(None, (outcome.problem, parsed.problem))) or None,
        dates=_date_faults(parsed.items, job.now),
        cut=parsed.cut,
        charset=parsed.charset,
        size=len(body),
        offer=None
        if pushed
        else discover(outcome.url, outcome.headers.get("link", ""), parsed.meta),
        pushed=pushed,
    )


def _incoming(item: ParsedItem, meta: SourceMeta, job: Job, known: Collection[Digest]) -> Incoming:
    updated = credible(item.updated, job.now)
    own = item.published or item.updated
    article = None if item.raw_hash in known else clean(item, meta)
    text = plain_text(article.content or article.summary) if article else ""
    return Incoming(
        identity=identify(item, article),
        raw_hash=item.raw_hash,
        article=article,
        # An Atom entry need not say when it appeared (RFC 4287 §4.2.9), only when it changed last.
        # Seen for the first time, that is the best date there is for the story, and its year.
        published=credible(item.published, job.now) or updated,
        updated=updated,
        future_date=own if own and own > job.now else None,
        advisory=None if article is None else advisories.read(article, text),
        shingles=shingles(tokens(text)),
        page=page_key(article.link) if article else None,
    )


def _date_faults(items: Sequence[ParsedItem], now: datetime) -> DateFaults:
    """Count the dates that do not count: what cannot be read, what lies more than a day ahead."""
    unreadable = [item.unreadable_date for item in items if item.unreadable_date]
    own = [item.published or item.updated for item in items]
    ahead = [date for date in own if date and date > now + AHEAD]
    return DateFaults(
        items=len(items),
        unreadable=len(unreadable),
        unreadable_example=next(iter(unreadable), None),
        ahead=len(ahead),
        latest=max(ahead, default=None),
        same=len(own) if len(own) >= MANY and own[0] and len(set(own)) == 1 else 0,
    )
