"""From a job to a result: the part of a tick that may run in any thread, process or machine.

::

    Job ─ fetch ─▶ Fetched ─ read, in a worker process ─▶ Collected
              └──▶ NotModified, Failed, or a body that is known ─▶ Collected without items

It knows nothing of the database. What it needs to spare work (validators, the body's hash, what
was read of each item) comes with the job, and what it found goes back as a value.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from syndicator.http.exchange import Interrupted, interrupted
from syndicator.http.fetch import fetch
from syndicator.http.url import led_to, target
from syndicator.log import Log
from syndicator.model import Collected, Digest, Failed, FailureKind, Fetched, Job, Pushed
from syndicator.poll.websub.discover import discover
from syndicator.poll.workers.pool import Cancelled, shared

log = Log(__name__)


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
        return Collected(source=job.source, outcome=failed, pushed=job.pushed is not None)


def _collect(job: Job) -> Collected:
    outcome = fetch(job) if job.pushed is None else _delivered(job, job.pushed)
    if not isinstance(outcome, Fetched):
        return Collected(source=job.source, outcome=outcome)
    if outcome.body_hash == job.body_hash:
        # The document's own links are what they were; a header field may have come.
        offer = discover(outcome.url, outcome.headers.get("link", ""), None)
        return Collected(
            source=job.source,
            outcome=replace(outcome, body=b""),
            size=len(outcome.body),
            offer=offer if offer.hubs else None,
            pushed=job.pushed is not None,
        )
    if job.pushed is not None:  # its body is the answer's
        job = replace(job, pushed=replace(job.pushed, body=b""))
    try:
        collected = shared().read(job, outcome, cancelled=interrupted)
    except Cancelled:
        raise Interrupted from None
    if job.pushed is not None or outcome.url == target(job.url).url:
        return collected
    return replace(collected, outcome=led_to(outcome.url, collected.outcome))


def _delivered(job: Job, pushed: Pushed) -> Fetched:
    """What a hub has brought, as if it had been asked for: with no word on asking again."""
    headers = {} if pushed.content_type is None else {"content-type": pushed.content_type}
    digest = Digest(hashlib.sha256(pushed.body).hexdigest())
    return Fetched(url=job.url, body=pushed.body, body_hash=digest, headers=headers)
