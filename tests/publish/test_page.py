"""The pages: what they say, and that they are HTML by its own rules."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from syndicator.model import (
    Category,
    CleanHtml,
    Enclosure,
    Entry,
    FeedName,
    Image,
    Item,
    Link,
    Machines,
    Paging,
    Person,
    Podcast,
    PublishedFeed,
    Transcript,
)
from syndicator.parse.sanitise import sanitise
from syndicator.publish.compose import entry as compose
from syndicator.publish.html import page

MakeItem = Callable[..., Item]
MakeEntry = Callable[..., Entry]
MakeFeed = Callable[..., PublishedFeed]

SITE: Final = "Example Newsroom"
NOON: Final = datetime(2020, 4, 26, 12, tzinfo=UTC)
PERMISSION: Final = (
    "Republished with the permission of The Daily; conditions: https://daily.example/t."
)
HTML: Final = "{http://www.w3.org/1999/xhtml}"


def mistakes(document: bytes) -> list[Any]:
    """What a validating parser finds (HTML Standard §13.2.2)."""
    parser = html5lib.HTMLParser()
    parser.parse(document, transport_encoding="utf-8")
    return [(position, code) for position, code, _ in parser.errors]


def tree(document: bytes) -> etree._Element:
    assert mistakes(document) == []
    made: etree._Element = html5lib.parse(document, "lxml", transport_encoding="utf-8").getroot()
    return made


def found(document: bytes, path: str) -> list[etree._Element]:
    steps = "/".join(f"{HTML}{step}" for step in path.split("/"))
    return tree(document).findall(f".//{steps}")


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def visible(document: bytes) -> str:
    body = tree(document).find(f"{HTML}body")
    assert body is not None
    return " ".join("".join(map(str, body.itertext())).split())


def data(document: bytes) -> dict[str, Any]:
    (script,) = [
        each for each in found(document, "script") if each.get("type") == "application/ld+json"
    ]
    said: dict[str, Any] = json.loads(script.text or "")
    return said


@pytest.fixture(scope="session")
def story(entry: MakeEntry, feed: MakeFeed) -> Callable[..., bytes]:
    """A story's page; keywords change its entry, ``feed`` as a mapping of changes of the feed."""

    def make(made: Entry | None = None, **changes: Any) -> bytes:
        of_feed = changes.pop("feed", {})
        shown = made or entry()
        page_of = f"https://feeds.example.org/world/{shown.item}.html"
        shown = replace(shown, **{"page": page_of, "machines": Machines(), **changes})
        around = replace(feed(shown), forms=("atom", "html"), **of_feed)
        return page.story_page(shown, around, site_title=SITE, permission=PERMISSION)

    return make


Story = Callable[..., bytes]


def meta(document: bytes) -> dict[str, str]:
    return {
        str(each.get("name") or each.get("property")): str(each.get("content"))
        for each in found(document, "meta")
        if each.get("name") or each.get("property")
    }


def links(document: bytes, relation: str) -> list[str]:
    return [
        str(each.get("href")) for each in found(document, "link") if each.get("rel") == relation
    ]


# ── a story ──────────────────────────────────────────────────────────────────────────────────


def test_a_story_says_whose_it_is_and_by_what_right(story: Story) -> None:
    made = story()
    said = visible(made)
    (heading,) = found(made, "h1")
    assert heading.text == "The river rises"
    assert said.count("First published by The Daily Example.") == 1, "notices stand once"
    assert said.count("Copyright (c) 2020. Daily Example, Inc.") == 1
    assert "From The Daily Example" in said
    assert "Published 25 April 2020, 10:30 UTC" in said
    assert "Updated 25 April 2020, 11:00 UTC" in said
    assert "permission of The Daily; conditions: https://daily.example/t." in said
    assert "Rights holder: Daily Example, Inc." in said
    assert "https://daily.example/t" in [each.get("href") for each in found(made, "a")]
    assert links(made, "canonical") == ["https://daily.example/river"]
    assert links(made, "alternate") == ["https://feeds.example.org/world.atom"]
    assert links(made, "stylesheet") == ["../style/page.css"]
    assert [each.get("href") for each in found(made, "header/nav/a")] == [
        "../index.html",
        "index.html",
    ]


def test_a_right_that_the_text_does_not_state_is_stated_beside_it(story: Story) -> None:
    made = story(content=CleanHtml("<p>Text.</p>"), rights="All rights\nreserved.")
    assert "All rights reserved." in visible(made)


def test_a_licence_is_named_and_linked(story: Story) -> None:
    address = "https://creativecommons.org/licenses/by/4.0/"
    made = story(license=address)
    assert links(made, "license") == [address]
    assert [each.text for each in found(made, "a") if each.get("rel") == "license"] == ["CC BY 4.0"]
    assert data(made)["license"] == address
    assert "license" not in data(story()), "what is unspecified is no licence"


def test_every_correction_is_listed_the_newest_last(story: Story) -> None:
    made = story(corrections=(NOON, NOON.replace(day=27, hour=13)))
    said = visible(made)
    assert "Corrected on 26 April 2020, 12:00 UTC Corrected on 27 April 2020, 13:00 UTC" in said
    assert [each["datePublished"] for each in data(made)["correction"]] == [
        "2020-04-26T12:00:00Z",
        "2020-04-27T13:00:00Z",
    ]


def test_machines_are_told_what_they_may_not(story: Story) -> None:
    assert "robots" not in meta(story())
    made = story(
        machines=Machines(
            tdm_reserved=True,
            tdm_policy="https://daily.example/tdm.json",
            robots=("noai", "noindex"),
        )
    )
    assert meta(made)["robots"] == "noai, noindex"
    assert meta(made)["tdm-reservation"] == "1"
    assert meta(made)["tdm-policy"] == "https://daily.example/tdm.json"


def test_what_machines_may_not_use_is_said_in_rsl(story: Story) -> None:
    made = story(machines=Machines(prohibited=("ai-train",)))
    (terms,) = [each for each in found(made, "script") if each.get("type") == "application/rsl+xml"]
    root = etree.fromstring(terms.text or "")
    assert [each.get("url") for each in root] == ["https://feeds.example.org/world/1.html"]


def test_a_private_page_is_not_for_search_engines(story: Story) -> None:
    made = story(feed={"private": True, "stem": "https://feeds.example.org/private/world"})
    assert meta(made)["robots"] == "noindex"
    assert links(made, "stylesheet") == ["../../style/page.css"]
    assert data(made)["sdPublisher"]["url"] == "https://feeds.example.org/"


def test_a_story_for_search_engines(story: Story) -> None:
    made = data(
        story(
            authors=(Person(name="Ada Quill"), Person(name="The Daily Example")),
            valid_until=datetime(2030, 1, 1, tzinfo=UTC),
            language="en-GB",
            categories=(Category(term="floods", label="Floods"),),
            images=(Image(url="https://daily.example/a.jpg", credit="C. Lens"),),
        )
    )
    assert {**made, "usageInfo": None} == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "The river rises",
        "url": "https://feeds.example.org/world/1.html",
        "mainEntityOfPage": "https://daily.example/river",
        "inLanguage": "en-GB",
        "datePublished": "2020-04-25T10:30:00Z",
        "dateModified": "2020-04-25T11:00:00Z",
        "expires": "2030-01-01T00:00:00Z",
        "author": [
            {"@type": "Person", "name": "Ada Quill"},
            {"@type": "Organization", "name": "The Daily Example"},
        ],
        "publisher": {
            "@type": "Organization",
            "name": "The Daily Example",
            "url": "https://daily.example/",
        },
        "copyrightHolder": {"@type": "Organization", "name": "Daily Example, Inc."},
        "copyrightYear": 2020,
        "copyrightNotice": (
            "First published by The Daily Example.\nCopyright (c) 2020. Daily Example, Inc."
        ),
        "creditText": "The Daily Example",
        "usageInfo": None,
        "isBasedOn": "https://daily.example/river",
        "sdPublisher": {
            "@type": "Organization",
            "name": SITE,
            "url": "https://feeds.example.org/",
        },
        "keywords": ["Floods"],
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": "https://daily.example/a.jpg",
                "creditText": "C. Lens",
            }
        ],
    }
    assert "Full text" in made["usageInfo"]["text"]


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        "a\u2028b\u2029c",
        '"},{"@type":"X"',
        "\\u003c",
    ],
)
def test_no_text_ends_the_data(story: Story, text: str) -> None:
    made = story(title=text, holder=text, rights=text)
    assert data(made)["headline"] == text
    assert len(found(made, "script")) == 1
    assert b"\xe2\x80\xa8" not in made.partition(b"ld+json")[2].partition(b"</script>")[0]


def test_an_episode_can_be_heard_and_read(story: Story) -> None:
    audio = Link(
        rel="enclosure", href="https://daily.example/1.mp3", type="audio/mpeg", length=12_345_678
    )
    paper = Link(rel="enclosure", href="https://daily.example/1.pdf", type="application/pdf")
    made = story(
        links=(Link(rel="via", href="https://daily.example/1"), audio, paper),
        podcast=Podcast(
            duration=3723,
            chapters="https://daily.example/1.json",
            chapters_type="application/json+chapters",
            transcripts=(
                Transcript(url="https://daily.example/1.vtt", type="text/vtt", language="en"),
            ),
        ),
    )
    (player,) = found(made, "audio")
    assert attributes(player) == {
        "aria-label": "Audio",
        "controls": "",
        "preload": "none",
        "src": audio.href,
    }
    said = visible(made)
    assert "Audio (1 h 2 min 3 s, 12.3 MB)" in said
    assert "PDF" in said
    assert "Transcript (WebVTT)" in said
    assert "Chapters" in said
    media = data(made)["associatedMedia"]
    assert [(each["@type"], each.get("duration")) for each in media] == [
        ("AudioObject", "PT1H2M3S"),
        ("MediaObject", None),
    ]


def test_a_picture_beside_the_text_is_shown_with_its_credit(story: Story) -> None:
    large = Image(
        url="https://daily.example/a.jpg?width=900",
        title="The bridge",
        description="A bridge in fog",
        credit="C. Lens",
        copyright="© Lens",
    )
    small = replace(large, url="https://daily.example/a.jpg?width=90")
    made = story(images=(small, large))
    (picture,) = found(made, "figure/img")
    assert attributes(picture) == {
        "alt": "A bridge in fog",
        "loading": "lazy",
        "referrerpolicy": "no-referrer",
        "src": large.url,
    }
    assert "The bridge C. Lens, © Lens" in visible(made)


def test_a_picture_in_the_text_is_not_shown_twice_but_credited(story: Story) -> None:
    content = CleanHtml('<p>Text <img src="https://daily.example/b.jpg" alt="B">, © Seen</p>')
    images = (
        Image(url="https://daily.example/b.jpg?w=1", credit="C. Lens"),
        Image(url="https://daily.example/c.jpg", copyright="© Seen"),
    )
    made = story(content=content, images=images)
    assert len(found(made, "img")) == 1
    assert "Pictures C. Lens" in visible(made)
    assert visible(made).count("© Seen") == 1


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de-AT", ("de-AT", "ltr", None)),
        ("ar", ("ar", "rtl", None)),
        ("az-Arab", ("az-Arab", "rtl", None)),
        ("xx", ("en", "ltr", "auto")),
        (None, ("en", "ltr", "auto")),
    ],
)
def test_a_page_has_its_storys_language(
    story: Story, language: str | None, expected: tuple[str, str, str | None]
) -> None:
    made = story(language=language)
    root = tree(made)
    (heading,) = found(made, "h1")
    assert (root.get("lang"), root.get("dir"), heading.get("dir")) == expected
    foreign = (root.get("lang") or "").partition("-")[0] != "en"
    (footer,) = [each for each in found(made, "footer") if each.get("class") == "about"]
    assert (footer.get("lang"), footer.get("dir")) == (("en", "ltr") if foreign else (None, None))


def test_a_page_of_an_item_without_text(entry: MakeEntry, item: MakeItem, story: Story) -> None:
    made = story(replace(entry(item()), content=CleanHtml(""), summary="Read it at the Daily."))
    assert "Read it at the Daily." in visible(made)


# ── a feed, the index, what is no longer there ───────────────────────────────────────────────


def test_a_feed_lists_its_stories_and_says_how_to_subscribe(
    entry: MakeEntry, item: MakeItem, feed: MakeFeed
) -> None:
    first = replace(entry(), page="https://feeds.example.org/world/1.html")
    second = replace(
        entry(item(id=2, atom_id="urn:x:2", article={"title": "شمال"})), language="ar", page=None
    )
    shown = replace(
        feed(first, second), forms=("atom", "rss", "json", "html"), subtitle="What is new"
    )
    made = page.feed_page(shown, site_title=SITE)
    assert [(each.text, each.get("href")) for each in found(made, "h3/a")] == [
        ("The river rises", "1.html"),
        ("شمال", "https://daily.example/river"),
    ]
    assert [(each.get("lang"), each.get("dir")) for each in found(made, "h3")] == [
        ("", "auto"),
        ("ar", "rtl"),
    ]
    said = visible(made)
    assert "What is new" in said
    assert "The Daily Example · 25 April 2020" in said
    assert "Last changed 25 April 2020, 12:00 UTC" in said
    assert "What is a feed?" in said
    assert "token" not in said
    for form in page._addresses(shown, shown.stem):
        assert form.address in said
        assert form.address in links(made, "alternate")
    assert links(made, "canonical") == ["https://feeds.example.org/world/"]
    assert meta(made)["description"] == "What is new"


def test_a_feed_without_stories(feed: MakeFeed) -> None:
    made = page.feed_page(feed(), site_title=SITE)
    assert "There is no story here at present." in visible(made)
    assert "This feed has ended." not in visible(made)
    ended = page.feed_page(replace(feed(), closed=True), site_title=SITE)
    assert "This feed has ended." in visible(ended)


def test_a_private_feed_says_that_a_token_is_needed(feed: MakeFeed) -> None:
    private = replace(feed(), private=True, stem="https://feeds.example.org/private/world")
    made = page.feed_page(private, site_title=SITE)
    assert "token" in visible(made)
    assert meta(made)["robots"] == "noindex"


def test_a_feed_leads_to_its_archives(feed: MakeFeed) -> None:
    older = Paging(previous="https://feeds.example.org/world/2020-03")
    forms = ("atom", "rss", "json", "html")
    made = page.feed_page(replace(feed(), forms=forms, paging=older), site_title=SITE)
    # Those that there are: an archive has no JSON.
    assert [each.get("href") for each in found(made, "p[@class='older']/a")] == [
        "../world/2020-03.atom",
        "../world/2020-03.rss",
    ]


def test_a_list_reserves_what_one_of_its_stories_does(entry: MakeEntry, feed: MakeFeed) -> None:
    machines = Machines(tdm_reserved=True, robots=("noai", "noindex"))
    made = page.feed_page(feed(replace(entry(), machines=machines)), site_title=SITE)
    assert meta(made)["robots"] == "noai", "the list itself may be found"
    assert meta(made)["tdm-reservation"] == "1"
    assert [each.get("data-nosnippet") for each in found(made, "ul/li")] == [""]


def test_the_index_shows_what_everybody_may_read(feed: MakeFeed) -> None:
    world = replace(feed(), forms=("atom", "html"), subtitle="All of it")
    river = replace(feed(), name=FeedName("river"), title="Ríos", language="es")
    secret = replace(feed(), title="Secret", private=True)
    made = page.index_page(
        [world, river, secret], site_title=SITE, base_url="https://feeds.example.org/"
    )
    said = visible(made)
    assert "All of it" in said
    assert "Secret" not in said
    assert [each.get("href") for each in found(made, "h2/a")] == ["world/index.html"]
    assert [each.get("lang") for each in found(made, "h2")] == [None, "es", None]
    assert "feeds.opml" in [each.get("href") for each in found(made, "a")]
    empty = page.index_page([], site_title=SITE, base_url="https://feeds.example.org/")
    assert "no feed here" in visible(empty)
    assert b"feeds.opml" not in empty


def test_what_stands_in_the_place_of_a_withdrawn_story() -> None:
    made = page.gone_page("World", site_title=SITE, when=NOON)
    assert "This story was withdrawn" in visible(made)
    assert "taken out of “World” on 26 April 2020, 12:00 UTC" in visible(made)
    assert meta(made)["robots"] == "noindex"
    assert links(made, "stylesheet") == ["../style/page.css"]


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410, 500, 503, 418])
def test_an_error_has_a_page(status: int) -> None:
    made = page.error_page(status, site_title=SITE, root="/feeds/")
    assert links(made, "stylesheet") == ["/feeds/style/page.css"]
    assert len(found(made, "h1")) == 1


# ── what holds for all of them ───────────────────────────────────────────────────────────────


def test_pages_bring_no_script_and_no_style_of_their_own(story: Story) -> None:
    made = story(content=CleanHtml("<p>Text</p>"), images=(Image(url="https://daily.example/a"),))
    for each in tree(made).iter(etree.Element):
        assert not {name for name in each.attrib if str(name).startswith("on")}
        assert "style" not in each.attrib
        assert each.tag != f"{HTML}style"
        assert each.tag != f"{HTML}script" or each.get("type") == "application/ld+json"
    (policy,) = [each for each in found(made, "meta") if each.get("http-equiv")]
    assert policy.get("content") == page.SECURITY_POLICY
    assert "script-src" not in page.SECURITY_POLICY
    assert page.SECURITY_POLICY.startswith("default-src 'none'")


def test_styles_ask_for_nothing() -> None:
    styles = {path: css.decode() for path, css, kind in page.styles() if kind == "text/css"}
    assert set(styles) == {"style/page.css", "style/feed.css"}
    for css in styles.values():
        assert not re.search(r"@import|url\(|expression", css)
        assert len(css) < 10_000
    assert "prefers-color-scheme: dark" in styles["style/page.css"]
    assert "prefers-reduced-motion" in styles["style/page.css"]
    assert "@media print" in styles["style/page.css"]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/St_Johns"])
def test_the_same_story_is_the_same_page_in_every_time_zone(
    story: Story, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    before = story(corrections=(NOON,))
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    time.tzset()
    try:
        assert story(corrections=(NOON,)) == before
    finally:
        monkeypatch.undo()
        time.tzset()


TEXT: Final = st.text(max_size=60)
PEOPLE: Final = st.builds(Person, name=TEXT, uri=TEXT | st.none())
ADDRESSES: Final = TEXT.map("https://daily.example/{}".format)
ARTICLES: Final = st.fixed_dictionaries(
    {
        "title": TEXT,
        "content": st.text(max_size=300).map(sanitise),
        "authors": st.lists(PEOPLE, max_size=3).map(tuple),
        "categories": st.lists(st.builds(Category, term=TEXT), max_size=3).map(tuple),
        "language": st.sampled_from([None, "en", "ar", "he-IL", "xx", "zh-Hant", "x"]),
        "images": st.lists(
            st.builds(Image, url=ADDRESSES, credit=TEXT, title=TEXT, description=TEXT), max_size=3
        ).map(tuple),
        "enclosures": st.lists(
            st.builds(
                Enclosure,
                url=ADDRESSES,
                type=st.sampled_from(["audio/mpeg", "video/mp4", "image/png", "a/b", "<"]),
                length=st.integers(0, 2**60) | st.none(),
            ),
            max_size=3,
        ).map(tuple),
    }
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(article=ARTICLES, words=TEXT, private=st.booleans())
def test_whatever_came_the_page_is_valid(
    *,
    article: dict[str, Any],
    words: str,
    private: bool,
    item: MakeItem,
    composed: Callable[..., Entry | compose.Unpublishable],
    feed: MakeFeed,
) -> None:
    made = composed(item(article=article, corrections=(NOON,)), body=article["content"])
    assert isinstance(made, Entry)
    shown = replace(
        feed(made), title=words, subtitle=words, private=private, language=article["language"]
    )
    document = page.story_page(made, shown, site_title=words, permission=words)
    assert mistakes(document) == []
    assert len(found(document, "h1")) == 1
    assert data(document)["headline"] == made.title
    assert mistakes(page.feed_page(shown, site_title=words)) == []
    assert mistakes(page.index_page([shown], site_title=words, base_url="https://x.example/")) == []
    assert mistakes(page.gone_page(words, site_title=words, when=NOON)) == []


def test_times_are_those_of_the_newsroom(entry: MakeEntry, feed: MakeFeed) -> None:
    made = feed(entry())
    text = visible(page.feed_page(made, site_title="N", zone=ZoneInfo("Europe/Berlin")))
    assert "Last changed 25 April 2020, 14:00 CEST" in text
    assert "Last changed 25 April 2020, 07:00 UTC−05" in visible(
        page.feed_page(made, site_title="N", zone=ZoneInfo("America/Lima"))
    )


def test_a_list_shows_the_first_picture_of_a_story_with_its_credit(
    entry: MakeEntry, feed: MakeFeed
) -> None:
    pictures = (
        Image(url="https://daily.example/a.jpg", credit="Ada Roth", description="The river"),
        Image(url="https://daily.example/b.jpg"),
    )
    made = page.feed_page(feed(replace(entry(), images=pictures)), site_title="N")
    (shown,) = found(made, "figure/img")
    assert (shown.get("src"), shown.get("alt")) == (pictures[0].url, "The river")
    assert "Ada Roth" in visible(made)


def test_the_index_shows_the_newest_story_of_each_feed(feed: MakeFeed) -> None:
    newest = {
        FeedName("world"): page.Newest(
            title="The river <rises>", at=datetime(2020, 4, 25, 23, tzinfo=UTC), link="world/1.html"
        )
    }
    made = page.index_page(
        [feed()],
        newest=newest,
        site_title="N",
        base_url="https://feeds.example.org/",
        zone=ZoneInfo("Europe/Berlin"),
    )
    assert "The river <rises>" in visible(made)
    assert "26 April 2020" in visible(made), "of the newsroom's day"
    assert "world/1.html" in [each.get("href") for each in found(made, "a")]
