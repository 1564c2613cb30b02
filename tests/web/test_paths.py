from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.web.paths import requested


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"/", "index.html"),
        (b"/world.atom", "world.atom"),
        (b"/world/", "world/index.html"),
        (b"/world/2026-10.atom", "world/2026-10.atom"),
        (b"/private/partners/42.html", "private/partners/42.html"),
        (b"/w%6Frld.atom", "world.atom"),
        (b"/world.atom/", "world.atom/index.html"),
        # What leads out, however it is written.
        (b"/../config.toml", None),
        (b"/world/../../config.toml", None),
        (b"/%2e%2e/config.toml", None),
        (b"/.%2e/config.toml", None),
        (b"/%252e%252e/config.toml", None),
        (b"/..%2fconfig.toml", None),
        (b"/world%2f42.html", None),
        (b"/world%5c42.html", None),
        (b"/..\\config.toml", None),
        (b"//etc/passwd", None),
        (b"/world//42.html", None),
        (b"/world/./42.html", None),
        (b"/world.atom%00.html", None),
        (b"/world.atom%0a", None),
        (b"/%", None),
        (b"/%zz", None),
        (b"/%c0%ae%c0%ae/", None),
        (b"/\xe4.html", None),
        (b"world.atom", None),
        (b"*", None),
        (b"", None),
        # What is there, and not for readers.
        (b"/.redirects", None),
        (b"/world/.42.html.abcdefgh.syndicator-tmp", None),
        (b"/world.atom.gz", None),
        (b"/world.atom.br", None),
        (b"/world/42.html.gone", None),
        (b"/" + b"a" * 1100, None),
    ],
)
def test_only_names_of_ours_come_through(raw: bytes, path: str | None) -> None:
    assert requested(raw) == path


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"/news/feeds/world.atom", "world.atom"),
        (b"/news/feeds/", "index.html"),
        (b"/news/feeds", None),
        (b"/world.atom", None),
        (b"/news/feeds/../x", None),
    ],
)
def test_addresses_begin_where_base_url_says(raw: bytes, path: str | None) -> None:
    assert requested(raw, b"/news/feeds/") == path


SEGMENTS = st.one_of(
    st.sampled_from([b"..", b".", b"", b"%2e%2e", b"%2E.", b"a", b"private", b"%00", b"%2f", b"~"]),
    st.binary(max_size=8),
    st.binary(max_size=8).map(lambda octets: quote_from_bytes(octets, safe="").encode()),
)


@given(st.lists(SEGMENTS, max_size=8).map(lambda parts: b"/" + b"/".join(parts)))
def test_no_path_ever_leads_outside(raw: bytes) -> None:
    path = requested(raw)
    if path is None:
        return
    parts = PurePosixPath(path).parts
    assert not path.startswith("/")
    assert "/".join(parts) == path
    assert all(part.isascii() and part.isprintable() for part in parts)
    assert not any(part.startswith(".") or "\\" in part for part in parts)
