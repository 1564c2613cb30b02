"""What is read of an article tag by tag is what its tree says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import CleanHtml
from syndicator.parse.text import parse_fragment
from syndicator.rights.markup import blocks

LEAVES = st.sampled_from(
    ["x", "yy ", " ", "<br>", "<hr>", '<img src="q">', "&amp;", "&nbsp;", "\n"]
)
ODD = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<em>",
            "</em>",
            "</br>",
            "<br/>",
            "<!-- c -->",
            "&copy;",
            "&",
            ">",
            "]]>",
        ),
        *("\r\n", "\x00", "<P>", "</P>", "<x y>", '<b a="1" a="2">', "</b>", "&#65;", "a < b"),
        *('<svg xmlns="u">', "</svg>", '<a xml:lang="x">', "</a>", "\u2028", '<br class="x">', "é"),
    ]
)


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(["p", "em", "a", "div", "li", "strong", "td", "video"])
    contents = st.lists(inside, max_size=4).map("".join)
    return st.builds("<{0}>{1}</{0}>".format, names, contents)


def by_tree(html: str) -> list[str]:
    return [block.text for block in blocks.blocks(parse_fragment(html))]


@given(st.lists(st.recursive(LEAVES, element, max_leaves=12), max_size=4).map("".join))
def test_clean_html_needs_no_tree(html: str) -> None:
    assert blocks._texts_of_simple(html) == by_tree(html)


@given(st.lists(st.one_of(LEAVES, ODD), max_size=12).map("".join))
def test_any_other_is_read_as_its_tree_is(html: str) -> None:
    assert blocks.texts(CleanHtml(html)) == by_tree(html)


def test_many_attributes_take_no_time() -> None:
    html = "<p" + "".join(f' a{"b" * (n % 30)}="{"x " * 50}"' for n in range(3000)) + ">x</p>"
    assert blocks.texts(CleanHtml(html * 3)) == by_tree(html * 3)
