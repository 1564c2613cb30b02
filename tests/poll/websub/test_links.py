"""``Link`` fields (RFC 8288), and what is discovered in them."""

from __future__ import annotations

import hmac
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.http.link_header import related, web_links
from syndicator.model import Offer, SourceMeta
from syndicator.poll.websub.discover import HUBS, discover
from syndicator.poll.websub.signature import signed

BASE = "https://one.example/a/feed.xml"
HUB = "https://hub.example/"


@pytest.mark.parametrize(
    "field",
    [
        f'<{HUB}>; rel="hub"',
        f"<{HUB}>;rel=hub",
        f"<{HUB}>; REL=HUB",
        f'<{HUB}>; rel="next hub prev"',
        f'<{HUB}>; rel="hub"; rel="next"',
        f'<{HUB}>; title="a, <b>; rel=next"; rel=hub',
        f'<{HUB}>; title="\\"quoted\\""; rel="hu\\b"',
        f"< {HUB} > ; rel = hub ; x",
        f"<https://other.example/>; rel=next, <{HUB}>; rel=hub",
        f'<https://other.example/>; rel="next" , , <{HUB}>; rel="hub",',
        f"nonsense, <{HUB}>; rel=hub",
        f'nonsense "with, a comma", <{HUB}>; rel=hub',
        f"<https://a.example/;,x>; rel=next, <{HUB}>; rel=hub",
        f"<{HUB}>;;; rel=hub;",
        f"<{HUB}>; title*=UTF-8''x; rel=hub",
        f'<{HUB}>; rel=hub; anchor="{BASE}"',
        f'<{HUB}>; rel=hub; anchor=""',
        f'<{HUB}>; rel=hub; anchor="#top"',
        f"<{HUB}>; rel=hub, <{HUB}>; rel=hub",
    ],
)
def test_ways_to_write_a_link(field: str) -> None:
    assert related(field, "hub", base=BASE) == (HUB,)


@pytest.mark.parametrize(
    "field",
    [
        "",
        f"{HUB}; rel=hub",
        f"<{HUB}>",
        f"<{HUB}>; rev=hub",
        f"<{HUB}>; rel=next; rel=hub",
        f"<{HUB}>; rel=hubs",
        f'<{HUB}>; rel=hub; anchor="https://other.example/"',
        f'<{HUB}>; rel=hub; anchor="other.xml"',
        f'<{HUB}>; title="never closed; rel=hub',
        "<javascript:alert(1)>; rel=hub",
        "<ftp://hub.example/>; rel=hub",
        "<https://[::1>; rel=hub",
        "<https://hub.example:99999/>; rel=hub",
        "<http://>; rel=hub",
    ],
)
def test_what_is_no_link_to_a_hub(field: str) -> None:
    assert related(field, "hub", base=BASE) == ()


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/hub", "https://one.example/hub"),
        ("hub?x=1,2", "https://one.example/a/hub?x=1,2"),
        ("//hub.example/x", "https://hub.example/x"),
        ("", BASE),
        ("https://hub.example/#part", "https://hub.example/"),
    ],
)
def test_relative_references(target: str, address: str) -> None:
    assert related(f"<{target}>; rel=hub", "hub", base=BASE) == (address,)


@given(st.text(max_size=400) | st.text(alphabet='<>;,="\\ relhub', max_size=400))
def test_whatever_comes_is_read(field: str) -> None:
    for link in web_links(field):
        assert "<" not in link.target
    for address in related(field, "hub", base=BASE):
        assert address.startswith(("http://", "https://"))


TOKEN = st.text(alphabet="abcxyz-", min_size=1, max_size=8)
QUOTED = st.text(alphabet='ab c,;<>="\\é', max_size=20)


@given(
    st.lists(
        st.tuples(TOKEN, st.lists(TOKEN, min_size=1, max_size=3), QUOTED, st.booleans()), max_size=6
    )
)
def test_what_was_written_is_read_back(links: list[tuple[str, list[str], str, bool]]) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    fields = [
        f"<{target}>; title={quoted(title)}; rel={quoted(' '.join(rels)) if loose else rels[0]}"
        for target, rels, title, loose in links
    ]
    found = [(link.target, link.rels) for link in web_links(", ".join(fields))]
    assert found == [
        (target, tuple(rels) if loose else (rels[0],)) for target, rels, _, loose in links
    ]


@pytest.mark.parametrize(
    "field", ['"' * 99_999, '"\\",\\"' * 20_000, "<" * 99_999, "<a>" * 33_333, '<a>;"' * 20_000]
)
def test_hostile_fields_take_no_time(field: str) -> None:
    began = time.perf_counter()
    web_links(field)
    assert time.perf_counter() - began < 10


# ── discovery ────────────────────────────────────────────────────────────────────────────────

META = SourceMeta(hubs=("https://body.example/",), self_link="https://body.example/feed")


@pytest.mark.parametrize(
    ("link", "meta", "offer"),
    [
        ("<h>;rel=hub,<s>;rel=self", META, ("https://one.example/a/s", "https://one.example/a/h")),
        ("<h>;rel=hub,<s>;rel=self", None, ("https://one.example/a/s", "https://one.example/a/h")),
        ("", META, ("https://body.example/feed", "https://body.example/")),
        ("<h>;rel=hub", META, ("https://body.example/feed", "https://one.example/a/h")),
        ("<s>;rel=self", META, ("https://one.example/a/s", "https://body.example/")),
        ("<h>;rel=hub", None, None),
        ("<s>;rel=self", None, None),
        ("", SourceMeta(self_link="https://body.example/feed"), None),
        ("", None, None),
    ],
)
def test_where_a_source_pushes(
    link: str, meta: SourceMeta | None, offer: tuple[str, str] | None
) -> None:
    expected = Offer() if offer is None else Offer(topic=offer[0], hubs=offer[1:])
    assert discover(BASE, link, meta) == expected


def test_hubs_with_https_are_favoured_and_few_are_remembered() -> None:
    hubs = ", ".join(
        f"<http://{n}.example/>;rel=hub, <https://{n}.example/>;rel=hub" for n in "abcd"
    )
    found = discover(BASE, f"{hubs}, <>;rel=self", None).hubs
    assert len(found) == HUBS
    assert found[:4] == tuple(f"https://{n}.example/" for n in "abcd")


# ── signatures ───────────────────────────────────────────────────────────────────────────────

ALGORITHMS = st.sampled_from(["sha1", "sha256", "sha384", "sha512"])


@given(ALGORITHMS, st.binary(max_size=300), st.text(min_size=1, max_size=100))
def test_a_signature_is_of_one_body_and_one_secret(
    algorithm: str, body: bytes, secret: str
) -> None:
    digest = hmac.new(secret.encode(), body, algorithm).hexdigest()
    assert signed(body, f"{algorithm}={digest}", secret)
    assert signed(body, f" {algorithm.upper()} = {digest.upper()} ", secret)
    assert not signed(body + b"x", f"{algorithm}={digest}", secret)
    assert not signed(body, f"{algorithm}={digest}", secret + "x")
    assert not signed(body, f"{algorithm}={digest[:-1]}", secret)
    assert not signed(body, digest, secret)


@given(st.text(max_size=100))
def test_no_other_text_is_a_signature(text: str) -> None:
    assert not signed(b"body", text, "secret")


@pytest.mark.parametrize("algorithm", ["md5", "sha224", "sha3-256", "blake2b"])
def test_other_algorithms_are_not_taken(algorithm: str) -> None:
    digest = hmac.new(b"secret", b"body", algorithm.replace("-", "_")).hexdigest()
    assert not signed(b"body", f"{algorithm}={digest}", "secret")
