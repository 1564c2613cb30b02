"""Countries: where a permission holds, and where a feed is offered.

A territory is a list of ISO 3166-1 alpha-2 codes; ``*`` is everywhere, and ``!US`` takes a country
out of that: ``("*", "!US")``, or ``("!US",)`` for short.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

EVERYWHERE: Final = "*"
_BUT: Final = "!"
_SHOWN: Final = 5

# ISO 3166-1, officially assigned; and XK, which it leaves to its users and they use for Kosovo.
_LISTED: Final = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK
"""
COUNTRIES: Final = frozenset(_LISTED.split())


def countries(territory: Iterable[str]) -> frozenset[str]:
    """The countries of a territory."""
    parts = frozenset(territory)
    without = {part.removeprefix(_BUT) for part in parts if part.startswith(_BUT)}
    named = {part for part in parts if not part.startswith(_BUT)}
    base = COUNTRIES if EVERYWHERE in parts or not named else COUNTRIES & named
    return base - without


def outside(place: Iterable[str], permitted: Iterable[str]) -> tuple[str, ...]:
    """The countries of one territory that do not lie in another, in order."""
    return tuple(sorted(countries(place) - countries(permitted)))


def spell(territory: Iterable[str]) -> str:
    """A territory in words: ``everywhere but in US``."""
    there = countries(territory)
    missing = COUNTRIES - there
    if not missing:
        return "everywhere"
    if len(missing) < len(there):
        return f"everywhere but in {spell_list(missing)}"
    return f"only in {spell_list(there)}" if there else "nowhere"


def spell_list(codes: Iterable[str]) -> str:
    """Countries for a reason: the first few, and how many more."""
    ordered = sorted(codes)
    more = len(ordered) - _SHOWN
    if more > 1:
        return f"{', '.join(ordered[:_SHOWN])} and {more} more"
    *first, last = ordered
    return f"{', '.join(first)} and {last}" if first else last


def contradictions(territory: Iterable[str]) -> list[str]:
    """What cannot be meant in a territory; one line each, empty where all is well."""
    parts = tuple(territory)
    named = [part for part in parts if not part.startswith(_BUT)]
    found = []
    if EVERYWHERE in named and len(named) > 1:
        others = spell_list(part for part in named if part != EVERYWHERE)
        found.append(f'"{EVERYWHERE}" is everywhere, {others} with it; leave out one or the other')
    elif named and named != [EVERYWHERE] and len(named) < len(parts):
        excepted = next(part for part in parts if part.startswith(_BUT))
        found.append(f'"{excepted}" takes a country out of "{EVERYWHERE}", which is not listed')
    return found
