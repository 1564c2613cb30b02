"""The publisher's counter: once, at the end of the article's part, of this story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import CleanHtml, Item
from syndicator.model.grant import Grant, Images, Scope
from syndicator.parse.sanitise import sanitise
from syndicator.rights.content.body import reprint
from syndicator.rights.notice import counter
from syndicator.rights.notice.render import NoticeError, counter_problems, render

ZONE = ZoneInfo("UTC")
PIXEL = "https://count.example/content/{{ number }}/count.gif?by=newsroom"
MADE = (
    '<img src="https://count.example/content/137/count.gif?by=newsroom" width="1" height="1"'
    ' alt="">'
)
TEXT = "<p>The water stood at nine metres.</p>"

Story = Callable[..., Item]
Permission = Callable[..., Grant]


def publish(item: Item, grant: Grant) -> CleanHtml:
    return reprint(item, grant, render(grant, item, zone=ZONE))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (PIXEL, MADE),
        (PIXEL.replace("&", "&amp;"), MADE),
        (f"<img src='{PIXEL}' width='1' height='1' alt=''>", MADE),
        (
            "https://count.example/?u={{ link|urlencode }}&t={{ title }}",
            (
                '<img src="https://count.example/?u=https%3A//daily.example/river%3Fa%3D1%26b%3D2'
                '&amp;t=A%20%22b%22%20&amp;%20c" width="1" height="1" alt="">'
            ),
        ),
        (
            "<a href='https://count.example/{{ number }}'>Counted</a>",
            '<p><a href="https://count.example/137">Counted</a></p>',
        ),
        (
            "<p>Read <a href='https://count.example/{{ id|urlencode }}'>more</a>.</p>",
            (
                '<p>Read <a href="https://count.example/tag%3Adaily.example%2C2011%3Aarticle/137">'
                "more</a>.</p>"
            ),
        ),
    ],
)
def test_it_ends_the_articles_part(
    story: Story, permission: Permission, template: str, expected: str
) -> None:
    item = story(atom_id="tag:daily.example,2011:article/137", title='A "b" & c')
    made = publish(item, permission(counter=template, header=None, footer="© us"))
    assert made == f"<div>{TEXT}{expected}</div><div><p>© us</p></div>"
    assert sanitise(made) == made


@pytest.mark.parametrize(
    ("scope", "images", "times"),
    [
        (Scope.FULL, Images.KEEP, 1),
        (Scope.FULL, Images.STRIP, 1),
        (Scope.FULL, Images.OWN_CREDIT, 1),
        (Scope.EXCERPT, Images.KEEP, 0),
        (Scope.HEADLINE, Images.KEEP, 0),
    ],
)
def test_only_where_the_whole_story_is_published(
    story: Story, permission: Permission, scope: Scope, images: Images, times: int
) -> None:
    grant = permission(counter=PIXEL, scope=scope, images=images)
    assert publish(story(), grant).count("count.gif") == times


@pytest.mark.parametrize(
    "already",
    [
        MADE,
        f"<p>{MADE}</p>",
        f'<p><a href="https://count.example/">{MADE}</a></p>',
        MADE.replace("by=newsroom", "by=feed"),
        MADE.replace('width="1" height="1"', ""),
        MADE.replace('height="1"', 'height="0"') * 2,
    ],
)
def test_the_sources_own_counter_is_not_doubled(
    story: Story, permission: Permission, already: str
) -> None:
    grant = permission(counter=PIXEL, header=None, footer=None)
    item = story(atom_id="x:137")
    for html in (f"{TEXT}{already}", f"{already}{TEXT}", f"<div>{TEXT}{already}</div>"):
        item = replace(item, article=replace(item.article, content=sanitise(html)))
        assert publish(item, grant) == f"<div>{TEXT}{MADE}</div>"


@pytest.mark.parametrize(
    "kept",
    [
        '<p><a href="https://count.example/content/137/count.gif?by=newsroom">data</a></p>',
        '<p><img src="https://count.example/content/137/count.gif?by=feed" width="600"></p>',
        '<p><img src="https://count.example/content/138/count.gif" width="1" height="1"></p>',
        '<p><img src="https://other.example/content/137/count.gif" width="1" height="1"></p>',
    ],
)
def test_what_is_not_the_counter_stays(story: Story, permission: Permission, kept: str) -> None:
    grant = permission(counter=PIXEL, header=None, footer=None)
    item = story(atom_id="x:137", content=sanitise(f"{TEXT}{kept}"))
    assert publish(item, grant) == f"<div>{TEXT}{kept}{MADE}</div>"


def test_links_of_the_original_survive_a_counter_that_is_a_link(
    story: Story, permission: Permission
) -> None:
    link = '<a href="https://daily.example/river">Counted</a>'
    grant = permission(
        counter="<a href='https://daily.example/river'>Counted</a>", header=None, footer=None
    )
    inline = f'<p>See {link}, it said.</p><p><a href="https://daily.example/river">Other</a></p>'
    item = story(content=sanitise(f"{inline}<p>{link}</p>"))
    assert publish(item, grant) == f"<div>{inline}<p>{link}</p></div>"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("tag:x.example,2011:article/137614", None), "137614"),
        (("https://x.example/?p=12&v=3", None), "3"),
        (("urn:x", "https://x.example/2024/story-99"), "99"),
        (("urn:x", None), ""),
    ],
)
def test_the_number_of_a_story(texts: tuple[str | None, ...], expected: str) -> None:
    assert counter.number(*texts) == expected


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (PIXEL, None),
        ("<img src='{{ link }}?count'>", None),
        ("<script src='https://count.example/pixel.js'></script>", "<script> does not leave"),
        ("<iframe src='https://count.example/'></iframe>", "<iframe> does not leave"),
        ("<b>Counted</b>", "no image and no link"),
        ("count.example/1", "no http or https address"),
        ("ftp://count.example/1", "no http or https address"),
        ("https://count.example/{{ storie }}", 'unknown variable "storie"'),
        ("https://count.example/{{ credit_link }}", 'unknown variable "credit_link"'),
        ("https://count.example/{{ id", "never closed"),
    ],
)
def test_problems_of_a_template(template: str, said: str | None) -> None:
    found = counter_problems(template)
    assert bool(found) is bool(said)
    assert said is None or said in found[0]


def test_a_counter_that_cannot_be_made_withholds_the_story(
    story: Story, permission: Permission
) -> None:
    grant = permission(counter="{{ link }}")
    with pytest.raises(NoticeError, match="The counter cannot be made: it is no http or https"):
        render(grant, story(url=None), zone=ZONE)
