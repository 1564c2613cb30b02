"""What the header fields of a response say to us, read without trusting them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

MAX_VALIDATOR: Final = 4096
"""Octets; a longer ETag would make every later request be refused."""

_PRINTABLE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
"""RFC 9110 §5.5: field-vchar, SP and HTAB. Everything else is a control character or no octet."""
_SECONDS: Final = re.compile(r"[0-9]{1,10}")
_MAX_AGE: Final = re.compile(r'(?:^|,)\s*max-age\s*=\s*"?([0-9]{1,10})"?\s*(?=,|$)', re.IGNORECASE)
_NEVER_KEPT: Final = frozenset({"set-cookie", "set-cookie2"})


def kept(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The fields that may be stored: no cookies, no control characters.

    Args:
        fields: names and values as received, decoded as ISO 8859-1.

    Returns:
        Names in lower case; a repeated field's values joined with ``, `` (RFC 9110 §5.3).
    """
    found: dict[str, str] = {}
    for name, value in fields:
        key = name.lower()
        text = value.strip(" \t")
        if key in _NEVER_KEPT or not _PRINTABLE.fullmatch(text):
            continue
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def validator(value: str | None) -> str | None:
    """A validator that can be stored and sent back byte for byte, else None.

    Args:
        value: an ``ETag`` or ``Last-Modified``, decoded as ISO 8859-1. It need not be
            well-formed: only its sender has to understand it.
    """
    text = (value or "").strip(" \t")
    if not text or len(text) > MAX_VALIDATOR or not _PRINTABLE.fullmatch(text):
        return None
    return text


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """``Retry-After`` (RFC 9110 §10.2.3), in seconds or as a date; never negative."""
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=int(value))
    until = http_date(value)
    return None if until is None else max(until - now, timedelta(0))


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the response says that it stays fresh (RFC 9111 §4.2.1).

    The later of ``max-age`` and ``Expires`` (which is compared with the response's own ``Date``,
    so that the server's clock may be wrong). ``Age`` is not taken off: asking later is politer.

    Returns:
        None if it says nothing that can be understood; never negative.
    """
    ages = [
        timedelta(seconds=int(age)) for age in _MAX_AGE.findall(headers.get("cache-control", ""))
    ]
    expires = http_date(headers.get("expires", ""))
    if expires is not None:
        ages.append(max(expires - (http_date(headers.get("date", "")) or now), timedelta(0)))
    return max(ages, default=None)


def http_date(value: str) -> datetime | None:
    """An HTTP date in any of its three forms (RFC 9110 §5.6.7); None if it is none."""
    try:
        date = parsedate_to_datetime(value)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
