"""The names of encodings that documents declare, and the codec that each stands for.

As the WHATWG Encoding Standard has it (§4.2, "Names and labels"): labels are case-insensitive, and
several mean a larger encoding than they say, because that is what was written under them.
"""

from __future__ import annotations

import codecs
from typing import Final

# Every encoding here maps octets to characters and to nothing else. UTF-7 and Python's transforms
# (idna, punycode, raw_unicode_escape) are not: they can smuggle markup or take quadratic time.
_ENCODINGS: Final = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
        *("koi8-u", "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949"),
        *("iso2022_jp", "mac-roman", "mac-cyrillic", "cp866", "cp850", "cp437", "cp852"),
        *("iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7"),
        *("iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16"),
        *("cp874", *(f"cp{page}" for page in range(1250, 1259))),
    }
)
_MEANT: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "shift_jisx0213": "cp932",
    "shift_jis_2004": "cp932",
    "euc_jp": "euc_jis_2004",
    "euc_jisx0213": "euc_jis_2004",
    "euc_kr": "cp949",
    "johab": "cp949",
    "koi8-r": "koi8-u",  # the same but for eight letters, where it has lines to draw boxes with
    "utf-8-sig": "utf-8",
}
"""Python's name of a codec: the one that is meant by it."""
_LABELS: Final = {
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "unicode": "utf-16-le",
    "ucs-2": "utf-16-le",
    "iso-10646-ucs-2": "utf-16-le",
    "unicodefeff": "utf-16-le",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "win-1251": "cp1251",
    "koi": "koi8-u",
    "koi8": "koi8-u",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "dos-874": "cp874",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030",
    "x-x-big5": "big5hkscs",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jis_2004",
    "x-euc": "euc_jis_2004",
    "windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
}
"""Labels that Python does not know."""


class RefusedLabel(Exception):
    """An encoding that is none for feeds.

    Attributes:
        name: Python's name for it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def codec(label: str) -> str | None:
    """Return the codec that a declared label means, None for an unknown one.

    ``ISO-8859-1`` and ``US-ASCII`` are windows-1252, ``GB2312`` is GB18030 and so on.

    Raises:
        RefusedLabel: it is a codec that does more than to map octets to characters, or one that
            nobody declares in good faith.
    """
    label = label.strip().lower()
    if label.startswith(("x-cp125", "cp-125")):
        label = label.removeprefix("x-").replace("-", "")
    name = _LABELS.get(label)
    if name is None:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            return None
    name = _MEANT.get(name, name)
    if name not in _ENCODINGS:
        raise RefusedLabel(name)
    return name


_SHOWN: Final = {
    "cp932": "Shift_JIS",
    "euc_jis_2004": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
    "cp949": "EUC-KR",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "cp866": "IBM866",
    "mac-roman": "macintosh",
    "mac-cyrillic": "x-mac-cyrillic",
}


def shown(name: str) -> str:
    """Return the name by which people know a codec, as the Encoding Standard writes it.

    >>> shown("cp1251"), shown("iso8859-2"), shown("cp932"), shown("utf-16-le")
    ('windows-1251', 'ISO-8859-2', 'Shift_JIS', 'UTF-16LE')
    """
    if name in _SHOWN:
        return _SHOWN[name]
    if name.startswith(("cp125", "cp874")):
        return f"windows-{name[2:]}"
    if name.startswith("iso8859-"):
        return f"ISO-8859-{name[8:]}"
    if name.startswith("utf-"):
        return name.upper().replace("-LE", "LE").replace("-BE", "BE")
    return name.upper()
