"""What changed in a story, word by word, for an editor to see. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import LCSseq

from syndicator.model import Article
from syndicator.parse.text import plain_text

CONTEXT: Final = 12
"""So many words that stayed are shown before and after those that did not."""
MAX_WORDS: Final = 20_000
"""Of one text; what comes after them is not compared."""
GAP: Final = "…"


class Kind(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row of which the same is true."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two states of a story; a part that did not change is empty."""

    title: tuple[Run, ...]
    text: tuple[Run, ...]

    def __bool__(self) -> bool:
        """Whether anything did."""
        return bool(self.title or self.text)


def changes(before: Article, after: Article) -> Changes:
    """Compare headline and readable text of two states of a story."""
    return Changes(
        title=_compared(before.title.split(), after.title.split()),
        text=_compared(_words(before), _words(after)),
    )


def _words(article: Article) -> list[str]:
    return plain_text(article.content or article.summary).split()[:MAX_WORDS]


def _compared(before: Sequence[str], after: Sequence[str]) -> tuple[Run, ...]:
    if before == after:
        return ()
    return tuple(_runs(before, after))


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    gone: list[str] = []
    new: list[str] = []
    for each in LCSseq.opcodes(before, after):
        if each.tag == "equal":
            yield from _changed(gone, new)
            gone, new = [], []
            first, last = not each.src_start, each.src_end == len(before)
            same = _shortened(before[each.src_start : each.src_end], first=first, last=last)
            yield Run(Kind.SAME, same)
        else:
            gone += before[each.src_start : each.src_end]
            new += after[each.dest_start : each.dest_end]
    yield from _changed(gone, new)


def _changed(gone: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Yield what was taken out before what came in its place."""
    if gone:
        yield Run(Kind.GONE, " ".join(gone))
    if new:
        yield Run(Kind.NEW, " ".join(new))


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    """Keep what stands beside a change of words that stayed."""
    if len(words) <= 2 * CONTEXT:
        return " ".join(words)
    begin = () if first else words[:CONTEXT]
    end = () if last else words[-CONTEXT:]
    return " ".join([*begin, GAP, *end])
