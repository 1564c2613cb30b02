"""Octets into characters: one decision on a document's encoding, before anything is parsed.

::

    octets ─┬─ NUL in every second (fourth) of them ─────────────▶ UTF-16 (UTF-32)
            ├─ ASCII, or valid UTF-8 ────────────────────────────▶ that
            ├─ more characters of UTF-8 than stray octets ───────▶ UTF-8, strays mended alone
            └─ else, by what makes text of the words:
               HTTP charset, XML declaration ─ language ─ detector ▶ a legacy encoding

What the octets show outweighs what is said of them: servers and templates add a charset that they
do not know to be true, and hardly any other text is valid UTF-8 by chance (RFC 7303 §3 would have
the byte order mark and HTTP win). Nothing decides again later, for one field alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from syndicator.model import Charset, Evidence, Failed, FailureKind
from syndicator.parse import encoding_guess as guess
from syndicator.parse import encoding_repair as repair
from syndicator.parse.encoding_labels import RefusedLabel, codec, shown

_HEAD: Final = 1_024
"""Octets in which a declaration must stand."""
_MAX_LOST: Final = 0.1
"""Share of a document's letters that may be lost; with more of them it is not read."""

_DECLARED: Final = re.compile(
    rb"""<\?xml\s[^<>]{0,200}?encoding\s{0,9}=\s{0,9}["']\s{0,9}([\w.:-]{1,40})"""
)
_CHARSET: Final = re.compile(
    r""";\s{0,9}charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE
)
_BEYOND: Final = re.compile("[^\x00-\x7f\ufffd]+")
_LATIN_END: Final = "\u0250"
"""Letters of the Latin script are below."""
_BOM_8: Final = codecs.BOM_UTF8
_BOMS_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDE: Final = 4_096
"""Octets in which NUL is looked for."""
_SHIFTS: Final = (b"\x1b$", b"\x1b(J", b"\x1b(I")
"""ISO-2022-JP's ways out of ASCII; in no other text."""


class Decoded(NamedTuple):
    """A document's text, and how it was come by."""

    text: str
    charset: Charset
    problem: str | None
    """What was wrong with its encoding, in one line."""


@dataclass(frozen=True, slots=True)
class _Claims:
    """What a document is said to be in."""

    labels: tuple[str, ...]
    """As written: the server's first, then the document's own."""
    names: tuple[str, ...]
    """The codecs that they mean; those that are unknown are left out."""
    refused: str | None
    """An encoding that is none for feeds."""

    def unless(self, name: str) -> str | None:
        """Say what is declared, unless it is true; one of two that contradict each other is."""
        if not self.labels or name in self.names:
            return None
        return "declared as " + " and ".join(dict.fromkeys(self.labels))


def decode(body: bytes, content_type: str | None) -> Decoded | Failed:
    """Decode a document.

    Args:
        body: the octets, decompressed.
        content_type: the HTTP header, if there was one.

    Returns:
        Its text, or a failure for an encoding that is dangerous (`FailureKind.UNSAFE`) or that
        nothing tells (`FailureKind.UNREADABLE`).
    """
    wide = _wide(body)
    claims = _claims(body.replace(b"\x00", b"") if wide else body, content_type)
    if wide:
        return _decoded_wide(body, wide, claims)
    for mark in (_BOM_8, *_BOMS_16):  # of UTF-16 without its NULs: somebody else's
        body = body.removeprefix(mark)
    if body.isascii():
        return _decoded_ascii(body, claims)
    try:
        # What is only the beginning of a character, at the end of what was cut, is left out.
        text, _ = codecs.utf_8_decode(body, "strict", False)  # it takes no names
    except UnicodeDecodeError:
        return _decoded_otherwise(repair.without_cut(body), claims)
    return _decoded_utf8(body, text, claims)


def _claims(body: bytes, content_type: str | None) -> _Claims:
    charset = _CHARSET.search((content_type or "")[:_HEAD])
    declared = _DECLARED.search(body[:_HEAD])
    labels = [charset[1]] if charset else []
    if declared:
        labels.append(declared[1].decode("ascii", "replace"))
    names, refused = [], None
    for label in labels:
        try:
            name = codec(label)
        except RefusedLabel as error:
            refused = error.name
            continue
        if name:
            names.append(name)
    return _Claims(tuple(labels), tuple(names), refused)


# ── Unicode ──────────────────────────────────────────────────────────────────────────────────


def _wide(body: bytes) -> str | None:
    """Return the codec of a document in which markup, which is ASCII, is padded with NULs.

    XML 1.0 appendix F.1 looks at the first characters; a byte order mark, or what a server has put
    in front of them, may be of another encoding.
    """
    head = body[: min(_WIDE, len(body) // 4 * 4)]
    if b"\x00" not in head:
        return None
    zeros = [head[at::4].count(0) / (len(head) // 4 or 1) for at in range(4)]
    first, second, third, fourth = zeros
    if min(third, fourth) > _MAX_SHARE or min(first, second) > _MAX_SHARE:
        return "utf-32-le" if fourth > first else "utf-32-be"
    even, odd = first + third, second + fourth
    if max(even, odd) < _SOME or max(even, odd) < 4 * min(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


_MARKS: Final = "\ufeff\ufffe"
"""The byte order mark, and what it is in the other order."""
_MAX_SHARE: Final = 0.9
_SOME: Final = 0.1


def _decoded_wide(body: bytes, name: str, claims: _Claims) -> Decoded:
    text = codecs.getincrementaldecoder(name)("replace").decode(body).lstrip(_MARKS)
    lost = text.count(repair.LOST)
    family = name[: name.index("-", 4)]
    true = {name, family} & {*claims.names}
    said = None if true else claims.unless(name)
    problem = [f"{said}, is {shown(name)}" if said else "", _of_lost(lost)]
    charset = Charset(name=shown(name), evidence=Evidence.OCTETS, lost=lost)
    return Decoded(_finished(text), charset, "; ".join(filter(None, problem)) or None)


def _decoded_ascii(body: bytes, claims: _Claims) -> Decoded | Failed:
    if claims.refused:
        message = f"not read: the encoding {claims.refused} is not one for feeds"
        return Failed(kind=FailureKind.UNSAFE, message=message)
    shifted = b"\x1b" in body and any(shift in body for shift in _SHIFTS)
    if shifted and (text := _japanese(body)) is not None:
        charset = Charset(
            name="ISO-2022-JP", evidence=Evidence.OCTETS, lost=text.count(repair.LOST)
        )
        said = claims.unless("iso2022_jp")
        return Decoded(text, charset, f"{said}, is ISO-2022-JP" if said else None)
    unknown = None if claims.names or not claims.labels else claims.labels[0]
    charset = Charset(name="US-ASCII", evidence=Evidence.OCTETS)
    text = body.decode("ascii")
    if b"&#" in body:
        text = repair.windows_references(text)
    return Decoded(text, charset, f'unknown encoding "{unknown}"' if unknown else None)


def _japanese(body: bytes) -> str | None:
    """Read ISO-2022-JP; None for what only looks like it."""
    try:
        return codecs.getincrementaldecoder("iso2022_jp_ext")("replace").decode(body)
    except UnicodeError:  # an escape sequence that never ends
        return None


def _decoded_utf8(body: bytes, text: str, claims: _Claims) -> Decoded:
    said = claims.unless("utf-8")
    problem = f"{said}, is UTF-8" if said else None
    if (again := repair.decoded_twice(body, text)) is not None:
        text, problem = again, "encoded as UTF-8 twice"
    if repair.LOST_TWICE.encode() in body:
        text = text.replace(repair.LOST_TWICE, repair.LOST)
    if repair.has_controls(body):
        text = repair.windows_controls(text)
    if b"&#" in body:
        text = repair.windows_references(text)
    return Decoded(text, Charset(name="UTF-8", evidence=Evidence.OCTETS), problem)


def _finished(text: str) -> str:
    return repair.windows_references(repair.windows_controls(text))


# ── everything else ──────────────────────────────────────────────────────────────────────────


def _decoded_otherwise(body: bytes, claims: _Claims) -> Decoded | Failed:
    """Decode what is neither ASCII nor valid UTF-8."""
    body, pairs = repair.joined(body)
    replaced = body.decode("utf-8", "replace")
    wrong = replaced.count(repair.LOST) - body.count(repair.LOST.encode())
    beyond = "".join(_BEYOND.findall(replaced))
    found = guess.sample(body)
    legacy = [name for name in claims.names if not name.startswith("utf-")]
    if len(beyond) >= wrong:
        letters = [each for each in beyond if each.isalpha()]
        latin = 2 * sum(each < _LATIN_END for each in letters) >= len(letters)
        return _decoded_mixed(body, found, legacy, latin=latin, mostly=True, pairs=pairs)
    if found.latin and beyond:
        return _decoded_mixed(body, found, legacy, latin=True, mostly=False, pairs=pairs)
    name = guess.by_evidence(found, legacy)
    if name is None:
        return _decoded_in_vain(body, found, claims)
    text = codecs.getincrementaldecoder(name)("replace").decode(body)
    lost = text.count(repair.LOST)
    declared = name in legacy
    charset = Charset(
        name=shown(name),
        evidence=Evidence.DECLARED if declared else Evidence.GUESSED,
        lost=lost,
    )
    problem = [] if declared else [_of_guess(name, claims)]
    return Decoded(_finished(text), charset, "; ".join([*problem, *_of(0, lost)]) or None)


def _decoded_mixed(
    body: bytes,
    found: guess.Sample,
    legacy: Iterable[str],
    *,
    latin: bool,
    mostly: bool,
    pairs: int,
) -> Decoded:
    """Decode UTF-8 with stray octets, or a legacy encoding with some UTF-8 in it."""
    page = guess.trusted_page(found, legacy)
    text, mended, lost = repair.utf8(body, page, latin=latin, mostly=mostly)
    charset = Charset(name="UTF-8", evidence=Evidence.OCTETS, mended=mended + pairs, lost=lost)
    halves = [f"{pairs} character{'s' if pairs > 1 else ''} in two halves"] if pairs else []
    problem = ", ".join([*halves, *_of(mended, lost, shown(page))])
    return Decoded(_finished(text), charset, f"not valid UTF-8: {problem}")


def _decoded_in_vain(body: bytes, found: guess.Sample, claims: _Claims) -> Decoded | Failed:
    """Decode what no encoding makes text of: without those words, unless it consists of them."""
    letters = len(re.findall(rb"[A-Za-z]", re.sub(rb"<[^<>]*>", b"", body[: guess.MAX_SAMPLE])))
    if found.high > _MAX_LOST * (letters + found.high):
        said = claims.unless("") or "no encoding is declared"
        message = f"its letters cannot be read: {said}, and no encoding makes words of them"
        return Failed(kind=FailureKind.UNREADABLE, message=message)
    text, mended, lost = repair.utf8(body, "cp1252", latin=False, mostly=True)
    charset = Charset(name="UTF-8", evidence=Evidence.OCTETS, mended=mended, lost=lost)
    problem = ", ".join(_of(mended, lost, "windows-1252"))
    return Decoded(_finished(text), charset, f"not valid UTF-8: {problem}")


def _of_guess(name: str, claims: _Claims) -> str:
    said = claims.unless("") or "no encoding declared"
    return f"{said}, read as {shown(name)}"


def _of(mended: int, lost: int, page: str = "") -> list[str]:
    said = [f"{mended} octet{'s' if mended > 1 else ''} read as {page}"] if mended else []
    return [*said, *([_of_lost(lost)] if lost else [])]


def _of_lost(lost: int) -> str:
    return f"{lost} character{'s' if lost > 1 else ''} cannot be read" if lost else ""
