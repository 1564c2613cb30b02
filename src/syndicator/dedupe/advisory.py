"""Headlines by which agencies speak to editors: kill this, hold that. Pure.

An advisory is an order about a story and is none itself. Its word stands before the headline of
the story, in capitals or set off by a colon or a dash (``MANDATORY KILL: River bridge opens``), or
after it in brackets. What merely begins with such a word (``Bill to kill the tax``, ``How to hold
on``) is a story; and where stories are headed like that, too (``Kill: a memoir``), it counts only
if a story is known that has the rest for its headline.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz


class Order(StrEnum):
    """What an advisory asks for."""

    KILL = "kill"
    HOLD = "hold"
    RELEASE = "release"
    NOTE = "note"
    """For the eyes of editors, and about no story that could be stopped."""
    CORRECTION = "correction"
    """A story like any other, that says of itself that it was corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What a headline asks for."""

    order: Order
    word: str
    """As written: ``MANDATORY KILL``."""
    rest: str
    """The rest of the headline: of which story; may be empty."""
    sure: bool
    """Whether it is one by itself; otherwise only if `rest` names a story that is known."""


NEAR: Final = 90
"""How alike two headlines are that name one story, of 100 (a ratio of edits)."""
TELLING: Final = 8
"""A headline with fewer letters names no story."""

_PHRASES: Final = {
    Order.KILL: (
        r"(?:mandatory|bulletin|urgent|advisory|story|photo|picture) (?:kill|withdrawal)"
        r"|kill(?:[ ,/-]+kill)+|kill (?:advisory|notice|story)|story (?:killed|withdrawn|retracted)"
        r"|(?:mandatory|story) elimination|achtung[:,!]? (?:meldung )?(?:zurückgezogen|storno)"
        r"|meldung zurückgezogen|anulación (?:obligatoria|de (?:noticia|nota))"
        r"|(?:dépêche|article) annulée?"
    ),
    Order.HOLD: (
        r"hold for (?:release|approval)|hold until released|not for (?:publication|release)"
        r"|do not (?:publish|use)|under embargo|strict embargo|embargoed until [^:]{1,40}"
        r"|(?:achtung[:,!]? )?sperrfrist \d[^:–—]{0,30}|achtung[:,!]? sperrfrist"
        r"|embargo estricto|sous embargo"
    ),
    Order.RELEASE: r"hold (?:released|lifted)|(?:embargo|sperrfrist) (?:lifted|aufgehoben)",
    Order.NOTE: (
        r"(?:advisory|note|attention|notice)(?: to)? (?:all )?editors|media advisory"
        r"|hinweis an die redaktionen|note aux rédactions|aviso a (?:los )?editores"
    ),
    Order.CORRECTION: r"annule et remplace|(?:1st|2nd|3rd|\dth) ld(?:[- ]writethru)?",
}
_WORDS: Final = {
    Order.KILL: (
        r"kill(?:ed)?|withdraw(?:n|al)|eliminat(?:ion|ed)|zurückgezogen|storno|storniert"
        r"|anulaci[óo]n|anulad[oa]|eliminaci[óo]n|annulation|annulée?|annullamento|anulação"
    ),
    Order.HOLD: r"hold|embargo(?:ed)?|sperrfrist|retract(?:ion|ed)|retenu|retenid[oa]",
    Order.RELEASE: r"released|freigegeben|liberad[oa]|libéré",
    Order.NOTE: r"advisory",
    Order.CORRECTION: (
        r"correct(?:ion|ed)|writethru|corrects|korrektur|berichtigung|corrección|rectificatif"
        r"|rettifica|correção"
    ),
}
_AGENCIES_OWN: Final = re.compile(
    r"(?:mandatory|bulletin|urgent|advisory|photo|picture|story) (?:kill|withdrawal|elimination)"
    r"|story (?:killed|withdrawn|retracted)|kill (?:advisory|notice)|hold for (?:release|approval)"
    r"|hold until released|embargoed until .*|.*sperrfrist.*|.*zurückgezogen|storno|withdrawn"
    r"|retract(?:ion|ed)|.* (?:all )?editors|hinweis an .*|note aux .*|aviso a .*|annule et .*"
    r"|anulación .*|correct.*|writethru|korrektur|berichtigung|rectificatif|rettifica|correção",
    re.IGNORECASE,
)
"""What no story's headline begins with before a colon or a dash, also if not in capitals."""
_SET_OFF: Final = r"(?:\s*[:!|]|\s*[–—]|\s+-+|-{2,}|-(?=\s))\s*"
_OPEN: Final = r"^[\s\"'“”«»*+#.-]*"


def _either(patterns: dict[Order, str]) -> str:
    return "|".join(f"(?P<{order.name}>{pattern})" for order, pattern in patterns.items())


_BRACKETED: Final = re.compile(
    rf"^\s*[\[(*]+\s*(?:{_either({o: f'{_PHRASES[o]}|{_WORDS[o]}' for o in Order})})\s*[\])*]+"
    rf"(?:{_SET_OFF})?\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"^(?P<rest>.+?)\s*[\[(]\s*(?:{_either({o: f'{_PHRASES[o]}|{_WORDS[o]}' for o in Order})})"
    r"\s*[\])]\s*$",
    re.IGNORECASE,
)
_PHRASE: Final = re.compile(
    rf"{_OPEN}(?:{_either(_PHRASES)})(?P<off>{_SET_OFF}|\s*[\"'“”]?\s*$|\s+)(?P<rest>.*)$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(
    rf"{_OPEN}(?:{_either(_WORDS)})(?P<off>{_SET_OFF}|\s*$|\s+)(?P<rest>.*)$", re.IGNORECASE
)


def advisory(title: str) -> Advisory | None:
    """Read a headline: what it asks of editors, and about which story.

    Args:
        title: plain text, on one line.

    Returns:
        None for the headline of a story.
    """
    title = unicodedata.normalize("NFC", " ".join(title.split()))
    for pattern, fits in (
        (_BRACKETED, _fits_in_brackets),
        (_AFTER, _fits_in_brackets),
        (_PHRASE, _fits_phrase),
        (_WORD, _fits_word),
    ):
        found = pattern.match(title)
        if found and (made := fits(found)):
            return made
    return None


def _made(found: re.Match[str]) -> Advisory:
    order = next(each for each in Order if found[each.name])
    word = found[order.name].strip()
    rest = found["rest"].strip().strip("\"'“”«»").strip()
    sure = word.isupper() or _AGENCIES_OWN.fullmatch(word) is not None
    return Advisory(order=order, word=word, rest=rest, sure=sure)


def _fits_in_brackets(found: re.Match[str]) -> Advisory | None:
    """In brackets only capitals are an order: "The bill (withdrawn)" is a remark."""
    made = _made(found)
    return made if made.word.isupper() else None


def _fits_phrase(found: re.Match[str]) -> Advisory | None:
    made = _made(found)
    if found["off"].strip():
        return made
    return made if made.word.isupper() and not (made.rest and made.rest.isupper()) else None


def _fits_word(found: re.Match[str]) -> Advisory | None:
    made = _made(found)
    capitals = made.word.isupper()
    if found["off"].strip():
        return made
    if not made.rest:
        return made if capitals else None
    # Without a sign in between, the story's own headline must be seen to begin after it.
    begins = made.rest[:1].isupper() or not made.rest[:1].isalpha()
    return made if capitals and begins and not made.rest.isupper() else None


def same_headline(one: str, other: str) -> bool:
    """Whether two headlines are of one story."""
    return named(one, [(0, other)]) is not None


def named(rest: str, titles: Iterable[tuple[int, str]]) -> int | None:
    """The one story that a headline names.

    Args:
        rest: the headline of the story, as the advisory gives it.
        titles: of the stories that it may mean, with their numbers.

    Returns:
        The number of the only story with this title; else of the only one with a title much like
        it; else None.
    """
    wanted = _plain(rest)
    if len(wanted) < TELLING:
        return None
    plain = [(number, _plain(title)) for number, title in titles]
    equal = [number for number, title in plain if title == wanted]
    if equal:
        return equal[0] if len(equal) == 1 else None
    near = [number for number, title in plain if fuzz.ratio(wanted, title) >= NEAR]
    return near[0] if len(near) == 1 else None


def _plain(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"\w+", folded))
