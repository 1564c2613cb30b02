"""Creative Commons licences: what each demands, and which of two leaves less.

Terms are those of https://creativecommons.org/licenses/: attribution, and on top of it any of
``nc`` (no commerce), ``nd`` (no derivatives), ``sa`` (the same licence again). A licence is
narrower than another if it demands something that the other does not; CC0 and the public domain
mark demand nothing.
"""

from __future__ import annotations

import re
from typing import Final

from syndicator.model.grant import UNSPECIFIED
from syndicator.rights.attribution.holders import fold

_ADDRESS: Final = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/"
    r"(?:licenses/(?P<terms>[a-z+-]{2,20})|publicdomain/(?P<public>zero|mark))(?:/|$)"
)
_KNOWN: Final = frozenset({"by", "nc", "nd", "sa"})
_SHORT: Final = re.compile(
    r"\bcc[\s-]?by(?P<terms>(?:[\s-]{1,3}(?:nc|nd|sa)\b)*)(?:[\s-]v?\d(?:\.\d)?)?(?![\w-])"
)
_ZERO: Final = re.compile(r"\bcc-?0\b|\bcc zero\b")
_NAMED: Final = re.compile(
    r"\bcreative commons[\s:,-]{1,3}(?:attribution|namensnennung|attribuzione|reconocimiento)"
    r"(?P<terms>[\w\s/,-]{0,60})"
)
_LONG_NAMES: Final = (
    *(("nc", "commerc"), ("nc", "kommerz"), ("nd", "deriv"), ("nd", "bearbeit")),
    *(("sa", "share"), ("sa", "gleichen beding")),
)

Terms = frozenset[str]


def terms_of(license_: str) -> Terms | None:
    """What a licence demands, by its address or a name in running text.

    Returns:
        Any of ``by``, ``nc``, ``nd`` and ``sa``; empty for the public domain; None for what is
        no Creative Commons licence, and for the old ones without attribution's like.
    """
    text = fold(license_)
    if found := _ADDRESS.match(text):
        if found["public"]:
            return frozenset()
        terms = frozenset(re.split(r"[+-]", found["terms"]))
        return terms if terms <= _KNOWN else None
    if found := _SHORT.search(text):
        return frozenset({"by", *re.findall(r"nc|nd|sa", found["terms"])})
    if found := _NAMED.search(text):
        return frozenset({"by", *(term for term, part in _LONG_NAMES if part in found["terms"])})
    return frozenset() if _ZERO.search(text) else None


def narrower(license_: str, than: str) -> bool:
    """Say whether a licence leaves less than another, as far as both are understood.

    What is not understood is another licence, and taken to be narrower; the same address is not.
    """
    if than in {license_, UNSPECIFIED}:
        return False
    ours, theirs = terms_of(than), terms_of(license_)
    if ours is None or theirs is None:
        return True
    return not theirs <= ours


def narrowest(granted: str, offered: tuple[str, ...]) -> str:
    """The one licence that may be named to readers.

    Args:
        granted: the address that the permission lets flow on.
        offered: those that the item names for itself; several mean a choice (RFC 4946 §2).

    Returns:
        ``granted`` unless all that is offered is narrower; then the first of those that demands
        everything that ``granted`` demands, too; `UNSPECIFIED` if there is none.
    """
    if not offered or any(not narrower(each, granted) for each in offered):
        return granted
    ours = terms_of(granted)
    for each in offered:
        theirs = terms_of(each) if _ADDRESS.match(fold(each)) else None
        if ours is not None and theirs is not None and ours <= theirs:
            return each
    return UNSPECIFIED
