from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from syndicator.model import Person
from syndicator.publish.compose import fields

anything = st.text(st.characters(exclude_categories=()), max_size=40)


@settings(deadline=None)
@given(anything)
def test_what_is_writable_is_xml(text: str) -> None:
    element = etree.Element("x")
    element.text = fields.writable(text)
    element.set("a", fields.one_line(text))
    again = etree.fromstring(etree.tostring(element, encoding="utf-8"))
    assert (again.text or "") == fields.writable(text)
    assert again.get("a") == fields.one_line(text)


@settings(deadline=None)
@given(anything)
def test_every_gate_lets_its_own_output_through(text: str) -> None:
    for gate in (fields.writable, fields.one_line, fields.paragraph, fields.markup):
        assert gate(gate(text)) == gate(text)
    assert fields.web_uri(fields.web_uri(text)) == fields.web_uri(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" a\r\n\tb\u2028c ", "a b c"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("\u05d0\u200f", "\u05d0\u200f"),
        ("\u200b\u2060 \ufeff", ""),
        ("𝄞 水", "𝄞 水"),
        ("\x00\x85\ufffe\ufdd0\ud800\U0001ffff\U0010fffe", ""),
    ],
    ids=["white space", "bidi overrides", "a mark stays", "invisible", "astral", "forbidden"],
)
def test_one_line(text: str, line: str) -> None:
    assert fields.one_line(text) == line


def test_paragraphs_keep_their_lines() -> None:
    assert fields.paragraph("\r\n one\rtwo  2\r\n\r\nthree\x0b\n") == "one\ntwo 2\n\nthree"


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://x.example", "https://x.example/"),
        (" http://X.example/a b ", "http://x.example/a%20b"),
        ("http://x.example/%7e%zz%", "http://x.example/%7e%25zz%25"),
        ("http://me:pw@x.example/", "http://x.example/"),
        (
            "https://exämple.example/ü?q=[|]#ß",
            "https://xn--exmple-cua.example/%C3%BC?q=%5B%7C%5D#%C3%9F",
        ),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://x.example:99999/", None),
        ("http://[x/", None),
        ("//x.example/", None),
        ("mailto:a@x.example", None),
        ("javascript:alert(1)", None),
        ("http:///nowhere", None),
        ("", None),
        (None, None),
    ],
)
def test_a_web_address_becomes_a_uri(url: str | None, uri: str | None) -> None:
    assert fields.web_uri(url) == uri


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x.example/f?cat=ä&page=2#top", "https://x.example/f?cat=%C3%A4&page=2"),
        ("https://x.example/f?a=1&token=s3&b", "https://x.example/f?a=1&b="),
        ("https://x.example/f?X-Amz-Signature=s&api_key=s&apikey=s", "https://x.example/f"),
        ("https://x.example/f?keyword=s&author=s", "https://x.example/f?keyword=s&author=s"),
        ("ftp://x.example/", None),
    ],
)
def test_an_address_is_shown_without_secrets(url: str, shown: str | None) -> None:
    assert fields.public_address(url) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q & A", False),
        ("AT&T", False),
        ("a < b > c", False),
        ("1 <2", False),
        ("Fish &amp; chips", True),
        ("&#65;", True),
        ("S&P500", True),
        ("the </b> tag", True),
    ],
)
def test_what_a_reader_would_take_for_markup(text: str, *, expected: bool) -> None:
    assert fields.looks_like_markup(text) is expected


@pytest.mark.parametrize(
    ("person", "kept"),
    [
        (Person(name="Ada <ada@x.example>"), Person(name="Ada")),
        (Person(name="<b>Ada</b> &amp; Bo"), Person(name="Ada & Bo")),
        (
            Person(name="Ada", email="ada@x.example", uri="https://x.example/ada"),
            Person(name="Ada", email="ada@x.example", uri="https://x.example/ada"),
        ),
        (Person(name="Ada", email="ada at x", uri="javascript:1"), Person(name="Ada")),
        (Person(name="<<b>/b>Jos\ufffd &amp;lt;"), Person(name="Jos <")),
        (Person(name="Band of R&D2"), Person(name="Band of R&D2")),
        (Person(name="\u200b", email="ada@x.example"), None),
    ],
)
def test_a_person_has_a_name(person: Person, kept: Person | None) -> None:
    assert fields.people([person]) == ((kept,) if kept else ())


def test_a_whole_second_is_in_utc() -> None:
    moment = datetime(2020, 1, 1, 0, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=-3)))
    assert fields.whole_second(moment) == datetime(2020, 1, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("code", range(0x80))
def test_ascii_is_as_writable_as_beside_other_letters(code: int) -> None:
    text = f"a{chr(code)}b"
    assert fields.writable(text) == fields.writable(f"{text}é").removesuffix("é")
