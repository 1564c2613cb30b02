"""One conditional GET, within limits: a `Job` in, a `FetchResult` out (I/O).

How it asks
    ``If-None-Match`` and ``If-Modified-Since`` are what the source sent, byte for byte, and only
    its host is shown them. No cookies, no Referer, no netrc, no proxy, nothing from the
    environment. Credentials in the URL go as Basic authentication (RFC 7617), to that origin.
Where it follows
    At most five redirects, each dialled under the same guard, their bodies unread; never from
    https to http, never to an address that contains credentials (RFC 9110 §4.2.4).
What it takes
    A 200 with a complete body in at most one content coding (`syndicator.http.body`), or a 304
    that we asked for.
    Everything else is a `Failed`. An exception that leaves `fetch` is a bug of ours, or
    `Interrupted` when the process is stopping.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin

import requests

from syndicator.http.body import drain, read_body
from syndicator.http.challenge import REMEDY, challenger
from syndicator.http.decode import ACCEPTED
from syndicator.http.exchange import Exchange, exchange
from syndicator.http.failures import FOREIGN, Broken, translated
from syndicator.http.headers import kept, retry_after, validator
from syndicator.http.transport import adapter
from syndicator.http.url import Target, led_to, target
from syndicator.model import Failed, FailureKind, Fetched, FetchResult, Job, NotModified

MAX_REDIRECTS: Final = 5
ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/feed+json;q=0.8, */*;q=0.1"
)
FOLLOWED: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})


def fetch(job: Job) -> FetchResult:
    """Ask a source whether there is news. Thread-safe; blocks for at most ``limits.timeout``.

    Args:
        job: needs ``url``, ``limits``, ``now`` and the validators; the rest is for the parser.

    Returns:
        `Fetched` with the decoded body, `NotModified`, or `Failed` with a line for the operator.
        ``moved_to`` is set if every redirect was permanent and the job's URL holds no credentials
        (which a move would lose). ``url`` and ``moved_to`` never contain credentials.

    Raises:
        Interrupted: `syndicator.http.exchange.interrupt` was called.
    """
    started = time.monotonic()
    try:
        with exchange(job.limits) as opened:
            result = _ask_and_follow(job, opened)
    except Broken as broken:
        result = Failed(kind=broken.kind, message=broken.message)
    return replace(result, seconds=time.monotonic() - started)


def _ask_and_follow(job: Job, opened: Exchange) -> FetchResult:
    home = place = target(job.url)
    permanent = home.authorization is None
    visited = {home.url}
    while True:
        headers = _request_headers(job, home, place)
        with released(send(place, headers, opened)) as response:
            if response.status_code not in FOLLOWED:
                moved_to = place.url if permanent and place is not home else None
                conditional = headers.keys() & {"If-None-Match", "If-Modified-Since"}
                found = _outcome(response, place, moved_to, job, opened, asked=bool(conditional))
                return found if place is home else led_to(place.url, found)
            permanent = permanent and response.status_code in _PERMANENT
            place = next_place(response, place)
        if place.url in visited:
            raise Broken(FailureKind.REDIRECT, f"redirects in a circle, at {place.shown}")
        visited.add(place.url)
        if len(visited) > MAX_REDIRECTS + 1:
            raise Broken(
                FailureKind.REDIRECT,
                f"more than {MAX_REDIRECTS} redirects, the last to {place.shown}",
            )


def _request_headers(job: Job, home: Target, place: Target) -> dict[str, str]:
    headers = {
        "User-Agent": job.limits.user_agent,
        "Accept": ACCEPT,
        "Accept-Encoding": ACCEPTED,
    }
    if home.authorization is not None and place.origin == home.origin:
        headers["Authorization"] = home.authorization
    if place.host == _validated_by(job, home, place):
        if etag := validator(job.etag):
            headers["If-None-Match"] = etag
        if last_modified := validator(job.last_modified):
            headers["If-Modified-Since"] = last_modified
    return headers


def _validated_by(job: Job, home: Target, place: Target) -> str:
    """The host that the validators are from, and which alone is shown them."""
    if job.validated_by is None:
        return home.host
    return place.host if job.validated_by == place.url else target(job.validated_by).host


@contextmanager
def released(response: requests.Response) -> Iterator[requests.Response]:
    """Let go of an answer in the end. What it was has been decided: closing it fails silently.

    Where a connection broke, http.client may find its file closed before it flushes it.
    """
    try:
        yield response
    finally:
        with suppress(OSError, ValueError):
            response.close()


def send(
    place: Target,
    headers: dict[str, str],
    opened: Exchange,
    *,
    method: str = "GET",
    body: bytes | None = None,
) -> requests.Response:
    """Send one request and read the response's header; the body stays unread.

    Args:
        place: where to.
        headers: all of them, but for the Content-Length of a `body`.
        opened: the exchange that it belongs to.
        method: one whose request may be repeated where no answer came.
        body: of the request.

    Raises:
        Broken: there was no answer.
    """
    request = requests.PreparedRequest()
    request.prepare_method(method)
    request.url = place.url
    request.prepare_headers(headers)
    if body is not None:
        request.body = body
        request.headers["Content-Length"] = str(len(body))
    while True:
        opened.received = 0
        try:
            return adapter(opened.limits.allow_private).send(
                request, stream=True, timeout=opened.remaining()
            )
        except FOREIGN as error:
            opened.check()
            # A server may close an idle connection just as we use it again; a GET that got no
            # answer may be repeated (RFC 9110 §9.2.2), and that connection is thrown away.
            if opened.reused and not opened.received:
                continue
            raise _broken(error, place) from error


def next_place(response: requests.Response, place: Target) -> Target:
    """Where a redirect leads; raises `Broken` where it must not be followed."""
    locations = response.raw.headers.getlist("location")
    if not locations or not locations[0].strip():
        raise Broken(FailureKind.REDIRECT, f"{place.host}: {_status(response)} without a Location")
    location = locations[0].strip()
    # Header fields arrive decoded as ISO 8859-1, but servers write UTF-8 into this one.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    try:
        joined = urljoin(place.url, location)
    except ValueError:
        raise Broken(FailureKind.REDIRECT, f"{place.host} redirects to no address") from None
    following = target(joined, FailureKind.REDIRECT)
    if following.authorization is not None:
        raise Broken(
            FailureKind.REDIRECT, f"{place.host} redirects to an address with credentials in it"
        )
    if place.origin[0] == "https" and following.origin[0] == "http":
        raise Broken(
            FailureKind.REDIRECT,
            f"redirects from https to http, at {following.shown}: refused",
        )
    return following


def _outcome(
    response: requests.Response,
    place: Target,
    moved_to: str | None,
    job: Job,
    opened: Exchange,
    *,
    asked: bool,
) -> FetchResult:
    """What a response that is no redirect means."""
    headers = kept(response.raw.headers.iteritems())
    if response.status_code == HTTPStatus.NOT_MODIFIED and asked:
        drain(response, opened)
        return NotModified(headers=headers, moved_to=moved_to)
    if response.status_code != HTTPStatus.OK or challenger(headers, response.status_code):
        return _failed(response, place, headers, job)
    try:
        body = read_body(response, headers, opened)
    except Broken as broken:
        return Failed(
            kind=broken.kind,
            message=f"{place.host}: {broken.message}",
            status=response.status_code,
            headers=headers,
        )
    return Fetched(
        url=place.url,
        body=body.octets,
        body_hash=body.digest,
        headers=headers,
        etag=_single(response, "etag"),
        last_modified=_single(response, "last-modified"),
        moved_to=moved_to,
        problem=body.problem,
    )


def _failed(
    response: requests.Response, place: Target, headers: dict[str, str], job: Job
) -> Failed:
    status = response.status_code
    wait = retry_after(headers, job.now)
    said = f"{place.host}: {_status(response)}"
    match status:
        case HTTPStatus.GONE:
            kind = FailureKind.GONE
        case HTTPStatus.TOO_MANY_REQUESTS:
            kind = FailureKind.THROTTLED
        case HTTPStatus.SERVICE_UNAVAILABLE if wait is not None:
            kind = FailureKind.THROTTLED
        case HTTPStatus.NOT_MODIFIED:
            kind, said = FailureKind.PROTOCOL, f"{said}, although nothing was compared"
        case HTTPStatus.NO_CONTENT:
            kind, said = FailureKind.STATUS, f"{said}: the answer is empty"
        case _:
            kind = FailureKind.STATUS
    if service := challenger(headers, status):
        said += f": {service} wants proof that a person is asking; {REMEDY}"
        kind = FailureKind.CHALLENGE if kind is FailureKind.STATUS else kind
    return Failed(kind=kind, message=said, status=status, retry_after=wait, headers=headers)


def _single(response: requests.Response, name: str) -> str | None:
    """A validator that was sent once; two different ones would be none."""
    values = set(response.raw.headers.getlist(name))
    return validator(values.pop()) if len(values) == 1 else None


def _status(response: requests.Response) -> str:
    """The status in the standard's words; the server's own phrase may say anything."""
    try:
        return f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    except ValueError:
        return f"{response.status_code}"


def _broken(error: Exception, place: Target) -> Broken:
    kind, message = translated(error)
    return Broken(kind, f"{place.host}: {message}")
