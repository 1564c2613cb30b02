"""CDATA sections, comments and processing instructions: where each ends, also where none is closed.

What is not closed swallows all that follows, up to the end of the next one that is: other stories
among it, and the document may look well-formed all the same. Every step is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_BEGINNING: Final = re.compile(r"<!\[CDATA\[|<!--|<\?")
_OPENED: Final = re.compile(r"<([^\s<>/!?\"'=]{1,100})(?:\s[^<>]{0,500})?>\s{0,99}\Z")
_ITEM: Final = re.compile(r"</?(?:[\w.-]{1,40}:)?(?:item|entry)[\s/>]", re.IGNORECASE)


def are_closed(text: str) -> bool:
    """Say whether as many sections and comments end as begin: a quick look, which may err.

    Args:
        text: well-formed, so that an end without a beginning is text.
    """
    return "<!" not in text or all(
        begin not in text or text.count(begin) == text.count(end)
        for begin, end in ((_CDATA, _CDATA_END), ("<!--", "-->"))
    )


def parts(text: str) -> Iterator[tuple[bool, str]]:
    """Cut a text into CDATA sections (True; without their marks) and what stands between them.

    Comments and processing instructions are left out. A section that is not closed ends with the
    element that it stands in.
    """
    ends = _Ends(text)
    at = begun = 0
    while found := _BEGINNING.search(text, at):
        start, mark = found.start(), found[0]
        if mark == _CDATA:
            end, resume = _section(text, start, ends)
            yield False, text[begun:start]
            yield True, text[start + len(_CDATA) : end]
            at = begun = resume
            continue
        close = _aside(text, found.end(), mark, ends)
        yield False, text[begun:start]
        if close is None:  # it is not closed: only its mark goes
            at = begun = found.end()
        else:
            at = begun = close
    yield False, text[begun:]


@dataclass(slots=True)
class _Ends:
    """Where the next mark of a kind stands: each place of the text is looked at once."""

    text: str
    found: dict[str, int] = field(default_factory=dict)

    def next(self, mark: str, at: int) -> int:
        """Return its place, or -1."""
        known = self.found.get(mark, 0)
        if 0 <= known < at:
            known = self.found[mark] = self.text.find(mark, at)
        return known


def _section(text: str, start: int, ends: _Ends) -> tuple[int, int]:
    """Return where the text of a CDATA section ends, and where to go on."""
    at = start + len(_CDATA)
    close, another = ends.next(_CDATA_END, at), ends.next(_CDATA, at)
    nested = another >= 0 and (close < 0 or another < close)
    if close >= 0 and not nested:
        return close, close + len(_CDATA_END)
    # It ends with the element that it stands in, and before another story begins.
    holder = _OPENED.search(text, max(0, start - 700), start)
    limit = another if nested else len(text)
    end = text.find(f"</{holder[1]}", at, limit) if holder else -1
    item = _ITEM.search(text, at, end if end >= 0 else limit)
    end = item.start() if item else end
    # In the last one of a document that was cut, an end tag is text.
    if end >= 0 and (nested or _tail(text)):
        return end, end
    if close >= 0:
        return close, close + len(_CDATA_END)
    tail = _tail(text)
    end = tail.start() if tail and tail.start() >= at else len(text)
    return end, end


_TAIL: Final = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s{0,9}>", re.IGNORECASE)


def _tail(text: str) -> re.Match[str] | None:
    """Find the end tag of the feed, whatever a server wrote behind it."""
    return _TAIL.search(text, max(0, len(text) - 4_000))


def _aside(text: str, at: int, mark: str, ends: _Ends) -> int | None:
    """Return where a comment or an instruction is over; None: it is not closed."""
    end_mark = "-->" if mark == "<!--" else "?>"
    close = ends.next(end_mark, at)
    if close < 0:
        # Where a document was cut, what stood in its last comment is no story.
        return None if _tail(text) else len(text)
    another = ends.next(mark, at)
    if mark == "<!--" and 0 <= another < close:
        return None  # no comment holds the beginning of another (XML 1.0 §2.5)
    if mark == "<?" and _ITEM.search(text, at, close):
        return None
    return close + len(end_mark)
