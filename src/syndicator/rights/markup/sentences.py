"""Where words and sentences end, well enough to cut an excerpt in any language.

A full stop is ambiguous: after an abbreviation, an initial or a number it may end nothing. Where it
is in doubt it is taken not to, because an excerpt that ends a sentence early is still in order,
and one that ends in "said Mr." is not.
"""

from __future__ import annotations

import re
from typing import Any, Final

import regex

# Scripts that do not set words apart. A character of Chinese, Japanese or Yi writing counts as a
# word, as newsrooms and word processors count them; a syllable of Tibetan does. Where only a
# dictionary tells words (UAX 14, class SA: Thai, Lao, Khmer, Burmese and others), three grapheme
# clusters (UAX 29) do, some four letters; none is cut, nor parted from what a virama joins to it.
_IDEOGRAPHS: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\u30fc"
_UNSPACED: Final = r"\p{LB=SA}\p{Javanese}\p{Balinese}"
_VIRAMAS: Final = r"\u1039\u17d2\u1a60\u1b44\ua9c0"
_CLUSTERS: Final = rf"(?:(?=[{_UNSPACED}])\X(?:(?<=[{_VIRAMAS}])\X)*){{1,3}}"
_TIBETAN: Final = r"[\p{Tibetan}&&[\p{L}\p{M}\p{N}]]"
# It is untyped.
_regex: Final[Any] = regex
_WORD: Final = _regex.compile(
    rf"[{_IDEOGRAPHS}]\p{{M}}*|{_CLUSTERS}|{_TIBETAN}+"
    rf"|[^\s{_IDEOGRAPHS}{_UNSPACED}\p{{Tibetan}}]+",
    _regex.VERSION1,
)

_CLOSING: Final = r"""["'”’»›)\]】」』]*"""
_END: Final = re.compile(
    rf"(?P<sure>[。．｡！？।॥։።]+{_CLOSING})"
    rf"|(?P<mark>[.!?…؟۔]+){_CLOSING}(?=\s|$|\[)"
)
_LAST_WORD: Final = re.compile(r"[^\s(\[\"'“‘«]*$")
_INITIALS: Final = re.compile(r"(?:\w\.)*\w$")
_NUMBER: Final = re.compile(r"\d{1,2}$|[IVXLCDM]+$")
_NEXT: Final = re.compile(r"\s*[\"'“‘«(\[]*(?P<letter>\w)?")

# Lower case, without the final stop. Left out: what is also a common last word ("sun", "red").
_LISTED: Final = """
adm amb assn bldg bros brig capt cmdr co col corp cpl det dr drs esq gen gov hon inc insp jr ltd lt
maj messrs mgr mlle mme mr mrs ms mt mx pres prof pvt rep rev sen sgt sr sra srta st ste supt
jan feb apr aug sept oct nov dec mon tue tues wed thu thur thurs fri ave blvd rd dept est ft
al approx bzw ca cf ch ed eds figs ff ggf no nos nr op pp resp sec tel usw vgl viz vol vols vs
apod atd č čl hl mj mil mld např obr odst sb stol sv tj tzv tzn ul vč godz ks np pkt tys tzw zob
г гг вв др им кв корп млн млрд обл пр просп проф р руб см ст стр тыс тел ул чел
abs bspw dgl evtl hrsg inkl mio mrd sog tsd zzgl avda dña excmo pág págs sres ud uds boul éd
dott ecc avv dra exmo blz dhr mevr mw
"""
_ABBREVIATIONS: Final = frozenset(_LISTED.split())


def words(text: str) -> list[tuple[int, int]]:
    """Find the words of a text: where each begins and ends, in order."""
    return [match.span() for match in _WORD.finditer(text) if any(map(str.isalnum, match.group()))]


def sentence_ends(text: str) -> list[int]:
    """Find where the sentences of one block of text end, punctuation and closing quotes included.

    The end of the text counts only if punctuation stands there; what a paragraph without any means
    is for the caller to say.
    """
    last = len(text.rstrip())
    return [
        match.end()
        for match in _END.finditer(text)
        if match["sure"] or match.end() >= last or _is_end(text, match)
    ]


def _is_end(text: str, match: re.Match[str]) -> bool:
    following = _NEXT.match(text, match.end())
    letter = following["letter"] if following else None
    if letter and letter.islower():
        return False
    if match["mark"] != ".":
        return True
    before = _LAST_WORD.search(text[max(0, match.start() - 40) : match.start()])
    last = before.group() if before else ""
    return not (last.casefold() in _ABBREVIATIONS or _INITIALS.match(last) or _NUMBER.match(last))
