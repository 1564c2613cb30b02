"""A quick look may deny what a careful one would not find, and nothing else."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.rights.attribution import (
    article_lines,
    contributed_material,
    line_prefilter,
    republished_from,
    running_text,
)
from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.attribution.article_lines import read_lines
from syndicator.rights.attribution.holders import fold
from syndicator.rights.attribution.lexicon import Lexicon
from syndicator.rights.attribution.phrases import lower
from syndicator.rights.attribution.prefilter import ARABIC_AND, NARROW, SPACELESS, WORD

OTHERS: Final = (
    Agency(name="The New Harbor", marks=("Wire of New", "De La", "Ⅳ", "ﷺ")),
    Agency(name="共同", marks=("İ ş", "ſhip")),
)
PIECES: Final = (
    *("the", "new", "york", "The Associated", "Press", "AP", "ＡＰ", "news", "agency", "wire"),
    *("وأ", "ف", "ب", "共同通信", "x共同", "\ue000", "\u0301", "\u00a0", "\u3000", "\x1c", "ß"),
    *("İ", "Σ", "ς", "ſ", "\u212a", "published", "public", " ran ", "delt av", "iş birliği"),
    *("з'явив", "نُشر", "本文", "文", "re", "co", "-", "’", "'", ".", ",", " ", "  ", "feed"),
    *("WİRE", "Agenturmeldung"),
)
TEXTS: Final = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)


def lines_of(labelled: tuple[Any, ...]) -> list[str]:
    htmls = (html for item in labelled for html in (item.article.content, item.article.summary))
    return [line.text for html in htmls for line in read_lines(html)]


def may_name(lexicon: Lexicon, text: str) -> bool:
    """`Lexicon.may_name` without its hints."""
    look = lexicon._quick
    text = text.translate(NARROW)
    words = WORD.findall(fold(text))
    return (
        not look._single_words.isdisjoint(words)
        or not look._pairs.isdisjoint(pairwise(words))
        or bool(look._first & {word[1:] for word in words if word[0] == ARABIC_AND})
        or bool(SPACELESS.search(text) and look._glued.search(text))
    )


def said(text: str) -> frozenset[int]:
    """In what it may be said where a line is from, without splitting that into its words."""
    lowered = text.lower()
    begins = (word[:4] for word in re.findall(r"\w+", lowered))
    if republished_from._KEYS.isdisjoint(begins) and not republished_from._OTHER_SCRIPTS.search(
        lowered
    ):
        return frozenset()
    return frozenset(
        number for stem, numbers in republished_from._STEMS if stem in lowered for number in numbers
    )


@pytest.fixture(scope="module", params=["shipped", "others"])
def lexicon(request: pytest.FixtureRequest, agencies: tuple[Agency, ...]) -> Lexicon:
    return Lexicon(agencies if request.param == "shipped" else OTHERS)


@given(text=TEXTS)
def test_a_name_is_never_overlooked(text: str, lexicon: Lexicon) -> None:
    assert lexicon.may_name(text) == may_name(lexicon, text)


def test_a_name_is_never_overlooked_in_a_line(labelled: tuple[Any, ...], lexicon: Lexicon) -> None:
    for line in lines_of(labelled):
        assert lexicon.may_name(line) == may_name(lexicon, line)


def test_every_spelling_is_seen(agencies: tuple[Agency, ...], lexicon: Lexicon) -> None:
    for agency in (*agencies, *OTHERS):
        for mark in (agency.name, *agency.marks, *agency.shared, *agency.guarded):
            text = f"It was {mark} - that said so."
            assert lexicon.may_name(text) == may_name(lexicon, text)


@given(text=TEXTS)
def test_an_origin_is_never_overlooked(text: str) -> None:
    assert republished_from._said(text, line_prefilter.hints(text)) == said(text)


def test_an_origin_is_never_overlooked_in_a_line(labelled: tuple[Any, ...]) -> None:
    for line in lines_of(labelled):
        assert republished_from._said(line, line_prefilter.hints(line)) == said(line)


NOTES: Final = TEXTS | st.from_regex(running_text._FEED) | st.from_regex(contributed_material._ADDS)


def look_for_notes(text: str) -> None:
    """Hold the hints of a line against what is found in it."""
    hinted, lowered = line_prefilter.hints(text), text.lower()
    if running_text._FEED.search(text):
        assert line_prefilter.FEED in hinted
    if (phrase := contributed_material._ADDS.match(text)) and phrase["opens"]:
        assert line_prefilter.MATERIAL in hinted
    assert any(sign in lowered for sign in line_prefilter.SIGNS) == (line_prefilter.SIGN in hinted)


@given(text=NOTES)
def test_a_note_is_never_overlooked(text: str) -> None:
    look_for_notes(text)


def test_a_note_is_never_overlooked_in_a_line(labelled: tuple[Any, ...]) -> None:
    for line in lines_of(labelled):
        look_for_notes(line)
        look_for_notes(line.strip("()（）[]*— "))
        look_for_notes(line.upper())


@given(
    st.lists(st.sampled_from(["<", "</", "p", "a1", " x=", '"', "<>", '"<p>"', ">", "é"])).map(
        "".join
    )
)
def test_a_tag_ends_where_it_did(text: str) -> None:
    plain = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"]|\"[^\"]*\")*)>")
    assert article_lines._TAG.split(text) == plain.split(text)


def test_letters_are_small_as_expressions_take_them() -> None:
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1))))
    for letter in set("".join(line_prefilter._FEED_WORDS)):
        alike = re.findall(re.escape(letter), every, re.IGNORECASE)
        assert {lower(each) for each in alike} == {letter}


def test_what_is_collapsed_is_unprintable_or_blank() -> None:
    spaces = (chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace())
    assert [each for each in spaces if each.isprintable()] == [" "]
