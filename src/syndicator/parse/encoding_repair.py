"""Put right what is wrong in a text of a known encoding: stray octets, disguised windows-1252."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

LOST: Final = "\ufffd"
"""U+FFFD, which stands for what cannot be known."""
LOST_TWICE: Final = "\u00ef\u00bf\u00bd"
"""The same, encoded as UTF-8 twice; nobody writes these three characters."""

_MAX_REMEMBERED: Final = 10_000
_STRAY: Final = re.compile("[\udc80-\udcff]+")
_SURROGATES: Final = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_CUT_AT_END: Final = re.compile(
    rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)
# A lead octet with fewer continuation octets than it asks for: a character that somebody cut.
_CUT: Final = re.compile(rb"[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2}")
# The same in every Windows code page for a script with words: quotation marks, dashes and so on.
_PUNCTUATION: Final = frozenset(
    b"\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa7\xa9\xab\xae\xb0\xb1\xb7\xbb"
)
# What Latin-1 octets that are UTF-8 by chance hardly ever make: letters of Latin languages.
_BY_CHANCE: Final = re.compile("[^\x00-\u017f\u2010-\u203a\u20ac\u2122\udc80-\udcff]")


class Mended(NamedTuple):
    """A text, and what had to be done for it."""

    text: str
    mended: int
    """Octets, or characters in two parts, that were read in another way than the rest."""
    lost: int
    """Characters that are U+FFFD now."""


def without_cut(body: bytes) -> bytes:
    """Take off what stands at the very end of UTF-8 and is only the beginning of a character."""
    found = _CUT_AT_END.search(body[-3:])
    return body[: len(body) - len(found[0])] if found else body


def utf8(body: bytes, page: str, *, latin: bool, mostly: bool) -> Mended:
    """Read UTF-8 with stray octets; every other character is what it was.

    Args:
        body: the octets.
        page: the code page that stray octets are read in where they make sense in it.
        latin: the document is in the Latin script; in another one, only punctuation makes sense.
        mostly: it is UTF-8, but for these; else it is in that code page, and UTF-8 is the stray.
    """
    text = body.decode("utf-8", "surrogateescape")
    if not mostly:
        text = _BY_CHANCE.sub(_taken_apart, text)
    leads = frozenset(_leads(text)) if mostly else frozenset[int]()
    read: dict[tuple[str, bool], str] = {}
    total = lost = 0

    def one(found: re.Match[str]) -> str:
        nonlocal total, lost
        run, start, end = found[0], found.start(), found.end()
        around = text[start - 1 : start] + text[end : end + 1] if end - start == 1 else ""
        inside = len(around) == 2 and around.isalpha()  # noqa: PLR2004  # one on each side
        characters = read.get((run, inside))
        if characters is None:
            octets = run.encode("ascii", "surrogateescape")
            characters = _run(octets, inside=inside, page=page, latin=latin, leads=leads)
            if len(read) < _MAX_REMEMBERED:
                read[run, inside] = characters
        total += len(characters)
        lost += characters.count(LOST)
        return characters

    mended = _STRAY.sub(one, text)
    return Mended(mended, total - lost, lost)


def joined(body: bytes) -> tuple[bytes, int]:
    """Return octets in which pairs of surrogates are characters, and how many pairs there were.

    Some programs write UTF-16's halves as if each were a character (CESU-8).
    """
    return _SURROGATES.subn(_joined, body) if b"\xed" in body else (body, 0)


def _joined(found: re.Match[bytes]) -> bytes:
    pair = found[0].decode("utf-8", "surrogatepass")
    return pair.encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _taken_apart(found: re.Match[str]) -> str:
    return found[0].encode().decode("ascii", "surrogateescape")


def _leads(text: str) -> set[int]:
    """Return the octets with which this document's characters begin."""
    return {
        character.encode()[0]
        for character in set(text)
        if "\x7f" < character < "\udc80" or character > "\udcff"
    }


def _run(run: bytes, *, inside: bool, page: str, latin: bool, leads: frozenset[int]) -> str:
    """Read stray octets that stand side by side.

    One in a word, between two letters, is a letter of it. Another one with which characters of
    this document begin is what is left of such a character.
    """
    read, at = [], 0
    while at < len(run):
        octet = run[at]
        if octet in leads and (cut := _CUT.match(run, at)):
            read.append(LOST)
            at = cut.end()
            continue
        if (latin and (inside or octet not in leads)) or octet in _PUNCTUATION:
            read.append(bytes((octet,)).decode(page, "replace"))
        else:
            read.append(LOST)
        at += 1
    return "".join(read)


# ── windows-1252 in disguise ─────────────────────────────────────────────────────────────────

_TABLE: Final = bytes(range(256)).decode("cp1252", "surrogateescape")
_CONTROLS: Final = range(0x80, 0xA0)
_WINDOWS: Final = {
    code: _TABLE[code] for code in _CONTROLS if not "\udc80" <= _TABLE[code] <= "\udcff"
}
"""What windows-1252 has where Unicode has control characters (HTML Standard §13.2.5.5)."""
_REFERENCE: Final = re.compile(r"&#(?:0{0,9}(1[2-5][0-9])|[xX]0{0,9}([89][0-9a-fA-F]));")
_CONTROL: Final = re.compile("[\x80-\x9f]")
_CONTROL_UTF8: Final = re.compile(rb"\xc2[\x80-\x9f]")


def windows_references(text: str) -> str:
    """Return a text in which the references 128 to 159 mean what HTML takes them for."""
    return _REFERENCE.sub(_character, text) if "&#" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1]) if found[1] else int(found[2], 16)
    return _WINDOWS.get(code, found[0])


def has_controls(body: bytes) -> bool:
    """Say whether UTF-8 holds one of the control characters 128 to 159."""
    return _CONTROL_UTF8.search(body) is not None


def windows_controls(text: str) -> str:
    """Return a text in which those are what they were in windows-1252.

    Nobody means them: a program has taken windows-1252 for ISO-8859-1.
    """
    return _CONTROL.sub(lambda found: _WINDOWS.get(ord(found[0]), found[0]), text)


# ── UTF-8 that was encoded twice ─────────────────────────────────────────────────────────────

_ABOVE: Final = re.compile(rb"[\x80-\xff]")
# The first octet of a character and one of those that follow it, taken for two characters.
_TWICE: Final = re.compile(rb"\xc3[\x82-\xb4][\xc2-\xe2]")
_MANY: Final = 8
_DISTINCT: Final = 3
_ONE_OCTET: Final = codecs.charmap_build(
    "".join(_WINDOWS.get(code, chr(code)) for code in range(256))
)


def decoded_twice(body: bytes, text: str) -> str | None:
    """Return the text that was encoded as UTF-8 twice; None where that is not certain.

    It is if every character of the document that is not ASCII is part of it, and there are many.
    """
    first = _ABOVE.search(body)
    if first is None or not _TWICE.match(body, first.start()):
        return None
    try:
        octets = codecs.charmap_encode(windows_controls(text), "strict", _ONE_OCTET)[0]
        again = octets.decode()
    except UnicodeError:
        return None
    beyond = [character for character in again if character > "\x7f"]
    return again if len(beyond) >= _MANY and len(set(beyond)) >= _DISTINCT else None
