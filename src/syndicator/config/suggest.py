"""The nearest right name to a wrong one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_LISTED: Final = 8
"""As many names as one line can offer an operator to choose from."""
_SHOWN: Final = 60


def quoted(text: str) -> str:
    """Put text from the file into a message: in quotes, on one line, cut if it is long."""
    text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    written = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in written)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known name that was most probably meant, upper and lower case aside."""
    by_folded = {name.casefold(): name for name in known}
    folded = word.casefold()
    if found := get_close_matches(folded, by_folded, n=1, cutoff=0.6):
        return by_folded[found[0]]
    longer = [name for name in by_folded if name.startswith(folded)]
    return by_folded[longer[0]] if folded and len(longer) == 1 else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which name was meant, as the end of a message; nothing if none is near."""
    meant = nearest(word, known)
    return f"; did you mean {quoted(meant)}?" if meant else ""


def hint(word: str, known: Iterable[str]) -> str:
    """Say which name was meant, or else which there are, as the end of a message."""
    names = tuple(known)
    if meant := did_you_mean(word, names):
        return meant
    if not names:
        return "; none is defined yet"
    if len(names) <= _LISTED:
        return f"; known: {', '.join(quoted(name) for name in sorted(names))}"
    return ""
