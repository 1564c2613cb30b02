"""Names of holders: when two spellings mean the same publisher."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

SAME: Final = 90.0
"""How alike two long names are at least, in per cent of an edit distance."""
_LONG: Final = 8
_OWN: Final = "\ue000"
"""What stands for an own name in a masked text; a private character that no feed uses for words."""

_WORD: Final = re.compile(r"\w+")
_PART: Final = re.compile(r"\s+[-–—|]\s+|[|:()]|\s*/\s*")
_ARTICLE: Final = re.compile(r"^the\s+", re.IGNORECASE)
_MARKS: Final = re.compile("[\u0300-\u036f]")
_ARTICLES: Final = frozenset({"the"})
LEGAL_FORMS: Final = frozenset(
    {
        *("inc", "llc", "ltd", "limited", "plc", "corp", "corporation", "co", "company", "lp"),
        *("gmbh", "ag", "kg", "mbh", "se", "ev", "sa", "sas", "sarl", "srl", "spa", "sl", "bv"),
        *("nv", "ab", "as", "oy", "oyj", "kft", "zrt", "sp", "oo", "zoo", "sro", "pty", "pte"),
        *("ооо", "ао", "зао", "пао", "оао", "тов", "пат", "ltda", "foundation", "株式会社"),
    }
)
"""Legal forms, which one spelling of a name has and another leaves out."""
_DEPARTMENTS: Final = frozenset(
    {
        *("service", "services", "staff", "news", "online", "website", "site", "team", "media"),
        *(
            "desk",
            "magazine",
            "world",
            "top",
            "stories",
            "feed",
            "rss",
            "redaktion",
            "international",
        ),
    }
)


def fold(text: str) -> str:
    """Reduce a text to what names are compared by: case, accents and compatibility forms go."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed))


@lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """Split a name into folded words, without articles and legal forms."""
    found = tuple(_WORD.findall(fold(name)))
    while found and found[0] in _ARTICLES | LEGAL_FORMS and len(found) > 1:
        found = found[1:]
    while found and found[-1] in LEGAL_FORMS and len(found) > 1:
        found = found[:-1]
    return found


class Own:
    """The names of a permission's own holder, and how they are found in a credit."""

    def __init__(self, names: frozenset[str]) -> None:
        variants: set[tuple[str, ...]] = set()
        for name in names:
            whole = tokens(name)
            variants.add(whole)
            parts = [tokens(part) for part in _PART.split(name)]
            # Half of "RFE/RL" is no name; half of "Radio Free Europe/Radio Liberty" is.
            variants.update(part for part in parts if sum(map(len, part)) > _LONG - 2)
        self.variants = frozenset(filter(None, variants))
        longest = sorted(self.variants, key=lambda words: -sum(map(len, words)))
        self._mask = re.compile("|".join(map(_pattern, longest)) or r"(?!)")

    def masked(self, text: str) -> str:
        """Put one private character in place of every own name."""
        folded = fold(text)
        if not self._mask.search(folded):
            return text
        if len(folded) == len(text):
            kept, last = [], 0
            for found in self._mask.finditer(folded):
                kept += [text[last : found.start()], _OWN]
                last = found.end()
            return "".join((*kept, text[last:]))
        return self._mask.sub(_OWN, folded)

    def begins(self, text: str) -> bool:
        """Say whether a text begins with an own name: "Herald", but not "Herald Sun"."""
        masked = self.masked(_ARTICLE.sub("", text))
        return masked.startswith(_OWN) and not masked[1:].lstrip()[:1].isupper()

    def has(self, holder: str) -> bool:
        """Say whether a holder is one of these, whatever legal form or department is added."""
        words = tokens(holder)
        if not words or words in self.variants:
            return bool(words)
        name = " ".join(words)
        return any(self._means(words, name, variant) for variant in self.variants)

    @staticmethod
    def _means(words: tuple[str, ...], name: str, variant: tuple[str, ...]) -> bool:
        own = " ".join(variant)
        if len(variant) > 1:
            if f" {own} " in f" {name} ":
                return True
        elif words[0] == variant[0] and ({*words[1:]} & _DEPARTMENTS or words[1:2] == ("s",)):
            return True
        return min(len(own), len(name)) >= _LONG and fuzz.ratio(own, name) >= SAME


def _pattern(words: tuple[str, ...]) -> str:
    joined = r"\W{1,3}".join(map(re.escape, words))
    # Scripts without spaces have no edge of a word.
    return joined if _spaceless(joined) else rf"(?<!\w){joined}(?!\w)"


def _spaceless(text: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in text)


@lru_cache(maxsize=256)
def own_names(names: frozenset[str]) -> Own:
    """Prepare a permission's own names once."""
    return Own(names)
