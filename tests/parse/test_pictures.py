"""The picture that a reader's browser would show, and no place-holder, counter or small form."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.parse.pictures import largest
from syndicator.parse.sanitise import sanitise

BASE = "https://quay.example/"
REAL = '<img src="https://quay.example/real.jpg">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="/real.jpg">', REAL),
        ('<img src="/blank.gif" data-lazy-src="/real.jpg">', REAL),
        ('<img src="/1x1.png" data-srcset="/small.jpg 300w, /real.jpg 900w">', REAL),
        ('<img srcset="/real.jpg 1200w, /s.jpg 300w">', REAL),
        ('<img srcset="/s.jpg, /real.jpg 2x">', REAL),
        ('<img src="/real.jpg" srcset="/other.jpg 2x">', REAL),
        ('<img data-src="/{width}/a.jpg" src="/real.jpg">', REAL),
        (
            '<picture><source srcset="/real.jpg"><img src="data:image/gif;base64,R0"></picture>',
            REAL,
        ),
        ('<amp-img src="/real.jpg"></amp-img>', REAL),
        ("<noscript>Please turn scripts on.</noscript>", ""),
        ('<noscript><img src="/count.gif?id=1" width="1" height="1"></noscript>', ""),
        ('<noscript><img src="/count.gif" style="display:none"></noscript>', ""),
        ('<img src="/real.jpg"><noscript><img src="/real.jpg"></noscript>', REAL),
        ('<noscript><img src="/real.jpg"></noscript><img src="/blank.gif" class="lazy">', REAL),
        ('<img data-src="/real.jpg"><noscript><img src="/s.jpg" alt="x"></noscript>', REAL),
        ("<noscript>&lt;img src=/real.jpg&gt;</noscript>", REAL),
        ("a<noscript>b", "ab"),
    ],
)
def test_one_picture(html: str, expected: str) -> None:
    found = sanitise(html, BASE)
    assert found == expected
    assert sanitise(found, BASE) == found


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6, unique=True), st.booleans())
def test_the_widest_of_a_set(widths: list[int], spaced: bool) -> None:  # noqa: FBT001
    written = (", " if spaced else " ,").join(f"/a,b/{width}.jpg {width}w" for width in widths)
    assert largest(written) == f"/a,b/{max(widths)}.jpg"


def test_an_address_with_commas() -> None:
    assert largest("/w_100,h_50/a.jpg 1x, /w_200,h_100/a.jpg 2x") == "/w_200,h_100/a.jpg"
    assert largest("") is None
    assert largest(" , ,") is None


@pytest.mark.parametrize(
    "unit",
    ["<noscript>", "<noscript><img src=a.jpg></noscript>", "<img srcset='a, '>", "</noscript>"],
)
def test_any_text_takes_little_time(unit: str) -> None:
    began = time.perf_counter()
    sanitise(unit * 5_000, BASE)
    largest(unit * 20_000)
    assert time.perf_counter() - began < 3
