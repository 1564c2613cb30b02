"""``syndicator review`` on a terminal: one key for each decision."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.publisher import Publisher

from syndicator.cli.desk_words import Asked, record
from syndicator.config import load
from syndicator.store import desk
from syndicator.store.database import Store

CONFIG = """
[sources.harbor]
url = "{url}/harbor.xml"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."
credit = "Radio Free Harbor"
approval = "editor"
footer = "Copyright {{{{ year }}}} {{{{ holder }}}}"

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""
TEXTS = (
    "The ferry across the lower river stopped at noon because the cable had worn thin.",
    "Bakers in the old town begin before three so that the bread is warm by six.",
    "A school in the hills teaches arithmetic with the weights of the market.",
    "The library lends umbrellas since the wettest spring in forty years.",
    "Two pilots found the lighthouse dark and landed by the lamps of the fishing boats.",
)
Run = Callable[..., subprocess.CompletedProcess[str]]
QUESTIONS = ("[q] quit\r\n", "after all) []:", "for good? [y/N]:")
"""What a review waits at."""
KEY, REASON, SURE = QUESTIONS


@pytest.fixture(autouse=True)
def newsroom(publisher: Publisher, configure: Callable[[str], Path], syndicator: Run) -> None:
    items = "".join(
        f"<item><title>Story {number}</title><link>https://harbor.example/{number}</link>"
        f"<guid isPermaLink='false'>id-{number}</guid><description>{text}</description></item>"
        for number, text in enumerate(TEXTS, 1)
    )
    publisher.documents["/harbor.xml"] = (
        "<rss version='2.0'><channel><title>Harbor</title><link>https://harbor.example/</link>"
        f"<description>News</description><language>en</language>{items}</channel></rss>"
    ).encode()
    configure(CONFIG.format(url=publisher.url))
    syndicator("poll")


def _takes_keys(terminal: int) -> bool:
    """Whether it hands on each key, and not only whole lines."""
    return not termios.tcgetattr(terminal)[3] & termios.ICANON


def typed(answers: Sequence[tuple[str, str]], *arguments: str, cwd: Path) -> tuple[int, str]:
    """Answer the questions of a review; its exit code, and all that its terminal showed."""
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).parent / "syndicator"), "review", *arguments]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd)
    os.close(theirs)
    shown, place = "", 0
    left = list(answers)
    for _ in range(3_000):
        if left and left[0][0] in shown[place:] and _takes_keys(ours) is (left[0][0] == KEY):
            place = len(shown)
            os.write(ours, left.pop(0)[1].encode())
        if select.select([ours], [], [], 0.01)[0]:
            try:
                shown += os.read(ours, 65_536).decode()
            except OSError:  # the other end is closed: it has ended
                break
    os.close(ours)  # which ends what still waits for a key
    code = process.wait(timeout=30)
    assert not left, shown
    return code, shown


def decided(syndicator: Run) -> dict[str, list[tuple[str, str, str]]]:
    found = json.loads(syndicator("items", "--json").stdout)
    told = [json.loads(syndicator("why", str(each["item"]), "--json").stdout)[0] for each in found]
    return {
        each["title"]: [(word["action"], word["by"], word["reason"]) for word in each["desk"]]
        for each in told
    }


def test_one_key_for_each_decision(
    syndicator: Run, tmp_path: Path, outputs: Callable[[], dict[str, tuple[bytes, int]]]
) -> None:
    answers = [
        *((KEY, "a"), (KEY, "r"), (REASON, "not for us\n"), (KEY, "s")),
        *((KEY, "h"), (REASON, "later\n"), (KEY, "u"), (KEY, "a")),
        *((KEY, "k"), (REASON, "it is libel\n"), (SURE, "y\n")),
    ]
    code, shown = typed(answers, "--by", "emil", cwd=tmp_path)
    assert code == 0, shown
    assert "1 of 5: item 1 of harbor" in shown
    assert "nobody has chosen this one yet" in " ".join(shown.split())
    assert TEXTS[0][:40] in shown
    assert "taken back" in shown
    assert decided(syndicator) == {
        "Story 1": [("approve", "emil", "")],
        "Story 2": [("reject", "emil", "not for us")],
        "Story 3": [],
        "Story 4": [("hold", "emil", "later"), ("undo", "emil", ""), ("approve", "emil", "")],
        "Story 5": [("kill", "emil", "it is libel")],
    }
    feed = outputs()["world.atom"][0].decode()
    assert [n for n in range(1, 6) if f"Story {n}<" in feed] == [1, 4]


def test_what_was_decided_is_published_when_the_editor_quits(
    syndicator: Run, tmp_path: Path, outputs: Callable[[], dict[str, tuple[bytes, int]]]
) -> None:
    code, shown = typed([(KEY, "r"), (REASON, "\n"), (KEY, "a"), (KEY, "q")], cwd=tmp_path)
    assert code == 0, shown
    assert "1 of 5 decided" in shown
    assert "Story 1<" in outputs()["world.atom"][0].decode()
    assert [len(words) for _, words in sorted(decided(syndicator).items())] == [1, 0, 0, 0, 0]


def test_it_needs_somebody_who_can_answer(syndicator: Run) -> None:
    assert "a review needs a terminal" in syndicator("review", code=2).stderr
    assert not any(decided(syndicator).values())


def test_an_unknown_source(syndicator: Run) -> None:
    assert 'no source "harbour"' in syndicator("review", "--source", "harbour", code=2).stderr


def test_the_second_of_two_editors_is_told(syndicator: Run, tmp_path: Path) -> None:
    config = load(tmp_path / "config.toml", environ={})
    with Store.open(config.database, mode="edit") as store:
        before = desk.seen(store)
        syndicator("reject", "1", "--reason", "not for us", "--by", "vera")
        asked = Asked(
            verb="approve",
            by="emil",
            reason="",
            named=("1",),
            seen=(before.word, before.revision),
        )
        [line] = record(store, config, asked, now=datetime.now(UTC)).lines
    assert line == (
        "item 1: it changed or was decided on meanwhile; the last decision is of vera. "
        "Nothing was recorded."
    )
    assert decided(syndicator)["Story 1"] == [("reject", "vera", "not for us")]
