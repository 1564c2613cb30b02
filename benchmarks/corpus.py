"""Makes the feeds that the benchmarks poll: invented publishers, the same ones at every run.

::

    python benchmarks/corpus.py FOLDER [--feeds 1000] [--items 35] [--seed 1] [--day 2026-01-31]

Half of them are RSS 2.0, four tenths Atom, the rest RSS 1.0. An item holds 2 to 8 kB. Versions
are numbered: in each, every feed has one more new item at its top than in the one before, and has
lost the oldest one; all other items are the same byte for byte.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Final

ITEMS: Final = 35
_WORDS: Final = (
    "the of and to in a that with for on was as by at from it an were are which this had been "
    "their one more after council river bridge harbour market school clinic road winter summer "
    "plan vote budget teacher farmer driver engineer mayor court report survey water power train "
    "ferry island valley village quarter street library museum season harvest price repair cross "
    "agreed said opened closed moved asked found built planned counted promised showed began end "
    "first second last early late new old small large local public open quiet dry cold warm "
    "between under over during before since until without within across along around about"
).split()
_PLACES: Final = (
    "Torlau Vessing Marrow Quell Ostrand Pellham Dunmere Ashkirk Lowick Varne Solbury Hexley "
    "Brannock Tilmouth Garrow Kestle Norsund Wyle Embra Calder Stavely Orrin"
).split()
_NAMES: Final = (
    "Ada Bram Cleo Dov Esme Finn Greta Hugo Iris Jonas Kaya Lars Mina Nils Orla Piet Runa Sven"
).split()
_TOPICS: Final = (
    "politics economy culture transport health education climate farming science courts"
).split()


@dataclass(frozen=True)
class Item:
    number: int
    title: str
    html: str
    summary: str
    author: str
    topics: tuple[str, ...]
    at: datetime
    media: tuple[str, ...] = ()


def name_of(feed: int) -> str:
    return f"paper-{feed:05d}"


def kind_of(feed: int) -> str:
    return ("rss", "atom", "rss", "atom", "rss", "atom", "rss", "atom", "rss", "rdf")[feed % 10]


def sentences(seed: int) -> list[str]:
    """Return the pool from which all texts are put together."""
    chance = random.Random(f"sentences-{seed}")
    made = []
    for _ in range(6_000):
        words = chance.choices(_WORDS, k=chance.randint(7, 22))
        words[chance.randrange(len(words))] = chance.choice(_PLACES)
        text = " ".join(words)
        made.append(f"{text[0].upper()}{text[1:]}{chance.choice(('.', '.', '.', ' &amp; more.'))}")
    return made


def block(chance: random.Random, texts: list[str], page: str) -> str:
    """Return a paragraph, or something else that stands between paragraphs."""
    dressed = [dress(chance, text, page) for text in texts]
    kind = chance.random()
    if kind < 0.06:
        return f"<h3>{texts[0]}</h3>"
    if kind < 0.12:
        return f"<ul>{''.join(f'<li>{each}</li>' for each in dressed)}</ul>"
    if kind < 0.17:
        return f'<blockquote class="quote"><p>{" ".join(dressed)}</p></blockquote>'
    return f"<p>{' '.join(dressed)}</p>"


def dress(chance: random.Random, text: str, page: str) -> str:
    """Mark words of a sentence up, as editors do: some ten tags and five attributes in 1 kB."""
    first, _, rest = text.partition(" ")
    kind = chance.random()
    if kind < 0.25:
        return f'<a href="{page}/{len(text)}?from=feed" target="_blank">{first}</a> {rest}'
    if kind < 0.45:
        return f"<strong>{first}</strong> {rest}"
    if kind < 0.6:
        return f"<em>{first}</em> {rest}"
    if kind < 0.75:
        return f'<span style="font-weight: 400;">{text}</span>'
    return f"{text}<br />"


def items(feed: int, pool: list[str], *, seed: int, count: int, newest: datetime) -> Iterator[Item]:
    """Yield so many items of a feed, the newest first."""
    for number in range(count - 1, -1, -1):
        chance = random.Random(f"{seed}-{feed}-{number}")
        size, blocks = chance.randint(1_500, 7_000), list[str]()
        while size > 0:
            texts = chance.choices(pool, k=chance.randint(1, 5))
            blocks.append(block(chance, texts, f"https://{name_of(feed)}.example/{number}"))
            size -= len(blocks[-1])
        picture = (
            f'<figure class="wp-block-image"><img src="https://img.{name_of(feed)}.example/{number}'
            '.jpg" alt="" width="800" height="450" loading="lazy"></figure>'
        )
        place, other = chance.choice(_PLACES), chance.choice(_PLACES)
        words = " ".join(chance.choices(_WORDS, k=chance.randint(4, 8)))
        yield Item(
            number=number,
            title=f"{place}: {words} {other} {number}",
            html=picture + "\n".join(blocks),
            summary=f"<p>{pool[(feed * 97 + number) % len(pool)]}</p>",
            author=f"{chance.choice(_NAMES)} {chance.choice(_PLACES)}",
            topics=tuple(chance.sample(_TOPICS, 2)),
            at=newest - timedelta(hours=4 * (count - 1 - number), seconds=chance.randrange(14_400)),
        )


def rss(feed: int, listed: list[Item]) -> str:
    site = f"https://{name_of(feed)}.example"
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>The {name_of(feed)} Gazette</title>\n<link>{site}/</link>\n"
        f'<description>News from {name_of(feed)}</description>\n<atom:link rel="self"'
        f' href="{site}/feed.xml"/>\n<language>en</language>\n'
        f"<lastBuildDate>{format_datetime(listed[0].at)}</lastBuildDate>\n"
    )
    parts = [
        f"<item>\n<title>{escape(item.title)}</title>\n<link>{site}/story/{item.number}</link>\n"
        f'<guid isPermaLink="false">{site}/?p={item.number}</guid>\n'
        f"<pubDate>{format_datetime(item.at)}</pubDate>\n<dc:creator>{item.author}</dc:creator>\n"
        + "".join(f"<category>{topic}</category>\n" for topic in item.topics)
        + "".join(f'<media:content url="{at}" medium="image"/>\n' for at in item.media)
        + f"<description>{escape(item.summary)}</description>\n"
        f"<content:encoded><![CDATA[{item.html}]]></content:encoded>\n</item>\n"
        for item in listed
    ]
    return "".join([head, *parts, "</channel>\n</rss>\n"])


def atom(feed: int, listed: list[Item]) -> str:
    site = f"https://{name_of(feed)}.example"
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>The {name_of(feed)} Gazette</title>\n<id>{site}/</id>\n"
        f'<link href="{site}/"/>\n<link rel="self" href="{site}/feed.atom"/>\n'
        f"<updated>{listed[0].at.isoformat()}</updated>\n"
    )
    parts = [
        f"<entry>\n<title>{escape(item.title)}</title>\n<id>{site}/story/{item.number}</id>\n"
        f'<link href="{site}/story/{item.number}"/>\n<published>{item.at.isoformat()}</published>\n'
        f"<updated>{item.at.isoformat()}</updated>\n<author><name>{item.author}</name></author>\n"
        + "".join(f'<category term="{topic}"/>\n' for topic in item.topics)
        + f'<summary type="html">{escape(item.summary)}</summary>\n'
        f'<content type="html">{escape(item.html)}</content>\n</entry>\n'
        for item in listed
    ]
    return "".join([head, *parts, "</feed>\n"])


def rdf(feed: int, listed: list[Item]) -> str:
    site = f"https://{name_of(feed)}.example"
    places = "".join(f'<rdf:li rdf:resource="{site}/story/{item.number}"/>' for item in listed)
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">\n'
        f'<channel rdf:about="{site}/"><title>The {name_of(feed)} Gazette</title>'
        f"<link>{site}/</link><description>News from {name_of(feed)}</description>"
        f"<items><rdf:Seq>{places}</rdf:Seq></items></channel>\n"
    )
    parts = [
        f'<item rdf:about="{site}/story/{item.number}">\n<title>{escape(item.title)}</title>\n'
        f"<link>{site}/story/{item.number}</link>\n<dc:date>{item.at.isoformat()}</dc:date>\n"
        f"<dc:creator>{item.author}</dc:creator>\n"
        + "".join(f"<dc:subject>{topic}</dc:subject>\n" for topic in item.topics)
        + f"<description>{escape(item.summary)}</description>\n"
        f"<content:encoded><![CDATA[{item.html}]]></content:encoded>\n</item>\n"
        for item in listed
    ]
    return "".join([head, *parts, "</rdf:RDF>\n"])


def make(
    folder: Path,
    *,
    feeds: int,
    count: int = ITEMS,
    versions: int = 2,
    seed: int = 1,
    day: date,
    listing: Callable[..., Iterator[Item]] = items,
) -> None:
    """Write the corpus, unless it is there already.

    Args:
        folder: gets a folder for each version, ``0`` and so on, with one file for each feed.
        feeds: how many.
        count: items of each.
        versions: how many.
        seed: another one makes other texts.
        day: of the newest item.
        listing: yields the items of one feed; `corpus_dense.items` for the dense corpus.
    """
    stamp = folder / "made"
    said = f"{feeds} {count} {versions} {seed} {day} {listing.__module__}"
    if stamp.exists() and stamp.read_text() == said:
        return
    pool = sentences(seed)
    newest = datetime.combine(day, time(), UTC)
    for version in range(versions):
        (folder / str(version)).mkdir(parents=True, exist_ok=True)
    write = {"rss": rss, "atom": atom, "rdf": rdf}
    for feed in range(feeds):
        later = versions - 1
        listed = list(listing(feed, pool, seed=seed, count=count + later, newest=newest))
        document = write[kind_of(feed)]
        for version in range(versions):
            path = folder / str(version) / f"{name_of(feed)}.xml"
            part = listed[later - version :][:count]
            path.write_text(document(feed, part), encoding="utf-8")
    stamp.write_text(said)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the feeds that the benchmarks poll.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=date.fromisoformat, default=datetime.now(UTC).date())
    asked = parser.parse_args()
    make(asked.folder, feeds=asked.feeds, count=asked.items, seed=asked.seed, day=asked.day)


if __name__ == "__main__":
    main()
