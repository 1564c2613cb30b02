"""How well the language of a text is told, on the manual pages that this system has.

    python benchmarks/languages.py [FOLDER]        of /usr/share/man

Each page is cut into passages of so many letters. Translated pages hold passages that nobody has
translated: those with several of the commonest words of English are left out, and those in Latin
letters of a page in another script; so are options, which are no words.
"""

from __future__ import annotations

import gzip
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from syndicator.parse.detect_language import MAX_CHARACTERS, detect

LENGTHS = (20, 40, 80, 200, 500)
PER_LANGUAGE = 400
"""Passages at most."""
_ESCAPES = re.compile(r"\\f\[?\w+\]?|\\[-(&|/^,]\w{0,2}|\\\*?\[?\w*\]?|\"")
_ENGLISH = re.compile(r"\b(?:the|of|and|is|this|that|with|for|not|are|if)\b", re.IGNORECASE)
_OPTIONS = re.compile(r"--?[a-z][\w-]*|[\w.-]*[/=_][\w./=-]*")
_LATIN = re.compile("[A-Za-z]")
SCRIPTS = {"ja", "ko", "ru", "uk", "zh", "sr"}
SAME = {"pt_BR": "pt", "zh_CN": "zh", "zh_TW": "zh", "nb": "no", "nn": "no"}
NEAR = ({"hr", "sr", "bs", "sh"}, {"no", "nb", "nn", "da"}, {"id", "ms"})
"""Languages that read each other; told apart, but counted on their own line."""


def _untranslated(passage: str, language: str) -> bool:
    if 2 * len(_LATIN.findall(passage)) > sum(map(str.isalpha, passage)) and language in SCRIPTS:
        return True
    return len(_ENGLISH.findall(passage)) > 1 + len(passage) // 200


def passages(folder: Path, letters: int, language: str) -> list[str]:
    found: list[str] = []
    for path in sorted(folder.rglob("*.gz")):
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        lines = (line for line in text.split("\n") if line[:1] not in {".", "'", "\\", ""})
        passage = ""
        for line in lines:
            passage += " " + _OPTIONS.sub(" ", _ESCAPES.sub("", line))
            if sum(map(str.isalpha, passage)) >= letters:
                if not _untranslated(passage, language):
                    found.append(passage[:MAX_CHARACTERS])
                passage = ""
                if len(found) >= PER_LANGUAGE:
                    return found
    return found


def main(root: Path) -> None:
    folders = [each for each in sorted(root.iterdir()) if not each.name.startswith("man")]
    folders = [each for each in folders if each.is_dir()]
    wrong: dict[int, Counter[str]] = defaultdict(Counter)
    for letters in LENGTHS:
        counts: Counter[str] = Counter()
        began, asked = time.perf_counter(), 0
        for folder in folders:
            language = SAME.get(folder.name, folder.name.partition("_")[0].partition(".")[0])
            for text in passages(folder, letters, language):
                told = detect(text)
                asked += 1
                near = any({told, language} <= each for each in NEAR)
                kind = "unknown" if told is None else "right" if told == language else "wrong"
                counts[kind if kind != "wrong" or not near else "near"] += 1
                if kind == "wrong":
                    wrong[letters][f"{language}→{told}"] += 1
        told_ones = max(asked - counts["unknown"], 1)
        print(
            f"{letters:>4} letters: {asked} passages in {len(folders)} folders,"
            f" right {counts['right'] / told_ones:.4f} of those told"
            f" (a language that reads it: {counts['near'] / told_ones:.4f}),"
            f" unknown {counts['unknown'] / max(asked, 1):.4f},"
            f" {1e6 * (time.perf_counter() - began) / max(asked, 1):.0f} µs each;"
            f" wrong: {dict(wrong[letters].most_common(8))}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "/usr/share/man"))
