"""Clean HTML as a tree and as text."""

from __future__ import annotations

import doctest
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import CleanHtml
from syndicator.parse import text
from syndicator.parse.text import (
    block_texts,
    collapsed,
    parse_fragment,
    plain_text,
    remove,
    said,
    serialise,
    unwrap,
    words,
    xml_text,
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("  ", ""),
        ("plain  text\n here", "plain text here"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a<br>b</p>", "a b"),
        ("<p>a <b>b</b>c</p>", "a bc"),
        ("a<div>b<p>c</p>d</div>e", "a\nb\nc\nd\ne"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "a\nb\nc"),
        ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "1\n2"),
        ('<p><img src="x" alt="not me">me</p>', "me"),
        ("<p>1 &lt; 2 &amp;&nbsp;3</p>", "1 < 2 & 3"),
        ("<figure><figcaption>c</figcaption></figure>", "c"),
        ("<p>unbalanced", "unbalanced"),
        ("&amp; &bogus;", "& &bogus;"),
    ],
)
def test_plain_text(html: str, expected: str) -> None:
    assert plain_text(html) == expected


def test_blocks_know_their_elements() -> None:
    root = parse_fragment(CleanHtml("<p>a <b>b</b></p>c<blockquote><p>d</p></blockquote>"))
    assert [(element.tag, said) for element, said in block_texts(root)] == [
        ("p", "a b"),
        ("div", "c"),
        ("p", "d"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "text",
        "<p></p>",
        '<p title="&lt;&amp;&quot;\'">a&nbsp;&lt;b&gt;</p>tail',
        '<video controls=""><source src="https://x.example/v"></video>',
        "a<br>b<hr><wbr>",
        "&amp;#10;",
    ],
)
def test_a_tree_is_written_as_it_was_read(html: str) -> None:
    assert serialise(parse_fragment(CleanHtml(html))) == html


@pytest.mark.parametrize("odd", ["<p", "<p></b>", "<a b=c>", "&", "\x00", "\ud800", "<div>" * 400])
def test_what_is_no_clean_html_is_read_as_text(odd: str) -> None:
    again = serialise(parse_fragment(CleanHtml(odd)))
    assert serialise(parse_fragment(again)) == again
    assert "<" not in again


def test_unwrap_keeps_and_remove_drops_the_content() -> None:
    root = parse_fragment(CleanHtml("0<p>1<i>2<b>3</b>4</i>5</p>6<p>7</p>8"))
    unwrap(next(root.iter("i")))
    assert serialise(root) == "0<p>12<b>3</b>45</p>6<p>7</p>8"
    remove(next(root.iter("p")))
    assert serialise(root) == "06<p>7</p>8"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", []),
        ("One  two\n three", ["One", "two", "three"]),
        ("so\u00adft zero\u200bwidth", ["soft", "zerowidth"]),
        ("\ufb01n\u00a0e \uff21", ["fin", "e", "A"]),
        ("Case case", ["Case", "case"]),
    ],
)
def test_words(written: str, expected: list[str]) -> None:
    assert words(written) == expected


def test_xml_text() -> None:
    assert xml_text("a\x00\x0b\x1f\ud800\ufffe\uffffb\t\n\r\U0001f600") == "ab\t\n\r\U0001f600"


def test_the_example_in_the_documentation() -> None:
    assert doctest.testmod(text).failed == 0


def test_only_a_space_is_white_and_printable() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    assert [each for each in every if each.isspace() and each.isprintable()] == [" "]


def test_what_is_printable_may_stand_in_xml() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    assert not [each for each in every if each.isprintable() and text._NOT_XML.match(each)]


@given(st.text(st.sampled_from(" ab\n\t\x1c\u00a0\u00ad\u3000\u200bé\u0301ﬁ")))
def test_text_with_its_white_space_collapsed(line: str) -> None:
    assert collapsed(line) == " ".join(line.split())
    assert said(line) == " ".join(words(line))
