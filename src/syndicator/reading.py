"""From a document to what the database has to be told of it: the part that costs. Pure.

::

    Fetched ─ parse ─▶ ParsedFeed ─ clean what is new ─▶ Collected

It runs where it can be ended (`syndicator.workers`), because no parser is safe from every document.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from syndicator.dedupe.identity import identify
from syndicator.model import (
    Collected,
    Digest,
    Failed,
    Fetched,
    Incoming,
    Job,
    ParsedItem,
    SourceMeta,
)
from syndicator.parse.clean import clean, clean_source
from syndicator.parse.dates import credible
from syndicator.parse.feed import parse
from syndicator.parse.memory import pack, unpack
from syndicator.parse.rights_metadata import from_headers
from syndicator.poll.discover import discover


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
        problem=parsed.problem,
        size=len(body),
        offer=None
        if pushed
        else discover(outcome.url, outcome.headers.get("link", ""), parsed.meta),
        pushed=pushed,
    )


def _incoming(item: ParsedItem, meta: SourceMeta, job: Job, known: Collection[Digest]) -> Incoming:
    updated = credible(item.updated, job.now)
    article = None if item.raw_hash in known else clean(item, meta)
    return Incoming(
        identity=identify(item, article),
        raw_hash=item.raw_hash,
        article=article,
        # An Atom entry need not say when it appeared (RFC 4287 §4.2.9), only when it changed last.
        # Seen for the first time, that is the best date there is for the story, and its year.
        published=credible(item.published, job.now) or updated,
        updated=updated,
    )
