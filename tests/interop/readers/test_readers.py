"""Readers and importers that people use subscribe, and see what they should and nothing else."""

from __future__ import annotations

import json
import mailbox
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol
from urllib.request import urlopen

import feedparser
import pytest

FERRY = "The ferry across the lower river stopped at noon because the cable had worn thin."
BAKERS = "Bakers in the old town begin before three so that the bread is warm at dawn."
SCHOOL = "A school in the hills teaches arithmetic with the weights of the market."


class Newsroom(Protocol):
    folder: Path
    url: str

    def source(self, *stories: tuple[str, str, str]) -> None: ...
    def syndicator(self, *arguments: str) -> None: ...
    def run(self, *command: str, **environ: str) -> str: ...


READER: Any = feedparser  # it ships no types
FORMS = ("atom", "rss")
Seen = list[tuple[str, str, str, str]]
"""Of each story that the reader has shown, in the order in which it came: form, id, title, text."""
Look = Callable[[], Seen]


def newsboat(newsroom: Newsroom) -> Look:
    """What it holds after it has asked for the feeds again.

    It knows a story by its id alone, in whichever feed it stands: each form has its own cache.
    """
    folder = newsroom.folder / "newsboat"
    for form in FORMS:
        (folder / form).mkdir(parents=True)
        (folder / form / "urls").write_text(f"{newsroom.url}/feeds/world.{form}\n")
        (folder / form / "config").write_text("")
    files = {"-u": "urls", "-C": "config", "-c": "cache.db"}

    def look() -> Seen:
        seen: Seen = []
        for form in FORMS:
            own = folder / form
            options = [part for flag, name in files.items() for part in (flag, str(own / name))]
            newsroom.run("newsboat", *options, "-x", "reload")
            with closing(sqlite3.connect(own / "cache.db")) as cache:
                found = cache.execute("SELECT guid, title, content FROM rss_item ORDER BY id")
                seen += [(form, *row) for row in found]
        return seen

    return look


def rss2email(newsroom: Newsroom) -> Look:
    """Every message that it has ever sent, after it has asked for the feed again."""
    folder = newsroom.folder / "rss2email"
    (folder / "mail").mkdir(parents=True)
    (folder / "config").write_text(
        "[DEFAULT]\nfrom = feeds@example.org\nto = editor@example.org\nreply-changes = True\n"
        f"html-mail = True\nemail-protocol = maildir\nmaildir-path = {folder}/mail\n"
        "maildir-mailbox = inbox\n"
    )
    command = ("r2e", "-c", str(folder / "config"), "-d", str(folder / "known.json"))
    for form in FORMS:
        newsroom.run(*command, "add", form, f"{newsroom.url}/feeds/world.{form}")

    def look() -> Seen:
        newsroom.run(*command, "run")
        messages = list(mailbox.Maildir(folder / "mail" / "inbox"))
        assert all(message.get_content_type() == "text/html" for message in messages)
        return [
            (
                str(message["X-RSS-Feed"]).rpartition(".")[2],
                str(message["X-RSS-ID"]),
                str(message["Subject"]),
                bytes(message.get_payload(decode=True)).decode(),
            )
            for message in messages
        ]

    return look


def reader(newsroom: Newsroom) -> Look:
    """What the library ``reader`` holds, which runs in an environment of its own."""
    python = os.environ.get("SYNDICATOR_READER_PYTHON")
    if not python:
        pytest.skip("the library reader is not installed")

    def look() -> Seen:
        urls = [f"{newsroom.url}/feeds/world.{form}" for form in FORMS]
        said = newsroom.run(python, "-c", _READER, str(newsroom.folder / "reader.sqlite"), *urls)
        return [tuple(each) for each in json.loads(said)]

    return look


_READER = """
import json, sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for url in sys.argv[2:]:
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(scheduled=False)
found = [
    (entry.feed_url.rpartition(".")[2], entry.id, entry.title, entry.get_content().value)
    for entry in reader.get_entries()
]
print(json.dumps(found))
"""


def importer(newsroom: Newsroom) -> Look:
    """Like those of content management systems: an item is added by its guid, or, if its date is
    later than that which is stored, overwritten; nothing is ever deleted.
    """
    kept: dict[tuple[str, str], tuple[str, str, str]] = {}

    def look() -> Seen:
        for form in FORMS:
            with urlopen(f"{newsroom.url}/feeds/world.{form}", timeout=10) as answer:
                parsed = READER.parse(BytesIO(answer.read()))
            for entry in parsed.entries:
                date = time.strftime("%Y-%m-%dT%H:%M:%S", entry.updated_parsed)
                stored = kept.get((form, entry.id))
                if stored is None or stored[0] < date:
                    kept[form, entry.id] = (date, entry.title, entry.content[0].value)
        return [(form, guid, title, text) for (form, guid), (_, title, text) in kept.items()]

    return look


def expire(newsroom: Newsroom) -> None:
    """The permission has ended."""
    path = newsroom.folder / "config.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[grants.harbor]", "[grants.harbor]\nexpires = 2024-01-01"))
    newsroom.syndicator("publish")


def assert_withdrawn(seen: Seen, *stories: str) -> None:
    gone = [each for each in seen if each[1].rpartition("/")[2] in stories]
    assert len(gone) == len(stories) * len(FORMS)
    for _, _, title, text in gone:
        assert title == "Withdrawn"
        assert "This story was withdrawn on" in text
        assert not any(words in text for words in ("ferry", "bread", "Copyright"))


def ids(seen: Seen) -> dict[str, list[str]]:
    """The stories by form, those of one form in alphabetical order."""
    return {
        form: sorted(
            each[1].removeprefix("https://harbor.example/id/") for each in seen if each[0] == form
        )
        for form in FORMS
    }


def both(*stories: str) -> dict[str, list[str]]:
    return {form: list(stories) for form in FORMS}


def texts(seen: Seen, story: str) -> list[str]:
    return [each[3] for each in seen if each[1].endswith(f"/{story}")]


@pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not installed")
def test_newsboat_shows_what_stands(newsroom: Newsroom) -> None:
    newsroom.source(("ferry", "Ferry stops", FERRY), ("bakers", "Bakers rise", BAKERS))
    newsroom.syndicator("poll", "--all")
    look = newsboat(newsroom)
    seen = look()
    assert ids(seen) == both("bakers", "ferry")
    assert {each[2] for each in seen} == {"Ferry stops", "Bakers rise"}
    for text in texts(seen, "ferry"):
        assert FERRY in text
        assert text.count("This article originally appeared on") == 1
        assert text.count("Copyright (c)") == 1

    # A new story and a correction: the one is added, the other takes the place of what stood.
    corrected = FERRY.replace("noon", "two")
    stories = (("ferry", "Ferry stops", corrected), ("school", "Weights for sums", SCHOOL))
    newsroom.source(*stories, ("bakers", "Bakers rise", BAKERS))
    newsroom.syndicator("poll", "--all")
    seen = look()
    assert ids(seen) == both("bakers", "ferry", "school")
    assert all(corrected in text and "Corrected on" in text for text in texts(seen, "ferry"))

    newsroom.syndicator("kill", "--yes", "https://harbor.example/ferry", "--reason", "untrue")
    newsroom.syndicator("publish")
    # It overwrites what it has kept.
    assert_withdrawn(look(), "ferry")
    expire(newsroom)
    assert_withdrawn(look(), "ferry", "bakers", "school")
    # One that subscribes now sees nothing else.
    shutil.rmtree(newsroom.folder / "newsboat")
    assert_withdrawn(newsboat(newsroom)(), "ferry", "bakers", "school")


@pytest.mark.skipif(shutil.which("r2e") is None, reason="rss2email is not installed")
def test_rss2email_sends_each_state_once(newsroom: Newsroom) -> None:
    newsroom.source(("ferry", "Ferry stops", FERRY), ("bakers", "Bakers rise", BAKERS))
    newsroom.syndicator("poll", "--all")
    look = rss2email(newsroom)
    assert ids(look()) == both("bakers", "ferry")

    corrected = FERRY.replace("noon", "two")
    stories = (("ferry", "Ferry stops", corrected), ("school", "Weights for sums", SCHOOL))
    newsroom.source(*stories, ("bakers", "Bakers rise", BAKERS))
    newsroom.syndicator("poll", "--all")
    look()
    seen = look()
    assert ids(seen) == both("bakers", "ferry", "ferry", "school")
    assert sum("Corrected on" in text for text in texts(seen, "ferry")) == len(FORMS)

    newsroom.syndicator("kill", "--yes", "https://harbor.example/ferry", "--reason", "untrue")
    newsroom.syndicator("publish")
    seen = look()
    # What was sent is sent; of its withdrawal it sends word.
    assert ids(seen) == both("bakers", "ferry", "ferry", "ferry", "school")
    assert sum("This story was withdrawn on" in text for text in texts(seen, "ferry")) == 2
    expire(newsroom)
    assert ids(look()) == both("bakers", "bakers", "ferry", "ferry", "ferry", "school", "school")


@pytest.mark.parametrize("program", ["reader", "importer"])
def test_what_is_kept_by_guid_is_overwritten(newsroom: Newsroom, program: str) -> None:
    """By the library ``reader``, and by an importer that goes by guid and date as they do."""
    newsroom.source(("ferry", "Ferry stops", FERRY), ("bakers", "Bakers rise", BAKERS))
    newsroom.syndicator("poll", "--all")
    look = {"reader": reader, "importer": importer}[program](newsroom)
    assert ids(look()) == both("bakers", "ferry")

    corrected = FERRY.replace("noon", "two")
    newsroom.source(("ferry", "Ferry stops", corrected), ("bakers", "Bakers rise", BAKERS))
    newsroom.syndicator("poll", "--all")
    assert all(corrected in text for text in texts(look(), "ferry"))

    # Held and released: the text goes and comes back.
    newsroom.syndicator("hold", "https://harbor.example/ferry", "--reason", "a call")
    assert_withdrawn(look(), "ferry")
    newsroom.syndicator("release", "https://harbor.example/ferry")
    assert all(corrected in text for text in texts(look(), "ferry"))

    newsroom.syndicator("kill", "https://harbor.example/ferry", "--yes", "--reason", "untrue")
    assert_withdrawn(look(), "ferry")
    expire(newsroom)
    assert_withdrawn(look(), "ferry", "bakers")
