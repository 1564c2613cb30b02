"""A newsroom without a network: stories are handed to it, and it publishes into a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lxml import etree

from syndicator import config as configuration
from syndicator.config import Config
from syndicator.model import (
    Article,
    CleanHtml,
    Collected,
    Digest,
    FeedName,
    Fetched,
    Identity,
    Incoming,
    SourceMeta,
    SourceName,
)
from syndicator.poll.ingest import ingest
from syndicator.publish import proof
from syndicator.publish import run as output
from syndicator.publish.ownership import MARK
from syndicator.publish.report import FeedReport
from syndicator.store import archives, editorial, files, items, ledger, placements
from syndicator.store.activate import ActiveConfig, activate
from syndicator.store.database import Store
from syndicator.store.editorial import Action

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
BASE = "https://feeds.example.org/"
TABLES = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"

[sources.harbor]
url = "https://harbor.example/feed.xml"
title = "Harbor News"
grant = "harbor"
backfill = "all"

[sources.mirror]
url = "https://mirror.example/feed.xml"
title = "The Mirror"
grant = "mirror"
backfill = "all"

[grants.harbor]
holder = "Harbor, Inc."
{harbor}

[grants.mirror]
holder = "Mirror, Inc."
{mirror}

[feeds.{name}]
title = "{title}"
sources = ["harbor", "mirror"]
formats = {formats}
limit = {limit}
max_age = "{max_age}"
{feed}
"""


def is_stub(entry: etree._Element) -> bool:
    return "This story was withdrawn on" in (entry.findtext("{*}content") or "")


def digest(text: str) -> Digest:
    return Digest(hashlib.sha256(text.encode()).hexdigest())


@dataclass
class House:
    """The newsroom. Story 3 of source ``harbor`` has the guid ``https://harbor.example/3``."""

    folder: Path
    settings: dict[str, str] = field(
        default_factory=lambda: {
            "name": "world",
            "title": "World",
            "formats": '["atom", "rss", "json", "html"]',
            "limit": "50",
            "max_age": "all",
            "harbor": "",
            "mirror": "",
            "feed": "",
        }
    )
    rules: ActiveConfig | None = None
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store.open(self.folder / "syndicator.db", mode="own")
        self.store.pragma("synchronous = OFF")

    @property
    def output(self) -> Path:
        return self.folder / "feeds"

    def load(self, extra: str = "", **changed: str) -> Config:
        self.settings |= changed
        path = self.folder / "config.toml"
        path.write_text(TABLES.format(**self.settings) + extra, "utf-8")
        return configuration.load(path, environ={})

    def configure(self, now: datetime, extra: str = "", **changed: str) -> None:
        self.rules = activate(self.store, self.load(extra, **changed), now)

    def bring(
        self, now: datetime, *numbers: int, source: str = "harbor", text: str = "", age: int = 0
    ) -> None:
        """A poll of the source brings these stories, with other words if `text` is given."""
        assert self.rules
        incoming = []
        for number in numbers:
            words = f"Story number {number} tells of marker{number}x{text}x at some length."
            link = f"https://harbor.example/{number}"
            guid = f"https://{source}.example/{number}"
            hashed = digest(f"{number}{text}{source}")
            article = Article(
                title=f"Headline of story {number}",
                content=CleanHtml(f"<p>{words}</p>"),
                text_hash=digest(words),
                content_hash=hashed,
                link=link,
            )
            identity = Identity(guid=guid, link=link, fingerprint=digest(f"{words}{source}"))
            incoming.append(
                Incoming(
                    identity=identity,
                    raw_hash=hashed,
                    article=article,
                    published=now - timedelta(days=age, minutes=number),
                )
            )
        collected = Collected(
            source=SourceName(source),
            outcome=Fetched(url="https://x.example/", body=b"", body_hash=digest("x"), headers={}),
            meta=SourceMeta(id=f"https://{source}.example/", title=source),
            items=tuple(incoming),
        )
        ingest(self.store, self.rules.config, [collected], versions=self.rules.versions, now=now)

    def publish(self, now: datetime, *, everything: bool = False) -> tuple[FeedReport, ...]:
        assert self.rules
        return output.publish(self.store, self.rules, now=now, everything=everything)

    def say(self, action: str, number: int, now: datetime, *, source: str = "harbor") -> None:
        item = self.number(number, source)
        editorial.record(self.store, [item], Action(action), by="maria", reason="so", now=now)

    def number(self, number: int, source: str = "harbor") -> int:
        return self.known(source)[number]

    def known(self, source: str = "harbor") -> dict[int, int]:
        """The item of each story of a source."""
        assert self.rules
        found = items.candidates(self.store, [SourceName(source)])
        return {int(item.atom_id.rpartition("/")[2]): item.id for item in found}

    # what stands

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Every file of the output with its time, but for the compressed siblings."""
        return {
            path.relative_to(self.output).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(self.output.rglob("*"))
            if path.is_file() and path.suffix not in {".gz", ".br"} and path.name != MARK
        }

    def ids(self, path: str = "world.atom") -> list[str]:
        entries = etree.parse(self.output / path).findall("{*}entry")
        return [e.findtext("{*}id") or "" for e in entries if not is_stub(e)]

    def stubs(self, path: str = "world.atom") -> dict[str, str]:
        """The ids of what was withdrawn and has a stub, each with its title."""
        entries = etree.parse(self.output / path).findall("{*}entry")
        return {
            e.findtext("{*}id") or "": e.findtext("{*}title") or "" for e in entries if is_stub(e)
        }

    def numbers(self, path: str = "world.atom") -> list[int]:
        return [int(each.rpartition("/")[2]) for each in self.ids(path)]

    def tombstones(self, path: str = "world.atom") -> set[str]:
        found = etree.parse(self.output / path).findall("{*}deleted-entry")
        return {each.get("ref", "") for each in found}

    def link(self, path: str, rel: str) -> str | None:
        """Where a document's link leads, as a path below the output."""
        found = etree.parse(self.output / path).find(
            f"{{http://www.w3.org/2005/Atom}}link[@rel='{rel}']"
        )
        return None if found is None else (found.get("href") or "").removeprefix(BASE)

    def archives(self, feed: str = "world") -> dict[str, list[str]]:
        """The archive documents on the way back from what subscribers poll, and their ids."""
        found: dict[str, list[str]] = {}
        path = self.link(f"{feed}.atom", "prev-archive")
        while path is not None:
            assert path not in found
            found[path] = self.ids(path)
            path = self.link(path, "prev-archive")
        return found

    def placed(self, feed: str = "world") -> Mapping[str, placements.Placement]:
        """By the atom:id."""
        found = placements.standing(self.store, FeedName(feed))
        known = {item.id: item.atom_id for item in items.get(self.store, [p.item for p in found])}
        return {known[place.item]: place for place in found}

    def check(self, feed: str = "world") -> None:
        """What the files hold is what the store says, and the ledger says it too."""
        assert self.rules
        placed = self.placed(feed)
        current = {key for key, place in placed.items() if place.current}
        config = self.rules.config.feeds[FeedName(feed)]
        assert set(self.ids(f"{config.stem}.atom")) == current
        told = json.loads((self.output / f"{config.stem}.json").read_bytes())["items"]
        stubs = self.stubs(f"{config.stem}.atom").keys()
        assert len(stubs) <= config.limit
        root = etree.parse(self.output / f"{config.stem}.atom")
        changed = {e.findtext("{*}id"): e.findtext("{*}updated") for e in root.findall("{*}entry")}
        when = {each.get("ref"): each.get("when") for each in root.findall("{*}deleted-entry")}
        assert {each: changed[each] for each in stubs} == {each: when[each] for each in stubs}
        assert {each["id"] for each in told} == current | stubs
        assert {each["id"] for each in told if "status" in each["_syndicator"]} == stubs
        channel = etree.parse(self.output / f"{config.stem}.rss")
        told_in_rss = {
            each.findtext("guid"): each.find("{*}status") is not None
            for each in channel.findall("channel/item")
        }
        assert told_in_rss == dict.fromkeys(current, False) | dict.fromkeys(stubs, True)
        by_month: dict[str, set[str]] = {}
        for key, place in placed.items():
            by_month.setdefault(f"{place.since:%Y-%m}", set()).add(key)
        documents = self.archives(config.stem)
        months = [each.month for each in archives.of_feed(self.store, FeedName(feed))]
        assert list(documents) == [f"{config.stem}/{month}.atom" for month in reversed(months)]
        for month in months:
            path = f"{config.stem}/{month}.atom"
            assert set(documents[path]) == by_month.pop(month, set()), path
        standing = ledger.query(self.store)
        stands = {(each.feed, each.item) for each in proof.standing(standing)}
        everywhere = {
            (place.feed, place.item)
            for name in self.rules.config.feeds
            for place in placements.standing(self.store, name)
        }
        assert stands == everywhere
        pages = {
            path.name for path in (self.output / config.stem).glob("*.html") if path.stem.isdigit()
        }
        assert pages == {f"{place.item}.html" for place in placed.values()}
        known = {
            each.path
            for name in (*self.rules.config.feeds, None)
            for each in (
                files.of_site(self.store) if name is None else files.of_feed(self.store, name)
            )
        }
        assert set(self.files()) == known

    def says(self, words: str) -> list[str]:
        """The files that hold some words."""
        return [name for name, (data, _) in self.files().items() if words.encode() in data]
