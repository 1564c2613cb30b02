"""Writes ``src/syndicator/parse/date_names.py``: names of months and days, out of Unicode's CLDR.

    python -m pip install babel && python .ci/date_names.py > src/syndicator/parse/date_names.py

Babel brings the data of all of CLDR, 36 MB; of it the program needs some 36 kB.
"""  # noqa: INP001  # a script

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Final

import babel
from babel import Locale

_WORDS: Final = Path(__file__).resolve().parent.parent / "src/syndicator/parse/date_words.py"
_LOCALES: Final = """
af am ar ar_EG ar_MA ar_DZ ar_LB as az be bg bn br bs bs_Cyrl ca ckb cs cy da de de_AT el eo es et
eu fa fi fil fo fr fr_CA fy ga gd gl gu ha he hi hr hu hy id ig is it ja ka kk km kn ko ku ky lb lo
lt lv mk ml mn mr ms mt my nb ne nl nn oc or pa pl ps pt ro rm ru sd si sk sl so sq sr sr_Latn sv
sw ta te tg th ti tk tr tt ug uk ur uz uz_Cyrl vi xh yi yo zh zu
"""
# Beside CLDR: what is written in mail headers and by well-known software.
_MORE: Final = {
    "de": {3: "mrz"},
    "es": {9: "set setiembre"},
    "id": {8: "agt agust agustus", 11: "nop nopember"},
    "it": {5: "maggio", 6: "giu", 7: "lug"},
    "fr": {2: "fev", 6: "jun", 7: "jul", 8: "aou", 12: "dec"},
    "pt": {9: "set", 10: "out"},
    "ru": {5: "май", 6: "июн", 7: "июл", 9: "сен", 11: "ноя"},
    "uk": {11: "лис"},
}
_HEAD: Final = '''"""Names of months and days in many languages. Made by ``.ci/date_names.py``.

A line for each language: twelve months, then seven days from Monday on; names of one are divided
by |. They are data of Unicode's CLDR, as in Babel {version}, under this licence:

{licence}
"""

# ruff: noqa: E501  # data
from __future__ import annotations

from typing import Final

NAMES: Final = """
'''

_Columns = list[dict[str, None]]


def main() -> None:
    """Write the module to standard output."""
    spec = importlib.util.spec_from_file_location("date_words", _WORDS)
    words = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(words)
    languages: dict[str, _Columns] = {}
    for name in _LOCALES.split():
        locale = Locale.parse(name)
        columns = languages.setdefault(locale.language, [{} for _ in range(19)])
        for number, text in _names(locale):
            _add(columns[number], words.fold(text))
    for language, more in _MORE.items():
        for number, texts in more.items():
            for text in texts.split():
                _add(languages[language][number - 1], words.fold(text))
    licence = Path(babel.__file__).with_name("locale-data") / "LICENSE.unicode"
    text = licence.read_text("utf-8").strip()
    sys.stdout.write(_HEAD.format(version=babel.__version__, licence=text))
    for language, columns in sorted(languages.items()):
        line = "\t".join((language, *("|".join(column) for column in columns)))
        sys.stdout.write(f"{line}\n")
    sys.stdout.write('"""\n')


def _names(locale: Locale) -> list[tuple[int, str]]:
    """Return the names of the months, then from 12 on of the days."""
    found = []
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            found += [(number - 1, text) for number, text in locale.months[form][width].items()]
            found += [(12 + number, text) for number, text in locale.days[form][width].items()]
    short = locale.days["stand-alone"].get("short", {})
    return found + [(12 + number, text) for number, text in short.items()]


def _add(column: dict[str, None], name: str) -> None:
    for each in (name.rstrip("."), name.replace(".", "")):
        # "11월" and its like are numbers, and read as such; one letter of ours names too much.
        if each and not each[0].isdigit() and (len(each) > 1 or not each.isascii()):
            column[each] = None


if __name__ == "__main__":
    main()
