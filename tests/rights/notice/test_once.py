"""Whatever a permission sets, a text that is rebuilt or revised says everything exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import CleanHtml, Item
from syndicator.model.grant import Edits, Excerpt, Grant, Images, Placement, Scope, Wording
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.conditions import edits
from syndicator.rights.content.body import own_text, reprint, text_of
from syndicator.rights.notice.existing_notice import normalise
from syndicator.rights.notice.render import render

PRAGUE = ZoneInfo("Europe/Prague")
COUNT = "https://count.example/pixel.gif?story={{ number }}&by={{ credit|urlencode }}"

texts = st.text(alphabet="abcde .,<&“”é日\u00a0", min_size=1, max_size=40)
own = "<figcaption>The dam. Photo: Ann Example/Daily Example</figcaption>"
foreign = "<figcaption>The dam. Photo: Bo Sample/Agency</figcaption>"
image = "<img src='https://daily.example/i.png' alt='A dam'>"
paragraphs = st.builds(
    lambda form, text: form.replace("@", escape(text, quote=False)),
    st.sampled_from(
        [
            "<p>@</p>",
            "<div>@</div>",
            "@<br><br>",
            "<h3>@</h3>",
            "<ul><li>@</li></ul>",
            "<div><div><p>@</p></div></div>",
            f"<p><b>@</b>{image}</p>",
            f"<figure>{image}{foreign}</figure><p>@</p>",
            f"<figure>{image}{own}</figure><p>@</p>",
            f"<figure>{image}{image}<figcaption>@</figcaption></figure>",
            f"<p><a href='https://daily.example/'>{image}</a></p><p>Photo: @</p>",
            f"<div>{image}<p>@ (Photo: Agency)</p></div>",
            f"{image}<br>@<br>",
            "<p>@ <img src='https://count.example/pixel.gif?story=0' width='1' height='1'></p>",
            "<video controls src='https://daily.example/v.mp4'></video><p>@</p>",
            "<p><a href='https://daily.example/more'>@</a></p>",
        ]
    ),
    texts,
)
articles = st.lists(paragraphs, max_size=6).map("".join)
sides = st.sampled_from(
    [
        None,
        "First published by {{ credit_link }}.",
        "© {{ year }} {{ holder }}",
        "<p>{{ title }}.</p><p>© {{ year }} {{ holder }}</p>",
        "Copyright (c) {{ year }}. {{ holder }}. Reprinted with the permission of {{ credit }}.",
    ]
)
wordings = st.lists(
    st.builds(
        Wording,
        start=st.sampled_from([None, date(2019, 1, 1), date(2030, 1, 1)]),
        language=st.sampled_from([None, "de", "de-AT", "ar"]),
        header=st.sampled_from([None, "", "Zuerst erschienen bei {{ credit_link }}."]),
        footer=st.sampled_from([None, "", "© {{ year }} {{ holder }}. Nachdruck erlaubt."]),
        placement=st.sampled_from([None, *Placement]),
    ),
    max_size=3,
).map(tuple)
grants = st.fixed_dictionaries(
    {
        "header": sides,
        "footer": sides,
        "wording": wordings,
        "scope": st.sampled_from(Scope),
        "excerpt": st.sampled_from([Excerpt(words=4), Excerpt(words=150), Excerpt(paragraphs=2)]),
        "images": st.sampled_from(Images),
        "counter": st.sampled_from(
            [None, COUNT, "<a href='{{ link }}?count'>Counted</a>", "<img src='{{ link }}.gif'>"]
        ),
        "edits": st.just(Edits.NONE),
    }
)
languages = st.sampled_from([None, "en", "de-AT", "de", "ar", "zh-TW", "hu"])


def publish(item: Item, grant: Grant, html: str) -> CleanHtml:
    item = replace(item, article=replace(item.article, content=sanitise(html)))
    return reprint(item, grant, render(grant, item, zone=PRAGUE))


def times(wanted: list[str], found: list[str]) -> int:
    return sum(found[at : at + len(wanted)] == wanted for at in range(len(found) - len(wanted) + 1))


def lines(html: str) -> list[str]:
    return [line for each in plain_text(html).split("\n") if (line := normalise(each))]


@given(
    article=articles,
    conditions=grants,
    language=languages,
    said=st.sets(st.sampled_from(["above", "below", "also", "label", "more", "counter"])),
    rebuilds=st.integers(1, 4),
)
def test_everything_is_said_once_after_any_number_of_rebuilds(
    *,
    story: Callable[..., Item],
    permission: Callable[..., Grant],
    article: str,
    conditions: dict[str, object],
    language: str | None,
    said: set[str],
    rebuilds: int,
) -> None:
    grant = permission(holder="Daily Example, Inc.", credit="The Daily Example", **conditions)
    item = story(title="The river rises", language=language)
    notice = render(grant, item, zone=PRAGUE)
    # The source itself may say already what we say, in this wording or in another.
    also = "".join(notice.also[:1])
    html = "".join(
        text
        for key, text in (
            ("above", notice.above),
            ("also", also),
            ("label", notice.label),
            ("article", article),
            ("more", notice.more),
            ("counter", notice.counter),
            ("below", notice.below),
        )
        if key in said or key == "article"
    )
    first = published = publish(item, grant, html)
    for _ in range(rebuilds):
        published = publish(item, grant, published)
        assert published == first
    assert sanitise(published) == published
    middle = own_text(published, notice)
    assert published.startswith(f"<div>{notice.above}</div>" if notice.above else "")
    assert published.endswith(f"<div>{notice.below}</div>" if notice.below else "")
    for side in filter(None, (notice.above, notice.below, *notice.also)):
        assert times(lines(side), lines(middle)) == 0
    if notice.counter:
        assert published.count(notice.counter) == 1
    if grant.counter == COUNT:
        assert published.count("pixel.gif") == (grant.scope is Scope.FULL)
    if grant.scope is Scope.EXCERPT and middle:
        assert published.count(notice.label) == 1


@given(article=articles, conditions=grants, language=languages)
def test_a_text_that_only_we_have_handled_has_no_edits(
    *,
    story: Callable[..., Item],
    permission: Callable[..., Grant],
    article: str,
    conditions: dict[str, object],
    language: str | None,
) -> None:
    grant = permission(holder="Daily Example, Inc.", credit="The Daily Example", **conditions)
    item = story(title="The river rises", language=language, content=sanitise(article))
    notice = render(grant, item, zone=PRAGUE)
    kept = text_of(item, grant, notice)
    body = reprint(item, grant, notice)
    assert own_text(body, notice) == kept.html or not kept.html
    if grant.scope is not Scope.HEADLINE:
        found = edits.check(item, grant, notice, body, taken=kept.taken)
        assert found.passed, found.detail


@pytest.mark.parametrize(
    "article",
    [
        *("", " ", "<p> </p>", "<p>\u00a0</p>", "<p></p>", "<br>", "<hr>", "<ul><li></li></ul>"),
        *("<div><p> </p></div>", "<p> </p><br>", "<table><tr><td> </td></tr></table>"),
    ],
)
def test_an_article_that_shows_nothing_is_no_text_beside_its_counter(
    *, story: Callable[..., Item], permission: Callable[..., Grant], article: str
) -> None:
    grant = permission(header=None, footer=None, counter=COUNT)
    item = story(title="The river rises")
    published = publish(item, grant, article)
    assert published.startswith("<div><img ")
    assert publish(item, grant, published) == published


@pytest.mark.parametrize(
    "article",
    [
        *(
            "a",
            "<p>\u00a0a</p>",
            "<p>&amp;</p>",
            "<p>&lt;</p>",
            "<table><tr><td>1</td></tr></table>",
        ),
        '<img src="https://daily.example/1.jpg">',
        '<video controls="" src="https://daily.example/v.mp4"></video>',
    ],
)
def test_an_article_that_shows_something_stays(
    *, story: Callable[..., Item], permission: Callable[..., Grant], article: str
) -> None:
    grant = permission(header=None, footer=None, counter=COUNT)
    item = story(title="The river rises")
    assert sanitise(article) in publish(item, grant, article)
