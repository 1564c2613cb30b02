"""Octets into characters: which encoding a document is in, and which are allowed."""

from __future__ import annotations

import codecs
import re
from typing import Final

from syndicator.model import Failed, FailureKind

_HEAD: Final = 1_024
"""Octets in which a declaration must stand."""

# Every encoding here maps octets to characters and to nothing else. UTF-7 and Python's transforms
# (idna, punycode, raw_unicode_escape) are not: they can smuggle markup or take quadratic time.
_ENCODINGS: Final = frozenset(
    {
        *("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"),
        *("utf-32-be", "koi8-r", "koi8-u", "gb2312", "gbk", "gb18030", "big5", "big5hkscs"),
        *("shift_jis", "shift_jis_2004", "cp932", "euc_jp", "euc_jis_2004", "euc_kr", "cp949"),
        *("iso2022_jp", "tis-620", "cp874", "mac-roman", "mac-cyrillic", "cp866", "cp850", "cp437"),
        *("iso8859-1", *(f"iso8859-{part}" for part in range(2, 17) if part != 12)),  # noqa: PLR2004  # never published
        *(f"cp{page}" for page in range(1250, 1259)),
    }
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# XML 1.0 appendix F.1: "<?" or "<" and a letter, without a byte order mark.
_UNMARKED: Final = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"""<\?xml\s[^<>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']"""
)
_CHARSET: Final = re.compile(
    r""";\s{0,9}charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE
)


def decode(body: bytes, content_type: str | None) -> tuple[str, str | None] | Failed:
    """Decode a document; see `syndicator.parse.prolog.examine`.

    Returns:
        The text and what was wrong with its encoding, or a failure for one that is dangerous.
    """
    head = body[:_HEAD].lstrip()
    marked = next((name for mark, name in _BOMS if body.startswith(mark)), None)
    marked = marked or next((name for mark, name in _UNMARKED if head.startswith(mark)), None)
    charset = _CHARSET.search((content_type or "")[:_HEAD])
    if marked and marked != "utf-8":
        head = head.replace(b"\x00", b"")
    declared = _DECLARED.search(head)
    labels = [
        charset[1] if charset else None,
        declared[1].decode("ascii", "replace") if declared else None,
    ]
    candidates: list[str] = [marked] if marked else []
    problem: str | None = None
    for label in labels:
        name = _encoding(label)
        if isinstance(name, Failed):
            return name
        if label and name is None:
            problem = f'unknown encoding "{label}"'
        elif name:
            candidates.append(name)
    if "utf-8" in candidates and candidates[0] in {"iso8859-1", "cp1252", "ascii"}:
        # Servers add a charset that they do not know to be true; hardly any Latin-1 text of more
        # than ASCII is valid UTF-8 by chance.
        candidates.sort(key=lambda name: name != "utf-8")
    first = candidates[0] if candidates else "utf-8"
    for name in dict.fromkeys((*candidates, "utf-8")):
        try:
            text = body.decode(name)
        except (UnicodeDecodeError, UnicodeError):
            continue
        if name != first and "ascii" not in {name, first}:
            problem = problem or f"declared as {first}, read as {name}"
        return text, problem
    text, name = _salvage(body)
    return text, f"not valid {first}, read as {name}"


def _encoding(label: str | None) -> str | Failed | None:
    """Return the codec for a label, None for an unknown one."""
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name not in _ENCODINGS:
        message = f"not read: the encoding {name} is not one for feeds"
        return Failed(kind=FailureKind.UNSAFE, message=message)
    return name


def _salvage(body: bytes) -> tuple[str, str]:
    """Read octets that are wrong in their encoding: a few of them, or all."""
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = len(text) - wrong - len(text.encode("ascii", "ignore"))
    if right > wrong:
        return text, "UTF-8 with gaps"
    return body.decode("cp1252", "replace"), "windows-1252"
