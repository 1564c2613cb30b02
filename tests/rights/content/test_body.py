"""The text that leaves: every notice exactly once, however often it goes round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import CleanHtml, Item, Notice
from syndicator.model.grant import Excerpt, Grant, Scope
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.content.body import join, reprint
from syndicator.rights.notice.existing_notice import normalise
from syndicator.rights.notice.render import render

PRAGUE = ZoneInfo("Europe/Prague")
LINK = "https://daily.example/river?a=1&amp;b=2"
ABOVE = (
    "<div><p>Editor's Note: This article originally appeared on"
    f' <a href="{LINK}">The Daily Example/The Weekly Example</a>.</p></div>'
)
BELOW = (
    "<div><p>Copyright (c) 2020. Daily Example, Inc. Reprinted with the permission of The Daily"
    " Example/The Weekly Example, 12 Sample Street, Exampleton 20036.</p></div>"
)
MORE = f'<p><a href="{LINK}">Read the full story at The Daily Example/The Weekly Example</a></p>'
LABEL = "<p><em>Excerpt</em></p>"

Story = Callable[..., Item]
Permission = Callable[..., Grant]


def lines(html: str) -> list[str]:
    return plain_text(CleanHtml(html)).split("\n")


def publish(item: Item, grant: Grant, html: str | None = None) -> CleanHtml:
    if html is not None:
        item = replace(item, article=replace(item.article, content=sanitise(html)))
    return reprint(item, grant, render(grant, item, zone=PRAGUE))


ARTICLE = "<p>One two. Three four.</p><p>Five six.</p>"


@pytest.mark.parametrize(
    ("scope", "excerpt", "between"),
    [
        (Scope.FULL, Excerpt(words=2), f"<div>{ARTICLE}</div>"),
        (Scope.EXCERPT, Excerpt(words=3), f"<div>{LABEL}<p>One two.</p>{MORE}</div>"),
        (
            Scope.EXCERPT,
            Excerpt(paragraphs=1),
            f"<div>{LABEL}<p>One two. Three four.</p>{MORE}</div>",
        ),
        (Scope.HEADLINE, Excerpt(words=3), ""),
    ],
)
def test_by_scope(
    story: Story, permission: Permission, scope: Scope, excerpt: Excerpt, between: str
) -> None:
    grant = permission(scope=scope, excerpt=excerpt)
    assert publish(story(), grant, ARTICLE) == ABOVE + between + BELOW


@pytest.mark.parametrize(
    ("content", "summary", "between"),
    [
        ("", "<p>Short.</p>", "<div><p>Short.</p></div>"),
        ("", "", ""),
        ("Loose.", "<p>Short.</p>", "<div>Loose.</div>"),
    ],
)
def test_the_fullest_text_there_is(
    story: Story, permission: Permission, content: str, summary: str, between: str
) -> None:
    item = story(content=CleanHtml(content), summary=CleanHtml(summary))
    assert publish(item, permission()) == ABOVE + between + BELOW


def test_an_excerpt_of_nothing_is_a_link(story: Story, permission: Permission) -> None:
    grant = permission(scope=Scope.EXCERPT)
    assert publish(story(), grant, "") == f"{ABOVE}<div>{MORE}</div>{BELOW}"


def test_an_excerpt_of_loose_text_stands_in_a_paragraph(
    story: Story, permission: Permission
) -> None:
    grant = permission(scope=Scope.EXCERPT, header=None, footer=None)
    assert publish(story(), grant, "Loose.") == f"<div>{LABEL}<p>Loose.</p>{MORE}</div>"


def test_join_leaves_out_what_is_empty() -> None:
    empty, text = CleanHtml(""), CleanHtml("<p>x</p>")
    assert join(empty, empty, empty) == ""
    assert join(empty, text, empty) == "<div><p>x</p></div>"


def test_a_hostile_credit_in_the_excerpt(story: Story, permission: Permission) -> None:
    hostile = '<script>alert(1)</script>"><a href="javascript:x">'
    made = publish(story(), permission(scope=Scope.EXCERPT, credit=hostile), "<p>A.</p>")
    assert sanitise(made) == made
    assert "<script" not in made
    assert made.count("javascript") == made.count("javascript:x&quot;") + made.count(
        'javascript:x"&gt;'
    )


def test_a_reprint_with_the_wrong_name_and_year_is_put_right(
    story: Story, permission: Permission
) -> None:
    wrong = (
        "<p>Editor’s Note: This article originally appeared on The Daily Example/The Weekly"
        " Weekly Exampel.</p><p>It rained.</p><p>It stopped.</p>"
        "<p>Copyright (c) 2018. Daily Example, Inc. Reprinted with the permission of The Daily"
        " Example/The Weekly Example, 12 Sample Street, Exampleton 20036.</p>"
    )
    html: str = wrong
    for _ in range(10):
        html = publish(story(), permission(), html)
        assert html == f"{ABOVE}<div><p>It rained.</p><p>It stopped.</p></div>{BELOW}"


texts = st.text(alphabet="abcde .,<&“”\u00a0", min_size=1, max_size=40)
paragraphs = st.builds(
    lambda form, text: form.format(escape(text, quote=False)),
    st.sampled_from(
        [
            "<p>{}</p>",
            "<div>{}</div>",
            "{}<br><br>",
            "<h3>{}</h3>",
            "<ul><li>{}</li></ul>",
            "<div><div><p>{}</p></div></div>",
            "<p><b>{}</b><img src='https://a.example/i.png'></p>",
            "<blockquote><p>{}</p></blockquote>",
        ]
    ),
    texts,
)
articles = st.lists(paragraphs, max_size=8)
sides = st.sampled_from(
    [
        None,
        "First published by {{ credit_link }}.",
        "© {{ year }} {{ holder }}",
        "<p>{{ title }} by {{ author }}.</p><p>© {{ year }} {{ holder }}</p>",
        "One<br>two<br><br>three {{ license_link }}",
        "<div>{{ credit }}</div><ul><li>{{ holder }}</li><li>{{ published }}</li></ul>",
        "Copyright (c) {{ year }}. {{ holder }}. Reprinted with the permission of {{ credit }}.",
        "<em>{{ credit }}</em>{% if terms %} {{ terms }}{% endif %}",
    ]
)
names = st.sampled_from(["Example, Inc.", "AFP", "Le Matin d’Exemple", "例社", "", "A & B <C>"])


def times(notice: str, html: str) -> int:
    """How often the lines of a notice stand in the lines of a text, one after the other."""
    wanted = [normalise(line) for line in lines(notice)]
    found = [normalise(line) for line in lines(html)]
    return sum(found[at : at + len(wanted)] == wanted for at in range(len(found) - len(wanted) + 1))


@given(
    article=articles,
    header=sides,
    footer=sides,
    holder=names,
    credit=names,
    scope=st.sampled_from(Scope),
    excerpt=st.sampled_from([Excerpt(words=4), Excerpt(words=150), Excerpt(paragraphs=2)]),
    said=st.sets(st.sampled_from(["above", "below", "both"])),
    rebuilds=st.integers(1, 10),
)
def test_notices_stand_exactly_once_after_any_number_of_rebuilds(
    *,
    story: Story,
    permission: Permission,
    article: list[str],
    header: str | None,
    footer: str | None,
    holder: str,
    credit: str,
    scope: Scope,
    excerpt: Excerpt,
    said: set[str],
    rebuilds: int,
) -> None:
    grant = permission(
        header=header, footer=footer, holder=holder, credit=credit, scope=scope, excerpt=excerpt
    )
    item = story(title="The river rises")
    notice = render(grant, item, zone=PRAGUE)
    # The source itself may say our notices already, above, below or on both sides.
    html = (
        (notice.above if said & {"above", "both"} else "")
        + "".join(article)
        + (notice.below if said & {"below", "both"} else "")
    )
    first = published = publish(item, grant, html)
    for _ in range(rebuilds):
        published = publish(item, grant, published)
    assert published == first
    assert sanitise(published) == published
    check_once(published, notice)


def check_once(published: CleanHtml, notice: Notice) -> None:
    start = f"<div>{notice.above}</div>" if notice.above else ""
    end = f"<div>{notice.below}</div>" if notice.below else ""
    assert published.startswith(start)
    assert published.endswith(end)
    middle = published.removeprefix(start).removesuffix(end)
    for side in filter(None, (notice.above, notice.below)):
        assert times(side, middle) == 0 or not normalise(plain_text(side))


@given(article=articles, scope=st.sampled_from([Scope.FULL, Scope.EXCERPT]))
def test_the_words_of_the_article_all_leave(
    *, story: Story, permission: Permission, article: list[str], scope: Scope
) -> None:
    grant = permission(scope=scope, excerpt=Excerpt(words=10_000), header=None, footer=None)
    made = publish(story(), grant, "".join(article))
    words = plain_text(sanitise("".join(article))).split()
    if scope is Scope.FULL:
        assert plain_text(made).split() == words
    else:
        assert plain_text(made).split()[len(words and ["Excerpt"]) :][: len(words)] == words
