"""Which single- or multi-octet encoding makes text of octets that are not UTF-8. Pure.

Evidence, in this order: what the document declares, if it makes text of the octets; the encodings
in which the feed's own language is written; a detector. Only a sample is looked at: the words with
octets above 127, without markup.

Two kinds of script are told apart first, by the words themselves. In the Latin script such letters
stand among ASCII letters, and an encoding is right if the letters that it makes are those of one
language. In all other scripts words consist of them, and wrong encodings make a mess of case,
symbols and rare characters, which charset-normalizer measures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

MAX_SAMPLE: Final = 32_768
"""Octets that are looked at."""
FEW: Final = 24
"""Octets above 127: with fewer, nothing is certain without a declaration or a language."""
_LATIN_SHARE: Final = 0.5
"""A word of the Latin script has fewer of its letters above 127, on the whole. Measured on twenty
languages: at most 0.30 in it, at least 0.78 elsewhere."""
_TRUE: Final = 0.8
"""Share of a Latin text's octets above 127 that a declared encoding must make sense of."""
_CLEARLY: Final = 0.1
"""And another one is believed instead if it makes sense of so much more of them."""

_MAX_WRONG: Final = 0.02
"""Share of a sample's characters that an encoding need not explain."""
_CHAOS: Final = 0.05
_COHERENCE: Final = 0.25
"""So much worse may be what is declared, or what the language is written in, than the best.
Measured likewise: a wrong encoding that is not caught by the one is by the other."""

_TEXT: Final = re.compile(rb"[^<>]+")
_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]+")
_LANGUAGE: Final = re.compile(
    rb"""<(?:dc:)?language[^<>]{0,100}>\s{0,99}(?:<!\[CDATA\[\s{0,99})?([A-Za-z]{2,3})\b"""
    rb"""|\sxml:lang\s{0,9}=\s{0,9}["']([A-Za-z]{2,3})\b([\w-]{0,20})""",
)
_REGION: Final = re.compile(rb"zh[-_](?:tw|hk|mo|hant)", re.IGNORECASE)
_HEAD: Final = 8_192

_CYRILLIC: Final = ("cp1251", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic")
_JAPANESE: Final = ("cp932", "euc_jis_2004")
_BY_LANGUAGE: Final = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn", "tt"), _CYRILLIC),
    "el": ("cp1253", "iso8859-7"),
    **dict.fromkeys(("he", "iw", "yi"), ("cp1255", "iso8859-8")),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), ("cp1256", "iso8859-6")),
    "th": ("cp874",),
    "ja": _JAPANESE,
    "zh": ("gb18030", "big5hkscs"),
    "zh-tw": ("big5hkscs", "gb18030"),
    "ko": ("cp949",),
}
"""Encodings of the languages that are not written in Latin letters, the more common first."""
_OTHERS: Final = tuple(dict.fromkeys(each for many in _BY_LANGUAGE.values() for each in many))

_LATIN: Final = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257")
"""The more common first."""
_ALPHABETS: Final = {
    "nl": "áéíóúàèäëïöüâêîôûçñ",  # and names in English
    "de": "äöüßé",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúüªº",
    "ca": "àçéèíïóòúü",
    "pt": "áâãàçéêíóôõúüªº",
    "it": "àèéìîòóùºª",
    **dict.fromkeys(("sv", "fi"), "åäöéàü"),
    **dict.fromkeys(("da", "no", "nb", "nn"), "æøåéäöòàôê"),
    "is": "áðéíóúýþæö",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "pl": "ąćęłńóśźż",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșțşţ",
    **dict.fromkeys(("hr", "bs", "sl", "sr"), "čćđšž"),
    "sq": "çë",
    "tr": "çğıİöşüâîû",
    "az": "çəğıİöşü",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "et": "äöõüšž",
}
"""Letters beside ASCII's, in lower case, of languages that many feeds are written in."""
_RARER: Final = {
    "fo": "áðíóúýæø",
    "gl": "áéíñóúü",
    "eu": "ñçü",
    **dict.fromkeys(("ga", "gd"), "áéíóúàèìòù"),
    "cy": "áéíóúàèìòùäëïöüâêîôûŵŷ",
    "eo": "ĉĝĥĵŝŭ",
    "mt": "ċġħżàèìòù",
}
"""The same of languages that are only thought of where a feed names them."""
_SIGNS: Final = frozenset("\u00a0‘’‚“”„«»‹›–—…•·°§©®™€£¿¡½¼¾²³×±´`†‰\u00ad")


@dataclass(frozen=True)
class Sample:
    """The words of a document that are not ASCII, and what they are written in."""

    octets: bytes
    """Pieces of text, one a line, without markup."""
    language: str | None
    """As the document's head says: two or three letters in lower case, or ``zh-tw``."""

    @cached_property
    def words(self) -> list[bytes]:
        """Those with an octet above 127."""
        return [word for word in _WORD.findall(self.octets) if not word.isascii()]

    @cached_property
    def high(self) -> int:
        """Octets above 127."""
        return _high(self.octets)

    @cached_property
    def latin(self) -> bool:
        """The words are of the Latin script, if they are words at all."""
        # A dash or a quotation mark that touches no letter says nothing.
        words = [word for word in self.words if len(word) > 1] or self.words
        return sum(map(_high, words)) < _LATIN_SHARE * sum(map(len, words))


def sample(body: bytes) -> Sample:
    """Take the sample of a document whose markup is ASCII."""
    head = body[:_HEAD]
    said = _LANGUAGE.search(head)
    language = (said[1] or said[2]).decode("ascii").lower() if said else None
    if language == "zh" and _REGION.search(head):
        language = "zh-tw"
    octets = b"\n".join(_pieces(body))
    # Nothing in the text: in attributes, then.
    return Sample(octets or body[:MAX_SAMPLE], language)


def _pieces(body: bytes) -> Iterator[bytes]:
    room = MAX_SAMPLE
    for found in _TEXT.finditer(body):
        piece = found[0]
        if piece.isascii():
            continue
        if len(piece) > room:
            # Not in the middle of a character: behind an octet that belongs to none.
            end = max(piece.rfind(white, 0, room) for white in (b" ", b"\n", b"."))
            piece = piece[: end if end > 0 else room]
        yield piece
        room -= len(piece) + 1
        if room <= 0 or not piece:
            return


def _high(octets: bytes) -> int:
    return len(octets) - len(octets.translate(None, _ABOVE))


_ABOVE: Final = bytes(range(0x80, 0x100))


def by_evidence(found: Sample, declared: Iterable[str]) -> str | None:
    """Return the codec that makes text of a document, None if none does for certain.

    Args:
        found: of a document that is not UTF-8.
        declared: codecs that it was said to be in, the most believable first; not Unicode's.
    """
    return _latin(found, [*declared]) if found.latin else _other(found, [*declared])


def trusted_page(found: Sample, declared: Iterable[str]) -> str:
    """Return the Latin code page in which stray octets of a UTF-8 document are read."""
    return _latin(found, [*declared])


# ── the Latin script ─────────────────────────────────────────────────────────────────────────


def _latin(found: Sample, declared: list[str]) -> str:
    scores: dict[str, float] = {}
    for name in declared:
        scores[name] = _fit(found, name)
        if scores[name] >= 1 - _CLEARLY:
            return name
    scores |= {name: _fit(found, name) for name in _LATIN if name not in scores}
    best = max(_LATIN, key=lambda name: scores[name])  # the first of those that are as good
    for name in declared:
        if scores[name] >= _TRUE and scores[best] - scores[name] <= _CLEARLY:
            return name
    return best


def _fit(found: Sample, name: str) -> float:
    """Return the share of the octets above 127 that become letters of one language, or signs."""
    letters: dict[str, int] = {}
    signs = total = 0
    for word in _WORD.findall(found.octets):
        if word.isascii():
            continue
        text = word.decode(name, "replace")
        before = ""
        for character in text:
            if character > "\x7f":
                total += 1
                if character in _SIGNS:
                    signs += 1
                elif not (before.islower() and character.isupper()):
                    letters[character.lower()] = letters.get(character.lower(), 0) + 1
            before = character
    own = (_ALPHABETS | _RARER).get(found.language or "")
    fits: float = max(_covered(letters, alphabet) for alphabet in _ALPHABETS.values())
    if own is not None:
        # The language that the feed names counts as much as all others together. English is none
        # of them: it has no such letters, and many a template names it for every feed.
        fits = (fits + _covered(letters, own)) / 2
    return (signs + fits) / total if total else 0.0


def _covered(letters: dict[str, int], alphabet: Collection[str]) -> int:
    return sum(number for letter, number in letters.items() if letter in alphabet)


# ── all others ───────────────────────────────────────────────────────────────────────────────


def _other(found: Sample, declared: list[str]) -> str | None:
    own = _BY_LANGUAGE.get(found.language or "", ())
    matches = _matches(found, (*declared, *own, *_OTHERS))
    if not matches:
        return None
    best = matches[0]
    for names in (declared, own):
        for match in matches:
            if match.name in names and match.as_good_as(best, few=found.high < FEW):
                return match.name
    return best.name if found.high >= FEW else None


class _Match(NamedTuple):
    """An encoding that makes text of a sample, in charset-normalizer's measures."""

    name: str
    chaos: float
    """From 0: how much of it no language would hold."""
    coherence: float
    """To 1: how far its letters are those of some language, as often as in that."""

    def as_good_as(self, best: _Match, *, few: bool) -> bool:
        if self.chaos > best.chaos + _CHAOS:
            return False
        return few or self.coherence > best.coherence - _COHERENCE


def _matches(found: Sample, among: Iterable[str]) -> list[_Match]:
    """Return those that make text of it but for a few octets, the best first."""
    matches = (match for name in dict.fromkeys(among) if (match := _match(found, name)))
    return sorted(matches, key=lambda match: 3 * match.chaos - match.coherence)


def _match(found: Sample, name: str) -> _Match | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # 17 ms that few documents need

    octets = found.octets
    text = octets.decode(name, "replace")
    if lost := text.count("\ufffd"):
        if lost > 1 + _MAX_WRONG * len(text):
            return None
        octets = text.replace("\ufffd", "").encode(name, "ignore")
    codec = name.replace("-", "_")
    best = from_bytes(octets, cp_isolation=[codec], enable_fallback=False).best()
    return None if best is None else _Match(name, best.chaos, best.coherence)
