"""Asking sources: what a worker is told, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.model.documents import Reservation
from syndicator.model.names import Digest, Network, SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one exchange with a source may cost, and where it may go."""

    timeout: timedelta
    """Wall clock for the whole exchange: name look-up, connection, redirects, headers and body."""
    max_bytes: int
    """Octets, counted on the wire and again after decompression."""
    user_agent: str
    allow_private: tuple[Network, ...] = ()
    """Networks that may be dialled although they are not public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One source to be fetched, parsed and cleaned: all that a worker needs to know."""

    source: SourceName
    url: str
    limits: Limits
    now: datetime
    """The time of the tick; what a worker compares dates with."""
    etag: str | None = None
    """The validators of the last 200, byte for byte (RFC 9110 §13.1)."""
    last_modified: str | None = None
    validated_by: str | None = None
    """The `Fetched.url` that they came with: only its host is shown them. None: ``url``."""
    configured_url: str | None = None
    """What an RSS feed is known by, where ``url`` is the address it has moved to. None: ``url``."""
    body_hash: Digest | None = None
    """The hash of the last body that was stored; the same body is not parsed again."""
    known: frozenset[Digest] = frozenset()
    """Raw hashes of the items stored for this source; those are not cleaned again."""
    memory: bytes = b""
    """What was read of the source's last document (`Collected.memory`): items that stand in it as
    they did are not even read again."""
    pushed: Pushed | None = None
    """The document, where a hub has brought it: then nobody is asked."""


class FailureKind(StrEnum):
    """Why a source could not be read. The value is what operators see and scripts match."""

    ADDRESS = "address-refused"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    STATUS = "http-status"
    GONE = "gone"
    THROTTLED = "throttled"
    CHALLENGE = "challenge"
    """An answer, or a page, that wants proof that a person is asking."""
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    ENCODING = "content-encoding"
    NOT_A_FEED = "not-a-feed"
    UNSAFE = "unsafe-document"
    COSTLY = "costly-document"
    """It took too much time or memory, and the process that read it was ended."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A 200 with a complete body."""

    url: str
    """Where the body came from, after redirects."""
    body: bytes
    body_hash: Digest
    headers: dict[str, str]
    """Names in lower case; a repeated header is joined with ``, ``."""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    """The new address, if every hop was permanent (301 or 308)."""
    problem: str | None = None
    """What was wrong with the answer although its body is whole, in one line."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304: what we hold is current, and so are its validators."""

    headers: dict[str, str]
    moved_to: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The exchange, or the reading of what it brought, went wrong. A value, never an exception."""

    kind: FailureKind
    message: str
    """One line for an operator, without credentials."""
    status: int | None = None
    retry_after: timedelta | None = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


FetchResult = Fetched | NotModified | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a source says of its address: that it has moved for good (RFC 9110 §15.4.2)."""

    to: str
    count: int
    """How many polls in a row said so."""
    since: datetime
    """The first of them."""
    last: datetime
    """The latest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Where a source pushes its news (WebSub §4); without hubs, nowhere."""

    topic: str = ""
    """What to subscribe to: the address that the source calls ``self``."""
    hubs: tuple[str, ...] = ()
    """Whom to ask, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A document that a hub has brought, signed (WebSub §7)."""

    body: bytes
    content_type: str | None
    said: tuple[Reservation, ...] = ()
    """What the source's own answers reserve in their headers, which a hub does not pass on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a document held, as far as it tells whether it is of use."""

    items: int
    renamed: int = 0
    """Stories that were known although their ids were not."""
    empty: int = 0
    """Of the new and revised stories, those without any words."""
    garbled: int = 0
    """Of the new and revised stories, those with characters that only a wrong encoding makes."""
