"""What a stranger gets in place of what was published, and why that may be. Pure.

======================================  =========================================================
What differs                            Likely cause, which the incident names
======================================  =========================================================
no address, no connection, certificate  DNS; the web server; its certificate
a status other than 200                 the web server does not serve the folder
a token feed without a 401              the web server serves `private/` by itself
another address                         a redirect: `base_url` is a former address
no feed of the form that it should be   another page is served there
other octets, an hour after a change    a cache, or another folder
another type                            the types of the web server
no 304 for a conditional request        validators are lost on the way
a withdrawn story's page without a 410  a cache, or the web server does not know `.gone` files
======================================  =========================================================
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from syndicator.model import Digest, Failed, FailureKind, Fetched, FetchResult, NotModified
from syndicator.model.counted import counted
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.wording import SINCE, Words

_OK, _UNAUTHORIZED, _GONE = 200, 401, 410
CACHED: Final = timedelta(hours=1)
"""For so long a cache on the way may keep what was published before."""
CERTIFICATE: Final = ((3, Severity.ERROR), (14, Severity.WARNING))
"""Days before a certificate ends at which it is told."""
UNREACHED: Final = frozenset(
    {FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT, FailureKind.TLS}
)
"""Failures that a whole server has, whatever is asked of it."""
_TYPES: Final = {
    "atom": {"application/atom+xml", "application/xml", "text/xml"},
    "rss": {"application/rss+xml", "application/xml", "text/xml"},
    "json": {"application/feed+json", "application/json"},
}
FORMS: Final = frozenset(_TYPES)
"""Forms that are asked for."""
_ROOTS: Final = {"atom": "{http://www.w3.org/2005/Atom}feed", "rss": "rss"}
_JSON_FEED: Final = "https://jsonfeed.org/version/"
_CAUSES: Final = {
    FailureKind.DNS: "see to the DNS entry of its name",
    FailureKind.CONNECT: "does the web server run, and listen there?",
    FailureKind.TIMEOUT: "is the web server, or what is before it, overloaded?",
    FailureKind.TLS: "see to the certificate of the web server",
    FailureKind.ADDRESS: "a private address is asked only if it is in [poll] allow_private",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A document as it was written last."""

    url: str
    form: str
    token: bool
    sha256: Digest
    written_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a stranger gets that is not what was published."""

    problem: str
    severity: Severity = Severity.ERROR
    unreached: bool = False
    """The whole server could not be reached."""


def difference(
    what: Published, first: FetchResult, again: FetchResult | None, now: datetime
) -> Difference | None:
    """Say what a stranger gets that is not what was published, and why that may be.

    Args:
        what: the document.
        first: the answer to a plain request.
        again: the answer to a conditional one with the validators of the first; None: not asked.
        now: the moment.
    """
    refused = isinstance(first, Failed) and first.status == _UNAUTHORIZED
    if what.token and refused:
        return None
    if what.token and isinstance(first, Fetched):
        problem = "can be read without a token: the web server must not serve private/ by itself"
        return Difference(problem=problem, severity=Severity.CRITICAL)
    if isinstance(first, Failed):
        cause = _CAUSES.get(first.kind, "does the web server serve the output folder there?")
        problem = f"is not served ({first.message}): {cause}"
        return Difference(problem=problem, unreached=first.kind in UNREACHED)
    if isinstance(first, NotModified):
        return Difference(
            problem="is answered by a 304 that nobody asked for: see to the cache in front"
        )
    found = next(_differences(what, first, again, now), None)
    return Difference(problem=found) if found else None


def _differences(
    what: Published, first: Fetched, again: FetchResult | None, now: datetime
) -> Iterator[str]:
    if first.url != what.url:
        yield f"leads to {first.url}: name the address that holds in [syndicator] base_url"
    same = hashlib.sha256(first.body).hexdigest() == what.sha256
    if not same and (wrong := invalid(first.body, what.form)):
        yield f"{wrong}: something else is served there"
    settled = what.written_at is None or now - what.written_at > CACHED
    if settled and not same:
        yield "is not what was published: a cache keeps an old copy, or another folder is served"
    given = first.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in _TYPES[what.form]:
        yield f"has the type {given or 'of nothing'}: see to the types of the web server"
    if again is not None and not isinstance(again, NotModified):
        yield (
            "is sent whole to those who have it already (no 304): see that ETag and "
            "Last-Modified pass the web server"
        )


def invalid(document: bytes, form: str) -> str | None:
    """Say why a document is not a feed of a form (``atom``, ``rss``, ``json``); None: it is."""
    if form == "json":
        try:
            version = json.loads(document)["version"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return "is no JSON Feed"
        return None if str(version).startswith(_JSON_FEED) else "is no JSON Feed"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        page = document.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html"))
        return "is an HTML page" if page else f"is not well-formed ({str(error)[:80]})"
    if root.tag == _ROOTS[form]:
        return None
    return f"is no {form.capitalize() if form == 'atom' else form.upper()} feed"


def still_there(url: str, status: int | None) -> Difference | None:
    """Look at what a stranger gets for the page of a story that was withdrawn.

    Args:
        url: the page's address.
        status: of HTTP; None: there was no answer, which is told elsewhere.
    """
    if status in {None, _GONE, _UNAUTHORIZED}:
        return None
    if status == _OK:
        problem = f"{url} still shows a withdrawn story: a cache keeps it; empty that"
        return Difference(problem=problem, severity=Severity.CRITICAL)
    return Difference(
        problem=f"{url}, the page of a withdrawn story, is answered {status}, not 410: the web "
        "server does not use the `.gone` files; see docs/serving.md",
        severity=Severity.WARNING,
    )


def of_feed(name: str, differences: list[Difference], words: Words) -> Observation:
    """Look at one feed."""
    key = (Kind.OUTSIDE.cause, name)
    if not differences:
        return Observation(key=key, finding=None)
    worst = max((each.severity for each in differences), key=lambda each: each.rank)
    finding = Finding(
        kind=Kind.OUTSIDE,
        subject=name,
        severity=worst,
        since=words.now,
        sentence="; ".join(each.problem for each in differences) + f". Found since {SINCE}.",
        effect="What subscribers of the feed get is not what was published.",
        command="syndicator doctor",
        count=len(differences),
    )
    return Observation(key=key, finding=finding)


def of_server(host: str, problem: str | None, words: Words) -> Observation:
    """Look at the server of all feeds: none of them could be reached, or one could."""
    finding = Finding(
        kind=Kind.OUTSIDE,
        subject=host,
        severity=Severity.CRITICAL,
        since=words.now,
        sentence=f"None of our feeds has been reached since {SINCE}: {problem}.",
        effect="Subscribers get nothing.",
        command="syndicator doctor",
    )
    return Observation(key=finding.key, finding=finding if problem else None)


def certificate(host: str, ends: datetime | None, words: Words) -> Observation:
    """Look for how long the certificate of the public address still holds."""
    key = (Kind.CERTIFICATE.cause, host)
    if ends is None:
        return Observation(key=key, finding=None, at_once=True)
    days = max((ends - words.now).days, 0)
    severity = next((severity for most, severity in CERTIFICATE if days <= most), None)
    if severity is None:
        return Observation(key=key, finding=None, at_once=True)
    finding = Finding(
        kind=Kind.CERTIFICATE,
        subject=host,
        severity=severity,
        since=words.now,
        sentence=f"The certificate of {host} ends on {words.moment(ends)}, in "
        f"{counted(days, 'day')}; see why the web server does not renew it.",
        effect="From then on no subscriber can read any feed.",
        command="syndicator doctor",
        count=days or 1,
    )
    return Observation(key=key, finding=finding, at_once=True)
