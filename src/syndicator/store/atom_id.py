"""The ``atom:id`` under which an item is published for as long as it is known. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from syndicator.model import Identity

_IRI: Final = re.compile(
    # RFC 3987 §2.2: a scheme, a colon, then the characters of an IRI, with whole percent escapes.
    # One letter before the colon is a drive or an initial, never a registered scheme.
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):"
    r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}"
    r"|[\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000dfffd])+"
)
_RUNNABLE: Final = frozenset({"javascript", "vbscript", "data"})
_URN: Final = re.compile(r"(?i)urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[^\s#?]+")  # RFC 8141 §2
_INVISIBLE: Final = re.compile(r"[\u00a0\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")


def is_iri(text: str) -> bool:
    """Whether a guid is an absolute IRI that may be published byte for byte (RFC 4287 §4.2.6).

    Refused although RFC 3987 would let them pass: what a browser would run, an address without a
    host or with a password in it, and characters that cannot be seen.
    """
    found = _IRI.fullmatch(text)
    if found is None or _INVISIBLE.search(text):
        return False
    scheme = found["scheme"].lower()
    if scheme in _RUNNABLE:
        return False
    if scheme == "urn":
        return _URN.fullmatch(text) is not None
    if scheme in {"http", "https"}:
        try:
            parts = urlsplit(text)
            return bool(parts.hostname) and "@" not in parts.netloc
        except ValueError:
            return False
    return True


def mint(*what: str | None, base_url: str, minted: datetime) -> str:
    """Make a ``tag:`` IRI (RFC 4151 §2.1) of ours for something that has no IRI of its own.

    Args:
        what: what makes it this thing and no other; the same gives the same.
        base_url: whose host is the authority: we may only mint in our own name.
        minted: its year is the tag's date, a time at which the host is known to be ours.
    """
    host = (urlsplit(base_url).hostname or "localhost").encode("idna").decode("ascii")
    authority = re.sub(r"[^a-z0-9.-]", "-", host.lower())
    digest = hashlib.sha256("\n".join(part or "" for part in what).encode()).hexdigest()
    return f"tag:{authority},{minted.year:04}:{digest[:40]}"


def proposals(
    identity: Identity, *, raw_hash: str, source_url: str, base_url: str, minted: datetime
) -> Iterator[str]:
    """Ids for a new item, best first; the first that no other item of its source has is taken.

    A source may give one guid to several stories, and two entries of one feed may not share an
    id, so there is always a further one to fall back on.
    """
    if identity.guid is not None and is_iri(identity.guid):
        yield identity.guid
    strongest = identity.guid or identity.link or identity.fingerprint or raw_hash
    whole = (identity.guid, identity.link, identity.fingerprint)
    for what in ((strongest,), whole, (*whole, raw_hash)):
        yield mint(source_url, *what, base_url=base_url, minted=minted)
