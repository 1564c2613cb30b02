from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.parse.opml import NotOpml, read_opml


def test_folders_and_categories() -> None:
    body = b"""<opml version="2.0"><head><title>x</title></head><body>
      <outline text="News"><outline text="World">
        <outline type="rss" text="A" xmlUrl=" https://a.example/rss "/>
        <outline text="B" xmlurl="https://b.example/" category="/arts/film,sport"/></outline>
      <outline text="empty"/></outline>
      <outline title="C" text="c" xmlUrl="https://c.example/"/>
    </body></opml>"""
    assert [(each.url, each.title, each.folders) for each in read_opml(body).feeds] == [
        ("https://a.example/rss", "A", ("News", "World")),
        ("https://b.example/", "B", ("News", "World", "arts", "film", "sport")),
        ("https://c.example/", "C", ()),
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "well-formed"),
        (b"<rss/>", "outermost"),
        (b"<opml><body>", "well-formed"),
        (b"<!doctype html><html><body>Log in</body></html>", "web page"),
        (b"\xff\xfe<", "well-formed"),
        (b"https://a.example/rss\n", "well-formed"),
    ],
)
def test_what_is_no_list(body: bytes, why: str) -> None:
    with pytest.raises(NotOpml, match=why):
        read_opml(body)


def test_entities_are_not_expanded() -> None:
    body = b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>'
    body += b'<outline text="&x;" xmlUrl="https://a.example/"/></body></opml>'
    try:
        found = read_opml(body).feeds
    except NotOpml:
        return
    assert "root" not in found[0].title


@given(depth=st.integers(1, 200))
def test_however_deep_it_is(depth: int) -> None:
    body = b"<opml><body>" + b'<outline text="x">' * depth
    body += b'<outline xmlUrl="https://a.example/"/>' + b"</outline>" * depth + b"</body></opml>"
    (found,) = read_opml(body).feeds
    assert found.folders == ("x",)


LINE = '<outline text="Ä" xmlUrl="https://a.example/"/>'
LIST = f'<opml version="2.0"><body>{LINE}</body></opml>'


@pytest.mark.parametrize(
    "body",
    [
        LIST.encode(),
        f"\n  <?xml version='1.0'?>{LIST}".encode(),
        f"<?xml version='1.0' encoding='UTF-16'?>{LIST}".encode("utf-16"),
        f"<?xml version='1.0' encoding='ISO-8859-1'?>{LIST}".encode("latin-1"),
        LIST.encode("cp1252"),
        LIST.replace("<opml", '<opml xmlns="http://opml.org/spec2"').encode(),
        LIST.replace("opml", "OPML").replace("body", "BODY").replace("outline", "Outline").encode(),
        LIST.replace("xmlUrl", 'type="rss" url').encode(),
    ],
)
def test_however_programs_write_it_nothing_is_missing(body: bytes) -> None:
    listed = read_opml(body)
    assert [(each.url, each.title) for each in listed.feeds] == [("https://a.example/", "Ä")]
    assert not listed.problem


def test_bare_ampersands_stay_in_an_address() -> None:
    body = LIST.replace("a.example/", "a.example/?b=1&c=2&amp;d=&#51;&e").encode()
    listed = read_opml(body)
    assert [each.url for each in listed.feeds] == ["https://a.example/?b=1&c=2&d=3&e"]
    assert not listed.problem


def test_links_and_included_lists_are_no_feeds() -> None:
    body = LIST.replace("xmlUrl", 'type="link" url').encode()
    assert not read_opml(body).feeds


@given(cut=st.integers(0, 3_000), ampersand=st.booleans())
def test_of_a_broken_list_what_is_whole_is_read_and_said(cut: int, *, ampersand: bool) -> None:
    lines = "".join(f'<outline xmlUrl="https://a.example/{n:03}?x"/>' for n in range(50))
    body = f'<opml version="2.0"><body>{lines}</body></opml>'[:cut]
    if ampersand:
        body = body.replace("?x", "?x&b=1", 1)
    whole = [f"https://a.example/{n:03}" for n in range(body.count("/>"))]
    try:
        listed = read_opml(body.encode())
    except NotOpml:
        assert not whole
        return
    # One may be cut off behind its address.
    assert [each.url.partition("?")[0] for each in listed.feeds][: len(whole)] == whole
    assert len(listed.feeds) <= len(whole) + 1
    assert bool(listed.problem) is not body.endswith("</opml>")
