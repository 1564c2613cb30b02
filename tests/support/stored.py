"""Invented stories, and a database that holds some."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from syndicator.model import (
    Article,
    CleanHtml,
    Digest,
    GrantName,
    Identity,
    Incoming,
    NewItem,
    Notice,
    Person,
    Revised,
    Seen,
    SourceMeta,
    SourceName,
)
from syndicator.model.grant import Grant
from syndicator.store import grants, items, sources
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
META = SourceMeta(id="https://alpha.example/feed", title="Alpha", updated=NOW)


def digest(text: str) -> Digest:
    return Digest(hashlib.sha256(text.encode()).hexdigest())


class Make:
    """Invented input: what a poll brings, and what is stored of it."""

    now = NOW
    meta = META

    def digest(self, text: str) -> Digest:
        return digest(text)

    def article(self, text: str) -> Article:
        return Article(
            title=f"On {text}",
            content=CleanHtml(f"<p>The text of {text}.</p>"),
            text_hash=digest(f"text {text}"),
            content_hash=digest(f"content {text}"),
            authors=(Person(name="Ada Roth"),),
        )

    def incoming(
        self,
        key: str,
        text: str | None = None,
        *,
        guid: str | None = "",
        link: str | None = "",
        published: datetime | None = NOW - timedelta(hours=1),
    ) -> Incoming:
        text = key if text is None else text
        return Incoming(
            identity=Identity(
                guid=f"https://alpha.example/?p={key}" if guid == "" else guid,
                link=f"https://alpha.example/{key}" if link == "" else link,
                fingerprint=digest(f"fingerprint {text}"),
            ),
            raw_hash=digest(f"raw {text}"),
            article=self.article(text),
            published=published,
        )

    def new(
        self,
        key: str,
        text: str | None = None,
        *,
        guid: str | None = "",
        link: str | None = "",
        published: datetime | None = NOW - timedelta(hours=1),
    ) -> NewItem:
        incoming = self.incoming(key, text, guid=guid, link=link, published=published)
        assert incoming.article is not None
        return NewItem(
            incoming=incoming,
            article=incoming.article,
            published=published,
            updated=published or NOW,
        )

    def revised(self, item: int, incoming: Incoming, *, significant: bool = True) -> Revised:
        assert incoming.article is not None
        return Revised(
            item=item,
            incoming=incoming,
            article=incoming.article,
            significant=significant,
            updated=NOW + timedelta(hours=2),
        )

    def seen(self, item: int, incoming: Incoming) -> Seen:
        return Seen(item=item, incoming=incoming)

    def notice(self, text: str = "Reprinted.") -> Notice:
        return Notice(
            above=CleanHtml(""), below=CleanHtml(f"<p>{text}</p>"), rights=text, digest=digest(text)
        )

    def grant(self, name: str = "alpha", holder: str = "Alpha Press") -> Grant:
        return Grant(name=GrantName(name), holder=holder)


class Filled:
    """A store with two sources, and short ways to put items into it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.alpha = SourceName("alpha")
        self.beta = SourceName("beta")
        self.url = {self.alpha: "https://alpha.example/feed", self.beta: "https://beta.example/rss"}
        sources.sync(store, [(name, url, GrantName("g")) for name, url in self.url.items()], NOW)
        self.grant = grants.save(store, Make().grant(), NOW)

    def apply(
        self,
        *changes: NewItem | Revised | Seen,
        source: SourceName | None = None,
        now: datetime = NOW,
        first_poll: bool = False,
    ) -> list[int]:
        source = source or self.alpha
        return items.apply(
            self.store,
            changes,
            source=source,
            source_url=self.url.get(source, "https://other.example/"),
            base_url="https://feeds.example.org/",
            meta=META,
            now=now,
            first_poll=first_poll,
        )
