"""What is spared where nothing has to be done changes nothing of the result."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicator.parse import links, sanitise, text
from syndicator.parse.links import canonical_link
from syndicator.parse.sanitise import sanitise as sanitised
from syndicator.parse.text import block_texts, parse_fragment, plain_text, xml_text

PIECES = (
    *("text", "a & b", "&nbsp;", "&lt;p&gt;", "&copy;", "é", "\u00a0", "\n\n", "\r\n", "\x01"),
    *("<p>", "</p>", "<b>", "</b>", "<em>", "</em>", "<i>", "</i>", "<strong>", "<u>", "<s>"),
    *("<br>", "<hr>", "<div>", "</div>", "<h3>", "</h3>", "<ul>", "</ul>", "<ol>", "<li>", "</li>"),
    *(
        "<blockquote>",
        "</blockquote>",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<span>",
        "</span>",
    ),
    *(
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<caption>",
        "<pre>\n",
        "</pre>",
        "<code>",
        "<option>",
    ),
    *("<svg>", "<math>", "<template>", "<noscript>", "<select>", "<textarea>", "<!-- c -->"),
    *("<script>x</script>", "<center>", "<form>", "<ruby>", "<rt>", "<span title='x'>"),
    "<a href='https://x.example/?a=1&amp;b=2'>",
    "<a href='/relative'>",
    "<a href='HTTPS://X.example/'>",
    "<a href='javascript:x'>",
    "</a>",
    "<img src='https://x.example/i.jpg' alt='q' width=3>",
    "<img src='https://x.example/i.jpg' alt='a &amp; b\nc'>",
    "<img src='//x.example/i.jpg' data-src='https://x.example/j.jpg'>",
    "<iframe src='https://v.example/1'></iframe>",
)
markup = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
NEVER, ALWAYS = re.compile("(?!)"), re.compile("<")
BASE = "https://b.example/x/"


@settings(deadline=None)
@given(markup, st.sampled_from([BASE, None]))
@example("<h3><option><h3><figcaption><em><p>", None)
@example("<pre>\n<a href='/relative'>\n\n", None)
@example("<pre>\n<span>\n\n</span>x</pre>", BASE)
@example("<p>x <a href='https://x.example/'>y</a> <span style='a'>z</span></p>", BASE)
def test_markup_in_which_nothing_is_to_be_done(html: str, base: str | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sanitise, "_WORK", ALWAYS)
        long_way = sanitised(html, base)
    assert sanitised(html, base) == long_way
    assert sanitised(long_way, base) == long_way


def test_usual_markup_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(html: str) -> None:
        raise AssertionError(f"a tree was made of {html}")

    monkeypatch.setattr(sanitise, "parse_fragment", never)
    html = '<p>a <a href="https://x.example/?a=1&amp;b">b</a><br><em>c</em></p><ul><li>d</li></ul>'
    assert sanitised(html) == html


@settings(deadline=None)
@given(markup)
def test_the_readable_text_of_markup_as_it_is_written(html: str) -> None:
    for each in (sanitised(html, BASE), html):
        whole = "\n".join(found for _, found in block_texts(parse_fragment(each)))
        if "<" not in each and "&" not in each:
            whole = " ".join(xml_text(each).split())
        assert plain_text(each) == whole


def test_the_text_of_what_nh3_writes_needs_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "parse_fragment", None)
    assert (
        plain_text('<p>a<br>b &amp; <img src="x" alt="no">c</p><p>d&nbsp;e</p>') == "a b & c\nd e"
    )


@given(st.from_regex(r"https?://[a-z0-9.-]{1,12}/[A-Za-z0-9/_.~%-]{0,8}", fullmatch=True))
def test_links_that_are_canonical(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(links, "_CANONICAL", NEVER)
        long_way = canonical_link(url)
    assert canonical_link(url) == long_way
