"""Whether a reader has the file already: preconditions in their order (RFC 9110 §13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Final

_ETAG: Final = re.compile(r'\s*(W/)?("[!#-~\x80-\xff]*")\s*(?:,|$)')
_EMPTY: Final = re.compile(r"\s*(?:,|$)")
_MAX_DATE: Final = 40


class Outcome(Enum):
    """What the preconditions come to."""

    SEND = "send"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What tells one version of a representation from another."""

    etag: str
    """Strong, with its quotes."""
    modified: int
    """Seconds of the epoch."""


def outcome(headers: Mapping[str, str], validators: Validators) -> Outcome:
    """Evaluate the preconditions of a GET or HEAD request (RFC 9110 §13.2.2).

    Args:
        headers: of the request, by lower-case names; several lines of one joined by commas.
        validators: of the representation that would be sent.
    """
    if (wanted := headers.get("if-match")) is not None:
        if not _has(wanted, validators.etag, weakly=False):
            return Outcome.FAILED
    elif (moment := _moment(headers.get("if-unmodified-since"))) is not None and (
        validators.modified > moment
    ):
        return Outcome.FAILED
    if (known := headers.get("if-none-match")) is not None:
        return Outcome.NOT_MODIFIED if _has(known, validators.etag) else Outcome.SEND
    moment = _moment(headers.get("if-modified-since"))
    if moment is not None and validators.modified <= moment:
        return Outcome.NOT_MODIFIED
    return Outcome.SEND


def range_holds(if_range: str | None, validators: Validators, *, now: int) -> bool:
    """Whether a range may be sent, since the reader has the rest of this very version (§13.1.5).

    Args:
        if_range: the value of ``If-Range``; None: there was none.
        validators: of the representation that would be sent.
        now: seconds of the epoch. A version of this second may not be the last one in it, so
            that its date says nothing (§8.8.2.2).
    """
    if if_range is None:
        return True
    if if_range.lstrip().startswith(('"', "W/")):
        return etags(if_range) == (validators.etag,)
    moment = _moment(if_range)
    return moment == validators.modified and validators.modified < now


def etags(value: str) -> tuple[str, ...]:
    """Read a list of entity tags (§8.8.3); weak ones keep their ``W/``.

    What follows the first malformed member is passed over: it may not mean what it looks like.
    """
    found: list[str] = []
    at = 0
    while at < len(value):
        if empty := _EMPTY.match(value, at):
            at = max(empty.end(), at + 1)
            continue
        tag = _ETAG.match(value, at)
        if tag is None:
            break
        found.append(f"{tag[1] or ''}{tag[2]}")
        at = tag.end()
    return tuple(found)


def _has(value: str, etag: str, *, weakly: bool = True) -> bool:
    """Whether a list of entity tags has this one (§8.8.3.2); ``*`` has every one."""
    if value.strip() == "*":
        return True
    return any((tag.removeprefix("W/") if weakly else tag) == etag for tag in etags(value))


def _moment(value: str | None) -> int | None:
    """Read an HTTP date (§5.6.7); what is none counts as absent."""
    if value is None or len(value) > _MAX_DATE:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
