"""One conditional GET, within limits: a `Job` in, a `FetchResult` out (I/O).

How it asks
    ``If-None-Match`` and ``If-Modified-Since`` are what the source sent, byte for byte, and only
    its host is shown them. No cookies, no Referer, no netrc, no proxy, nothing from the
    environment. Credentials in the URL go as Basic authentication (RFC 7617), to that origin.
Where it follows
    At most five redirects, each dialled under the same guard, their bodies unread; never from
    https to http, never to an address that contains credentials (RFC 9110 §4.2.4).
What it takes
    A 200 with a complete body in at most one content coding, or a 304 that we asked for.
    Everything else is a `Failed`. An exception that leaves `fetch` is a bug of ours, or
    `Interrupted` when the process is stopping.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin

import requests

from syndicator.model import Digest, Failed, FailureKind, Fetched, FetchResult, Job, NotModified
from syndicator.poll.decode import ACCEPTED, BadCoding, Incomplete, UnknownCoding, decoder
from syndicator.poll.exchange import Exchange, exchange
from syndicator.poll.failures import FOREIGN, Broken, translated
from syndicator.poll.guard import adapter
from syndicator.poll.headers import kept, retry_after, validator
from syndicator.poll.target import Target, target

MAX_REDIRECTS: Final = 5
ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
FOLLOWED: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_PIECE: Final = 65_536


def fetch(job: Job) -> FetchResult:
    """Ask a source whether there is news. Thread-safe; blocks for at most ``limits.timeout``.

    Args:
        job: needs ``url``, ``limits``, ``now`` and the validators; the rest is for the parser.

    Returns:
        `Fetched` with the decoded body, `NotModified`, or `Failed` with a line for the operator.
        ``moved_to`` is set if every redirect was permanent and the job's URL holds no credentials
        (which a move would lose). ``url`` and ``moved_to`` never contain credentials.

    Raises:
        Interrupted: `syndicator.poll.exchange.interrupt` was called.
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
        with closing(send(place, headers, opened)) as response:
            if response.status_code not in FOLLOWED:
                moved_to = place.url if permanent and place is not home else None
                conditional = headers.keys() & {"If-None-Match", "If-Modified-Since"}
                return _outcome(response, place, moved_to, job, opened, asked=bool(conditional))
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
        _drain(response, opened)
        return NotModified(headers=headers, moved_to=moved_to)
    if response.status_code != HTTPStatus.OK:
        return _failed(response, place, headers, job)
    try:
        body, digest = _body(response, headers, opened)
    except Broken as broken:
        return Failed(
            kind=broken.kind,
            message=f"{place.host}: {broken.message}",
            status=response.status_code,
            headers=headers,
        )
    return Fetched(
        url=place.url,
        body=body,
        body_hash=digest,
        headers=headers,
        etag=_single(response, "etag"),
        last_modified=_single(response, "last-modified"),
        moved_to=moved_to,
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
        case _:
            kind = FailureKind.STATUS
    return Failed(kind=kind, message=said, status=status, retry_after=wait, headers=headers)


def _body(
    response: requests.Response, headers: dict[str, str], opened: Exchange
) -> tuple[bytes, Digest]:
    """The whole body, decoded, and its hash."""
    if headers.get("transfer-encoding", "chunked").lower() not in {"chunked", "identity"}:
        raise Broken(FailureKind.ENCODING, "uses a transfer coding that was not asked for")
    if (response.raw.length_remaining or 0) > opened.limits.max_bytes:
        raise opened.too_large()
    body, digest = io.BytesIO(), hashlib.sha256()
    try:
        for piece in _decoded(_arriving(response, opened), headers, opened):
            opened.remaining()
            if body.tell() + len(piece) > opened.limits.max_bytes:
                raise opened.too_large()
            body.write(piece)
            digest.update(piece)
    except UnknownCoding as unknown:
        raise Broken(FailureKind.ENCODING, f"uses {unknown}") from None
    except BadCoding:
        raise Broken(FailureKind.ENCODING, "the body is not compressed as it says") from None
    except Incomplete:
        raise Broken(FailureKind.TRUNCATED, "the compressed body is cut short") from None
    if not body.tell():
        raise Broken(FailureKind.NOT_A_FEED, "200 OK, but the answer is empty")
    return body.getvalue(), Digest(digest.hexdigest())


def _decoded(
    arriving: Iterable[bytes], headers: dict[str, str], opened: Exchange
) -> Iterator[bytes]:
    """The body in small pieces, without its content coding; an empty one has none."""
    decoding = decoder(headers.get("content-encoding", ""))
    received = 0
    for data in arriving:
        received += len(data)
        if received > opened.limits.max_bytes:
            raise opened.too_large()
        yield from decoding.feed(data)
    if received:
        decoding.finish()


def _arriving(response: requests.Response, opened: Exchange) -> Iterator[bytes]:
    """The body as it is on the wire, without the chunks' framing."""
    try:
        yield from response.raw.stream(_PIECE, decode_content=False)
    except FOREIGN as error:
        opened.check()
        kind, message = translated(error)
        if kind is FailureKind.CONNECT or opened.ended:
            kind, message = FailureKind.TRUNCATED, "the answer is cut short"
        raise Broken(kind, message) from error


def _drain(response: requests.Response, opened: Exchange) -> None:
    """Let the connection of a response without a body go back to its pool."""
    for _ in _arriving(response, opened):
        pass


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
