"""Language tags (BCP 47)."""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[0-9a-z]{5,8}|[0-9][0-9a-z]{3}))*(?:-[0-9a-wyz](?:-[0-9a-z]{2,8})+)*(?:-x(?:-[0-9a-z]{1,8})+)?"
)
_MAX_LENGTH: Final = 35  # RFC 5646 §4.4.1: what every implementation must take


def language_tag(value: object) -> str | None:
    """Return a well-formed tag in the case that RFC 5646 §2.1.1 recommends, or None.

    ``EN_us`` becomes ``en-US``; "English", an empty string and other junk become None.
    """
    if not isinstance(value, str):
        return None
    tag = value.strip().replace("_", "-").lower()
    if len(tag) > _MAX_LENGTH or not _TAG.fullmatch(tag):
        return None
    first, *rest = tag.split("-")
    shaped, plain = [first], False
    for part in rest:
        plain = plain or len(part) == 1  # extensions and private use stay in lower case
        if not plain and len(part) == 2:  # noqa: PLR2004  # a region
            shaped.append(part.upper())
        elif not plain and len(part) == 4 and part.isalpha():  # noqa: PLR2004  # a script
            shaped.append(part.title())
        else:
            shaped.append(part)
    return "-".join(shaped)
