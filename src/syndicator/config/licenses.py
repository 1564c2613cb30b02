"""Licences by their short names.

The addresses are those of https://creativecommons.org/licenses/list.en; a licence that was ported
to one country's law is written as its URL.
"""

from __future__ import annotations

import re
from typing import Final

from syndicator.config.suggest import did_you_mean
from syndicator.config.values import text, url
from syndicator.model.grant import UNSPECIFIED

VERSIONS: Final = ("1.0", "2.0", "2.5", "3.0", "4.0")
FAMILIES: Final = ("cc-by", "cc-by-sa", "cc-by-nd", "cc-by-nc", "cc-by-nc-sa", "cc-by-nc-nd")
_VERSIONED: Final = re.compile(r"(cc-by(?:-[a-z]+)*)-([0-9]\.[0-9])")


def split_version(word: str) -> tuple[str, str | None]:
    """Split ``cc-by-4.0`` into ``cc-by`` and ``4.0``; any other word is left whole."""
    parts = _VERSIONED.fullmatch(word)
    if parts and parts[1] in FAMILIES and parts[2] in VERSIONS:
        return parts[1], parts[2]
    return word, None


def _address(family: str, version: str) -> str:
    elements = family.removeprefix("cc-")
    if version == "1.0" and elements == "by-nc-nd":
        elements = "by-nd-nc"  # the only one whose elements were once in another order
    return f"https://creativecommons.org/licenses/{elements}/{version}/"


SHORT_NAMES: Final = {
    "unspecified": UNSPECIFIED,
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "public-domain": "https://creativecommons.org/publicdomain/mark/1.0/",
} | {
    f"{family}-{version}": _address(family, version) for family in FAMILIES for version in VERSIONS
}


def license_url(value: object) -> str:
    """Read a licence: a short name such as ``cc-by-4.0``, or its URL."""
    word = text(value)
    if word in SHORT_NAMES:
        return SHORT_NAMES[word]
    if word in FAMILIES:
        raise ValueError(f'say which version of it, as in "{word}-4.0"')
    if "://" in word:
        return url(word, fragment=True)
    raise ValueError(
        'expected "unspecified", a short name such as "cc-by-4.0", or the URL of a licence'
        + did_you_mean(word, SHORT_NAMES)
    )
