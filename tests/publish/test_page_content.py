"""A story's content on a page: its words as they were, its markup by HTML's rules."""

from __future__ import annotations

import re
from typing import Final

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from syndicator.model import CleanHtml
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import parse_fragment, words
from syndicator.publish.html.content import fitted

SHORT: Final = {
    "LAZY": 'loading="lazy" referrerpolicy="no-referrer"',
    "FRAME": 'div class="wide" role="region" tabindex="0" aria-label="Table 1"',
}
CASES: Final[dict[str, tuple[str, str]]] = {
    "what is good stays": ("<p>One <b>two</b></p>", "<p>One <b>two</b></p>"),
    "headings begin below the title": (
        "<h1>A</h1><h1>B</h1><h3>C</h3><h2>D</h2>",
        "<h2>A</h2><h2>B</h2><h3>C</h3><h3>D</h3>",
    ),
    "headings skip no level": ("<h4>A</h4><h6>B</h6><h4>C</h4>", "<h2>A</h2><h3>B</h3><h2>C</h2>"),
    "a heading says something": ("<h2> <br></h2><p>x</p>", " <br><p>x</p>"),
    "a heading holds lines": (
        "<h2><div>A</div></h2>",
        '<h2><span class="line">A</span></h2>',
    ),
    "an item has its list": ("<li>a</li><li>b</li>", "<ul><li>a</li><li>b</li></ul>"),
    "a list holds items": (
        "<ul><p>a</p><li>b</li>c</ul>",
        "<ul><li><p>a</p></li><li>b</li><li>c</li></ul>",
    ),
    "only ordered items have numbers": (
        '<ul><li value="3">a</li></ul><ol type="x"><li value="3">b</li></ol>',
        '<ul><li>a</li></ul><ol><li value="3">b</li></ol>',
    ),
    "terms and what they mean": (
        "<dl><dt>a</dt>b<div><dd>c</dd></div></dl>",
        "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>",
    ),
    "a term without a meaning is none": (
        "<dl><dt>a</dt></dl><dd>b</dd>",
        "<div><div>a</div></div><div>b</div>",
    ),
    "a caption has its figure": (
        "<figcaption>a</figcaption><figure><figcaption>b</figcaption></figure>",
        "<div>a</div><figure><figcaption>b</figcaption></figure>",
    ),
    "details begin with what they are": (
        "<details>x<summary>a</summary>y</details><details>z</details>",
        "<details><summary>a</summary>xy</details><div>z</div>",
    ),
    "lines hold no blocks": (
        "<b><p>a</p></b><span><div>b</div></span>",
        '<div class="strong"><p>a</p></div><div><div>b</div></div>',
    ),
    "code is lines": ("<pre><div>a</div></pre>", '<pre><span class="line">a</span></pre>'),
    "a link says where it leads": (
        '<a href="https://a.example/"></a><a href="https://a.example/"><img src="https://b.example/i"></a>',
        '<a href="https://a.example/"><img src="https://b.example/i" alt="a.example" LAZY></a>',
    ),
    "nothing is heard twice": (
        '<a href="https://a.example/"><img src="https://b.example/i" alt="A">A</a>',
        '<a href="https://a.example/"><img src="https://b.example/i" alt="" LAZY>A</a>',
    ),
    "a picture tells its host nothing": (
        '<img src="https://b.example/i" alt="I" width="20" height="1">',
        '<img src="https://b.example/i" alt="I" width="20" height="1" LAZY>',
    ),
    "a counter counts": (
        '<img src="https://b.example/i" width="1" height="1">',
        '<img src="https://b.example/i" width="1" height="1" alt="">',
    ),
    "sound waits until it is wanted": (
        '<audio src="https://b.example/a"><source src="https://b.example/b"></audio>',
        '<audio src="https://b.example/a" controls="" preload="none"></audio>',
    ),
    "a link holds no player": (
        '<a href="https://a.example/"><audio src="https://b.example/a"></audio></a>',
        '<audio src="https://b.example/a" controls="" preload="none"></audio>',
    ),
    "a wide table can be reached": (
        '<table><tbody><tr><th headers="x" scope="y"></th><th>a</th></tr></tbody></table>',
        "<FRAME><table><tbody><tr><td></td><th>a</th></tr></tbody></table></div>",
    ),
    "languages exist": ('<p lang="xx">a</p><p lang="de">b</p>', '<p>a</p><p lang="de">b</p>'),
    "dates are dates": (
        '<time datetime="2020-02-31">a</time><time datetime="2020-01-31">b</time>',
        '<span>a</span><time datetime="2020-01-31">b</time>',
    ),
    "annotations annotate": ("<rt>a</rt><ruby>b</ruby>", "<span>a</span><span>b</span>"),
    "a row has cells": (
        "<table><tbody><tr></tr><tr><td>a</td></tr></tbody></table>",
        "<FRAME><table><tbody><tr><td>a</td></tr></tbody></table></div>",
    ),
}


@pytest.mark.parametrize(("html", "expected"), CASES.values(), ids=CASES.keys())
def test_content_is_fitted(html: str, expected: str) -> None:
    for short, long in SHORT.items():
        expected = expected.replace(short, long)
    assert str(fitted(sanitise(html))) == expected
    assert mistakes(expected) == []


ELEMENTS: Final = (
    *("a", "audio", "b", "blockquote", "caption", "code", "dd", "del", "details", "div", "dl"),
    *("dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h6", "hr", "img", "li", "mark"),
    *("ol", "p", "pre", "q", "rt", "ruby", "span", "sub", "summary", "table", "tbody", "td"),
    *("th", "thead", "time", "tr", "ul", "video"),
)
ATTRIBUTES: Final = st.sampled_from(
    [
        "",
        ' href="https://a.example/"',
        ' src="https://a.example/i"',
        ' src="https://a.example/i" alt="<b>"',
        ' lang="xx" dir="rtl"',
        ' title="&quot;&lt;img src=x>" colspan="0" rowspan="99999" datetime="2020-13-01"',
    ]
)
MARKUP: Final = st.lists(
    st.text("ab <>&\n", max_size=5)
    | st.builds("<{}{}>".format, st.sampled_from(ELEMENTS), ATTRIBUTES)
    | st.builds("</{}>".format, st.sampled_from(ELEMENTS)),
    max_size=25,
).map("".join)


def mistakes(html: str) -> list[str]:
    parser = html5lib.HTMLParser()
    parser.parseFragment(html, container="div")
    return [str(code) for _, code, _ in parser.errors]


def said(html: str) -> list[str]:
    text = "".join(map(str, parse_fragment(CleanHtml(html)).itertext()))
    return words(text)


@given(html=MARKUP)
def test_whatever_came_its_words_stay_and_its_markup_is_good(html: str) -> None:
    clean = sanitise(html)
    made = str(fitted(clean))
    assert mistakes(made) == []
    # Browsers show a summary first, wherever it stands in its details.
    assert sorted("".join(said(made))) == sorted("".join(said(clean)))
    assert fitted(clean) == made
    root = parse_fragment(CleanHtml(made))
    levels = [int(str(each.tag)[1]) for each in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert all(level <= before + 1 for before, level in zip([1, *levels], levels, strict=False))
    for each in root.iter(etree.Element):
        tag, parent = str(each.tag), each.getparent()
        above = None if parent is None else str(parent.tag)
        assert tag != "li" or above in {"ul", "ol"}
        assert tag not in {"ul", "ol"} or {str(child.tag) for child in each} <= {"li"}
        assert tag not in {"dt", "dd"} or above == "dl"
        assert tag != "summary" or above == "details"
        assert tag != "img" or "alt" in each.attrib
        assert (
            tag != "a"
            or "".join(map(str, each.itertext())).strip()
            or any(image.get("alt") for image in each.iter("img"))
        )


def test_a_fitted_text_is_what_a_browser_reads() -> None:
    text = "".join(html for html, _ in CASES.values())
    made = str(fitted(sanitise(text)))
    again = html5lib.serialize(
        html5lib.parseFragment(made), omit_optional_tags=False, quote_attr_values="always"
    )
    assert re.sub(r'=""', "", str(again)) == re.sub(r'=""', "", made)


def test_notices_are_set_apart_and_nothing_else() -> None:
    above, below = CleanHtml("<p>First on <b>Harbor</b>.</p>"), CleanHtml("<p>© 2026 Harbor</p>")
    text = CleanHtml(
        f"<div>{above}</div><div><p>Text.</p><div>{below}</div></div><div>{below}</div>"
    )
    made = str(fitted(text, notices=(above, below)))
    assert made.count('<div class="notice">') == 2
    assert made.startswith(f'<div class="notice">{above}</div>')
    assert made.endswith(f'<div class="notice">{below}</div>')
    assert "class" not in fitted(text)
    assert "class" not in fitted(CleanHtml("<div></div><p>x</p>"), notices=(CleanHtml("x"),))
