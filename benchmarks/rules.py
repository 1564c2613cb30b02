"""How long rules take: many of them over many stories, and hostile ones over hostile stories.

    python benchmarks/rules.py [STORIES]

Prints the processor time for each story as the rules and the stories grow, and what the worst
expressions and the worst titles cost. Nothing is stored: stories are made up of words at random.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicator.config import Config, load
from syndicator.curate.decide import decide, haystack_of
from syndicator.curate.tally import tally
from syndicator.model import (
    Article,
    Category,
    CleanHtml,
    Digest,
    FeedName,
    Item,
    SourceMeta,
    SourceName,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PORTION = 500
SYLLABLES = "ba de gi ko lu ma né no pa qué ri sa tü vo wy xe ze čo ła ör".split()
HEAD = """
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[sources.one]
url = "https://one.example/feed"
grant = "own"
tags = ["loud"]
[grants.own]
holder = "One"
third_party = "keep"
"""


def words(chance: random.Random, count: int, least: int = 2) -> list[str]:
    """Make words up, of so many syllables or one or two more."""
    lengths = (chance.randint(least, least + 2) for _ in range(count))
    return ["".join(chance.choices(SYLLABLES, k=length)) for length in lengths]


def configured(rules: int, chance: random.Random) -> Config:
    """Write a configuration whose one feed uses so many rules, of all kinds."""
    listed = []
    for number in range(rules):
        a, b, c = words(chance, 3, least=4)  # so that few are found, and all are sought
        listed.append(
            (
                f'{{ any = ["{a}", "{b} {c}", "{c}"] }}',
                f'{{ title = ["{a}", "{b}"], text = "{c}" }}',
                f'{{ category = "{a}", none = ["{b}"] }}',
                f"{{ text = 're:(?i){a}s?.{{0,20}}{b}' }}",
                f'{{ any = [{{ title = "{a}" }}, {{ all = ["{b}"] }}], length = {{ min = 9 }} }}',
            )[number % 5]
        )
    text = HEAD + "[rules.many]\nexclude = [\n" + ",\n".join(listed) + "\n]\n"
    text += '[feeds.world]\ntitle = "World"\nsources = ["one"]\nrules = ["many"]\n'
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config.toml"
        file.write_text(text, "utf-8")
        return load(file, environ={})


def story(number: int, title: str, text: str, categories: list[str]) -> Item:
    """Make a story."""
    article = Article(
        title=title,
        content=CleanHtml(f"<p>{text}</p>"),
        categories=tuple(Category(term=each) for each in categories),
        text_hash=Digest("0" * 64),
        content_hash=Digest("0" * 64),
        link=f"https://one.example/{number}",
    )
    return Item(
        id=number,
        source=SourceName("one"),
        atom_id=f"https://one.example/{number}",
        link=f"https://one.example/{number}",
        story=number,
        first_seen=NOW,
        first_poll=False,
        published=NOW - timedelta(minutes=number % 9_000),
        updated=NOW,
        revision=number,
        number=1,
        article=article,
        source_meta=SourceMeta(title="One"),
    )


def stories(count: int, chance: random.Random) -> Iterator[Item]:
    """Make stories of three hundred words."""
    vocabulary = words(chance, 20_000)
    for number in range(count):
        text = " ".join(chance.choices(vocabulary, k=300))
        yield story(number, " ".join(chance.choices(vocabulary, k=9)), text, words(chance, 3))


def judged(config: Config, items: Iterator[Item]) -> float:
    """Decide on all of them as a publish does; the seconds that it took."""
    feed, taken, portion = config.feeds[FeedName("world")], 0.0, []

    def go() -> float:
        began = time.process_time()
        decide(config, feed, portion, now=NOW)
        return time.process_time() - began

    for item in items:
        portion.append(item)
        if len(portion) == PORTION:
            taken += go()
            portion.clear()
    return taken + go()


def growth(most: int) -> None:
    """Show the time by the number of rules, and by the number of stories."""
    for rules in (1, 50, 200, 800):
        count = min(most, 5_000)
        taken = judged(configured(rules, random.Random(1)), stories(count, random.Random(2)))
        print(f"{rules:4} rules, {count:7,} stories: {taken / count * 1e6:8.0f} µs a story")
    config = configured(200, random.Random(1))
    for count in (most // 10, most // 3, most):
        taken = judged(config, stories(count, random.Random(2)))
        print(
            f" 200 rules, {count:7,} stories: {taken:8.1f} s, {taken / count * 1e6:8.0f} µs a story"
        )
    count = min(most, 5_000)
    began = time.process_time()
    feed = config.feeds[FeedName("world")]
    tally(feed, (haystack_of(config, item) for item in stories(count, random.Random(2))))
    taken = time.process_time() - began
    print(f" 200 rules, {count:7,} stories tried one by one: {taken / count * 1e6:8.0f} µs a story")


HOSTILE = {
    "(a+)+$": "a" * 30_000 + "b",
    "(a|aa)+$": "a" * 30_000 + "b",
    "(x+x+)+y": "x" * 30_000,
    "(.*,){12}P": "1," * 15_000,
    "(?i)(kost){1,200}": "kos" * 10_000,
    "\\w{1,50}ş": "s\u0327\u0301" * 15_000,
}


def hostile() -> None:
    """Show what expressions cost that others take hours for, and titles of a megabyte."""
    for expression, title in HOSTILE.items():
        text = HEAD + '[feeds.world]\ntitle = "World"\nsources = ["one"]\n'
        text += f"exclude = [{{ title = 're:{expression}' }}]\n"
        print(f"{expression:20} over {len(title):9,} characters: {timed(text, title):8.1f} ms")
    text = HEAD + '[feeds.world]\ntitle = "World"\nsources = ["one"]\nrules = ["r"]\n'
    text += '[rules.r]\nexclude = [{ any = ["aaa", "é", "a a", "北约"] }]\n'
    for name, title in {
        "one letter": "a" * 1_000_000,
        "near words": "aaab " * 200_000,
        "near phrases": "a ab " * 200_000,
        "combining marks": "e\u0301\u0323" * 330_000,
        "no spaces": "北" * 1_000_000,
        "emoji": "👩‍👩‍👧 " * 160_000,
    }.items():
        print(f"{name:20} over {len(title):9,} characters: {timed(text, title):8.1f} ms")


def timed(text: str, title: str) -> float:
    """The milliseconds in which a configuration decides on one story with this title."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config.toml"
        file.write_text(text, "utf-8")
        config = load(file, environ={})
    return judged(config, iter([story(1, title, "-", [])])) * 1_000


if __name__ == "__main__":
    growth(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    hostile()
