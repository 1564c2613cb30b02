from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.web.ranges import Part, Unsatisfiable, part

SIZE = 1000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=0-499", Part(0, 500)),
        ("bytes=500-", Part(500, 1000)),
        ("bytes=500-5000", Part(500, 1000)),
        ("bytes=-100", Part(900, 1000)),
        ("bytes=-5000", Part(0, 1000)),
        ("Bytes = 1 - 2", Part(1, 3)),
        # Whatever is no single range of octets is not a range for us: the whole file.
        ("bytes=-", None),
        ("bytes=5-4", None),
        ("bytes=0-1,5-6", None),
        ("pages=1-2", None),
        ("bytes=a-b", None),
        ("bytes", None),
        ("bytes=1-" + "9" * 5000, None),
    ],
)
def test_one_range(value: str | None, expected: Part | None) -> None:
    assert part(value, SIZE) == expected


@pytest.mark.parametrize(
    ("value", "size"),
    [("bytes=1000-", SIZE), ("bytes=5000-6000", SIZE), ("bytes=-0", SIZE), ("bytes=0-", 0)],
)
def test_what_is_not_in_the_file(value: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        part(value, size)


@given(
    st.text(alphabet="bytes=0123456789-, ", max_size=30)
    | st.from_regex(r"\Abytes=\d{0,25}-\d{0,25}\Z"),
    st.integers(0, 2000),
)
def test_a_part_lies_in_the_file(value: str, size: int) -> None:
    try:
        found = part(value, size)
    except Unsatisfiable:
        return
    assert found is None or 0 <= found.start < found.stop <= size
