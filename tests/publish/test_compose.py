from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syndicator.model import (
    Category,
    CleanHtml,
    Digest,
    Enclosure,
    Entry,
    GrantName,
    Image,
    Item,
    Link,
    Notice,
    Person,
    Podcast,
    Reservation,
    SourceMeta,
    Transcript,
)
from syndicator.model.grant import UNSPECIFIED, Grant, Images, Scope, ThirdParty
from syndicator.publish.compose.addresses import landing, original
from syndicator.publish.compose.entry import Unpublishable
from syndicator.rights.reservations.machine_use import RESERVED

MakeItem = Callable[..., Item]
MakeEntry = Callable[..., Entry]
Composed = Callable[..., Entry | Unpublishable]

GRANT = Grant(name=GrantName("daily"), holder="Daily Example, Inc.", credit="The Daily Example")
SILENT = Notice(above=CleanHtml(""), below=CleanHtml(""), rights="", digest=Digest("0" * 64))
BERLIN, GREENWICH = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")


def linked(entry: Entry, rel: str) -> list[Link]:
    return [link for link in entry.links if link.rel == rel]


@pytest.mark.parametrize(
    "atom_id",
    [
        "https://daily.example/river",
        "HTTP://Daily.Example:80/%7eRiver?b=2&a=1#x",
        "tag:daily.example,2020:Ä/1",
        "urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
    ],
)
def test_the_id_is_kept_byte_for_byte(item: MakeItem, entry: MakeEntry, atom_id: str) -> None:
    assert entry(item(atom_id=atom_id)).id == atom_id


@pytest.mark.parametrize("atom_id", ["", " ", "urn:x:\x01", "urn:x:\ud800", "urn:x:\uffff"])
def test_an_id_that_cannot_be_written_is_said(
    item: MakeItem, composed: Composed, atom_id: str
) -> None:
    made = composed(item(id=42, atom_id=atom_id))
    assert isinstance(made, Unpublishable)
    assert made.item == 42
    assert made.reason.startswith("its id cannot be written in XML: ")


@pytest.mark.parametrize(
    ("article", "scope", "title"),
    [
        ({"title": " The  river\nrises\u202e "}, Scope.FULL, "The river rises"),
        ({"title": "a\x00b\ufffe"}, Scope.FULL, "ab"),
        ({"title": "", "content": "<p>One &amp; two</p>"}, Scope.FULL, "One & two"),
        (
            {"title": "\u200b", "content": "<p>1 2 3 4 5 6</p><p>7 8 9 10 11</p>"},
            Scope.EXCERPT,
            "1 2 3 4 5 6 7 8 9 10…",
        ),
        ({"title": "", "content": f"<p>{'水' * 100}</p>"}, Scope.FULL, "水" * 80 + "…"),
        ({"title": "", "content": "", "summary": "<p>Brief</p>"}, Scope.FULL, "Brief"),
        ({"title": "", "content": "<img alt='x'>"}, Scope.FULL, "daily.example"),
        ({"title": ""}, Scope.HEADLINE, "daily.example"),
        ({"title": "", "content": "", "link": None}, Scope.FULL, "Untitled"),
    ],
    ids=[
        "on one line",
        "forbidden characters",
        "the text",
        "the first words",
        "no spaces between words",
        "the summary",
        "the host",
        "a headline gives no text away",
        "nothing",
    ],
)
def test_a_title_is_never_empty(
    item: MakeItem, entry: MakeEntry, article: dict[str, Any], scope: Scope, title: str
) -> None:
    assert entry(item(article=article, link=None), grant=replace(GRANT, scope=scope)).title == title


@pytest.mark.parametrize(
    ("authors", "credit", "names"),
    [
        ([("Ada", "Bo"), ("Desk",)], "C", ["Ada", "Bo"]),
        ([(" ",), ("Desk",)], "C", ["Desk"]),
        ([(), ()], "C", ["C"]),
        ([(), ()], "", ["The Daily Example"]),
        ([("Ada", "Ada <ada@daily.example>"), ()], "C", ["Ada"]),
    ],
    ids=["its own", "the source's", "the credit", "the source's title", "each once"],
)
def test_there_is_always_an_author(
    item: MakeItem,
    entry: MakeEntry,
    authors: list[tuple[str, ...]],
    credit: str,
    names: list[str],
) -> None:
    own, sources = (tuple(Person(name=name) for name in each) for each in authors)
    made = entry(
        item(article={"authors": own}, source_meta={"authors": sources}),
        grant=replace(GRANT, credit=credit),
    )
    assert [person.name for person in made.authors] == names


def test_alternate_and_via_lead_to_the_original(item: MakeItem, entry: MakeEntry) -> None:
    made = entry(
        item(article={"link": "https://dailÿ.example/fluß?q=[1]"}, link="https://c.example/")
    )
    expected = "https://xn--dail-jsa.example/flu%C3%9F?q=%5B1%5D"
    assert [link.href for link in linked(made, "alternate") + linked(made, "via")] == [expected] * 2


def test_the_canonical_link_serves_where_the_article_has_none(
    item: MakeItem, entry: MakeEntry
) -> None:
    made = entry(item(article={"link": None}, link="https://daily.example/known"))
    assert linked(made, "via") == [Link(rel="via", href="https://daily.example/known")]


@pytest.mark.parametrize(
    ("license_", "href"),
    [
        ("https://creativecommons.org/licenses/by/4.0/",) * 2,
        (UNSPECIFIED, UNSPECIFIED),
        ("unspecified", UNSPECIFIED),
        ("", UNSPECIFIED),
    ],
)
def test_there_is_exactly_one_licence(
    item: MakeItem, entry: MakeEntry, license_: str, href: str
) -> None:
    # A wider licence of the source's is never taken over: the permission decides.
    zero = "https://creativecommons.org/publicdomain/zero/1.0/"
    made = entry(
        item(article={"licenses": (zero, "https://creativecommons.org/licenses/by/3.0/")}),
        grant=replace(GRANT, license=license_),
    )
    assert linked(made, "license") == [Link(rel="license", href=href)]
    assert made.license == href


@pytest.mark.parametrize(
    ("offered", "href"),
    [
        ("https://creativecommons.org/licenses/by-nc/4.0/",) * 2,
        ("https://a.example/terms", UNSPECIFIED),
    ],
)
def test_a_narrower_licence_of_the_source_is_not_widened(
    item: MakeItem, entry: MakeEntry, offered: str, href: str
) -> None:
    made = entry(
        item(article={"licenses": (offered,)}),
        grant=replace(GRANT, license="https://creativecommons.org/licenses/by/4.0/"),
    )
    assert linked(made, "license") == [Link(rel="license", href=href)]
    assert made.license == href


AUDIO = Enclosure(url="https://daily.example/a.mp3", type="audio/mpeg", length=12)
PICTURE = Enclosure(url="https://daily.example/p.png", type="image/png")


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, ["a.mp3", "p.png"]),
        ({"images": Images.STRIP}, ["a.mp3"]),
        ({"scope": Scope.EXCERPT}, []),
        ({"scope": Scope.HEADLINE}, []),
    ],
    ids=["full", "no pictures", "excerpt", "headline"],
)
def test_files_leave_only_with_the_full_text(
    item: MakeItem, entry: MakeEntry, changes: dict[str, Any], kept: list[str]
) -> None:
    made = entry(
        item(article={"enclosures": (AUDIO, PICTURE, AUDIO), "images": (Image(url=PICTURE.url),)}),
        grant=replace(GRANT, **changes),
    )
    assert [link.href.rpartition("/")[2] for link in linked(made, "enclosure")] == kept
    assert bool(made.images) == ("p.png" in kept)


OWN = Image(url="https://daily.example/own.png", credit=" Ann/The  Daily Example\x00")
FOREIGN = Image(url="https://daily.example/far.png", copyright="© Agency")


@pytest.mark.parametrize(
    ("changes", "claims", "images", "files"),
    [
        ({}, [], ["own.png", "far.png"], ["own.png", "far.png", "a.mp3"]),
        ({"images": Images.OWN_CREDIT}, [], ["own.png"], ["own.png", "a.mp3"]),
        ({"images": Images.STRIP}, [], [], ["a.mp3"]),
        ({}, ["© Agency"], ["own.png", "far.png"], ["own.png", "far.png", "a.mp3"]),
        (
            {"third_party": ThirdParty.STRIP_MEDIA},
            ["© Agency"],
            ["own.png"],
            ["own.png", "a.mp3"],
        ),
        ({"third_party": ThirdParty.STRIP_MEDIA}, ["Photo: Xi"], [], ["a.mp3"]),
    ],
)
def test_pictures_leave_by_their_credit(
    *,
    item: MakeItem,
    entry: MakeEntry,
    changes: dict[str, Any],
    claims: list[str],
    images: list[str],
    files: list[str],
) -> None:
    enclosures = [Enclosure(url=each.url, type="image/png") for each in (OWN, FOREIGN)]
    made = entry(
        item(article={"enclosures": (*enclosures, AUDIO), "images": (OWN, FOREIGN)}),
        grant=replace(GRANT, **changes),
        claims=[
            SimpleNamespace(subject="media", holder="Agency X", where="", evidence=said)
            for said in claims
        ],
    )
    assert [image.url.rpartition("/")[2] for image in made.images] == images
    assert [link.href.rpartition("/")[2] for link in linked(made, "enclosure")] == files
    assert made.images == () or made.images[0].credit == "Ann/The Daily Example"


@pytest.mark.parametrize(
    ("enclosure", "link"),
    [
        (AUDIO, Link(rel="enclosure", href=AUDIO.url, type="audio/mpeg", length=12)),
        (replace(AUDIO, length=0), Link(rel="enclosure", href=AUDIO.url, type="audio/mpeg")),
        (
            replace(AUDIO, type="mp3 file"),
            Link(rel="enclosure", href=AUDIO.url, type="application/octet-stream", length=12),
        ),
        (replace(AUDIO, url="javascript:alert(1)"), None),
    ],
    ids=["as it is", "a length nobody knew", "no media type", "no address"],
)
def test_an_enclosure_is_a_link(
    item: MakeItem, entry: MakeEntry, enclosure: Enclosure, link: Link | None
) -> None:
    made = entry(item(article={"enclosures": (enclosure,)}))
    assert linked(made, "enclosure") == ([link] if link else [])


def test_the_notice_is_the_rights(entry: MakeEntry) -> None:
    notice = replace(SILENT, rights="Copyright (c) 2020.\r\nDaily  Example, Inc.\x00 ")
    assert entry(notice=notice).rights == "Copyright (c) 2020.\nDaily Example, Inc."
    # RFC 4287 §4.2.10: without rights of its own an entry would be taken to have the feed's.
    assert entry(notice=SILENT).rights == "Rights holder: Daily Example, Inc."


def test_a_headline_gives_no_text_away(item: MakeItem, entry: MakeEntry) -> None:
    headline = replace(GRANT, scope=Scope.HEADLINE)
    secret = item(article={"content": "<p>secret</p>", "summary": "<p>secret</p>"})
    made = entry(secret, grant=headline, notice=SILENT, body=CleanHtml("<p>secret</p>"))
    assert (made.content, made.summary) == ("", "Read it at The Daily Example.")
    assert "secret" not in repr(made)


def test_a_headline_says_its_notice(entry: MakeEntry) -> None:
    notice = replace(SILENT, above=CleanHtml("<p>Above</p>"), below=CleanHtml("<p>Below</p>"))
    made = entry(grant=replace(GRANT, scope=Scope.HEADLINE), notice=notice)
    assert (made.content, made.summary) == ("<div><p>Above</p></div><div><p>Below</p></div>", "")


@pytest.mark.parametrize("body", ["", " \n", "\x00"])
def test_without_content_and_link_there_is_no_entry(
    item: MakeItem, composed: Composed, body: str
) -> None:
    bare = item(article={"link": "ftp://daily.example/"}, link=None)
    made = composed(bare, body=CleanHtml(body))
    assert made == Unpublishable(item=1, reason="it has neither text nor a link to the original")
    assert isinstance(composed(item(), body=CleanHtml(body)), Entry)


RSS_URL = "https://daily.example/feed.rss"
WHEN = datetime(2020, 4, 25, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("meta", "url", "id_"),
    [
        ({"id": "urn:Feed:1", "format": "atom10"}, RSS_URL, "urn:Feed:1"),
        ({"id": "feed 1", "format": "atom10"}, RSS_URL, RSS_URL),
        ({"id": None, "format": "rss20"}, RSS_URL, RSS_URL),
        ({"id": "https://was.example", "format": "rss20"}, RSS_URL, "https://was.example/"),
        ({}, "https://me:pw@Daily.example", "https://daily.example/"),
        ({}, "https://daily.example/?feed=1&access_token=x#top", "https://daily.example/?feed=1"),
    ],
    ids=["Atom", "Atom without id", "RSS", "RSS, frozen", "no password", "no token"],
)
def test_the_source_is_known_by_its_id_or_address(
    item: MakeItem, entry: MakeEntry, meta: dict[str, Any], url: str, id_: str
) -> None:
    source = entry(item(source_meta={"self_link": None} | meta), source_url=url).source
    assert source.id == id_


def test_the_source_says_what_the_feed_said_of_itself(item: MakeItem, entry: MakeEntry) -> None:
    meta = {
        "subtitle": "All the\nnews",
        "self_link": "https://u:p@daily.example/feed.rss?key=1",
        "rights": "(c) Daily",
        "authors": (Person(name="Desk", email="desk@daily.example", uri="daily.example"),),
        "icon": "https://daily.example/icon.png",
        "language": "EN_gb",
        "licenses": ("https://creativecommons.org/licenses/by/4.0/",),
        "hubs": ("https://hub.example/",),
    }
    assert entry(item(source_meta=meta)).source == SourceMeta(
        id=RSS_URL,
        title="The Daily Example",
        subtitle="All the news",
        link="https://daily.example/",
        self_link="https://daily.example/feed.rss",
        language="en-GB",
        rights="(c) Daily",
        authors=(Person(name="Desk", email="desk@daily.example"),),
        icon="https://daily.example/icon.png",
        updated=WHEN,
        format="rss20",
    )


@pytest.mark.parametrize(
    ("meta", "title", "expected"),
    [
        ({"title": "Own"}, "Configured", "Own"),
        ({"title": " "}, "Configured", "Configured"),
        ({"title": None}, None, "daily.example"),
        ({"title": None, "link": None}, None, "daily.example"),
    ],
)
def test_the_source_always_has_a_title(
    item: MakeItem, entry: MakeEntry, meta: dict[str, Any], title: str | None, expected: str
) -> None:
    made = entry(item(source_meta=meta), source_title=title)
    assert made.source.title == expected


@pytest.mark.parametrize("date_", [None, datetime(1970, 1, 1, tzinfo=UTC)])
def test_the_source_always_has_a_date(
    item: MakeItem, entry: MakeEntry, date_: datetime | None
) -> None:
    made = entry(item(source_meta={"updated": date_}))
    assert made.source.updated == made.updated


def test_an_incoming_source_is_kept(item: MakeItem, entry: MakeEntry) -> None:
    first = SourceMeta(
        id="tag:first.example,2020:feed",
        title="First",
        link="https://first.example/",
        rights="(c) First",
        updated=datetime(2020, 1, 1, tzinfo=UTC),
        authors=(Person(name="Fay"),),
    )
    made = entry(item(article={"source": first}))
    assert made.source == first
    assert [person.name for person in made.authors] == ["Fay"]


@pytest.mark.parametrize(
    ("incoming", "id_", "title"),
    [
        (SourceMeta(), RSS_URL, "The Daily Example"),
        (
            SourceMeta(title="First", self_link="https://first.example/rss"),
            "https://first.example/rss",
            "First",
        ),
        (
            SourceMeta(link="https://www.first.example"),
            "https://www.first.example/",
            "first.example",
        ),
    ],
    ids=["empty", "of RSS", "a page only"],
)
def test_an_incoming_source_is_completed(
    item: MakeItem, entry: MakeEntry, incoming: SourceMeta, id_: str, title: str
) -> None:
    source = entry(item(article={"source": incoming})).source
    assert (source.id, source.title, source.updated) == (id_, title, WHEN)


@pytest.mark.parametrize(
    ("grant", "title", "holder", "credit"),
    [
        ({}, None, "Daily Example, Inc.", "The Daily Example"),
        ({"holder": "", "credit": ""}, "Configured", "Configured", "Configured"),
        ({"holder": "", "credit": ""}, None, "The Daily Example", "The Daily Example"),
    ],
)
def test_holder_and_credit(
    entry: MakeEntry, grant: dict[str, Any], title: str | None, holder: str, credit: str
) -> None:
    made = entry(grant=replace(GRANT, **grant), source_title=title)
    assert (made.holder, made.credit) == (holder, credit)


NEW_YEAR = datetime(2020, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "zone", "year"),
    [
        (NEW_YEAR, BERLIN, "2020"),
        (NEW_YEAR.astimezone(timezone(timedelta(hours=1))), GREENWICH, "2021"),
        (None, BERLIN, "2021"),
        (None, GREENWICH, "2020"),
    ],
    ids=["as the source wrote it", "local to the source", "seen, local to us", "seen"],
)
def test_the_year_is_the_storys(
    item: MakeItem, entry: MakeEntry, published: datetime | None, zone: Any, year: str
) -> None:
    assert entry(item(published=published, first_seen=NEW_YEAR), zone=zone).copyrighted == year


def test_the_window_of_the_grant_begins_at_midnight_of_the_zone(entry: MakeEntry) -> None:
    grant = replace(GRANT, granted=date(2020, 1, 1), expires=date(2020, 7, 1))
    made = entry(grant=grant, zone=BERLIN)
    assert made.valid_from == datetime(2019, 12, 31, 23, tzinfo=UTC)
    assert made.valid_until == datetime(2020, 6, 30, 22, tzinfo=UTC)
    assert (entry().valid_from, entry().valid_until) == (None, None)


def test_access_says_the_scope_in_a_sentence(entry: MakeEntry) -> None:
    said = {scope: entry(grant=replace(GRANT, scope=scope)).access for scope in Scope}
    assert len(set(said.values())) == len(Scope)
    assert all("The Daily Example" in sentence for sentence in said.values())
    closed = entry(grant=replace(GRANT, onward=False)).access
    assert closed == said[Scope.FULL].replace(
        RESERVED, f"It may not be republished from here. {RESERVED}"
    )


def test_dates_are_whole_seconds_of_utc(item: MakeItem, entry: MakeEntry) -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    made = entry(
        item(
            published=datetime(2020, 4, 25, 10, 0, 1, 999_999, tzinfo=zone),
            updated=datetime(2020, 4, 25, 12, 0, 1, 5, tzinfo=zone),
        )
    )
    assert made.published == datetime(2020, 4, 25, 4, 30, 1, tzinfo=UTC)
    assert made.updated == datetime(2020, 4, 25, 6, 30, 1, tzinfo=UTC)
    assert entry(item(published=None)).published is None


def test_categories_are_made_valid(item: MakeItem, entry: MakeEntry) -> None:
    found = (
        Category(term="world\n news", scheme="urn:x:y", label="World news"),
        Category(term="world news", scheme="urn:x:y"),
        Category(term=" ", label="nothing"),
        Category(term="sport", scheme="our sections", label="<b>Sport</b>"),
        Category(term="arts", label="The arts"),
    )
    assert entry(item(article={"categories": found})).categories == (
        Category(term="world news", scheme="urn:x:y", label="World news"),
        Category(term="sport"),
        Category(term="arts", label="The arts"),
    )


@pytest.mark.parametrize(
    ("own", "source", "expected"),
    [("pt_br", "en", "pt-BR"), ("none", "en", "en"), (None, None, None), ("", "English", None)],
)
def test_the_language_is_the_articles_else_its_sources(
    item: MakeItem, entry: MakeEntry, own: str | None, source: str | None, expected: str | None
) -> None:
    made = entry(item(article={"language": own}, source_meta={"language": source}))
    assert made.language == expected


def test_the_entry_says_by_what_right(item: MakeItem, entry: MakeEntry) -> None:
    made = entry(
        item(id=3, revision=4), grant_id=5, notice=replace(SILENT, digest=Digest("d" * 64))
    )
    assert (made.item, made.revision, made.grant, made.notice) == (3, 4, 5, "d" * 64)


PODCAST = Podcast(
    duration=61,
    season=0,
    explicit=False,
    image="https://daily.example/e.jpg",
    chapters="ftp://daily.example/c",
    chapters_type="application/json",
    transcripts=(
        Transcript(url="https://daily.example/t", type="no type", language="en_GB"),
        Transcript(url="t.vtt", type="text/vtt"),
    ),
)


def test_an_episode_leaves_with_its_files(item: MakeItem, entry: MakeEntry) -> None:
    episode = item(article={"podcast": PODCAST})
    assert entry(episode).podcast == Podcast(
        duration=61,
        explicit=False,
        image="https://daily.example/e.jpg",
        transcripts=(
            Transcript(url="https://daily.example/t", type="text/plain", language="en-GB"),
        ),
    )
    assert entry(episode, grant=replace(GRANT, scope=Scope.EXCERPT)).podcast is None
    for images in (Images.STRIP, Images.OWN_CREDIT):
        left = entry(episode, grant=replace(GRANT, images=images)).podcast
        assert left is not None
        assert left.image is None
    nothing = item(article={"podcast": Podcast(season=0, chapters="c")})
    assert entry(nothing).podcast is None


def test_readers_land_on_our_page_where_there_is_one(item: MakeItem, entry: MakeEntry) -> None:
    page = "https://feeds.example.org/world/1.html"
    ours = entry(page=page)
    assert (landing(ours), original(ours), ours.page) == (page, "https://daily.example/river", page)
    elsewhere = entry()
    assert (landing(elsewhere), original(elsewhere)) == ("https://daily.example/river",) * 2
    nowhere = entry(item(link=None, article={"link": None}), page=page)
    assert (landing(nowhere), original(nowhere)) == (page, None)


def test_what_nobody_may_mine_says_so_once(item: MakeItem, entry: MakeEntry) -> None:
    reserved = Reservation(kind="tdm", value="1", where="response tdm-reservation")
    for story in (item(), item(article={"reserved": (reserved,)})):
        made = entry(story)
        assert made.machines.tdm_reserved
        assert made.access.count(RESERVED) == 1
    free = entry(grant=replace(GRANT, license="https://creativecommons.org/licenses/by/4.0/"))
    assert not free.machines.tdm_reserved
    assert RESERVED not in free.access
