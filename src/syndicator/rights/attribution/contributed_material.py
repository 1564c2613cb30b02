"""Own text with others' material: "With reporting by AFP", "Mit Material von dpa".

A phrase has up to three parts: something that opens it ("with", "this report includes"), a noun
("reporting", "material"), and what leads to the names ("by", "from", a colon). Names in front of
a verb ("AFP contributed to this report") are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from syndicator.rights.attribution.credit import Found
from syndicator.rights.attribution.evidence import (
    WITH_REPORTING,
    Claim,
    all_agencies,
    is_paper,
    named,
    to_claims,
    without_topics,
)
from syndicator.rights.attribution.language import Material, languages
from syndicator.rights.attribution.lexicon import Reader
from syndicator.rights.attribution.phrases import WITH_ONLY
from syndicator.rights.attribution.word_files import Words, any_of

_FLAGS: Final = re.IGNORECASE
_MATERIAL: Final = tuple(each.material for each in languages() if each.material is not None)


def _any(words: Callable[[Material], Words]) -> str:
    return any_of(word for each in _MATERIAL for word in words(each))


_NOUNS: Final = _any(lambda material: material.nouns)
_OPENS: Final = _any(lambda material: material.openings)
_LEADS: Final = rf"(?:\s+(?:{_any(lambda material: material.leads)}))?\s*[:：]?\s*"
CONTRIBUTED: Final = re.compile(
    rf"(?P<who>.{{3,160}}?)\s+(?:{_any(lambda material: material.contributed)})", _FLAGS
)
"""Others' material, with their names in front."""
_ADDS: Final = re.compile(
    rf"[\W_]{{0,3}}(?P<opens>(?:{_OPENS})\s+)?(?:{_NOUNS})(?!\w){_LEADS}(?P<who>."
    rf"{{2,200}})",
    _FLAGS,
)
"""A line that begins so."""
_FIXED: Final = re.compile(
    r"[\W_]{0,3}(?:with|mit|avec|con|com|met|med|za|по|за) "
    r"|[\W_]{0,3}(?:na podst(?:awie|\.)|z wykorzystaniem|s využitím|s použitím|при "
    r"участии|بالاستعانة ب|"
    r"با استفاده از|بر اساس|整合|based (?:in part )?on|compiled from|à partir "
    r"d['’e])\s*(?:stories by |a report by )?[:：]?\s*",
    _FLAGS,
)
"""The same without a noun; names and nothing else must follow."""
_SUBJECT: Final = re.compile(
    rf"(?<!\w)(?:{_any(lambda material: material.this)})\s+(?:[\w-]+\s+){{0,5}}?(?:[\w-]+\s+)??"
    rf"(?P<opens>{_OPENS}|wurden?|werden|"
    rf"verwendet)\s+(?:(?!no\b|not\b|kein|ning|ness|aucun)[\w-]+\s+){{0,2}}?(?:{_NOUNS})(?!\w){_LEADS}(?P<who>."
    rf"{{2,200}})",
    _FLAGS,
)
"""A sentence that says it of the text: "This report includes material from AFP"."""
_USED: Final = re.compile(
    rf"^[\W_]{{0,3}}(?:some |part of the |teile der |einige "
    rf")?(?:{_NOUNS}){_LEADS}(?P<who>.{{2,120}}?)\s+(?:was|were|has been|have been|"
    rf"is|are|"
    r"wurden?|ist|sind|flossen|a été|ont été|fue|fueron|se |foi|foram|è stato|sono|"
    r"is|werd|zijn)\s+(?:also |also been |auch |ebenfalls |in this report )?"
    r"(?:used|included|incorporated|verwendet|genutzt|ein|utilis|utiliz|usad|gebruikt|incl)",
    _FLAGS,
)
_LED: Final = re.compile(
    rf"[\W_]{{0,3}}(?:[^\W\d_]+\s+){{1,2}}(?:{_OPENS})\s+(?:{_NOUNS})(?!\w){_LEADS}(?P<who>.{{2,80}})$",
    _FLAGS,
)
"""The same behind a word or two: "Bearbeitet mit Material von"."""
_COMPILED: Final = re.compile("[\\W_]{0,3}(?:据|據)?(?:综合|綜合|整合|編譯自|编译自|종합)[:：]?")
_CLEFT: Final = re.compile(
    r",\s+(?:editing|writing|edited)\b|[;!?。]\s*|(?<=\w\w)\.\s+|\s+(?:verwendet|genutzt|erstellt|was|were|wurde|hat|"
    r"has)\b"
)
NOUN: Final = re.compile(rf"{_NOUNS}|contributo", _FLAGS)
"""How a word begins, behind white space, that is in whatever `papers_named` reads."""
_MAX_PHRASE: Final = 260


def with_reporting(text: str, reader: Reader) -> Iterator[Claim]:
    """Read a line that may say whose material was used."""
    found: tuple[Found, ...] = ()
    stripped = text.strip("()（）[]*— ")
    if contributed := CONTRIBUTED.match(stripped):
        found = without_topics(reader.read(contributed["who"]))
    elif len(stripped) <= _MAX_PHRASE:
        found = _announced(stripped, reader) or _bare(stripped, reader)
    yield from to_claims(found, "text", WITH_REPORTING, text)


def _announced(text: str, reader: Reader) -> tuple[Found, ...]:
    if caseless := _COMPILED.match(text):
        return without_topics(reader.read(text[caseless.end() :]))
    if led := _LED.match(text):
        return reader.read(led["who"]).agencies()
    for expression in (_USED, _ADDS, _SUBJECT):
        phrase = expression.match(text) if expression is not _SUBJECT else expression.search(text)
        if phrase is None:
            continue
        end = _CLEFT.search(phrase["who"])
        credit = reader.read(phrase["who"][: end.start()] if end else phrase["who"])
        opens = expression is not _ADDS or phrase["opens"]
        if not opens and text.lower().startswith("text"):
            continue
        if found := without_topics(credit) if opens else credit.agencies():
            return found
        if (
            found := all_agencies(reader.read(text[phrase.start("opens") :]))
            if opens and expression is _SUBJECT
            else ()
        ):
            return found
    return ()


def _bare(text: str, reader: Reader) -> tuple[Found, ...]:
    for expression in (WITH_ONLY, _FIXED):
        phrase = expression.match(text)
        found = all_agencies(reader.read(text[phrase.end() :])) if phrase else ()
        if found:
            return found
    return ()


def papers_named(text: str, reader: Reader) -> tuple[str, ...]:
    """Name the papers whose material a line announces: "With reporting by Harbour Weekly".

    There is none in a line without a word that begins with `NOUN`.
    """
    phrase = _ADDS.match(text.strip("()（）[]*— "))
    if phrase is None or not phrase["opens"] or len(text) > _MAX_PHRASE:
        return ()
    end = _CLEFT.search(phrase["who"])
    who = phrase["who"][: end.start()] if end else phrase["who"]
    parts = re.split(r",\s+|\s+(?:and|und|et|y|e|en|och|og|i|a|и|та|و|ve|&)\s+", who)
    papers = (part.strip(" .()") for part in parts)
    return tuple(
        holder for part in papers if is_paper(part, reader) for holder in named(part, reader)
    )
