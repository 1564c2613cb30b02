"""From a job to a result: the part of a tick that may run in any thread, process or machine.

::

    Job ─ fetch ─▶ Fetched ─ parse ─▶ ParsedFeed ─ clean what is new ─▶ Collected
              └──▶ NotModified, Failed, or a body that is known ─▶ Collected without items

It knows nothing of the database. What it needs to spare work (validators, the body's hash, the
items' raw hashes) comes with the job, and what it found goes back as a value.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from syndicator.dedupe.identity import identify
from syndicator.model import (
    Collected,
    Failed,
    FailureKind,
    Fetched,
    Incoming,
    Job,
    ParsedItem,
    SourceMeta,
)
from syndicator.parse.clean import clean, clean_source
from syndicator.parse.dates import credible
from syndicator.parse.feed import parse
from syndicator.parse.rights_metadata import from_headers
from syndicator.poll.fetch import fetch

log = structlog.get_logger(__name__)


def collect(job: Job) -> Collected:
    """Fetch one source and make of the answer what the database has to be told.

    Never raises for anything that a source does. An error of ours is logged with its traceback
    and counts as this source's failure, so that the other sources are read all the same.
    """
    try:
        return _collect(job)
    except Exception as error:
        log.critical("bug", stage="collect", source=job.source, exc_info=True)
        message = f"an error of ours while reading it ({type(error).__name__}); see the log"
        failed = Failed(kind=FailureKind.UNREADABLE, message=message)
        return Collected(source=job.source, outcome=failed)


def _collect(job: Job) -> Collected:
    outcome = fetch(job)
    if not isinstance(outcome, Fetched):
        return Collected(source=job.source, outcome=outcome)
    body, outcome = outcome.body, replace(outcome, body=b"")
    if outcome.body_hash == job.body_hash:
        return Collected(source=job.source, outcome=outcome, size=len(body))
    parsed = parse(body, content_type=outcome.headers.get("content-type"), url=outcome.url)
    if isinstance(parsed, Failed):
        # What the server said about asking again counts for an answer that is no feed, too.
        failed = replace(parsed, headers=outcome.headers, seconds=outcome.seconds)
        return Collected(source=job.source, outcome=failed, size=len(body))
    # An RSS feed is known by its address, and that is frozen with what is copied from it.
    said = (*parsed.meta.reserved, *from_headers(outcome.headers))
    meta = clean_source(replace(parsed.meta, reserved=said))
    return Collected(
        source=job.source,
        outcome=outcome,
        meta=replace(meta, id=meta.id or job.url),
        items=tuple(_incoming(item, parsed.meta, job) for item in parsed.items),
        tombstones=parsed.tombstones,
        problem=parsed.problem,
        size=len(body),
    )


def _incoming(item: ParsedItem, meta: SourceMeta, job: Job) -> Incoming:
    updated = credible(item.updated, job.now)
    article = None if item.raw_hash in job.known else clean(item, meta)
    return Incoming(
        identity=identify(item, article),
        raw_hash=item.raw_hash,
        article=article,
        # An Atom entry need not say when it appeared (RFC 4287 §4.2.9), only when it changed last.
        # Seen for the first time, that is the best date there is for the story, and its year.
        published=credible(item.published, job.now) or updated,
        updated=updated,
    )
