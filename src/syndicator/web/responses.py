"""The answers' headers and the pages of errors: values in, messages of ASGI out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Final

from syndicator.publish.html import page
from syndicator.web.file_cache import Copy, Stamp
from syndicator.web.negotiation import IDENTITY
from syndicator.web.ranges import Part
from syndicator.web.site import About, Site

Headers = list[tuple[bytes, bytes]]
Message = dict[str, Any]

READ: Final = "GET, HEAD, OPTIONS"
"""What can be done with a file."""
EMPTY: Final[Message] = {"type": "http.response.body", "body": b""}
RETRY_SECONDS: Final = 2

_ASKING: Final = "A-IM, If-Match, If-Modified-Since, If-None-Match, If-Range, Range"
_TOLD: Final = "Accept-Ranges, Content-Range, Delta-Base, ETag, IM, Link"
_UPDATED: Final = frozenset(
    {b"cache-control", b"vary", b"etag", b"last-modified", b"access-control-allow-origin"}
)
_A_DAY: Final = "86400"
_POLICY: Final = page.SECURITY_POLICY


@dataclass(frozen=True, slots=True)
class Prepared:
    """How the answers for one version of a file begin."""

    stamp: Stamp
    etag: bytes
    whole: Message
    not_modified: Message
    whole_head: bytes
    """`whole` as it goes over the wire, but for ``Date``."""
    not_modified_head: bytes


def prepare(about: About, copy: Copy, *, now: int) -> Prepared:
    """Make the beginnings of the answers 200 and 304.

    Args:
        about: the file.
        copy: the version and coding of it.
        now: seconds of the epoch. A date of change in the future is not told (RFC 9110 §8.8.2.1).
    """
    whole = [*_content(about, copy, copy.size), *_common(about), *_validators(copy, now)]
    # What a cache updates of what it holds, and nothing else (RFC 9110 §15.4.5).
    update = [(name, value) for name, value in whole if name in _UPDATED]
    return Prepared(
        stamp=copy.stamp,
        etag=copy.validators.etag.encode("ascii"),
        whole=_start(HTTPStatus.OK, whole),
        not_modified=_start(HTTPStatus.NOT_MODIFIED, update),
        whole_head=_wire(HTTPStatus.OK, whole),
        not_modified_head=_wire(HTTPStatus.NOT_MODIFIED, update),
    )


def partly(about: About, copy: Copy, part: Part, *, now: int) -> Message:
    """Make the beginning of the answer 206."""
    place = f"bytes {part.start}-{part.stop - 1}/{copy.size}"
    headers = [
        *_content(about, copy, part.stop - part.start),
        *_pairs({"content-range": place}),
        *_common(about),
        *_validators(copy, now),
    ]
    return _start(HTTPStatus.PARTIAL_CONTENT, headers)


def manipulated(about: About, copy: Copy, *, base: str, size: int, now: int) -> Message:
    """Make the beginning of the answer 226: only what is new since a version (RFC 3229 §10.4.1).

    No cache keeps it that does not understand ``im``; the validators are those of the whole.
    """
    special = {
        "im": "feed",
        "delta-base": base,
        "cache-control": "private, no-store" if about.private else "no-store, im",
        "vary": f"{about.vary}, A-IM, If-None-Match",
    }
    headers = [
        *((name, value) for name, value in _content(about, copy, size) if name != b"accept-ranges"),
        *((name, value) for name, value in _common(about) if name.decode() not in special),
        *_pairs(special),
        *_validators(copy, now),
    ]
    return _start(HTTPStatus.IM_USED, headers)


def options(about: About) -> Message:
    """Make the answer to OPTIONS: what may be done, and by pages of other origins too."""
    told = {"allow": READ, "content-length": "0", "vary": about.vary}
    if not about.private:
        told |= {
            "access-control-allow-origin": "*",
            "access-control-allow-methods": "GET, HEAD",
            "access-control-allow-headers": _ASKING,
            "access-control-max-age": _A_DAY,
        }
    return _start(HTTPStatus.NO_CONTENT, _pairs(told))


def fixed(
    status: int, body: bytes, headers: dict[str, str], *, about: About | None = None
) -> Message:
    """Make the beginning of an answer that is no file.

    Args:
        status: of HTTP.
        body: which will follow.
        headers: its own; they go before those that every answer has.
        about: what was asked for, where it is known.
    """
    told = {
        "content-type": "text/html; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store" if about and about.private else "no-cache",
        "content-security-policy": _POLICY,
        "referrer-policy": _referrer(about),
        "x-content-type-options": "nosniff",
    }
    if about is not None:
        told["vary"] = about.vary
    if about is None or not about.private:
        told["access-control-allow-origin"] = "*"
    return _start(status, _pairs(told | headers))


class Pages:
    """The pages of errors, in the looks of all others; each is made once."""

    def __init__(self, site: Site) -> None:
        """Take the title and the root from a site."""
        self._title = site.title
        self._root = site.prefix.decode("ascii")
        self._made: dict[int, bytes] = {}

    def error(self, status: int) -> bytes:
        """The page for a status."""
        if status not in self._made:
            made = page.error_page(status, site_title=self._title, root=self._root)
            self._made[status] = made
        return self._made[status]


def _start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": int(status), "headers": headers}


def _wire(status: HTTPStatus, headers: Headers) -> bytes:
    lines = [b"HTTP/1.1 %d %s" % (status, status.phrase.encode("ascii"))]
    lines += [b"%s: %s" % each for each in headers]
    return b"".join(b"%s\r\n" % each for each in lines)


def _content(about: About, copy: Copy, size: int) -> Headers:
    told = {"content-type": about.media_type, "content-length": str(size)}
    if copy.coding == IDENTITY:
        told["accept-ranges"] = "bytes"
    else:
        told["content-encoding"] = copy.coding
    if about.rendered:
        told["content-security-policy"] = _POLICY
    return _pairs(told)


def _common(about: About) -> Headers:
    told = {
        "cache-control": about.cache_control,
        "vary": about.vary,
        "referrer-policy": _referrer(about),
        "x-content-type-options": "nosniff",
    }
    if not about.private:
        told["access-control-allow-origin"] = "*"
        told["access-control-expose-headers"] = _TOLD
    if about.link:
        told["link"] = about.link
    return _pairs(told)


def _validators(copy: Copy, now: int) -> Headers:
    modified = formatdate(min(copy.validators.modified, now), usegmt=True)
    return _pairs({"etag": copy.validators.etag, "last-modified": modified})


def _referrer(about: About | None) -> str:
    # The address of a private page may carry its token.
    return "no-referrer" if about and about.private else "strict-origin-when-cross-origin"


def _pairs(told: dict[str, str]) -> Headers:
    items: Iterable[tuple[str, str]] = told.items()
    return [(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in items]
