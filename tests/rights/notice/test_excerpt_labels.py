"""What is said of an excerpt, in the story's language."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import Item
from syndicator.model.grant import Excerpt, Grant, Scope
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.content.body import reprint
from syndicator.rights.notice import excerpt_labels
from syndicator.rights.notice.render import render

LINK = "https://daily.example/a?b=1&c=2"


@pytest.mark.parametrize(
    ("tag", "key"),
    [
        (None, "en"),
        ("en-GB", "en"),
        ("DE-at", "de"),
        ("pt-BR", "pt"),
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hans-HK", "zh"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("hu", "en"),
        ("den", "en"),
        ("", "en"),
    ],
)
def test_the_language_that_is_spoken(tag: str | None, key: str) -> None:
    assert excerpt_labels.language_of(tag) == key


@pytest.mark.parametrize("tag", sorted(excerpt_labels.PHRASES))
def test_every_language_says_both(tag: str) -> None:
    label, more = excerpt_labels.label(tag), excerpt_labels.more(tag, LINK, "The Daily")
    assert sanitise(label) == label
    assert sanitise(more) == more
    assert plain_text(label) == excerpt_labels.PHRASES[tag].label
    assert plain_text(more).count("The Daily") == 1
    assert 'href="https://daily.example/a?b=1&amp;c=2"' in more
    assert len({phrases.label for phrases in excerpt_labels.PHRASES.values()}) == len(
        excerpt_labels.PHRASES
    )


@pytest.mark.parametrize(
    ("tag", "credit", "expected"),
    [
        ("en", "Daily", f'<p><a href="{LINK}">Read the full story at Daily</a></p>'),
        (
            "ar",
            "Daily",
            f'<p dir="rtl"><a href="{LINK}">اقرأ المقال كاملاً على <bdi>Daily</bdi></a></p>',
        ),
        ("ar", "اليوم", f'<p dir="rtl"><a href="{LINK}">اقرأ المقال كاملاً على اليوم</a></p>'),
        ("en", "اليوم", f'<p><a href="{LINK}">Read the full story at <bdi>اليوم</bdi></a></p>'),
        (
            "hu",
            "Lap",
            f'<p dir="ltr" lang="en"><a href="{LINK}">Read the full story at Lap</a></p>',
        ),
        ("de", "<b>&", f'<p><a href="{LINK}">Den ganzen Artikel lesen: &lt;b&gt;&amp;</a></p>'),
    ],
)
def test_a_line_keeps_its_direction(tag: str, credit: str, expected: str) -> None:
    assert excerpt_labels.more(tag, LINK, credit) == expected.replace("&c=2", "&amp;c=2")


def test_without_a_link_there_is_no_line() -> None:
    assert excerpt_labels.more("de", None, "The Daily") == ""


@pytest.mark.parametrize(("tag", "before"), [("fr", "de"), ("de", None), ("ar", "en")])
def test_an_excerpt_in_another_language_is_labelled_once(
    story: Callable[..., Item], permission: Callable[..., Grant], tag: str, before: str | None
) -> None:
    grant = permission(scope=Scope.EXCERPT, excerpt=Excerpt(paragraphs=2), header=None, footer=None)
    zone = ZoneInfo("UTC")
    first = story(language=before)
    html = reprint(first, grant, render(grant, first, zone=zone))
    again = story(language=tag, content=html)
    made = reprint(again, grant, render(grant, again, zone=zone))
    assert plain_text(made).split("\n") == [
        excerpt_labels.PHRASES[tag].label,
        "The water stood at nine metres.",
        excerpt_labels.PHRASES[tag].more.format("The Daily Example/The Weekly Example"),
    ]
