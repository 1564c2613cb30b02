"""Whose a text is, by what its own lines say: above it and below it, never in its midst.

A name in running text is a mention ("told AFP", "Reuters reported") and no claim. So only a
dateline, a byline, a line that holds nothing but a credit, the words behind the last sentence, and
set phrases count, and only near the beginning or the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from syndicator.rights.attribution.agencies import AgencyKind
from syndicator.rights.attribution.article_lines import Line, Part
from syndicator.rights.attribution.contributed_material import papers_named, with_reporting
from syndicator.rights.attribution.credit import Found, Strength
from syndicator.rights.attribution.dateline import dateline
from syndicator.rights.attribution.evidence import (
    LAST_LINES,
    WITH_REPORTING,
    Claim,
    all_agencies,
    copyright_holders,
    holders,
    is_credit_of_text,
    is_date,
    is_organisation,
    is_paper,
    label_of,
    named,
    subject_of,
    to_claims,
)
from syndicator.rights.attribution.lexicon import MAX_NAME, Reader
from syndicator.rights.attribution.line_prefilter import FEED, MATERIAL, SIGN, hints
from syndicator.rights.attribution.phrases import BYLINE, COPYRIGHT, INITIALS, SENTENCE, SOURCE
from syndicator.rights.attribution.republished_from import MAY_SAY, origins

FIRST_LINES: Final = 4
"""So many lines of text are looked at from its beginning."""
_DATELINES: Final = 3
_TAIL: Final = 90
"""Characters at the end of a paragraph in which a credit can stand."""
_MAX_CREDIT: Final = 100
_MAX_NOTE: Final = 500
_MAX_SHORT: Final = 180

_BEHIND: Final = re.compile(
    r"(?P<word>\w+)[.!?…。！？]['\"”»’)\]]*\s*[—–-]{0,2}\s*"
    r"(?P<who>[(\[（［/]?[^.!?…。！？()\[\]]{2,60}[)\]）］/]?)\.?$"
)
_TRAILING_INITIALS: Final = re.compile(r"[\s,/]+[a-z]{2,4}(?:[/-][a-z]{2,4}){0,3}/?(?=\W?$)")
_WITH_WITHIN: Final = re.compile(
    r"\s*[\s(,]\s*(?:with|mit|avec|con|com|met|med|ile|с|з|با|مع)\s+(?=\S)", re.IGNORECASE
)
_DISCLAIMS: Final = re.compile(
    r"(?:not|n't) (?:been )?(?:edited|created|altered|modified)|auto-?(?:matically "
    r")?generated|taken (?:over )?from|"
    r"without (?:any )?(?:edit|modif|chang)|(?:headline|title)|published "
    r"(?:directly |as is )?from|"
    r"(?:automatisch|unverändert|nicht (?:redaktionell )?bearbeitet)|"
    r"automatiquement|automáticamente|automaticamente|"
    r"автоматически|автоматично",
    re.IGNORECASE,
)
_OF_TEXT: Final = re.compile(
    r"\b(?:this|the above) (?:\w+ ){0,2}(?:story|article|report|copy|item|"
    r"content|text|post)|dies\w+ \w+|"
    r"auto-?generated|\b(?:except for|barring)\b|c(?:et|ette) \w+|"
    r"est[ea] \w+|quest[oa] \w+|эт\w+ \w+",
    re.IGNORECASE,
)
_FEEDS: Final = ("eed", "wire", "gency", "genturmeld", "agence", "agencia", "dépêche", "агент")
_FEED: Final = re.compile(
    r"(?:syndicat\w+|agency|wire|news|the) (?:feed|copy|service)\b|feed (?:of|from|"
    r"by|provided)|newswire|wire (?:story|report)|"
    r"agenturmeldung|agentur-?feed|\w+ feed\b|fil d['’]agence|dépêche|cable de "
    r"agencia|despacho de agencia|"
    r"ленты агентства|стрічки агентства",
    re.IGNORECASE,
)
_BYLINE_PARTS: Final = re.compile(
    r",\s*(?:special to |writing for )?|\s*[/|(•·]\s*|\s+(?:for|special to|von der|"
    r"pour|para|per|dla|для)\s+|\s[-–—]\s",
    re.IGNORECASE,
)
_BEFORE_PAPER: Final = (
    ",",
    "/",
    "|",
    "(",
    " for ",
    "pecial to",
    " - ",
    " – ",
    " — ",
    " pour ",
    " para ",
    " für ",
)
_OFFICE: Final = re.compile(
    r"\b(?:Editor|Writer|Reporter|Correspondent|Staff|Desk|Chief|Head|Director|"
    r"Producer|Intern|Fellow|Redakteur\w*|"
    r"Columnist|Photographer|Manager|Officer|Team)\b"
)
_ENCLOSED: Final = re.compile(
    r"\W{0,2}[(\[（［]\s*\w{3,12}\s*[)\]）］]\W{0,2}|[—–-]{1,2}\s*\w{3,12}\W?"
)
"""A mark alone, in brackets or behind a dash."""
_PERSON_STROKE: Final = re.compile(
    r"[^\W\d_][\w.'’-]+(?: [^\W\d_][\w.'’-]*){1,3}\s?[/|]\s?[^\W\d_a-z]{2,6}"
)
"""A person and a mark in capitals: "Ines Kalder/TT"."""
_TALK: Final = re.compile(r"(?:signs?|symbols?|notices?|laws?|rights?|Zeichen|Symbol)\b")
"""What is behind a copyright sign where the sign is the subject."""
_MAX_FORMULA: Final = 60
"""Characters of a formula in front of a copyright sign."""


def in_text(lines: Sequence[Line], reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    """Read the lines above and below an article's text."""
    text = [line for line in lines if line.part is Part.TEXT]
    dated = set()
    for line in text[:_DATELINES]:
        if found := dateline(line.text, reader):
            dated.add(line)
            yield from to_claims(found, "text", "dateline", line.text)
    ends = [*text[:FIRST_LINES], *text[max(FIRST_LINES, len(text) - LAST_LINES) :]]
    for line in ends:
        if line not in dated:
            yield from _credit_line(line, reader, last=line in text[-LAST_LINES:])
    for line in text[-LAST_LINES:]:
        if reader.may_name(line.text[-_TAIL:]):
            yield from _behind_last_sentence(line.text[-_TAIL:], reader)
    quotes = [line for line in (*lines[:2], *lines[-2:]) if line.part is Part.QUOTE]
    for line in (*ends, *quotes):
        if len(line.text) <= _MAX_NOTE:
            yield from _noted(line, reader, authors)


def _noted(line: Line, reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    """A line that says where the text, or a part of it, is from."""
    text, hinted = line.text, hints(line.text)
    if reader.may_name(text):
        yield from with_reporting(text, reader)
    if MATERIAL in hinted:
        yield from to_claims(papers_named(text, reader), "text", WITH_REPORTING, text)
    if FEED in hinted:
        yield from _disclaimed(text, reader)
    if MAY_SAY in hinted:
        yield from _origin(line, hinted, reader)
    if SIGN in hinted:
        yield from _copyright(line, reader, authors)


def in_byline(name: str, reader: Reader) -> Iterator[Claim]:
    """Read an author: who wrote, and with whose material."""
    stripped = BYLINE.match(name)
    credit = name[stripped.end() :] if stripped else name
    joined = _WITH_WITHIN.search(credit)
    if joined:
        helpers = all_agencies(reader.read(credit[joined.end() :]))
        if helpers:
            yield from to_claims(helpers, "text", WITH_REPORTING, name)
            credit = credit[: joined.start()]
    agencies = reader.read(_without_initials(credit, reader)).agencies(guarded=True)
    for found in agencies:
        yield from to_claims([found], subject_of(found), "byline", name)
    if not agencies and any(word in credit for word in _BEFORE_PAPER):
        behind = [part.strip(" ()") for part in _BYLINE_PARTS.split(credit)][1:]
        papers = [part for part in behind if is_paper(part, reader) and not _OFFICE.search(part)]
        held = [holder for paper in papers for holder in named(paper, reader)]
        yield from to_claims(held, "text", "byline", name)


def _credit_line(line: Line, reader: Reader, *, last: bool) -> Iterator[Claim]:
    """A line with nothing but a byline or a credit."""
    text = line.text
    if len(text) > _MAX_CREDIT or not reader.may_name(text):
        return
    if label := label_of(text.lstrip("*([（［ "), reader):
        # "Credit: Reuters" below a text, and no picture near.
        credit = reader.read(text.lstrip("*([（［ ")[label.end() :])
        if last and is_credit_of_text(line, label[0], credit):
            yield from to_claims(all_agencies(credit), "text", "closing line", text)
        return
    if BYLINE.match(text):
        yield from in_byline(text, reader)
        return
    where = "closing line" if last else "byline"
    if source := SOURCE.match(text):
        credit = reader.read(text[source.end() :])
        found = credit.agencies(guarded=True) if credit.clean else ()
        yield from to_claims(found, "text", "source line", text)
        return
    initials = INITIALS.match(text)
    if initials and not reader.read(text).clean:
        helpers = all_agencies(reader.read(initials["who"]))
        yield from to_claims(helpers, "text", WITH_REPORTING, text)
        if helpers:
            return
    credit = reader.read(_without_initials(text, reader))
    found = all_agencies(credit) or _person_and_agency(text, reader)
    if not found and last and _ENCLOSED.fullmatch(text) and credit.clean:
        found = credit.agencies(guarded=True)
    picture = line.beside_image or any(each.agency.kind is AgencyKind.MEDIA for each in found)
    yield from to_claims(found, "media" if picture else "text", where, text)


def _without_initials(text: str, reader: Reader) -> str:
    """Take an editor's initials off the end of a credit, if they are no agency's mark."""
    initials = _TRAILING_INITIALS.search(text)
    if initials is None or reader.may_name(initials[0]):
        return text
    return text[: initials.start()] + text[initials.end() :]


def _person_and_agency(text: str, reader: Reader) -> tuple[Found, ...]:
    credit = reader.read(text)
    if len(credit.segments) == 1 or text[-1] in ".!?…:" or SENTENCE.search(text):
        return ()
    shared = _PERSON_STROKE.fullmatch(text) is not None
    least = Strength.SHARED if shared else Strength.SURE
    return tuple(each for each in credit.agencies() if each.strength >= least)


def _behind_last_sentence(text: str, reader: Reader) -> Iterator[Claim]:
    behind = _BEHIND.search(text)
    # "the U.S. EPA": the full stop of an abbreviation ends no sentence.
    if behind is None or (len(behind["word"]) == 1 and behind["word"].isupper()):
        return
    who = behind["who"]
    if source := SOURCE.match(who.lstrip("([（［")):
        who = who.lstrip("([（［")[source.end() :]
    credit = reader.read(_without_initials(who, reader))
    found = all_agencies(credit)
    if not found and _ENCLOSED.fullmatch(who) and credit.clean:
        found = credit.agencies(guarded=True)
    yield from to_claims(found, "text", "closing line", text)


def _origin(line: Line, hinted: frozenset[int], reader: Reader) -> Iterator[Claim]:
    for places in origins(line.text, hinted):
        for place in places:
            held = holders(place.who, line.links, reader)
            if place.personal:
                held = tuple(name for name in held if is_organisation(name))
            yield from to_claims(held, "text", "originally published by", line.text)
            # "published by ourselves in partnership with", "appeared on 4 May in": go on.
            own = reader.own.begins(place.who.strip())
            again = place.sure and (is_date(place.who) or place.who.startswith("this "))
            if held or not (own or again):
                break


def _disclaimed(text: str, reader: Reader) -> Iterator[Claim]:
    """A note that the text came out of a feed as it is."""
    if (
        any(word in text for word in _FEEDS)
        and _OF_TEXT.search(text)
        and _DISCLAIMS.search(text)
        and _FEED.search(text)
    ):
        found = [
            each
            for each in reader.read(text[-MAX_NAME:]).mentioned()
            if each.strength > Strength.GUARDED
        ]
        held: list[Found | str] = [*found] or ["unnamed agencies"]
        yield from to_claims(held, "text", "closing line", text)


def _copyright(line: Line, reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    if label_of(line.text.lstrip("*([（［ "), reader):
        return
    sign = COPYRIGHT.search(line.text)
    if sign is None or not _is_copyright_line(line.text, sign):
        return
    held = copyright_holders(line.text, reader, authors=authors)
    yield from to_claims(
        held, "media" if line.beside_image else "text", "copyright line", line.text
    )


def _is_copyright_line(text: str, sign: re.Match[str]) -> bool:
    """Whether a sign is used, and not talked about: near the beginning, and a name behind it."""
    if sign.start() > _MAX_FORMULA:
        return False
    used = any(mark in sign[0].lower() for mark in ("©", "(c)", "ⓒ", "저작권", " by"))
    dated = any(letter.isdigit() for letter in sign[0])
    rest = text[sign.end() :].lstrip()
    return used or dated if not _TALK.match(rest) else False
