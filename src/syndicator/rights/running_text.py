"""Whose a text is, by what its own lines say: above it and below it, never in its midst.

A name in running text is a mention ("told AFP", "Reuters reported") and no claim. So only a
dateline, a byline, a line that holds nothing but a credit, the words behind the last sentence, and
set phrases count, and only near the beginning or the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from syndicator.rights.agencies import AgencyKind
from syndicator.rights.credit import Found, Reader, Strength
from syndicator.rights.dateline import dateline
from syndicator.rights.evidence import (
    WITH_REPORTING,
    Claim,
    all_agencies,
    copyright_holders,
    holders,
    subject_of,
    to_claims,
    without_topics,
)
from syndicator.rights.lines import Line, Part
from syndicator.rights.origin import ORIGIN
from syndicator.rights.phrases import (
    BYLINE,
    CONTRIBUTED,
    COPYRIGHT,
    INITIALS,
    PHOTO,
    SENTENCE,
    SOURCE,
    WITH,
    WITH_ONLY,
)

FIRST_LINES: Final = 4
"""So many lines of text are looked at from its beginning."""
LAST_LINES: Final = 6
"""And so many from its end: advertisements of the publisher may follow the credit."""
_DATELINES: Final = 3
_TAIL: Final = 90
"""Characters at the end of a paragraph in which a credit can stand."""
_LONGEST_CREDIT: Final = 100
_LONGEST_NOTE: Final = 500
_LONGEST_SHORT: Final = 180

_HINTS: Final = (
    *(
        "publish",
        "appear",
        "reprint",
        "repost",
        "produced by",
        "distributed",
        "syndicat",
        "provided",
        "generated",
    ),
    *("comes from", "courtesy", "excerpt", "adapted", "reproduced", "posted", "erschien"),
    *("veröffentlicht", "publi", "paru", "aparec", "pubbli", "apparso", "verscheen", "gepubl"),
    *(
        "ukazał",
        "pochodzi",
        "vyšel",
        "zveřej",
        "jelent",
        "опубл",
        "вперв",
        "вийш",
        "переп",
        "перед",
    ),
    *(
        "نشر",
        "نُشر",
        "منتشر",
        "yayım",
        "yayın",
        "掲載",
        "転載",
        "公開",
        "載",
        "载",
        "刊",
        "게재",
        "실린",
    ),
    *("发表", "来自", "首发", "보도", "발표"),
)
_BEHIND: Final = re.compile(
    r"(?P<word>\w+)[.!?…。！？]['\"”»’)\]]*\s*[—–-]{0,2}\s*"
    r"(?P<who>[(\[（［/]?[^.!?…。！？()\[\]]{2,60}[)\]）］/]?)\.?$"
)
_TRAILING_INITIALS: Final = re.compile(r"[\s,/]+[a-z]{2,4}(?:[/-][a-z]{2,4}){0,3}/?(?=\W?$)")
_WITH_WITHIN: Final = re.compile(
    r"\s*[\s(,]\s*(?:with|mit|avec|con|com|met|med|ile|с|з|با|مع)\s+(?=\S)", re.IGNORECASE
)
_TALK: Final = re.compile(r"(?:signs?|symbols?|notices?|laws?|rights?|Zeichen|Symbol)\b")
"""What is behind a copyright sign where the sign is the subject."""
_LONGEST_FORMULA: Final = 60
"""Characters of a formula in front of a copyright sign."""
_SIGNS: Final = ("©", "(c)", "copyright", "ⓒ", "c.20", "c.19", "저작권")


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
        if len(line.text) <= _LONGEST_NOTE:
            if reader.may_name(line.text):
                yield from _with_reporting(line.text, reader)
            yield from _origin(line, reader)
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
    for found in reader.read(_without_initials(credit, reader)).agencies(guarded=True):
        yield from to_claims([found], subject_of(found), "byline", name)


def _credit_line(line: Line, reader: Reader, *, last: bool) -> Iterator[Claim]:
    """A line with nothing but a byline or a credit."""
    text = line.text
    if (
        len(text) > _LONGEST_CREDIT
        or not reader.may_name(text)
        or PHOTO.match(text.lstrip("*([（［ "))
    ):
        return
    if BYLINE.match(text):
        yield from in_byline(text, reader)
        return
    where = "closing line" if last else "byline"
    if source := SOURCE.match(text):
        found = all_agencies(reader.read(text[source.end() :]))
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
    return tuple(each for each in credit.agencies() if each.strength is Strength.SURE)


def _behind_last_sentence(text: str, reader: Reader) -> Iterator[Claim]:
    behind = _BEHIND.search(text)
    # "the U.S. EPA": the full stop of an abbreviation ends no sentence.
    if behind is None or (len(behind["word"]) == 1 and behind["word"].isupper()):
        return
    who = behind["who"]
    if source := SOURCE.match(who.lstrip("([（［")):
        who = who.lstrip("([（［")[source.end() :]
    found = all_agencies(reader.read(_without_initials(who, reader)))
    yield from to_claims(found, "text", "closing line", text)


def _with_reporting(text: str, reader: Reader) -> Iterator[Claim]:
    found: tuple[Found, ...] = ()
    stripped = text.strip("()（）[]*— ")
    if contributed := CONTRIBUTED.match(stripped):
        found = without_topics(reader.read(contributed["who"]))
    elif phrase := WITH.match(stripped):
        found = without_topics(reader.read(stripped[phrase.end() :]))
    elif phrase := WITH_ONLY.match(stripped):
        found = all_agencies(reader.read(stripped[phrase.end() :]))
    yield from to_claims(found, "text", WITH_REPORTING, text)


def _origin(line: Line, reader: Reader) -> Iterator[Claim]:
    lowered = line.text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return
    for expression in ORIGIN:
        found = expression.search(line.text)
        if found is None:
            continue
        groups = found.groupdict()
        short = groups.get("short")
        if short is not None and len(line.text) > _LONGEST_SHORT:
            continue
        held = holders(short or groups.get("who") or "", line.links, reader)
        yield from to_claims(held, "text", "originally published by", line.text)


def _copyright(line: Line, reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    lowered = line.text.lower()
    if not any(sign in lowered for sign in _SIGNS) or PHOTO.match(line.text.lstrip("*([（［ ")):
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
    if sign.start() > _LONGEST_FORMULA:
        return False
    used = any(mark in sign[0].lower() for mark in ("©", "(c)", "ⓒ", "저작권", " by"))
    dated = any(letter.isdigit() for letter in sign[0])
    rest = text[sign.end() :].lstrip()
    return used or dated if not _TALK.match(rest) else False
