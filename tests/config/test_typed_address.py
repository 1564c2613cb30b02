from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config import values
from syndicator.config.typed_address import typed_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://a.example/rss", "https://a.example/rss"),
        (" a.example ", "https://a.example"),
        ("localhost:8080/rss", "https://localhost:8080/rss"),
        ("//a.example/rss", "https://a.example/rss"),
        ("feed://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("ITPC://a.example/rss", "http://a.example/rss"),
        ("https://a.example/rss#top", "https://a.example/rss"),
        ("https://bücher.example/ü?q=ä b", "https://xn--bcher-kva.example/%C3%BC?q=%C3%A4%20b"),
        ("https://a.example/%C3%BC?x=1&y=[2]", "https://a.example/%C3%BC?x=1&y=[2]"),
        ("http://[::1]:8080/rss", "http://[::1]:8080/rss"),
    ],
)
def test_what_is_meant(typed: str, meant: str) -> None:
    assert typed_address(typed) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "missing or not valid"),
        ("https://", "missing or not valid"),
        ("not a url", "percent-encoded"),
        ("mailto:a@b.example", "begins with"),
        ("javascript:alert(1)", "begins with"),
        ("https://user:hunter2@a.example/", "password may not stand"),
        ("https://a.example:99999/", "not valid"),
        ("https://a.example/${KEY}", "variables"),
        ("https://ü" + "x" * 70 + ".example/", "not valid"),
    ],
)
def test_what_cannot_be_meant(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        typed_address(typed)
    assert "hunter2" not in str(refused.value)


@given(st.text(max_size=40) | st.from_regex(r"\A(feed:|https?://)?[^ ]{1,30}/[^ ]{0,20}\Z"))
def test_whatever_comes_of_it_the_configuration_takes(typed: str) -> None:
    with suppress(ValueError):
        url = typed_address(typed)
        assert values.url(url) == url
        assert typed_address(url) == url
