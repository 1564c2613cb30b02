"""Fingerprints."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndicator.model import Image, Person
from syndicator.parse.hashing import fingerprint, fingerprint_of_words


def test_a_fingerprint_never_changes() -> None:
    """A stored hash must be found again by every later version."""
    value = Person(name="Ada Quill \udcff ü", email="ada@ferry.example")
    date = datetime(2020, 4, 25, 12, tzinfo=timezone(timedelta(hours=2)))
    assert fingerprint(person=value, date=date, ttl=timedelta(minutes=5), words=("a", "b")) == (
        "d6c71784a8c73a17f387d7849daf105e0926b91df6ad43393ab4ffd0a5e0eb18"
    )


def test_empty_values_do_not_count() -> None:
    assert fingerprint(image=Image(url="x")) == fingerprint(image={"url": "x", "later": None})
    assert fingerprint(a="x", b=(), c="", d=None) == fingerprint(a="x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", "b"), ("b", "a")),
        (1, "1"),
        (
            datetime(2020, 1, 1, tzinfo=UTC),
            datetime(2020, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
        ),
    ],
)
def test_different_values_differ(one: object, other: object) -> None:
    assert fingerprint(value=one) != fingerprint(value=other)


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form for set"):
        fingerprint(value={1})


@given(st.text())
@example('" \\u0020 \\ ü \udcff \x00 \U0001f600')
def test_words_are_hashed_like_any_sequence(text: str) -> None:
    assert fingerprint_of_words(" ".join(text.split())) == fingerprint(words=text.split())


def test_zero_and_no_are_something_that_was_said() -> None:
    assert fingerprint(a=0, b=False, c=timedelta(0)) not in {fingerprint(), fingerprint(a=0)}
