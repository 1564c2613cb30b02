from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from syndicator.web import delta

Feed = Callable[..., bytes]
RSS = "<rss version='2.0'><channel><title>World</title>{}</channel></rss>"


def rss(*entries: tuple[str, str]) -> bytes:
    listed = (f"<item><guid>{ref}</guid><title>{title}</title></item>" for ref, title in entries)
    return RSS.format("\n".join(listed)).encode()


def titles(document: bytes | None) -> list[str]:
    assert document is not None
    root = etree.fromstring(document)
    return [
        str(found.text)
        for found in root.iter("{*}title")
        if etree.QName(found.getparent()).localname in {"entry", "item"}
    ]


@pytest.fixture(params=["atom", "rss"])
def form(request: pytest.FixtureRequest, atom: Feed) -> tuple[Feed, str]:
    return (atom if request.param == "atom" else rss, f"world.{request.param}")


def test_what_is_new_and_what_was_changed(form: tuple[Feed, str]) -> None:
    make, name = form
    had = make(("urn:1", "One"), ("urn:2", "Two"))
    now = make(("urn:3", "Three"), ("urn:2", "Two, corrected"), ("urn:1", "One"))
    assert titles(delta.without(now, name, delta.digests(had, name))) == [
        "Three",
        "Two, corrected",
    ]
    assert titles(delta.without(now, name, frozenset())) == ["Three", "Two, corrected", "One"]
    assert titles(delta.without(now, name, delta.digests(now, name))) == []


def test_the_rest_of_the_document_stays(atom: Feed) -> None:
    more = "<at:deleted-entry ref='urn:0' when='2026-10-01T00:00:00Z'/>"
    now = b"<?xml-stylesheet href='feed.css'?>".join(
        atom(("urn:1", "One"), more=more).split(b"\n", 1)
    )
    found = delta.without(now, "world.atom", delta.digests(now, "world.atom"))
    assert found is not None
    assert b"deleted-entry" in found
    assert b"xml-stylesheet" in found
    assert b"<title>World</title>" in found


def test_a_complete_feed_is_sent_whole(atom: Feed) -> None:
    now = atom(("urn:1", "One"), more="<fh:complete/>")
    assert delta.without(now, "world.atom", frozenset()) is None


@pytest.mark.parametrize("document", [b"", b"<feed", b"no feed at all", b"<a/>"])
def test_what_is_no_feed_has_no_entries(document: bytes) -> None:
    assert delta.digests(document, "world.atom") == frozenset()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, False),
        ("", False),
        ("feed", True),
        ("Feed", True),
        ("vcdiff, feed", True),
        ("gzip, feed;q=0.5", True),
        ("feed;q=0", False),
        ("feed; q=0.0", False),
        ("feeds", False),
    ],
)
def test_who_wants_it(value: str | None, *, expected: bool) -> None:
    assert delta.wanted(value) is expected


@pytest.mark.parametrize(
    ("path", "expected"), [("world.atom", True), ("world.rss", True), ("world.json", False)]
)
def test_for_which_documents(path: str, *, expected: bool) -> None:
    assert delta.applies(path) is expected
