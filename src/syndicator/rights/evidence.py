"""What speaks for another holder: the claim itself, and how a holder's name is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from syndicator.rights.agencies import AgencyKind
from syndicator.rights.credit import Credit, Found, Reader, Strength
from syndicator.rights.holders import fold, tokens
from syndicator.rights.phrases import COPYRIGHT
from syndicator.rights.wording import FORMULAS, NOBODY

Subject = Literal["text", "media"]

WITH_REPORTING: Final = "with reporting by"
"""The `Claim.where` of the weaker claim: own text in which others' material was used."""
_LONGEST_EVIDENCE: Final = 120
_LONGEST_HOLDER: Final = 80

_QUOTED: Final = re.compile(
    r"^[\s\w]{0,12}?[«„“\"『「《<‹]\s*([^»”“\"』」》>›]{2,80}?)\s*[»”“\"』」》>›]"
)
_STOP: Final = re.compile(
    r"[.,;:!?()|<>\[\]，。、]|\s[-–—]\s|['’]s (?:website|site|web site|page)\b|\s(?:"
    r"on|under|and|with|at|where|here|as|by|for|which|who|that|in|website|newspaper|as part|"
    r"sous|avec|le|bajo|y|con|com|sob|unter|und|mit|am|sul?|il|e|dne|pod|a|i|и|под|під|та|"
    r"و|تحت|بموجب|ve"
    r")\s(?!\w+$)|\s(?:\d|(?:19|20)\d\d)|['’]\w{1,5}$"
)
_MONTHS: Final = re.compile(
    r"^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday)",
    re.IGNORECASE,
)
_YEARS: Final = re.compile(r"[\s,–—-]*(?:19|20)\d\d(?:\s*[-–—/]\s*\d{2,4})?[\s,]*")
_EDGES: Final = " \t.,;:/|-–—*©\"'’“”„«»‹›<>()[]『』「」《》"


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
    return text if len(text) <= _LONGEST_EVIDENCE else text[: _LONGEST_EVIDENCE - 1].rstrip() + "…"


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
    if name is None:
        stop = _STOP.search(start)
        name = start[: stop.start()] if stop else start
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
    return (name[:_LONGEST_HOLDER],)


def _is_holder(name: str) -> bool:
    words = tokens(name)
    if not words or name[0].isdigit() or _MONTHS.match(name) or set(words) <= NOBODY:
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
