"""Formulas and drawings leave their words, and what only looks like one is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "E is <math><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math> here.",
            "E is mc<sup>2</sup> here.",
        ),
        (
            "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>",
            "(a+b)/c",
        ),
        ("<math><msqrt><mn>2</mn></msqrt></math>", "√2"),
        ("<math><msub><mi>x</mi><mn>1</mn></msub><mo>=</mo><mn>3</mn></math>", "x<sub>1</sub>=3"),
        ("<math alttext='x = 1'></math>", "x = 1"),
        ("<math><semantics><mi>x</mi><annotation>\\x</annotation></semantics></math>", "x"),
        ("<svg><text>North</text><text>South</text><path d='M0'/></svg>", "North South"),
        ("<svg><style>a{}</style><script>x</script><text>North</text></svg>", "North"),
        ("<svg><title>Map</title><defs><text>no</text></defs></svg>after", "after"),
        ("a <max> b <text>c", "a  b c"),
        ("<p>1 <list>2</p>3", "<p>1 2</p>3"),
    ],
)
def test_sanitise(html: str, expected: str) -> None:
    found = sanitise(html)
    assert found.strip() == expected
    assert sanitise(found) == found


TAGS = ("math", "mi", "mn", "mrow", "msup", "mfrac", "svg", "text", "g", "p", "b", "foreignObject")


@given(st.recursive(
    st.sampled_from(["ferry", "quay"]),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=3)).map(
        lambda made: f"<{made[0]}>{' '.join(made[1])}</{made[0]}>"
    ),
    max_leaves=8,
))  # fmt: skip
def test_no_word_behind_a_formula_is_lost(html: str) -> None:
    found = sanitise(f"before {html} after")
    assert "math" not in found
    assert "svg" not in found
    text = plain_text(found)
    assert "before" in text
    assert "after" in text
    assert sanitise(found) == found
