from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.config.patterns import pattern
from syndicator.model.rules import Field


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("port", "The Port of Torgau", True),
        ("port", "sport", False),
        ("port", "ports", False),
        ("port", "port2", False),
        ("port", "port-side", True),
        ("port", "sea_port", True),
        ("port", "«port»", True),
        ("Radio Free", "radio  free europe", True),
        ("/sport/", "https://one.example/sport/a", True),
        ("C++", "in C++, mostly", True),
        ("#MeToo", "the #metoo movement", True),
        ("Эльба", "На реке эльба.", True),
        ("Эльба", "Эльбаха", False),
        ("Ärzte", "die ärzte", True),
        ("Ärzte", "Zahnärzte", False),
        ("हिन्द", "हिन्दी", False),
        ("हिन्दी", "यह हिन्दी है", True),
        ("बर", "बरा", False),
        ("北约", "与北约的会谈", True),
        ("ナトー", "北大西洋のナトー加盟", True),
        ("แม่น้ำ", "ริมแม่น้ำเอลเบอ", True),
        ("나토", "나토는", True),
        ("G7", "the G7's", True),
        ("NATO", "NATO北约", False),
        ("a.c", "abc", False),
    ],
)
def test_words(word: str, text: str, *, found: bool) -> None:
    assert bool(pattern(word, Field.TEXT).expression.search(text)) is found


def test_a_word_is_composed_and_single_spaced() -> None:
    compiled = pattern(unicodedata.normalize("NFD", "  Ärzte   ohne "), Field.TITLE)
    assert compiled.source == "Ärzte ohne"
    assert compiled.expression.search("Ärzte ohne Grenzen")


def test_a_combining_mark_is_no_word_end() -> None:
    assert not pattern("cafe", Field.TEXT).expression.search("cafe\u0301")
    assert not pattern("bar", Field.TEXT).expression.search("cafe\u0301bar")


@pytest.mark.parametrize(
    ("word", "tag", "found"),
    [("en", "en", True), ("en", "EN-gb", True), ("en", "eng", False), ("en", "de-en", False)],
)
def test_languages(word: str, tag: str, *, found: bool) -> None:
    assert bool(pattern(word, Field.LANGUAGE).expression.search(tag)) is found


@pytest.mark.parametrize(
    ("word", "name", "found"),
    [("rferl", "rferl", True), ("rferl", "rferl-europe", False), ("europe", "rferl-europe", False)],
)
def test_sources(word: str, name: str, *, found: bool) -> None:
    assert bool(pattern(word, Field.SOURCE).expression.search(name)) is found


def test_an_expression_is_left_as_it_is() -> None:
    compiled = pattern("re:(?i)live  blog|Ä", Field.TITLE)
    assert compiled.source == "re:(?i)live  blog|Ä"
    assert compiled.expression.search("LIVE  BLOG")


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("re:", 'there is no expression after "re:"'),
        ("re:a(b", "not a regular expression: missing ): a(b"),
        ("re:" + "(" * 5000, None),
        ("re:" + "(((a{100}){100}){100})", None),
    ],
)
def test_wrong_expressions(word: str, message: str | None) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        pattern(word, Field.TEXT)
    assert message is None or str(caught.value) == message


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        (r"re:^(?!live)", "put that under none"),
        (r"re:(?<!live )blog", "put that under none"),
        (r"re:live(?= blog)", "as a part of the expression"),
        (r"re:(?<=live )blog", "as a part of the expression"),
        (r"re:(a|b) \1", "write out the words"),
        (r"re:(?P<x>a) (?P=x)", "write out the words"),
        (r"re:a++", "write a+"),
        (r"re:(?>a+)b", "write a+"),
        (r"re:(?x)a b", "only i, m and s"),
        (r"re:\bЭльба\b", "without re:"),
    ],
)
def test_what_is_not_done_in_linear_time_says_what_to_write(word: str, instead: str) -> None:
    with pytest.raises(ValueError, match=re.escape(instead)):
        pattern(word, Field.TEXT)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        (r"re:\bU\.?S\.", "the U.S. and", True),
        (r"re:^\w+$", "Эльба", True),
        (r"re:^[\w-]+$", "Эль-ба", True),
        (r"re:^\W+$", "Эльба", False),
        (r"re:\d", "٣", True),
        (r"re:a\sb", "a\u00a0b", True),
        (r"re:b\Z", "ab", True),
        (r"re:\[\w\]", "[w]", True),
    ],
)
def test_expressions_mean_what_they_do_in_python(word: str, text: str, *, found: bool) -> None:
    compiled = pattern(word, Field.TEXT)
    assert bool(compiled.expression.search(text)) is found
    assert bool(re.search(word.removeprefix("re:"), text)) is found


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(["a", "b", "(a+)+", "(a|aa)*", ".*", "[ab]+", "$"]), min_size=1),
    st.sampled_from(["a", "ab", "aab"]),
)
def test_no_expression_takes_long(pieces: list[str], text: str) -> None:
    """Python's `re` takes longer than the universe is old for some of these."""
    compiled = pattern("re:" + "".join(pieces), Field.TEXT)
    began = time.process_time()
    compiled.expression.search(text * 20_000 + "!")
    assert time.process_time() - began < 10


@given(st.text(min_size=1), st.sampled_from(Field))
def test_every_word_compiles_or_is_refused(word: str, field: Field) -> None:
    try:
        compiled = pattern(word, field)
    except ValueError:
        return
    assert compiled.source


@given(st.from_regex(r"\w+( \w+)?", fullmatch=True))
def test_a_word_finds_itself_among_others(word: str) -> None:
    compiled = pattern(word, Field.TEXT)
    assert compiled.expression.search(f"one, {compiled.source}. two")
