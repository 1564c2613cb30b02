from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Digest, Identity
from syndicator.store.atom_id import is_iri, mint, proposals

MINTED = datetime(2026, 3, 1, tzinfo=UTC)
BASE = "https://feeds.example.org/"


@pytest.mark.parametrize(
    "guid",
    [
        "https://alpha.example/?p=42",
        "http://alpha.example/story#section",
        "HTTPS://Alpha.Example/A",
        "https://alpha.example/новости/1",
        "https://xn--80ak6aa92e.example/%D0%B0",
        "tag:alpha.example,2026:42",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "urn:example:a+b",
        "yt:video:abc_DEF-1",
        "info:doi/10.1000/182",
    ],
)
def test_an_absolute_iri_is_kept(guid: str) -> None:
    assert is_iri(guid)


@pytest.mark.parametrize(
    "guid",
    [
        "",
        "42",
        "/story/42",
        "//alpha.example/42",
        "alpha.example/42",
        "Breaking: the river rises",
        "story:",
        ":story",
        "https:",
        "https://",
        "https:///42",
        "https://[::1/42",
        "https://user:secret@alpha.example/42",
        "https://alpha.example/a b",
        "https://alpha.example/a\tb",
        "https://alpha.example/a\n",
        "https://alpha.example/%zz",
        'https://alpha.example/"x"',
        "https://alpha.example/<b>",
        "https://alpha.example/a\u202eb",
        "https://alpha.example/\ud800",
        "urn:alpha",
        "urn:a:b",
        "javascript:alert(1)",
        "data:text/plain,x",
        "C:/feeds/42",
    ],
)
def test_anything_else_is_not(guid: str) -> None:
    assert not is_iri(guid)


@pytest.mark.parametrize(
    ("base_url", "authority"),
    [
        ("https://feeds.example.org/news/", "feeds.example.org"),
        ("https://Feeds.Example.ORG:8443/", "feeds.example.org"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]:8000/", "--1"),
        ("", "localhost"),
    ],
)
def test_a_tag_is_minted_in_our_own_name(base_url: str, authority: str) -> None:
    tag = mint("x", base_url=base_url, minted=MINTED)
    assert re.fullmatch(rf"tag:{re.escape(authority)},2026:[0-9a-f]{{40}}", tag)
    assert is_iri(tag)


def offered(guid: str | None, link: str | None = None) -> list[str]:
    identity = Identity(guid=guid, link=link, fingerprint=Digest("f"))
    return list(
        proposals(
            identity, raw_hash="r", source_url="https://a.example/", base_url=BASE, minted=MINTED
        )
    )


def test_an_iri_comes_first_and_byte_for_byte() -> None:
    assert offered("https://alpha.example/%7Ea/../?b=%2f#c")[0] == (
        "https://alpha.example/%7Ea/../?b=%2f#c"
    )


@given(st.none() | st.text(max_size=20), st.none() | st.text(max_size=20))
def test_proposals_are_stable_different_and_valid(guid: str | None, link: str | None) -> None:
    first = offered(guid, link)
    assert first == offered(guid, link)
    assert len(set(first)) == len(first) >= 3
    assert all(is_iri(one) for one in first)


def test_another_source_or_another_guid_gives_another_tag() -> None:
    tags = {
        mint(url, guid, base_url=BASE, minted=MINTED)
        for url in ("https://a.example/", "https://b.example/")
        for guid in ("1", "2")
    }
    assert len(tags) == 4
