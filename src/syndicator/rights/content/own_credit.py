"""Whether what stands beside a picture credits it to somebody: to one of these names, or at all.

A name in a caption is not yet a credit: "the newsroom of The Daily" says whom the picture shows. It
is one behind a label or a sign ("Photo:", "©"), in brackets, at the end behind a sentence or a
stroke, or where the text is nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from syndicator.rights.attribution.holders import fold, own_names
from syndicator.rights.markup.sentences import words

_PICTURES: Final = (
    r"photograph(?:er|y|s)?|photo(?:s|graphie)?|fotos?|fotografía|fotografia|immagin[ei]|imagens?"
    r"|imágen(?:es)?|imagen|images?|pictures?|bild(?:er)?|illustrations?|zdjęci[ae]|obrázek|görsel"
    r"|fotoğraf|снимок|фото|صورة|الصورة|عکس|写真|画像|图片|图|照片|圖片|사진"
)
_LABEL: Final = (
    rf"(?:{_PICTURES}|credits?|crédits?"
    r"|créditos?|kredit|courtesy|courtoisie|cortesía|source|quelle|źródło)"
)
_OF_PICTURE: Final = re.compile(rf"(?<!\w)(?:{_PICTURES})(?!\w)", re.IGNORECASE)
_OPENS: Final = re.compile(
    rf"[\s(\[*]*(?:{_LABEL}(?:\s+(?:credits?|courtesy))?\s*(?:[:：=|/]|©|\b(?:by|of|de|von|par|por|di)\b)"
    r"|©|\(c\)|copyright\b)\s*",
    re.IGNORECASE,
)
_ANYWHERE: Final = re.compile(
    rf"(?<!\w)(?:{_LABEL}(?:\s+(?:credits?|courtesy))?\s*(?:[:：=|/]|\b(?:by|of)\b)|courtesy\b"
    r"|©|\(c\)|copyright\b)\s*",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"[(\[（［]([^()\[\]（）［］]{2,160})[)\]）］]")
_TRAIL: Final = re.compile(r"[.!?…。！？][\"'”»’)\]]*\s+|[|＝=]\s*|。|\s[–—-]\s")
_END: Final = re.compile(r"(?<=\w\w)[.!?。](?:\s|$)")
_MAX_WORDS: Final = 8
"""Words of a credit that nothing announces."""
_MAX_CAPTION: Final = 2_000
"""Characters."""
_TELLING: Final = 6
"""Characters of a quotation that are not found by chance."""
_MAX_LINE: Final = 30
"""Words of a line that is a credit and nothing else."""


def is_credit_line(text: str) -> bool:
    """Whether a line is a picture's credit and nothing else: it begins with a label or a sign."""
    opening = _OPENS.match(text)
    if opening is None or len(words(text)) > _MAX_LINE:
        return False
    rest = text[opening.end() :].rstrip(" .。)]*")
    return bool(rest) and not _END.search(rest)


def has_credit(text: str) -> bool:
    """Whether a caption holds a credit that is announced as one."""
    return _ANYWHERE.search(text) is not None


@lru_cache(maxsize=1024)
def credits_one_of(
    names: tuple[str, ...], *, plain: tuple[str, ...], captions: tuple[str, ...]
) -> bool:
    """Whether a picture is credited to one of some names.

    Args:
        names: spellings of the holder's name; legal forms do not matter.
        plain: texts that are credits by their nature: ``media:credit``, ``media:copyright``.
        captions: texts in which a credit may stand; of a long one, the end.
    """
    own = own_names(frozenset(name for name in names if name))
    parts = (part for text in captions for part in _credits_in(text[-_MAX_CAPTION:]))
    return any(own.masked(text) != text for text in (*plain, *parts) if text)


def _credits_in(text: str) -> Iterator[str]:
    for label in _ANYWHERE.finditer(text):
        rest = text[label.end() :]
        end = _END.search(rest)
        yield rest[: end.start()] if end else rest
    yield from (bracket for bracket in _BRACKET.findall(text) if _short(bracket))
    trail = text[max((cut.end() for cut in _TRAIL.finditer(text.rstrip(" .。"))), default=0) :]
    if _short(trail) and (trail != text or len(words(text)) <= _MAX_WORDS // 2):
        yield trail


def _short(text: str) -> bool:
    return len(words(text)) <= _MAX_WORDS


def speaks_of_picture(text: str) -> bool:
    """Whether a quotation calls what it is about a picture: it claims no recording."""
    return _OF_PICTURE.search(text) is not None


def says(text: str, *, evidence: str, holder: str) -> bool:
    """Whether this text is the one that a claim was read from, or names the holder it claims."""
    here, there = _flat(text), _flat(evidence).rstrip("…")
    if not here:
        return False
    if there == here or (len(there) >= _TELLING and there in here):
        return True
    return bool(holder.strip()) and own_names(frozenset({holder})).masked(text) != text


def _flat(text: str) -> str:
    return " ".join(fold(text).split())
