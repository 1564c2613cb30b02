"""Texts that are one story and texts that only look like it; pages that are one page."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.dedupe.copies.boilerplate import repeated
from syndicator.dedupe.copies.compare import compare, may_be_one
from syndicator.dedupe.copies.page import page_key
from syndicator.dedupe.copies.sketch import sketch
from syndicator.dedupe.copies.tokens import MAX_TOKENS, shingles, tokens

WHOLE = """The tram depot on Castle Street is to become a school of music, the council decided on
Monday with the votes of all parties but one.

The building, put up in 1911, has stood empty since the last tram left it twelve years ago. Its pits
will be rehearsal rooms, since nobody can hear the drums in them.

The head of the school said that she had looked at forty houses and been thrown out of nine, always
because of the same tuba.

Work begins in March and is to cost eleven million, of which the state pays half."""
STORY = WHOLE.split("\n\n")
NEWS = """Workers have found a mosaic beneath the floor of the tram depot that is being made into a
school of music, and building has been stopped for the time being. It shows a woman with a lyre,
which the head of the school called the best omen that she had ever tripped over. Archaeologists
want to dig until the summer."""
CORRECTION = f"""Correction: a story on the depot began “{STORY[0]}” It should have said Tuesday,
and that two parties voted against it. We regret this, and have changed the text everywhere."""


def same(one: str, other: str) -> bool:
    forth, back = (
        compare(tokens(one), tokens(other)).same,
        compare(tokens(other), tokens(one)).same,
    )
    assert forth == back, "it is the same whichever came first"
    return forth


@pytest.mark.parametrize(
    "copy",
    [
        WHOLE,
        WHOLE.upper(),
        "\n".join(STORY[:2]),
        "\n".join(STORY[1:3]),
        " ".join(WHOLE.split()[:30]) + " […]",
        "From our partner, the Depot Times.\n" + WHOLE,
        WHOLE + "\nSubscribe to our newsletter. All rights reserved.",
        unicodedata.normalize("NFD", WHOLE.replace("school", "schoöl")).replace("\u0308", ""),
        "\n".join((STORY[0], "The house is from the time before the war.", *STORY[2:])),
    ],
)
def test_copies(copy: str) -> None:
    assert same(WHOLE, copy)


@pytest.mark.parametrize(
    "other",
    [
        NEWS,
        f"{NEWS}\n{STORY[1]}",
        f"{NEWS}\n{STORY[3]}",
        CORRECTION,
        STORY[0],
        "",
        "Tram depot.",
    ],
)
def test_other_stories(other: str) -> None:
    short = other == STORY[0]
    assert same(WHOLE, other) == (short and tokens(other).length >= 20)


def test_a_template_that_is_filled_in_anew() -> None:
    form = (
        "Shares in {0} closed {1} on {2}. The index of the exchange ended the day at {3} points, "
        "which is {4} per cent {1} than the day before. Most traded were the shares of {5}, while "
        "those of {6} were hardly asked for at all in quiet trade."
    )
    one = form.format("Lisbon", "higher", "Monday", 4711, 3, "Norte", "Sul")
    other = form.format("Lisbon", "lower", "Tuesday", 4698, 2, "Sul", "Leste")
    assert not same(one, other)


def test_what_a_site_repeats_is_left_out() -> None:
    box = (
        "Readers of this page support our work with a small sum each month, and get by post a map "
    )
    box += "of all the benches in town, drawn by the woman who has sat on every one of them since."
    others = ("The bridge is closed.", "A swan bit the mayor.", "Rain again, says the vicar.")
    one, other = (f"{text} {box}" for text in ("Snow fell in June.", "The clock struck thirteen."))
    assert same(f"{one} {box}", f"{one} {box}")
    silent = repeated(tokens(f"{each} {box}") for each in others)
    assert not compare(tokens(one), tokens(other), apart_from=silent).same
    whole = f"{WHOLE} {box}"
    assert compare(tokens(whole), tokens(WHOLE), apart_from=silent).same


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    text = "市交通局星期一宣布，旧电车库将改建为音乐学校，明年三月动工，预计两年以后完成。"
    text += "校长说她看过四十处房子，被赶出来九次，每一次都是因为同一支大号，现在总算有了着落。"
    found = tokens(text)
    assert found.scale == 2
    assert same(text, text[:50])
    assert not same(text, "星期一" * 40)
    thai = "โรงเก็บรถรางเก่าจะกลายเป็นโรงเรียนดนตรีสภาเมืองตัดสินใจเมื่อวันจันทร์ด้วยคะแนนเสียงของทุกพรรค" * 2
    assert tokens(thai).scale == 5
    assert same(thai, thai)


# ── samples ──────────────────────────────────────────────────────────────────────────────────

_TEXTS = st.lists(st.sampled_from([*"abc東ไ7-", "dé", "эхо", "\u0301", "\ud800"]), max_size=120)


@settings(max_examples=100, deadline=None)
@given(words=_TEXTS, more=_TEXTS)
def test_anything_is_compared(words: list[str], more: list[str]) -> None:
    one, other = tokens(" ".join(words)), tokens(" ".join(more))
    likeness = compare(one, other)
    assert 0 <= likeness.copied <= 1
    sample = sketch(shingles(one))
    assert set(sample.stored) <= set(sample.asked) <= set(shingles(one).numbers)


@settings(max_examples=200, deadline=None)
@given(
    words=st.lists(st.integers(0, 10**6), min_size=15, max_size=90, unique=True),
    copied=st.integers(0, 90),
    before=st.integers(0, 40),
    script=st.sampled_from([lambda n: f"w{n}", lambda n: chr(0x4E00 + n % 20_000)]),
)
def test_what_is_not_compared_would_not_be_a_copy(
    words: list[int], copied: int, before: int, script: Callable[[int], str]
) -> None:
    one = tokens(" ".join(map(script, words)))
    own = [script(2 * 10**6 + at) for at in range(before)]
    other = tokens(" ".join([*own, *map(script, words[:copied]), *own]))
    for here, there in ((one, other), (other, one)):
        if compare(here, there).worth_a_second_look:
            assert may_be_one(shingles(here), shingles(there))


def test_only_what_promises_to_be_a_copy_is_compared() -> None:
    assert may_be_one(shingles(tokens(WHOLE)), shingles(tokens("Our note. " + STORY[1])))
    assert not may_be_one(shingles(tokens(WHOLE)), shingles(tokens(NEWS)))


@settings(max_examples=30, deadline=None)
@given(cut=st.integers(20, 60), words=st.lists(st.integers(0, 10**6), min_size=80, max_size=300))
def test_the_beginning_of_a_text_is_found_by_the_index(cut: int, words: list[int]) -> None:
    text = [f"w{each}" for each in dict.fromkeys(words)]
    whole, part = (sketch(shingles(tokens(" ".join(each)))) for each in (text, text[:cut]))
    assert set(part.stored) <= set(whole.asked)
    assert set(part.asked) <= set(whole.asked)
    assert set(part.stored) <= set(whole.stored)


def test_long_and_repeated_texts_take_no_time() -> None:
    began = time.process_time()
    for text in ("a " * 10**6, "a b " * 10**6, "東" * 10**6, "".join(map(str, range(10**5)))):
        found = tokens(text)
        assert len(found.words) <= MAX_TOKENS
        compare(found, found)
        sketch(shingles(found))
    assert time.process_time() - began < 5


# ── pages ────────────────────────────────────────────────────────────────────────────────────

GOOGLE_NEWS = "CBMiJmh0dHBzOi8vd3d3LnF1YXkuZXhhbXBsZS9uZXdzLzEuaHRtbNIBAA"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.quay.example/news/1.html",
        "http://quay.example/news/1.html?utm_source=rss&utm_medium=feed#top",
        "https://m.quay.example/news/1.html",
        "https://amp.quay.example/news/1.html",
        "https://www.quay.example/amp/news/1.html",
        "https://www.quay.example/news/1.amp.html",
        "https://quay.example/news/1.html?outputType=amp",
        "https://quay.example/news/1.html/amp/",
        "https://quay-example.cdn.ampproject.org/c/s/quay.example/news/1.html",
        "https://www.google.com/amp/s/quay.example/news/1.html",
        "https://www.google.co.uk/url?rct=j&sa=t&url=https://quay.example/news/1.html&usg=x",
        f"https://news.google.com/rss/articles/{GOOGLE_NEWS}?oc=5",
        "https://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fquay.example%2fnews%2f1.html",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fquay.example%2Fnews%2F1.html&h=x",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fquay.example%2Fnews%2F1.html",
        "https://web.archive.org/web/20260101120000/https://www.quay.example/news/1.html",
        "https://www.google.com/url?q=https://m.quay.example/news/1.html",
    ],
)
def test_addresses_of_one_page(url: str) -> None:
    assert page_key(url) == "quay.example/news/1.html"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://en.m.wiki.example/wiki/Tram", "en.wiki.example/wiki/Tram"),
        ("https://quay.example/?p=12&utm_source=x", "quay.example?p=12"),
        ("https://quay.example/a/index.php", "quay.example/a"),
        ("https://www.quay.example/news/lamp", "quay.example/news/lamp"),
        ("https://quay.example/amplifier", "quay.example/amplifier"),
        ("https://m.example/1", "m.example/1"),
        ("https://quay.example:8080/1/", "quay.example:8080/1"),
        (
            "https://news.google.com/articles/CBMiAU_yqLOabcdefghij",
            "news.google.com/articles/CBMiAU_yqLOabcdefghij",
        ),
        ("https://quay.example/", None),
        ("https://www.google.com/url?q=javascript:x", "google.com/url?q=javascript%3Ax"),
        ("https://[::1", None),
        ("mailto:a@quay.example", None),
        ("", None),
        (None, None),
    ],
)
def test_other_addresses(url: str | None, key: str | None) -> None:
    found = page_key(url)
    assert found == key


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="htps:/.?=&%#[]@ampgooglew-Ā\x00", max_size=60))
def test_anything_is_an_address_or_none(text: str) -> None:
    page_key(text)
    page_key(f"https://www.google.com/url?url={text}")
    page_key(f"https://news.google.com/articles/{text}")
