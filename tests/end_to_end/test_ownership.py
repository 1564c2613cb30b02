"""What is on record survives the database: restores, lost volumes, moved and copied databases."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from tests.support.newsroom import Newsroom, rss

from syndicator.config import load
from syndicator.errors import ForeignOutput, OutputError
from syndicator.pipeline import Engine
from syndicator.publish.ownership import MARK
from syndicator.store.backup import backup
from syndicator.store.database import Store

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def room(publisher: Publisher, tmp_path: Path) -> Iterator[Newsroom]:
    """Three stories that stand, and a backup from before the third."""
    publisher.documents["/a.xml"] = rss("a", 1, 2)
    room = Newsroom(publisher, tmp_path, now=datetime.now(UTC) - timedelta(hours=9))
    room.sources["a"] = "ga"
    room.grants["ga"] = ""
    room.feeds["world"] = 'sources = ["a"]\nformats = ["atom", "rss", "json", "html"]'
    room.poll()
    room.publish()
    room.stop()
    return_to = room.folder / "old.db"
    backup(room.database, return_to)
    publisher.documents["/a.xml"] = rss("a", 1, 2, 3, 4)
    room.later()
    room.poll()
    room.publish()
    yield room
    room.stop()


def desk(room: Newsroom, syndicator: Run, *words: str) -> None:
    room.stop()
    syndicator(*words)
    syndicator("publish")


def numbers(room: Newsroom) -> list[str]:
    found = [*(room.output / "world").glob("*.html"), *(room.output / "world").glob("*.gone")]
    return sorted(path.name for path in found if path.name[0].isdigit())


def book(room: Newsroom, syndicator: Run) -> list[tuple[int, str]]:
    room.stop()
    rows = json.loads(syndicator("ledger", "--json").stdout)
    return [(row["item"], row["what"]) for row in rows]


def lose(room: Newsroom) -> None:
    room.stop()
    for file in room.folder.glob("syndicator.db*"):
        file.unlink()


KILL = ("kill", "--yes", "--reason", "it was never true")


def test_a_restore_takes_back_no_kill_and_leaves_nothing_unrecorded(
    room: Newsroom, syndicator: Run
) -> None:
    desk(room, syndicator, *KILL, "2", "3")
    desk(room, syndicator, "reject", "1", "--reason", "not ours")
    before = book(room, syndicator)
    said = syndicator("restore", "old.db").stdout
    assert "carried over from it: 2 kills, 1 rejections, 5 rows of the ledger" in said
    assert book(room, syndicator) == before
    syndicator("publish")
    assert room.showing("Texta2x") == room.showing("Texta3x") == room.showing("Texta1x") == []
    assert book(room, syndicator) == before
    room.publisher.documents["/a.xml"] = rss("a", 1, 2, 3, 4, 5)
    syndicator("poll", "--all")
    assert room.showing("Texta2x") == room.showing("Texta3x") == []
    assert "world/5.html" in room.showing("Texta5x"), "no number is used twice"
    assert syndicator("audit").stdout == "everything stands as it should\n"


def test_a_restore_over_ruins_is_refused_and_then_the_output_remembers(
    room: Newsroom, syndicator: Run
) -> None:
    desk(room, syndicator, *KILL, "2", "3")
    room.database.write_bytes(b"ruins")
    refused = syndicator("restore", "old.db", code=2).stderr
    assert "kills, rejections and rows of the ledger since the backup would be lost" in refused
    assert "--forget" in refused
    said = syndicator("restore", "old.db", "--forget").stdout
    assert "2 killed stories taken over from the output; numbers go on from 5" in said
    assert "world/4.html" in said, "what the backup does not know is taken down, and said"
    assert not (room.output / "world/4.html").exists()
    syndicator("publish")
    assert room.showing("Texta2x") == room.showing("Texta3x") == []
    syndicator("poll", "--all")
    assert room.showing("Texta2x") == room.showing("Texta3x") == []
    assert (room.output / "world/2.html.gone").exists()
    assert "world/5.html" in room.showing("Texta4x")
    assert syndicator("audit").stdout == "everything stands as it should\n"


@pytest.mark.parametrize("command", ["poll", "publish"])
def test_an_empty_database_over_an_output_is_refused(
    room: Newsroom, syndicator: Run, process: Run, command: str
) -> None:
    desk(room, syndicator, *KILL, "2")
    before = {path: path.read_bytes() for path in room.output.rglob("*") if path.is_file()}
    lose(room)
    said = syndicator(command, code=1).stderr
    assert "an empty database" in said
    assert "Is its volume mounted" in said
    assert "syndicator adopt" in said
    process("run", code=78)
    assert {path: path.read_bytes() for path in room.output.rglob("*") if path.is_file()} == before


def test_a_lost_database_is_replaced_and_the_kill_wins(room: Newsroom, syndicator: Run) -> None:
    desk(room, syndicator, *KILL, "2")
    stone = (room.output / "world.atom").read_text("utf-8")
    feed_id = re.findall("<id>([^<]*world[^<]*)</id>", stone)[0]
    lose(room)
    shown = syndicator("adopt").stdout
    assert "1 killed story to be taken over" in shown
    assert "the ledger of the other database is not in the output" in shown
    assert "nothing was done: add --yes" in shown
    assert (room.output / "world/1.html").exists()
    syndicator("adopt", "--yes")
    [written] = room.folder.glob("shown-before-adopt-*.json")
    assert written.stat().st_mode & 0o077 == 0
    rows = json.loads(written.read_text("utf-8"))
    assert {row["file"] for row in rows} >= {"world.atom", "world.rss", "world.json"}
    [page] = [row for row in rows if row["file"] == "world/1.html"]
    assert page["item"] == 1
    assert "Titlea1x" in page["title"]
    for suffix in ("atom", "rss", "json"):
        titles = [row["title"] for row in rows if row["file"] == f"world.{suffix}"]
        assert [each for each in titles if "Titlea3x" in each], suffix
    assert not (room.output / "world/1.html").exists()
    assert (room.output / "world/2.html.gone").exists()
    syndicator("poll")
    assert room.showing("Texta2x") == []
    assert numbers(room) == ["2.html.gone", "5.html", "6.html", "7.html"]
    atom = (room.output / "world.atom").read_text("utf-8")
    assert 'deleted-entry ref="https://a.example/2"' in atom
    assert feed_id in atom
    assert "killed" in syndicator("why", "2").stdout
    assert syndicator("audit").stdout == "everything stands as it should\n"


def test_kills_come_back_from_an_export_of_the_ledger(room: Newsroom, syndicator: Run) -> None:
    desk(room, syndicator, *KILL, "2")
    (room.folder / "ledger.json").write_text(syndicator("ledger", "--json").stdout)
    lose(room)
    shutil.rmtree(room.output)
    syndicator("adopt", "--ledger", "ledger.json", "--yes")
    syndicator("poll")
    assert room.showing("Texta2x") == []
    assert room.showing("Texta1x") != []
    (room.folder / "ledger.json").write_text("[{}]")
    wrong = syndicator("adopt", "--ledger", "ledger.json", code=2).stderr
    assert "not what `syndicator ledger --json` wrote" in wrong


def test_an_older_database_over_an_output_is_refused(room: Newsroom, syndicator: Run) -> None:
    desk(room, syndicator, *KILL, "2")
    for file in room.folder.glob("syndicator.db-*"):
        file.unlink()
    shutil.copy(room.folder / "old.db", room.database)
    said = syndicator("poll", code=1).stderr
    assert "a later state of" in said
    syndicator("adopt", "--yes")
    syndicator("poll", "--all")
    assert room.showing("Texta2x") == []


def test_of_two_copies_that_write_to_one_output_one_is_refused(room: Newsroom) -> None:
    room.stop()
    copy = room.folder / "copy"
    copy.mkdir()
    text = (room.folder / "config.toml").read_text("utf-8")
    text = text.replace("[poll]", f'output = "{room.output}"\n[poll]')
    (copy / "config.toml").write_text(text, "utf-8")
    shutil.copy(room.database, copy / "syndicator.db")
    config = load(copy / "config.toml", environ={})
    room.later()
    other = Engine.start(config, now=room.now)
    room.engine.publish(now=room.now, everything=True)
    with pytest.raises(ForeignOutput, match="another copy writes there"):
        other.publish(now=room.now, everything=True)
    other.close()
    with pytest.raises(ForeignOutput):
        Engine.start(config, now=room.now)


def test_another_output_is_looked_at_when_the_configuration_is_read_again(
    room: Newsroom, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(room.output, other)
    mark = json.loads((other / MARK).read_text("utf-8"))
    (other / MARK).write_text(json.dumps({**mark, "database": "0" * 32}))
    room.top = f'output = "{other}"'
    with pytest.raises(ForeignOutput, match="another database"):
        room.reload()
    assert room.engine.config.output == room.output
    room.stop()
    (other / MARK).write_text("{}")
    with pytest.raises(OutputError, match="cannot be read"):
        room.engine.publish(now=room.now, everything=True)


def test_the_mark_tells_nobody_why_and_is_not_for_everybody(
    room: Newsroom, syndicator: Run
) -> None:
    desk(room, syndicator, *KILL, "2")
    mark = room.output / MARK
    assert mark.stat().st_mode & 0o007 == 0
    text = mark.read_text("utf-8")
    assert "never true" not in text
    (killed,) = json.loads(text)["killed"]
    assert killed["by"] == ""
    with Store.open(room.database, mode="read") as store:
        assert store.row("SELECT generation FROM instance")[0] == json.loads(text)["generation"]  # type: ignore[index]
