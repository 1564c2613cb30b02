"""Addresses: which leave, and when two are the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndicator.parse.links import canonical_link, http_url, mailto, strip_tracking

BASE = "https://ferry.example/dir/page"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://ferry.example/17", "https://ferry.example/17"),
        (" https://ferry.example/17\n", "https://ferry.example/17"),
        ("https://ferry.example/a\nb", "https://ferry.example/ab"),
        ("17", "https://ferry.example/dir/17"),
        ("/17?a=1#b", "https://ferry.example/17?a=1#b"),
        ("//harbour.example/17", "https://harbour.example/17"),
        ("#part", "https://ferry.example/dir/page#part"),
        ("https://ada:secret@ferry.example/17", "https://ferry.example/17"),
        ("https://ferry.example/a b|c", "https://ferry.example/a%20b%7Cc"),
        ("https://ferry.example/%20", "https://ferry.example/%20"),
        ("https://fähre.example/ö", "https://fähre.example/ö"),
        ("https://ferry.example:8080/", "https://ferry.example:8080/"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("", None),
        (None, None),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("ftp://ferry.example/", None),
        ("mailto:ada@ferry.example", None),
        ("http://", None),
        ("http://[::1", None),
        ("http://ferry.example:99999/", None),
        ("http://ferry.example:0/", None),
        ("http://good.example\\@evil.example/", None),
        ("https://x.example/" + "a" * 5_000, None),
    ],
)
def test_http_url(written: str | None, expected: str | None) -> None:
    assert http_url(written, BASE) == expected


def test_without_a_base_a_relative_address_is_none() -> None:
    assert http_url("/17") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mailto:ada@ferry.example", "mailto:ada@ferry.example"),
        ("MAILTO:ada@ferry.example?subject=a b", "mailto:ada@ferry.example?subject=a%20b"),
        ("mailto:nobody", None),
        ("https://ferry.example/", None),
        (None, None),
    ],
)
def test_mailto(written: str | None, expected: str | None) -> None:
    assert mailto(written) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://ferry.example/17", "https://ferry.example/17"),
        ("https://ferry.example/17?utm_source=a&utm_medium=b", "https://ferry.example/17"),
        ("https://ferry.example/17?b=2&utm_source=a&a=1#x", "https://ferry.example/17?b=2&a=1#x"),
        (
            "https://ferry.example/17?CMP=share&fbclid=1&gclid=2&mc_cid=3",
            "https://ferry.example/17",
        ),
        ("https://ferry.example/?page=utm_source", "https://ferry.example/?page=utm_source"),
        ("https://ferry.example/?id=1&igshid=2&at_medium=3", "https://ferry.example/?id=1"),
    ],
)
def test_strip_tracking(url: str, expected: str) -> None:
    assert strip_tracking(url) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Ferry.Example/17", "https://ferry.example/17"),
        ("HTTPS://ferry.example/17", "https://ferry.example/17"),
        ("https://ferry.example:443/17", "https://ferry.example/17"),
        ("https://ferry.example", "https://ferry.example/"),
        ("https://ferry.example/17#comments", "https://ferry.example/17"),
        ("https://ferry.example/17?b=2&a=1", "https://ferry.example/17?a=1&b=2"),
        ("https://ferry.example/17?utm_source=rss", "https://ferry.example/17"),
        ("https://ferry.example/f%c3%a4hre", "https://ferry.example/fähre"),
        ("https://ferry.example./17", "https://ferry.example/17"),
        ("https://ferry.example/17?", "https://ferry.example/17"),
    ],
)
def test_links_to_one_page(one: str, other: str) -> None:
    assert canonical_link(one) == canonical_link(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://ferry.example/17", "https://ferry.example/17"),
        ("https://www.ferry.example/17", "https://ferry.example/17"),
        ("https://ferry.example/17/", "https://ferry.example/17"),
        ("https://ferry.example/A", "https://ferry.example/a"),
        ("https://ferry.example/?id=1", "https://ferry.example/?id=2"),
        ("https://ferry.example/?id=", "https://ferry.example/"),
        ("https://ferry.example/#!/1", "https://ferry.example/#!/2"),
        ("https://ferry.example:8443/17", "https://ferry.example/17"),
    ],
)
def test_links_to_two_pages(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)


@pytest.mark.parametrize(
    "odd", ["", "tag:a,2020:b", "http://[::1", "/17", "http://\udcff/", "http://a:b/"]
)
def test_canonical_link_leaves_what_is_no_address(odd: str) -> None:
    assert canonical_link(odd) == odd


ADDRESSES = st.builds(
    lambda host, path, query: f"https://{host}.example/{path}?{query}",
    st.text("abcXYZ-", min_size=1, max_size=8),
    st.text(max_size=20),
    st.text(max_size=30),
)


@given(ADDRESSES | st.text(max_size=60))
@example("https://X.example/\xa0?")
def test_addresses_are_stable(written: str) -> None:
    url = http_url(written, BASE)
    if url is not None:
        assert http_url(url) == url
        assert url.startswith(("http://", "https://"))
        assert not set(url) & set(' "<>\\\n\r\t')
        assert canonical_link(canonical_link(url)) == canonical_link(url)
        assert strip_tracking(strip_tracking(url)) == strip_tracking(url)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("www.quay.example/1", "https://www.quay.example/1"),
        ("ferry.example/1", "https://ferry.example/1"),
        ("news.ferry.example", "https://news.ferry.example"),
        ("quay.com/1", "https://quay.com/1"),
        ("http:/quay.com/1", "http://quay.com/1"),
        ("https//quay.com/1", "https://quay.com/1"),
        ("ttps://quay.com/1", "https://quay.com/1"),
        ("http://https://quay.com/1", "https://quay.com/1"),
        ("://quay.com/1", "https://quay.com/1"),
        ("article.html", "https://ferry.example/dir/article.html"),
        ("page.php/1", "https://ferry.example/dir/page.php/1"),
        ("app.js", "https://ferry.example/dir/app.js"),
        ("2026/quay.com", "https://ferry.example/dir/2026/quay.com"),
        ("/quay.com/1", "https://ferry.example/quay.com/1"),
        ("?www.quay.example", "https://ferry.example/dir/page?www.quay.example"),
    ],
)
def test_an_address_without_its_scheme(written: str, expected: str) -> None:
    assert http_url(written, BASE) == expected


@given(st.text(alphabet="htps:/wquay.com1?#@[]\\ ", max_size=40))
def test_what_is_completed_is_an_address(written: str) -> None:
    found = http_url(written, BASE)
    assert found is None or found.startswith(("https://", "http://"))
    assert found is None or http_url(found) == found
