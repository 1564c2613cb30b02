"""Asking sources: what a worker is told, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

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
    body_hash: Digest | None = None
    """The hash of the last body that was stored; the same body is not parsed again."""
    known: frozenset[Digest] = frozenset()
    """Raw hashes of the items stored for this source; those are not cleaned again."""


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
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    ENCODING = "content-encoding"
    NOT_A_FEED = "not-a-feed"
    UNSAFE = "unsafe-document"
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
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304: what we hold is current."""

    headers: dict[str, str]
    etag: str | None = None
    """A validator that the 304 itself carried; None leaves the stored one as it is."""
    last_modified: str | None = None
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
