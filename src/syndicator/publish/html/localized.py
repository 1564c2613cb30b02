"""What pages say of dates, sizes, languages and addresses, the same on every machine. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from markupsafe import Markup, escape

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_KILO: Final = 1000
_UNITS: Final = ("kB", "MB", "GB", "TB")

# Scripts that are written from right to left, and languages whose usual script is one of them
# (CLDR's likely subtags): what a `dir` of HTML needs that a language tag does not say.
_RTL_SCRIPTS: Final = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"})
_RTL_LANGUAGES: Final = frozenset(
    {
        *("ar", "arc", "ary", "arz", "azb", "bal", "bgn", "ckb", "dv", "fa", "glk", "he", "iw"),
        *("ji", "khw", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "rhg", "sd", "skr", "syr", "ug"),
        *("ur", "yi"),
    }
)
_TWO: Final = 2
_LANGUAGES: Final = frozenset(
    {
        *("aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be"),
        *("bg", "bh", "bi", "bm", "bn", "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs"),
        *("cu", "cv", "cy", "da", "de", "dv", "dz", "ee", "el", "en", "eo", "es", "et", "eu"),
        *("fa", "ff", "fi", "fj", "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gu", "gv", "ha"),
        *("he", "hi", "ho", "hr", "ht", "hu", "hy", "hz", "ia", "id", "ie", "ig", "ii", "ik"),
        *("in", "io", "is", "it", "iu", "iw", "ja", "ji", "jv", "jw", "ka", "kg", "ki", "kj"),
        *("kk", "kl", "km", "kn", "ko", "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg"),
        *("li", "ln", "lo", "lt", "lu", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mo", "mr"),
        *("ms", "mt", "my", "na", "nb", "nd", "ne", "ng", "nl", "nn", "no", "nr", "nv", "ny"),
        *("oc", "oj", "om", "or", "os", "pa", "pi", "pl", "ps", "pt", "qu", "rm", "rn", "ro"),
        *("ru", "rw", "sa", "sc", "sd", "se", "sg", "sh", "si", "sk", "sl", "sm", "sn", "so"),
        *("sq", "sr", "ss", "st", "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl"),
        *("tn", "to", "tr", "ts", "tt", "tw", "ty", "ug", "uk", "ur", "uz", "ve", "vi", "vo"),
        *("wa", "wo", "xh", "yi", "yo", "za", "zh", "zu"),
    }
)
_URL: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


def day(moment: datetime, zone: tzinfo = UTC) -> str:
    """``22 November 2026``, of the day in a zone; in English, whatever the locale."""
    moment = moment.astimezone(zone)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def minute(moment: datetime, zone: tzinfo = UTC) -> str:
    """``22 November 2026, 14:15 CET``."""
    moment = moment.astimezone(zone)
    name = moment.tzname() or "UTC"
    if not name[0].isalpha():  # a zone that has no name but its offset
        name = f"UTC{name.replace('-', '−')}"
    return f"{day(moment, zone)}, {moment.hour:02}:{moment.minute:02} {name}"


def machine(moment: datetime) -> str:
    """As ``datetime`` of a ``<time>``, and for schema.org: whole seconds, UTC."""
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def length(seconds: int) -> str:
    """``1 h 2 min 3 s``."""
    parts = (("h", seconds // 3600), ("min", seconds // 60 % 60), ("s", seconds % 60))
    return " ".join(f"{value} {unit}" for unit, value in parts if value) or "0 s"


def period(seconds: int) -> str:
    """The same as a duration of ISO 8601, as schema.org wants it: ``PT1H2M3S``."""
    parts = (("H", seconds // 3600), ("M", seconds // 60 % 60), ("S", seconds % 60))
    return "PT" + ("".join(f"{value}{unit}" for unit, value in parts if value) or "0S")


def size(octets: int) -> str:
    """``12.3 MB``, in powers of ten."""
    if octets < _KILO:
        return "1 byte" if octets == 1 else f"{octets} bytes"
    amount, unit = octets / _KILO, 0
    while round(amount, 1) >= _KILO and unit < len(_UNITS) - 1:
        amount, unit = amount / _KILO, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}"


def direction(language: str | None) -> str:
    """What ``dir`` a text in a language has: ``ltr``, ``rtl``, or ``auto`` where none is known.

    Args:
        language: a well-formed tag (RFC 5646); its script subtag counts more than its language.
    """
    if not language:
        return "auto"
    primary, *rest = language.split("-")
    script = next((each.title() for each in rest if re.fullmatch("[A-Za-z]{4}", each)), None)
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary.lower() in _RTL_LANGUAGES else "ltr"


def linked(text: str) -> Markup:
    """Plain text in which each web address has become a link."""
    parts: list[Markup] = []
    done = 0
    for found in _URL.finditer(text):
        parts += [
            escape(text[done : found.start()]),
            Markup('<a href="{0}">{0}</a>').format(found[0]),
        ]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])


def known_language(tag: str) -> bool:
    """Tell whether the language of a well-formed tag is one that has been given that code.

    Of two letters, those of ISO 639-1 and what they replaced; longer codes are too many to hold
    here, and are taken on trust.
    """
    primary = tag.partition("-")[0].lower()
    return len(primary) > _TWO or primary in _LANGUAGES
