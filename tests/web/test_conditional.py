from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.web.conditional import Outcome, Validators, etags, outcome, range_holds

NOW = 1_790_000_000
VERSION = Validators(etag='"abc"', modified=NOW - 3600)
AT = "Mon, 21 Sep 2026 13:13:20 GMT"
BEFORE = "Mon, 21 Sep 2026 13:13:19 GMT"
AFTER = "Mon, 21 Sep 2026 13:13:21 GMT"
SEND, SAME, FAILED = Outcome.SEND, Outcome.NOT_MODIFIED, Outcome.FAILED


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, SEND),
        ({"if-none-match": '"abc"'}, SAME),
        ({"if-none-match": 'W/"abc"'}, SAME),
        ({"if-none-match": '"other"'}, SEND),
        ({"if-none-match": '"x", "abc" , W/"y"'}, SAME),
        ({"if-none-match": '"with,a,comma", "abc"'}, SAME),
        ({"if-none-match": '"abc'}, SEND),
        ({"if-none-match": "abc"}, SEND),
        ({"if-none-match": "*"}, SAME),
        ({"if-none-match": ""}, SEND),
        ({"if-modified-since": AT}, SAME),
        ({"if-modified-since": AFTER}, SAME),
        ({"if-modified-since": BEFORE}, SEND),
        ({"if-modified-since": "Monday, 21-Sep-26 13:13:20 GMT"}, SAME),
        ({"if-modified-since": "Mon Sep 21 13:13:20 2026"}, SAME),
        ({"if-modified-since": "yesterday"}, SEND),
        ({"if-modified-since": ""}, SEND),
        # The tag goes before the date, whatever that says (§13.2.2).
        ({"if-none-match": '"other"', "if-modified-since": AFTER}, SEND),
        ({"if-none-match": '"abc"', "if-modified-since": BEFORE}, SAME),
        ({"if-match": '"abc"'}, SEND),
        ({"if-match": 'W/"abc"'}, FAILED),
        ({"if-match": '"other"'}, FAILED),
        ({"if-match": "*"}, SEND),
        ({"if-match": '"abc"', "if-none-match": '"abc"'}, SAME),
        ({"if-match": '"abc"', "if-unmodified-since": BEFORE}, SEND),
        ({"if-unmodified-since": BEFORE}, FAILED),
        ({"if-unmodified-since": AT}, SEND),
        ({"if-unmodified-since": "never"}, SEND),
    ],
)
def test_preconditions_in_their_order(headers: dict[str, str], expected: Outcome) -> None:
    assert outcome(headers, VERSION) is expected


@pytest.mark.parametrize(
    ("if_range", "now", "expected"),
    [
        (None, NOW, True),
        ('"abc"', NOW, True),
        ('W/"abc"', NOW, False),
        ('"other"', NOW, False),
        ('"abc", "other"', NOW, False),
        (AT, NOW, True),
        (AT, VERSION.modified, False),  # it may change again in this second
        (AFTER, NOW, False),
        ("nonsense", NOW, False),
    ],
)
def test_a_part_only_of_the_version_that_is_known(
    if_range: str | None, now: int, *, expected: bool
) -> None:
    assert range_holds(if_range, VERSION, now=now) is expected


TAGS = st.builds(
    '{}"{}"'.format,
    st.sampled_from(["", "W/"]),
    st.text(
        st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"'), max_size=9
    ),
)


@given(st.lists(TAGS, max_size=5))
def test_lists_of_tags_are_read_back(tags: list[str]) -> None:
    assert list(etags(" , ".join(tags))) == tags


NUMBERS = st.integers(0, 99) | st.integers(0, 10**20)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"]
    ),
    st.text(alphabet=st.characters(max_codepoint=255), max_size=60)
    | st.text(alphabet='W/"abc,* ', max_size=12)
    | st.builds(
        "{}, {} {} {} {}:{:02}:{:02} {}".format,
        st.sampled_from(["Mon", "Sun", "Xyz"]),
        NUMBERS,
        st.sampled_from(["Jan", "Feb", "Abc"]),
        NUMBERS,
        NUMBERS,
        st.integers(0, 99),
        st.integers(0, 99),
        st.sampled_from(["GMT", "", "+0100", "é"]),
    ),
)


@given(HEADERS)
def test_no_header_breaks_anything(headers: dict[str, str]) -> None:
    assert isinstance(outcome(headers, VERSION), Outcome)
    assert range_holds(headers.get("if-range"), VERSION, now=NOW) in {True, False}
