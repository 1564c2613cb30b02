"""Names of time zones in dates, and what each of them can mean."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

_H: Final = 60

ZONES: Final = {
    **dict.fromkeys(("z", "utc", "gmt", "ut", "uct", "wet", "zulu"), 0),
    # Europe
    **dict.fromkeys(("cet", "mez", "met", "west"), _H),
    **dict.fromkeys(("cest", "mesz", "mest", "eet", "oez", "haec"), 2 * _H),
    **dict.fromkeys(("eest", "oesz", "msk", "trt", "fet"), 3 * _H),
    **dict.fromkeys(("msd", "samt"), 4 * _H),
    "azot": -_H,
    "cvt": -_H,
    # Africa
    "wat": _H,
    **dict.fromkeys(("cat", "sast", "wast"), 2 * _H),
    "eat": 3 * _H,
    **dict.fromkeys(("mut", "sct", "ret"), 4 * _H),
    # Asia
    "idt": 3 * _H,
    "irst": 3 * _H + 30,
    "irdt": 4 * _H + 30,
    **dict.fromkeys(("azt", "get"), 4 * _H),
    "aft": 4 * _H + 30,
    **dict.fromkeys(("pkt", "uzt", "tjt", "tmt", "yekt", "mvt"), 5 * _H),
    "slst": 5 * _H + 30,
    "npt": 5 * _H + 45,
    **dict.fromkeys(("kgt", "btt", "omst", "novst"), 6 * _H),
    "mmt": 6 * _H + 30,
    **dict.fromkeys(("ict", "wib", "krat", "hovt", "novt"), 7 * _H),
    **dict.fromkeys(("sgt", "hkt", "myt", "pht", "phst", "wita", "bnt", "irkt", "ulat"), 8 * _H),
    **dict.fromkeys(("jst", "kst", "wit", "yakt", "tlt"), 9 * _H),
    **dict.fromkeys(("vlat", "chst", "pgt"), 10 * _H),
    **dict.fromkeys(("magt", "sret", "sakt", "nct", "sbt", "vut"), 11 * _H),
    **dict.fromkeys(("pett", "anat", "fjt"), 12 * _H),
    # Australia and New Zealand
    "awst": 8 * _H,
    "acst": 9 * _H + 30,
    "acdt": 10 * _H + 30,
    "aest": 10 * _H,
    "aedt": 11 * _H,
    "nzst": 12 * _H,
    "nzdt": 13 * _H,
    # The Americas
    "ndt": -(2 * _H + 30),
    "nst": -(3 * _H + 30),
    **dict.fromkeys(("brst", "uyst", "fnt", "pmdt"), -2 * _H),
    **dict.fromkeys(("brt", "art", "uyt", "clst", "gft", "srt", "fkst"), -3 * _H),
    **dict.fromkeys(("edt", "clt", "bot", "vet", "gyt"), -4 * _H),
    **dict.fromkeys(("cdt", "cot", "pet"), -5 * _H),
    **dict.fromkeys(("mdt", "galt"), -6 * _H),
    "pdt": -7 * _H,
    "akdt": -8 * _H,
    **dict.fromkeys(("akst", "hdt"), -9 * _H),
    "hst": -10 * _H,
}
"""Minutes east of UTC, by names in lower case that mean one thing only (RFC 822 §5 and the IANA
time zone database)."""

AMBIGUOUS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "ist": (
        *((tag, 5 * _H + 30) for tag in ("en-IN", "as", "bn-IN", "gu", "hi", "kn", "ml", "mr")),
        *((tag, 5 * _H + 30) for tag in ("or", "pa", "sa", "ta", "te", "ur-IN")),
        *((tag, 2 * _H) for tag in ("he", "iw", "yi", "en-IL", "ar-IL", "ru-IL")),
        *((tag, _H) for tag in ("ga", "en-IE")),
    ),
    "bst": (("en-BD", 6 * _H), ("bn", 6 * _H), ("en", _H), ("cy", _H), ("gd", _H)),
    "cst": (
        *((tag, 8 * _H) for tag in ("zh", "en-CN", "en-HK", "en-MO", "en-SG", "en-TW", "yue")),
        *(("es-CU", -5 * _H), ("en-AU", 9 * _H + 30)),
        *(("en", -6 * _H), ("es", -6 * _H), ("fr-CA", -6 * _H)),
    ),
    "ast": (
        *((tag, 3 * _H) for tag in ("ar", "en-BH", "en-KW", "en-QA", "en-SA")),
        *((tag, -4 * _H) for tag in ("en", "es", "fr")),
    ),
    "adt": (("ar", 4 * _H), ("en", -3 * _H), ("es", -3 * _H), ("fr", -3 * _H)),
    "est": (("en-AU", 10 * _H), ("", -5 * _H)),
    "mst": (
        *(("ms", 8 * _H), ("en-MY", 8 * _H), ("my", 6 * _H + 30), ("en-MM", 6 * _H + 30)),
        ("", -7 * _H),
    ),
    "pst": (("fil", 8 * _H), ("tl", 8 * _H), ("en-PH", 8 * _H), ("", -8 * _H)),
    "gst": (("ar", 4 * _H), ("en", 4 * _H), ("fr", 4 * _H), ("es", -2 * _H)),
    "amt": (("hy", 4 * _H), ("en-AM", 4 * _H), ("ru-AM", 4 * _H), ("pt", -4 * _H)),
    "amst": (("hy", 5 * _H), ("pt", -3 * _H)),
    "bdt": (("bn", 6 * _H), ("en-BD", 6 * _H), ("ms", 8 * _H)),
    "sst": (("zh", 8 * _H), ("en-SG", 8 * _H), ("sm", -11 * _H), ("en-AS", -11 * _H)),
    "wst": (("en-AU", 8 * _H), ("sm", 13 * _H), ("en-WS", 13 * _H)),
}
"""What a name means in a feed of a language; the first tag that fits decides. The empty one fits
every language: RFC 822 §5 has given the name that meaning, but some use it in another."""


def is_zone(name: str) -> bool:
    """Say whether this is the name of a zone, in lower case."""
    return name in ZONES or name in AMBIGUOUS


@cache
def meanings(name: str) -> frozenset[int]:
    """Return all that an ambiguous name can mean, in minutes east of UTC."""
    return frozenset(minutes for _, minutes in AMBIGUOUS.get(name, ()))


def offset(name: str, language: str, seen: Iterable[int] = ()) -> int | None:
    """Return what an ambiguous name means in one document.

    Args:
        name: in lower case.
        language: of the feed, a language tag (BCP 47) or nothing.
        seen: the offsets that other dates of the document give in numbers. If the name can mean
            just one of these, that is what it means.

    Returns:
        Minutes east of UTC; None if neither the other dates nor the language decide.
    """
    among = meanings(name).intersection(seen)
    if len(among) == 1:
        return next(iter(among))
    for tag, minutes in AMBIGUOUS.get(name, ()):
        if not tag or language == tag or language.startswith(f"{tag}-"):
            return minutes
    return None
