"""A number that counts readers, comments or minutes makes no other text of a story."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Digest, ParsedItem, SourceMeta, Text
from syndicator.parse.clean import clean
from syndicator.parse.counters import without_counters

COUNTERS = (
    *("{} comments", "Comments: {}", "Comments ({})", "{} Kommentare", "{} комментариев"),
    *("{} views", "{} vues", "{} likes", "{} min read", "{}-minute read", "Lesezeit: {} Minuten"),
    *("temps de lecture {} min", "{} minutes ago", "vor {} Stunden", "Page made in {} seconds"),
    *("Page generated at {}:00", "Updated at {}:30 GMT", "Updated {}:05, 3 May 2026"),
)


def text_hash(html: str, title: str = "The ferry") -> Digest:
    item = ParsedItem(
        raw_hash=Digest("0"),
        title=Text(value=title, type="text/plain"),
        content=(Text(value=html),),
    )
    return clean(item, SourceMeta()).text_hash


@given(st.sampled_from(COUNTERS), st.integers(1, 9), st.integers(1, 9))
def test_a_counter_changes_nothing(counter: str, one: int, other: int) -> None:
    around = (
        "<p>The ferry is back.</p><p>{}</p>",
        "<p>{}</p><p>The ferry is back.</p>",
        "<p>The ferry is back. ({})</p>",
        "<p>The ferry is back. | {} | Share</p>",
        "The ferry is back.<br>{}",
    )
    for each in around:
        first, second = (each.format(counter.format(number)) for number in (one, other))
        assert text_hash(first) == text_hash(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The post drew 14 comments from readers.", "The post drew 15 comments from readers."),
        ("The train leaves at 10:05.", "The train leaves at 10:06."),
        ("It killed 3.", "It killed 4."),
        ("Views: 3 dead, 5 hurt.", "Views: 4 dead, 5 hurt."),
        ("The law was updated 3 May 2025 by the council.", "The law was updated 4 May 2025 by it."),
        ("No comment.", "Comment."),
    ],
)
def test_a_number_in_a_sentence_counts(one: str, other: str) -> None:
    assert text_hash(f"<p>{one}</p>") != text_hash(f"<p>{other}</p>")


@given(st.text(alphabet="1 2comments.()|\n:viewsmin", max_size=200))
def test_it_only_takes_away(text: str) -> None:
    left = without_counters(text)
    assert left.count("\n") == text.count("\n")
    rest = iter(text)
    assert all(character in rest for character in left)


@pytest.mark.parametrize("unit", ["1 comment ", "1,", "(1 view) ", "updated 1:1", "1 - "])
def test_any_text_takes_little_time(unit: str) -> None:
    began = time.perf_counter()
    without_counters(unit * 100_000)
    without_counters(f"{unit}\n" * 5_000)
    assert time.perf_counter() - began < 2
