"""Whose a picture is: announced pictures, captions, alternative texts and credit lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from syndicator.model import Image
from syndicator.rights.credit import Found, Reader, Strength, is_name
from syndicator.rights.dateline import explains
from syndicator.rights.evidence import Claim, copyright_holders, named, to_claims
from syndicator.rights.holders import fold, tokens
from syndicator.rights.lines import Line, Part
from syndicator.rights.phrases import COURTESY, PHOTO, SENTENCE, SOURCE
from syndicator.rights.wording import AND, GENERIC, ORGANISATIONS

_LONGEST_CAPTION: Final = 2_000
_SHORTEST_NAME: Final = 3
"""Capitals that are an organisation's name."""
_MOST_WORDS: Final = 6
"""Words of an organisation's name."""
_BRACKET: Final = re.compile(r"[(\[（［]([^()\[\]（）［］]{2,160})[)\]）］]")
_TRAIL: Final = re.compile(r"[.!?…。！？|©＝=]['\"”»’)\]]*\s+|[|©＝=]\s*|。|\s[–—-]\s")
_END: Final = re.compile(r"(?<=\w\w)[.!?。](?:\s|$)|[)\]）］]|\s[–—]\s")
_PARTS: Final = re.compile(r"\s*[/|;·]\s*|\s+via\s+|,\s+")
_SIGNS: Final = ("©", "(c)", "copyright", "ⓒ")


def in_images(images: Iterable[Image], reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    """Read what stands beside announced pictures."""
    for image in images:
        if image.credit:
            found = _credited(_unlabelled(image.credit), reader)
            yield from to_claims(found, "media", "media:credit", image.credit)
        if image.copyright:
            held = copyright_holders(image.copyright, reader, authors=authors, bare=True)
            yield from to_claims(held, "media", "media:copyright", image.copyright)
        for text, where in ((image.title, "media:title"), (image.description, "media:description")):
            if text:
                yield from _caption(text, reader, authors, where)


def in_lines(lines: Iterable[Line], reader: Reader, authors: frozenset[str]) -> Iterator[Claim]:
    """Read captions, alternative texts, and credits of pictures anywhere in a text."""
    for line in lines:
        if line.part is Part.CAPTION or line.part is Part.ALTERNATIVE:
            yield from _caption(line.text, reader, authors, str(line.part))
        elif line.part is not Part.QUOTE:
            yield from _in_text(line, reader)


def _in_text(line: Line, reader: Reader) -> Iterator[Claim]:
    """A line that begins with a label, or a bracket that does."""
    label = PHOTO.match(line.text.lstrip("*([（［ "))
    if label:
        rest = line.text.lstrip("*([（［ ")[label.end() :]
        found = _credited(_to_end(rest), reader)
        yield from to_claims(found, "media", "photo line", line.text)
    if "(" in line.text or "[" in line.text or "（" in line.text:
        for bracket in _BRACKET.finditer(line.text):
            labelled = PHOTO.search(bracket[1])
            if labelled:
                found = _credited(bracket[1][labelled.end() :], reader)
                found = found or [*reader.read(bracket[1]).agencies(guarded=True)]
                yield from to_claims(found, "media", "photo line", bracket[0])


def _caption(text: str, reader: Reader, authors: frozenset[str], where: str) -> Iterator[Claim]:
    text = text[-_LONGEST_CAPTION:]
    found: list[Found | str] = []
    for label in PHOTO.finditer(text):
        rest = _to_end(text[label.end() :])
        if _announces(label[0]):
            found += _credited(rest, reader)
        else:
            found += _unguarded(rest, reader)
    if reader.may_name(text):
        found += _in_caption(text, reader)
    if any(sign in text.lower() for sign in _SIGNS):
        found += copyright_holders(text, reader, authors=authors)
    if handed := COURTESY.search(text):
        found += _organisation(_to_end(text[handed.end() :]), reader)
    yield from to_claims(dict.fromkeys(found), "media", where, text[-120:])


def _in_caption(text: str, reader: Reader) -> list[Found]:
    """Agencies in brackets, and behind the last sentence or sign."""
    found: list[Found] = []
    for bracket in _BRACKET.finditer(text):
        if not explains(text[: bracket.start()], bracket[1], reader):
            found += _unguarded(_strip_source(bracket[1]), reader)
    last = max((cut.end() for cut in _TRAIL.finditer(text.rstrip(" .。"))), default=0)
    trail = _strip_source(text[last:])
    if last or _divided(trail) or reader.read(trail).clean:
        found += _unguarded(trail, reader)
    return found


def _announces(label: str) -> bool:
    """Whether a label says by itself that a credit follows: "Photo:", "Image by"."""
    return bool(re.search(r"[:：=＝©/|]|\s(?:by|of|credits?|courtesy|de|von|par|por|di)\b", label))


def _divided(text: str) -> bool:
    return bool(_PARTS.search(text))


def _strip_source(text: str) -> str:
    label = SOURCE.match(text) or PHOTO.match(text)
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
    agencies = credit.agencies(guarded=True)
    if agencies:
        return list(agencies)
    courtesy = COURTESY.match(text)
    return _organisation(text[courtesy.end() :] if courtesy else text, reader)


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
        if not words or set(words) <= GENERIC or len(words) > _MOST_WORDS or not named_so:
            continue
        if capitals or ORGANISATIONS.intersection(words) or plain.startswith("The "):
            found += named(plain, reader)
    return found


def _unlabelled(text: str) -> str:
    label = PHOTO.match(text)
    return text[label.end() :] if label else text


def _to_end(text: str) -> str:
    end = _END.search(text)
    return text[: end.start()] if end else text
