"""The words of dates: names of months and days in many languages, and names of time zones."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

_MARKS: Final = dict.fromkeys(
    (*range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x64B, 0x656), 0x640, 0x670)
)
"""Accents, and the vowel signs of Hebrew and Arabic: as often left out as written."""
_COMMAS: Final = frozenset("،、，")


def fold(text: str) -> str:
    """Return a date's text as it is compared: lower case, ASCII digits, no accents, one space.

    Digits of other scripts (Unicode category Nd) become those of ASCII, every kind of white space
    one space, the minus sign a hyphen; what only steers the display is left out.
    """
    text = unicodedata.normalize("NFKD", text).translate(_MARKS).casefold()
    if not text.isascii():
        text = "".join(map(_character, unicodedata.normalize("NFC", text)))
    return " ".join(text.split())


def _character(each: str) -> str:
    if each.isascii():
        return each
    kind = unicodedata.category(each)
    if kind == "Nd":
        return str(unicodedata.decimal(each))
    if kind == "Pd" or each == "−":
        return "-"
    if each in _COMMAS:
        return ","
    return "" if kind == "Cf" else each


# ── months and days ──────────────────────────────────────────────────────────────────────────

_ENGLISH: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
MONTHS: Final = {
    **{name: number for number, name in enumerate(_ENGLISH, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH, 1)},
    "sept": 9,
}
"""English names of months, folded, as RFC 5322 §3.3 has them and in full."""
_ENGLISH_DAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
DAYS: Final = {
    **{name: number for number, name in enumerate(_ENGLISH_DAYS)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH_DAYS)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
"""English names of days, folded; 0 for Monday."""


def month(name: str, language: str) -> int | None:
    """Return the number of a month, by its name in any language.

    Args:
        name: folded, without a full stop at its end.
        language: of the feed, a language tag (BCP 47) or nothing.

    Returns:
        1 to 12. Where two languages mean different months (``listopad`` is October in Croatian and
        November in Polish), that of the feed's own language decides; without it, None.
    """
    known = MONTHS.get(name)
    own, anywhere = _names(0).get(name, (None, None)) if known is None else (None, known)
    if own is not None and (found := own.get(_primary(language))) is not None:
        return found
    return anywhere


def day(name: str, language: str) -> int | None:
    """Return the number of a day of the week, 0 for Monday, by its name in any language.

    None: it is the name of no day, or of different ones in different languages.
    """
    if name in DAYS:
        return DAYS[name]
    own, anywhere = _names(1).get(name, (None, None))
    if own is not None and (found := own.get(_primary(language))) is not None:
        return found
    return anywhere


def is_day(name: str) -> bool:
    """Say whether a folded word is the name of a day of the week in some language."""
    return name in DAYS or name in _names(1)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


@cache
def _names(kind: int) -> dict[str, tuple[dict[str, int], int | None]]:
    """Index the names by what they mean in each language, and what they mean in all.

    Args:
        kind: 0 for months, 1 for days.
    """
    # Most feeds are dated in English: the others' names are read when one is met.
    from syndicator.parse.date_names import NAMES  # noqa: PLC0415

    found: dict[str, dict[str, int]] = {}
    for line in NAMES.strip().splitlines():
        language, *columns = line.split("\t")
        for number, column in enumerate(columns[:12] if kind == 0 else columns[12:]):
            for name in column.split("|"):
                found.setdefault(name, {})[language] = number + (kind == 0)
    return {
        name: (
            by_language,
            next(iter(meant)) if len(meant := set(by_language.values())) == 1 else None,
        )
        for name, by_language in found.items()
    }
