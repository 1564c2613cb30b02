from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.web.negotiation import PREFERRED, codings


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, ["identity"]),
        ("", ["identity"]),
        ("gzip", ["gzip", "identity"]),
        ("gzip, deflate, br, zstd", ["br", "gzip", "identity"]),
        ("br;q=0.5, gzip", ["gzip", "br", "identity"]),
        ("br;q=0.5, gzip;q=0.5", ["br", "gzip", "identity"]),
        ("gzip;q=0", ["identity"]),
        ("GZip ; Q=0.8", ["gzip", "identity"]),
        ("x-gzip", ["gzip", "identity"]),
        ("identity", ["identity"]),
        ("identity;q=1, gzip;q=0.5", ["identity"]),
        ("identity;q=0.2, gzip;q=0.5", ["gzip", "identity"]),
        ("*", ["br", "gzip", "identity"]),
        ("*;q=0, gzip", ["gzip", "identity"]),
        ("*;q=0.1, gzip;q=0", ["br", "identity"]),
        # Refused altogether: better something that it does not like than nothing.
        ("identity;q=0", ["identity"]),
        ("*;q=0", ["identity"]),
        # What makes no sense is passed over.
        ("gzip;q=2", ["identity"]),
        ("gzip;q=0.1234", ["identity"]),
        ("gzip;level=9", ["identity"]),
        ("gz ip, br", ["br", "identity"]),
        (",,gzip,,", ["gzip", "identity"]),
        ("gzip;q=0, gzip", ["identity"]),
    ],
)
def test_what_a_reader_gets(accept: str | None, expected: list[str]) -> None:
    assert list(codings(accept)) == expected


@given(st.text(alphabet="brgzipdentty*;,=q01. \t\x00é-", max_size=60))
def test_anything_is_answered(accept: str) -> None:
    found = codings(accept)
    assert found[-1] == "identity"
    assert len(set(found)) == len(found)
    assert set(found) <= set(PREFERRED)
