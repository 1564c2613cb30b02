"""What a notice says of one story, and in whose names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from syndicator.model import CleanHtml, Item, Person, SourceMeta
from syndicator.model.grant import Grant
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import BLOCKS, parse_fragment, plain_text
from syndicator.rights.markup.blocks import as_paragraph
from syndicator.rights.notice import render as notices
from syndicator.rights.notice.render import NoticeError, license_name, needs_link, render, story_day

UTC_ZONE = ZoneInfo("UTC")
PRAGUE = ZoneInfo("Europe/Prague")
LINK = "https://daily.example/river?a=1&amp;b=2"

Story = Callable[..., Item]
Permission = Callable[..., Grant]


def test_header_and_footer(story: Story, permission: Permission) -> None:
    made = render(permission(), story(), zone=PRAGUE)
    assert made.above == (
        "<p>Editor's Note: This article originally appeared on"
        f' <a href="{LINK}">The Daily Example/The Weekly Example</a>.</p>'
    )
    assert made.below == (
        "<p>Copyright (c) 2020. Daily Example, Inc. Reprinted with the permission of"
        " The Daily Example/The Weekly Example, 12 Sample Street, Exampleton 20036.</p>"
    )
    assert made.rights == plain_text(made.below)


@pytest.mark.parametrize(
    ("header", "footer", "rights"),
    [
        ("Above.", "Below <b>us</b>.", "Below us."),
        ("Above.", None, "Above."),
        (None, None, "© 2020 Daily Example, Inc."),
        ("{% if terms %}x{% endif %}", "Below.", "Below."),
        (None, "<p>One &amp;</p>\n<p>two</p>", "One & two"),
    ],
)
def test_rights_in_plain_text(
    story: Story, permission: Permission, header: str | None, footer: str | None, rights: str
) -> None:
    made = render(permission(header=header, footer=footer), story(), zone=PRAGUE)
    assert made.rights == rights


@pytest.mark.parametrize(
    ("header", "footer"),
    [("{% if terms %}x{% endif %}", "  "), ("{{ terms }}", None), (None, "{# none #}")],
)
def test_a_notice_that_says_nothing_is_none(
    story: Story, permission: Permission, header: str | None, footer: str | None
) -> None:
    with pytest.raises(NoticeError, match="Neither header nor footer"):
        render(permission(header=header, footer=footer), story(), zone=PRAGUE)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ credit }}", "The Daily Example/The Weekly Example"),
        ("{{ credit_link }}", f'<a href="{LINK}">The Daily Example/The Weekly Example</a>'),
        ("{{ holder }}", "Daily Example, Inc."),
        ("{{ year }}", "2020"),
        ("{{ title }}", "The river rises"),
        ("{{ link }}", LINK),
        ("{{ published }}", "2020-04-25"),
        ("{{ author }}", "Ann Example, Bo Sample"),
        ("{{ source }}", "Daily Example News"),
        ("{{ license }}", "https://creativecommons.org/licenses/by-nd/4.0/"),
        (
            "{{ license_link }}",
            '<a href="https://creativecommons.org/licenses/by-nd/4.0/">CC BY-ND 4.0</a>',
        ),
        ("{{ terms }}", "https://daily.example/terms"),
    ],
)
def test_variables(story: Story, permission: Permission, template: str, expected: str) -> None:
    grant = permission(
        header=template,
        license="https://creativecommons.org/licenses/by-nd/4.0/",
        terms="https://daily.example/terms",
    )
    item = story(authors=(Person(name="Ann  Example"), Person(name=" "), Person(name="Bo Sample")))
    assert render(grant, item, zone=PRAGUE).above == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a{{ license }}{{ license_link }}{{ terms }}z", "az"),
        ("{{ holder }}|{{ credit }}|{{ source }}|{{ author }}", "|".join(["The Feed"] * 4)),
    ],
)
def test_variables_without_a_value(
    story: Story, permission: Permission, template: str, expected: str
) -> None:
    grant = permission(header=template, holder="", credit=" ")
    item = story(source_meta=SourceMeta(title=" The\nFeed "))
    assert plain_text(render(grant, item, zone=PRAGUE).above) == expected


@pytest.mark.parametrize(
    ("configured", "title", "expected"),
    [("Ours", "Theirs", "Ours"), (None, "Theirs", "Theirs"), ("", None, "daily")],
)
def test_the_title_of_a_source(
    story: Story, permission: Permission, configured: str | None, title: str | None, expected: str
) -> None:
    grant = permission(header="{{ source }}/{{ holder }}", holder="")
    item = story(source_meta=SourceMeta(title=title))
    made = render(grant, item, zone=PRAGUE, source_title=configured)
    assert plain_text(made.above) == f"{expected}/{expected}"


@pytest.mark.parametrize(
    ("authors", "original", "feed", "expected"),
    [
        (["A"], ["B"], ["C"], "A"),
        ([], ["B"], ["C"], "B"),
        ([], [], ["C", "D"], "C, D"),
        ([], [], [], "Daily Example News"),
    ],
)
def test_the_author(
    *,
    story: Story,
    permission: Permission,
    authors: list[str],
    original: list[str],
    feed: list[str],
    expected: str,
) -> None:
    def people(names: list[str]) -> tuple[Person, ...]:
        return tuple(Person(name=name) for name in names)

    item = story(
        authors=people(authors),
        source_meta=SourceMeta(title="Daily Example News", authors=people(feed)),
    )
    copied = replace(item.article, source=SourceMeta(authors=people(original)))
    grant = permission(header="{{ author }}")
    made = render(grant, replace(item, article=copied), zone=PRAGUE)
    assert plain_text(made.above) == expected
    if not original:
        assert render(grant, item, zone=PRAGUE) == made


NEW_YEAR = [
    ("2020-12-31T23:59:59+00:00", 2020),
    ("2020-12-31T23:59:59-08:00", 2020),
    ("2020-12-31T23:59:59+14:00", 2020),
    ("2021-01-01T00:00:00+14:00", 2021),
    ("2021-01-01T00:00:00-12:00", 2021),
    ("2021-01-01T00:00:00+00:00", 2021),
    ("2020-12-31T16:00:00-08:00", 2020),  # in UTC and here already 2021
]


@pytest.mark.parametrize(("published", "year"), NEW_YEAR)
@pytest.mark.parametrize("zone", ["Europe/Prague", "America/New_York", "Pacific/Kiritimati"])
def test_the_year_is_local_to_the_story(
    story: Story, permission: Permission, published: str, year: int, zone: str
) -> None:
    item = story(published=datetime.fromisoformat(published))
    made = render(permission(), item, zone=ZoneInfo(zone))
    assert re.findall(r"\b20\d\d\b", made.rights) == [str(year)]


@pytest.mark.parametrize(
    ("first_seen", "zone", "day"),
    [
        (datetime(2020, 12, 31, 23, 30, tzinfo=UTC), "UTC", "2020-12-31"),
        (datetime(2020, 12, 31, 23, 30, tzinfo=UTC), "Europe/Prague", "2021-01-01"),
        (datetime(2021, 1, 1, 4, 59, tzinfo=UTC), "America/New_York", "2020-12-31"),
        (
            datetime(2021, 1, 1, 5, tzinfo=timezone(timedelta(hours=9))),
            "America/New_York",
            "2020-12-31",
        ),
    ],
)
def test_without_a_date_the_day_is_when_it_was_first_seen_here(
    story: Story, first_seen: datetime, zone: str, day: str
) -> None:
    item = story(published=None, first_seen=first_seen)
    assert story_day(item, zone=ZoneInfo(zone)).isoformat() == day


HOSTILE_TEXTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</a><a href='javascript:alert(1)'>x</a>",
    "{{ 7*7 }}{% include 'x' %}",
    "&lt;b&gt; &amp;amp;",
    "</p></div><h1>Mine</h1>",
    "a\x00b\x08.\ud800",
]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_values_are_text_whatever_they_hold(
    story: Story, permission: Permission, text: str
) -> None:
    template = "{{ title }}|{{ author }}|{{ credit }}|{{ credit_link }}|{{ holder }}|{{ source }}"
    item = story(title=text, authors=(Person(name=text),), source_meta=SourceMeta(title=text))
    grant = permission(header=template, credit=text, holder=text)
    made = render(grant, item, zone=PRAGUE)
    assert set(re.findall(r"<(\w+)", made.above)) == {"p", "a"}
    assert re.findall(r'href="([^"]*)"', made.above) == [LINK]
    assert sanitise(made.above) == made.above
    shown = " ".join(re.sub(r"[\x00\x08\ud800]", "", text).split())
    assert plain_text(made.above) == "|".join([shown] * 6)


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "ftp://daily.example/x", "data:text/html,x"]
)
def test_without_a_usable_link_the_credit_stands_alone(
    story: Story, permission: Permission, url: str | None
) -> None:
    made = render(permission(header="{{ credit_link }}"), story(url=url), zone=PRAGUE)
    assert made.above == "<p>The Daily Example/The Weekly Example</p>"


def test_markup_of_the_operator_is_cleaned(story: Story, permission: Permission) -> None:
    grant = permission(header='<em onclick="x">{{ title }}</em><script>x</script>')
    assert render(grant, story(), zone=PRAGUE).above == "<p><em>The river rises</em></p>"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ title|truncate('x') }}", "The header cannot be made: the template failed"),
        ("{{ title ~ title }}" * 200, "The header cannot be made: it became longer"),
        ("<script>only</script>", "The header has no words left"),
        ("\u200b\u200d", "The header has no words left"),
        ("<b>\u2060</b>\u00ad&#8203;", "The header has no words left"),
        ("\u3164\uffa0\u2800", "The header has no words left"),
        ("\u0301", "The header has no words left"),
    ],
)
def test_a_notice_that_cannot_be_made(
    story: Story, permission: Permission, template: str, said: str
) -> None:
    with pytest.raises(NoticeError, match=said):
        render(permission(header=template), story(title="long " * 100), zone=PRAGUE)


def test_the_digest_moves_with_what_is_said(story: Story, permission: Permission) -> None:
    first = render(permission(), story(), zone=PRAGUE)
    assert render(permission(expires=None), story(title="Else"), zone=UTC_ZONE) == first
    other = render(permission(header="Other"), story(), zone=PRAGUE)
    assert other.digest != first.digest
    assert re.fullmatch(r"[0-9a-f]{64}", first.digest)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-nd/3.0/us/", "CC BY-NC-ND 3.0 US"),
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.de", "CC BY-SA 4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        ("https://daily.example/licence", "https://daily.example/licence"),
    ],
)
def test_license_names(url: str, name: str) -> None:
    assert license_name(url) == name


@pytest.mark.parametrize(
    ("header", "footer", "expected"),
    [
        ("{{ credit_link }}", None, True),
        (None, "{{ link }}", True),
        ("{{ credit }}", "© {{ year }}", False),
        ("{% if link %}{{ credit_link }}{% endif %}", None, False),
        (None, None, False),
    ],
)
def test_needs_link(
    permission: Permission, header: str | None, footer: str | None, *, expected: bool
) -> None:
    assert needs_link(permission(header=header, footer=footer)) is expected


@given(
    pieces=st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "<pre>", "<picture>", "<a title='<p>'>", "<br>"])
        | st.sampled_from(["<hr>", "<div>", "<video src='https://x.example/v'>", "&lt;p&gt;", "&"])
        | st.text(max_size=3)
    )
)
def test_a_line_becomes_a_paragraph_and_blocks_stay(pieces: list[str]) -> None:
    html = sanitise("".join(pieces))
    blocks = [*parse_fragment(html).iterdescendants(*BLOCKS)]
    assert as_paragraph(html) == (html if blocks or not html else CleanHtml(f"<p>{html}</p>"))


@given(href=st.text(), text=st.text())
def test_a_link_holds_an_address_and_words_escaped(href: str, text: str) -> None:
    assert notices._anchor(href, text) == Markup('<a href="{}">{}</a>').format(href, text)
