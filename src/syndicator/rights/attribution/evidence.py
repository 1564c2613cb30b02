"""What speaks for another holder: the claim itself, and how a holder's name is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from syndicator.rights.attribution.agencies import AgencyKind
from syndicator.rights.attribution.article_lines import Line
from syndicator.rights.attribution.credit import Credit, Found, Strength
from syndicator.rights.attribution.credit_vocabulary import (
    FORMULAS,
    NEWSPAPERS,
    NOBODY,
    ORGANISATIONS,
)
from syndicator.rights.attribution.holders import fold, tokens
from syndicator.rights.attribution.language import Names, languages
from syndicator.rights.attribution.lexicon import Reader
from syndicator.rights.attribution.phrases import COPYRIGHT, PHOTO
from syndicator.rights.attribution.word_files import Words, any_of

Subject = Literal["text", "media"]

WITH_REPORTING: Final = "with reporting by"
"""The `Claim.where` of the weaker claim: own text in which others' material was used."""
LAST_LINES: Final = 6
"""So many lines are looked at from an article's end: advertisements may follow the credit."""
_CREDIT: Final = re.compile(r"credits?\s*[:：]", re.IGNORECASE)
_MAX_EVIDENCE: Final = 120
_MAX_HOLDER: Final = 80

_QUOTED: Final = re.compile(
    r"^[\s\w]{0,12}?[«„“\"『「《<‹]\s*([^»”“\"』」》>›]{2,80}?)\s*[»”“\"』」》>›]"
)


def _any(words: Callable[[Names], Words]) -> str:
    return f"(?:{any_of(word for each in languages() for word in words(each.names))})"


_STOP: Final = re.compile(
    r"[.,;:!?()|<>\[\]，。、]|\s[-–—]\s|['’]s (?:website|site|web site|page)\b|\s"
    + _any(lambda names: names.stops)
    + r"(?:\s(?!\w+$)|(?<=\w{9})\W*$)|\s(?:\d|(?:19|20)\d\d)|['’]\w{1,5}$"
)
_DATES: Final = re.compile(rf"^{_any(lambda names: names.dates)}\b", re.IGNORECASE)
"""A date in the place of a holder. The whole word: "Mar", but not "Marsh"."""
_YEARS: Final = re.compile(r"[\s,–—-]*(?:19|20)\d\d(?:\s*[-–—/]\s*\d{2,4})?[\s,]*")
_EDGES: Final = " \t.,;:/|-–—*©\"'’“”„«»‹›<>()[]『』「」《》"


_SMALL: Final = frozenset({"of", "the", "and", "de", "la", "del", "du", "des", "di", "&", "für"})
_POSSESSIVE: Final = re.compile(rf"{_any(lambda names: names.possessives)}\s")
"""Words behind which no name follows: "from her book"."""
_NO_NAME: Final = re.compile(
    rf"{_any(lambda names: names.no_names)}\b(?! [A-Z]\w+ (?:Press|News|Review|Times))"
)
_LEADING: Final = re.compile(rf"(?:\s{_any(lambda names: names.leading)}){{1,2}}\W*$")
"""Small words that led to what was cut off, mostly a date."""
_DOMAIN: Final = re.compile(r"[\w-]{2,40}(?:\.[\w-]{2,24}){1,3}(?![\w@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sign that a text or a picture is another's than the permission's holder."""

    subject: Subject
    holder: str
    """An agency's name as the list has it, or the name that stands in the evidence."""
    where: str
    """The kind of evidence, in words for an editor: "byline", "dateline", "caption" …"""
    evidence: str
    """A short quotation of it."""


def quotation(text: str) -> str:
    """Cut evidence to what fits into a line."""
    return text if len(text) <= _MAX_EVIDENCE else text[: _MAX_EVIDENCE - 1].rstrip() + "…"


def to_claims(
    found: Iterable[Found | str], subject: Subject, where: str, text: str
) -> Iterator[Claim]:
    """Make claims of holders."""
    for each in found:
        holder = each if isinstance(each, str) else each.agency.name
        yield Claim(subject=subject, holder=holder, where=where, evidence=quotation(text))


def subject_of(found: Found) -> Subject:
    """Say what an agency's name stands for where nothing else does."""
    return "media" if found.agency.kind is AgencyKind.MEDIA else "text"


def all_agencies(credit: Credit) -> tuple[Found, ...]:
    """The agencies of a credit that holds nothing else."""
    found = credit.agencies() if credit.clean else ()
    return tuple(each for each in found if each.strength is not Strength.GUARDED)


def without_topics(credit: Credit) -> tuple[Found, ...]:
    """The agencies named in a list that a phrase such as "with reporting by" announces."""
    return tuple(each for each in credit.mentioned() if each.strength > Strength.GUARDED)


def labels(text: str, reader: Reader) -> Iterator[re.Match[str]]:
    """The labels of pictures' credits, but for those that begin a name: "picture alliance"."""
    for label in PHOTO.finditer(text):
        segments = reader.read(text[label.start() :]).segments
        if not segments or (segments[0][0].agency is None and not segments[0][0].own):
            yield label


def label_of(text: str, reader: Reader) -> re.Match[str] | None:
    """The label that a text begins with."""
    first = next(labels(text, reader), None) if PHOTO.match(text) else None
    return first if first is not None and first.start() == 0 else None


def is_date(region: str) -> bool:
    """Whether a date stands where a holder could."""
    start = region.strip(_EDGES)
    return bool(start) and (start[0].isdigit() or _DATES.match(start) is not None)


def is_organisation(name: str) -> bool:
    """Whether a name is no person's, by its words: a paper's, a newsroom's, an authority's."""
    words = set(tokens(name))
    return name.startswith("The ") or not words.isdisjoint(NEWSPAPERS | ORGANISATIONS)


def is_paper(name: str, reader: Reader) -> bool:
    """Whether a name is another paper's: capitals, and a word that papers are called by."""
    words = name.split()
    paper = words and (
        bool(NEWSPAPERS.intersection(tokens(name)[1:]))
        or (words[0] == "The" and bool(NEWSPAPERS.intersection(tokens(name))))
    )
    cased = all(word[0].isupper() or word in _SMALL for word in words)
    return (
        bool(paper)
        and cased
        and not any(
            word.own or word.agency for segment in reader.read(name).segments for word in segment
        )
    )


def is_credit_of_text(line: Line, label: str, credit: Credit) -> bool:
    """Whether "Credit: Reuters" credits a text: no picture beside it, no library, no person."""
    found = all_agencies(credit)
    picture = any(each.agency.kind is AgencyKind.MEDIA for each in found)
    return bool(found) and not picture and not line.beside_image and bool(_CREDIT.match(label))


def holders(region: str, links: Iterable[str], reader: Reader) -> tuple[str, ...]:
    """Read who is named behind a phrase such as "originally published by".

    Args:
        region: the text that follows the phrase.
        links: texts of the line's links; a name is often one.
        reader: for agencies, which get their usual name, and own names, which are left out.
    """
    start = region.strip(_EDGES).removeprefix("the ")
    if reader.own.begins(start):
        return ()
    linked = (link for link in links if start.startswith(link.strip(_EDGES).removeprefix("the ")))
    quoted = _QUOTED.match(region)
    name = next(linked, None) or (quoted[1] if quoted else None)
    if name is None and (domain := _DOMAIN.match(start)):
        return () if reader.own.has(domain[0]) else (domain[0],)
    if name is None:
        if _POSSESSIVE.match(start) or _NO_NAME.match(start):
            return ()
        stop = _STOP.search(start)
        name = start[: stop.start()] if stop else start
        name = _LEADING.sub("", name)
    return named(name, reader)


def named(name: str, reader: Reader) -> tuple[str, ...]:
    """Turn what should be a holder's name into holders: agencies, a name, or nobody."""
    name = name.strip(_EDGES).removeprefix("the ").strip()
    credit = reader.read(name)
    agencies = all_agencies(credit)
    if agencies:
        return tuple(found.agency.name for found in agencies)
    if not _is_holder(name) or reader.own.has(name) or credit.clean:
        return ()
    return (name[:_MAX_HOLDER],)


def _is_holder(name: str) -> bool:
    words = tokens(name)
    if not words or name[0].isdigit() or _DATES.match(name) or set(words) <= NOBODY:
        return False
    cased = name.lower() != name.upper()
    return not cased or any(letter.isupper() for letter in name)


def copyright_holders(
    text: str, reader: Reader, *, authors: frozenset[str], bare: bool = False
) -> tuple[str, ...]:
    """Read the holder of a copyright line.

    Args:
        text: the line, or a ``rights`` element.
        reader: for agencies and own names.
        authors: names of the story's authors, folded; what they keep of their rights is no third
            party's.
        bare: the field itself says that it names a holder, so no sign is needed.
    """
    sign = COPYRIGHT.search(text)
    if sign is None and not bare:
        return ()
    after = text[sign.end() :] if sign else text
    before = text[: sign.start()] if sign else ""
    for part in (_holder_part(after), _holder_part(before)):
        if fold(part) in authors:
            return ()
        found = reader.read(part)
        agencies = found.agencies(guarded=bare)
        if agencies:
            return tuple(dict.fromkeys(each.agency.name for each in agencies))
        if holder := named(_first_words(part), reader):
            return holder
        if part:
            return ()
    return ()


def rights_holders(text: str, reader: Reader, *, authors: frozenset[str]) -> tuple[str, ...]:
    """Read the holder in a ``rights`` element, where the sign is often left out.

    Without it, only an agency alone, or a name with a year and a formula, is a holder: the
    element may as well hold conditions, or the name of a licence.
    """
    if COPYRIGHT.search(text):
        return copyright_holders(text, reader, authors=authors)
    agencies = all_agencies(reader.read(text))
    if agencies:
        return tuple(found.agency.name for found in agencies)
    folded = fold(text)
    formula = any(words in folded for words in FORMULAS) and _YEARS.search(text)
    return copyright_holders(text, reader, authors=authors, bare=True) if formula else ()


def _holder_part(text: str) -> str:
    text = _YEARS.sub(" ", text)
    folded = fold(text)
    if len(folded) == len(text):
        cuts = [at for formula in FORMULAS if (at := folded.find(formula)) >= 0]
        text = text[: min(cuts)] if cuts else text
    return text.strip(_EDGES)


def _first_words(part: str) -> str:
    quoted = _QUOTED.match(part)
    if quoted:
        return quoted[1]
    return re.split(r"[.;|]\s|,\s|\s[-–—]\s", part, maxsplit=1)[0]
