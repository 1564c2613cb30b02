"""Whose a picture is: announced pictures, captions, alternative texts and credit lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from syndicator.model import Enclosure, Image
from syndicator.rights.attribution.agencies import AgencyKind
from syndicator.rights.attribution.article_lines import Line, Part
from syndicator.rights.attribution.credit import Found, Strength, is_name
from syndicator.rights.attribution.credit_vocabulary import AND, GENERIC, ORGANISATIONS
from syndicator.rights.attribution.dateline import explains
from syndicator.rights.attribution.evidence import (
    LAST_LINES,
    Claim,
    copyright_holders,
    is_credit_of_text,
    label_of,
    labels,
    named,
    to_claims,
)
from syndicator.rights.attribution.holders import fold, tokens
from syndicator.rights.attribution.lexicon import Reader
from syndicator.rights.attribution.phrases import COURTESY, SENTENCE, SOURCE

_MAX_CAPTION: Final = 2_000
_SHORTEST_NAME: Final = 3
"""Capitals that are an organisation's name."""
_MAX_WORDS: Final = 6
"""Words of an organisation's name."""
_BRACKET: Final = re.compile(r"[(\[（［]([^()\[\]（）［］]{2,160})[)\]）］]")
_TRAIL: Final = re.compile(r"[.!?…。！？|©＝=]['\"”»’)\]]*\s+|[|©＝=]\s*|。|\s[–—-]\s")
_END: Final = re.compile(r"(?<=\w\w)[.!?。](?:\s|$)|[)\]）］]|\s[–—]\s")
_PARTS: Final = re.compile(r"\s*[/|;·]\s*|\s+via\s+|,\s+")
_USER: Final = re.compile(
    r"\s*@?[\w.\-]{2,30}\s*(?:[/|·,(]|\s[-–—]\s|\s(?:via|on|auf|from|at)\s)\s*(?=\S)"
)
_SIGNS: Final = ("©", "(c)", "copyright", "ⓒ")


def in_images(images: Iterable[Image], reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    """Read what stands beside announced pictures."""
    for image in images:
        if image.credit:
            found = _credited(_unlabelled(image.credit, reader), reader)
            yield from to_claims(found, "media", "media:credit", image.credit)
        if image.copyright:
            held = copyright_holders(image.copyright, reader, authors=authors, bare=True)
            yield from to_claims(held, "media", "media:copyright", image.copyright)
        for text, where in ((image.title, "media:title"), (image.description, "media:description")):
            if text:
                yield from _caption(text, reader, authors, where)


def in_files(
    files: Iterable[Enclosure], reader: Reader, authors: frozenset[str]
) -> Iterator[Claim]:
    """Read what stands beside recordings and other files."""
    for file in files:
        if file.credit:
            found = _credited(_unlabelled(file.credit, reader), reader)
            found += copyright_holders(file.credit, reader, authors=authors)
            yield from to_claims(dict.fromkeys(found), "media", "media:credit", file.credit)
        if file.caption:
            yield from _caption(file.caption, reader, authors, "media:description")


def in_lines(lines: Iterable[Line], reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    """Read captions, alternative texts, and credits of pictures anywhere in a text."""
    lines = list(lines)
    below = [line for line in lines if line.part is Part.TEXT][-LAST_LINES:]
    for line in lines:
        if line.part is Part.CAPTION or line.part is Part.ALTERNATIVE:
            yield from _caption(line.text, reader, authors, str(line.part))
        elif line.part is not Part.QUOTE:
            yield from _in_text(line, reader, last=line in below)


def _in_text(line: Line, reader: Reader, *, last: bool) -> Iterator[Claim]:
    """A line that begins with a label, or a bracket that does."""
    start = line.text.lstrip("*([（［ ")
    if label := label_of(start, reader):
        rest = start[label.end() :]
        if last and is_credit_of_text(line, label[0], reader.read(rest)):
            return
        found = _credited(_to_end(rest), reader)
        yield from to_claims(found, "media", "photo line", line.text)
    if "(" in line.text or "[" in line.text or "（" in line.text:
        for bracket in _BRACKET.finditer(line.text):
            labelled = next(labels(bracket[1], reader), None)
            if labelled:
                found = _credited(bracket[1][labelled.end() :], reader)
                found = found or [*reader.read(bracket[1]).agencies(guarded=True)]
                yield from to_claims(found, "media", "photo line", bracket[0])


def _caption(text: str, reader: Reader, authors: frozenset[str], where: str) -> Iterator[Claim]:
    text = text[-_MAX_CAPTION:]
    found: list[Found | str] = []
    for label in labels(text, reader):
        rest = _to_end(text[label.end() :])
        if _announces(label[0]):
            found += _credited(rest, reader)
        else:
            found += _unguarded(rest, reader) or _loosely(text, label, rest, reader)
    if reader.may_name(text):
        found += _in_caption(text, reader)
    if any(sign in text.lower() for sign in _SIGNS):
        found += copyright_holders(text, reader, authors=authors)
    if handed := COURTESY.search(text):
        found += _organisation(_to_end(text[handed.end() :]), reader)
    yield from to_claims(dict.fromkeys(found), "media", where, text[-120:])


def _loosely(text: str, label: re.Match[str], rest: str, reader: Reader) -> list[Found]:
    """A mark in other capitals, where nothing else stands behind the label: "Foto Ansa"."""
    begins = not text[: label.start()].rstrip() or text[: label.start()].rstrip()[-1] in ".!?…|(["
    credit = reader.read(rest)
    named_so = begins and credit.clean and rest[:1].isupper()
    return [*credit.agencies()] if named_so else []


def _in_caption(text: str, reader: Reader) -> list[Found]:
    """Agencies in brackets, and behind the last sentence or sign."""
    found: list[Found] = []
    for bracket in _BRACKET.finditer(text):
        if not explains(text[: bracket.start()], bracket[1], reader):
            found += _unguarded(_strip_source(bracket[1], reader), reader)
    last = max((cut.end() for cut in _TRAIL.finditer(text.rstrip(" .。"))), default=0)
    trail = _strip_source(text[last:], reader)
    if last or _divided(trail) or reader.read(trail).clean:
        found += _unguarded(trail, reader)
    return found


def _announces(label: str) -> bool:
    """Whether a label says by itself that a credit follows: "Photo:", "Image by"."""
    return bool(re.search(r"[:：=＝©/|]|\s(?:by|of|credits?|courtesy|de|von|par|por|di)\b", label))


def _divided(text: str) -> bool:
    return bool(_PARTS.search(text))


def _strip_source(text: str, reader: Reader) -> str:
    label = SOURCE.match(text) or label_of(text, reader)
    return text[label.end() :] if label else text


def _unguarded(text: str, reader: Reader) -> list[Found]:
    """Agencies in what may be a credit: an ambiguous mark must stand beside a person."""
    if SENTENCE.search(text):
        return []
    credit = reader.read(text)
    people = any(True for _ in credit.others()) and len(credit.segments) > 1
    found = credit.agencies(guarded=people)
    return [each for each in found if each.strength is not Strength.LOOSE]


def _credited(text: str, reader: Reader) -> list[Found | str]:
    """Read what is known to be a credit: agencies, else another organisation."""
    credit = reader.read(text)
    agencies = credit.agencies(guarded=True, users=True) or _behind_user(text, reader)
    if agencies:
        return list(agencies)
    courtesy = COURTESY.match(text)
    return _organisation(text[courtesy.end() :] if courtesy else text, reader)


def _behind_user(text: str, reader: Reader) -> tuple[Found, ...]:
    """The library behind a user's name in small letters: "river.pix / Adobe Stock"."""
    user = _USER.match(text)
    found = reader.read(text[user.end() :]).agencies(guarded=True) if user else ()
    return found if any(each.agency.kind is AgencyKind.MEDIA for each in found) else ()


def _organisation(text: str, reader: Reader) -> list[Found | str]:
    """The parts of a credit that name an organisation, by its words or by its capitals."""
    found: list[Found | str] = []
    if any(word.own for segment in reader.read(text).segments for word in segment):
        return found
    for part in _PARTS.split(text):
        words = tokens(part)
        plain = part.strip(" .")
        capitals = plain.isupper() and plain.isalpha() and len(plain) >= _SHORTEST_NAME
        named_so = all(is_name(word) or fold(word) in AND for word in plain.split())
        if not words or set(words) <= GENERIC or len(words) > _MAX_WORDS or not named_so:
            continue
        if capitals or ORGANISATIONS.intersection(words) or plain.startswith("The "):
            found += named(plain, reader)
    return found


def _unlabelled(text: str, reader: Reader) -> str:
    label = label_of(text, reader)
    return text[label.end() :] if label else text


def _to_end(text: str) -> str:
    end = _END.search(text)
    return text[: end.start()] if end else text
