"""Cutting a story down to what a permission allows of it: never more, and never mid-sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from lxml import etree

from syndicator.model import CleanHtml
from syndicator.model.grant import Excerpt
from syndicator.parse.text import parse_fragment, serialise
from syndicator.rights.markup import blocks, remove
from syndicator.rights.markup.sentences import sentence_ends, words

ELLIPSIS: Final = "…"
_BLANK_LINE: Final = re.compile(r"(?<=\S)[^\S\n]{0,99}\n[^\S\n]{0,99}\n\s*(?=\S)")
_HANGING: Final = ",;:–—-"


def excerpt(html: CleanHtml, rule: Excerpt) -> CleanHtml:
    """Keep the beginning of a text.

    Pictures, players and captions are left out. By words, it ends with the last sentence that is
    complete within them; only if the first sentence is longer does it end after a word, with an
    ellipsis. By paragraphs, headings, list items, lines that end with a ``<br>`` and what stands
    between blank lines count as paragraphs, but for lines that a ``<br>`` wraps in mid-sentence.
    It does not end on a heading, if anything stands before that.

    Args:
        html: the article, without notices.
        rule: how many words or paragraphs; where both are set, both hold.

    Returns:
        The excerpt with every tag closed; empty only if there is no text but in pictures.
    """
    root = parse_fragment(html)
    remove.drop_media(root)
    if rule.paragraphs is not None:
        _keep_paragraphs(root, max(rule.paragraphs, 1))
    if rule.words is not None:
        _keep_words(root, max(rule.words, 1))
    return CleanHtml(serialise(root).strip() if blocks.blocks(root) else "")


def _keep_paragraphs(root: etree._Element, limit: int) -> None:
    found = blocks.blocks(root)
    # Some publishers part paragraphs by one break; others wrap their lines with it.
    wrapped = sum(block.ends for block in found) > 1
    ends = [
        (block, end)
        for block in found
        for end in _paragraph_ends(block.text)
        if block.ends or not wrapped or end < len(block.text) or _ends_a_sentence(block.text)
    ]
    if len(ends) <= limit:
        return
    kept = ends[:limit]
    while len(kept) > 1 and kept[-1][0].heading:
        kept.pop()
    remove.cut(root, *kept[-1])


def _ends_a_sentence(text: str) -> bool:
    return sentence_ends(text)[-1:] == [len(text.rstrip())]


def _paragraph_ends(text: str) -> list[int]:
    """Where blank lines, and the end, part the text of one block."""
    ends = [match.start() for match in _BLANK_LINE.finditer(text)]
    return [*(end for end in ends if text[:end].strip()), len(text)]


def _keep_words(root: etree._Element, limit: int) -> None:
    found = blocks.blocks(root)
    sentence: tuple[blocks.Block, int] | None = None
    word: tuple[blocks.Block, int] | None = None
    left = limit
    for block in found:
        spans = words(block.text)
        fitting = spans[:left]
        if fitting:
            word = block, fitting[-1][1]
        if fitting and not block.heading:
            sentence = _last_sentence(block, spans, left) or sentence
        if len(spans) > left:
            break
        left -= len(spans)
    else:
        return
    if sentence:
        remove.cut(root, *sentence)
    elif word:
        block, end = word
        remove.cut(root, block, len(block.text[:end].rstrip(_HANGING)), ELLIPSIS)


def _last_sentence(
    block: blocks.Block, spans: list[tuple[int, int]], left: int
) -> tuple[blocks.Block, int] | None:
    """The last place in the block where a sentence ends within the words that are left."""
    ends = sentence_ends(block.text)
    if block.ends:
        ends.append(len(block.text))
    starts = [start for start, _ in spans]
    fitting = [end for end in ends if 0 < bisect_left(starts, end) <= left]
    return (block, fitting[-1]) if fitting else None
