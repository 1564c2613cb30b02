"""Whatever happens, nothing stands in any file that a judgement from nothing would not let stand.

A few short histories in the suite; ``SYNDICATOR_HISTORIES=200`` tries more, and longer ones.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.support.newsroom import NOW, Newsroom, rss

from syndicator.errors import ForeignOutput
from syndicator.model import SourceName, Word
from syndicator.pipeline import Engine
from syndicator.publish.adopt import adopt
from syndicator.publish.differences import look
from syndicator.publish.ownership import MARK
from syndicator.store import editorial, feeds, placements, source_holds
from syndicator.store.activate import activate
from syndicator.store.backup import backup
from syndicator.store.database import Store
from syndicator.store.editorial import Action
from syndicator.store.restore import restore

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

HISTORIES = int(os.environ.get("SYNDICATOR_HISTORIES", "3"))
STEPS = 14 if HISTORIES < 10 else 40
SOURCES = ("a", "b")
TERMS = {
    "full": "",
    "headline": 'scope = "headline"',
    "ended": "expires = 2026-04-01",
    "ending": "expires = 2026-05-04",
    "asked": 'approval = "editor"',
    "noted": 'footer = "With thanks to {{ holder }}"',
    "agencies": 'third_party = "withhold"',
    "removed": 'remove_after = "20d"',
    "preset": 'preset = "headline-only"',
}
FORMS = (
    'formats = ["atom", "rss", "json", "html"]',
    'formats = ["html", "atom"]\naccess = "token"',
    'formats = ["json"]\nhistory = "none"',
    'formats = ["atom", "html"]\nlimit = 2',
)
AGENCY = '[[agencies]]\nname = "Harbor Press Agency"\nmarks = ["HPA"]\n'
ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles")
_ROOMS = itertools.count()


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class History(RuleBasedStateMachine):
    publisher: ClassVar[Publisher]
    folder: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        place = self.folder / str(next(_ROOMS))
        place.mkdir()
        self.room = Newsroom(self.publisher, place)
        self.terms = dict.fromkeys(SOURCES, "full")
        self.stories = {"a": [1, 2, 3], "b": [1, 2]}
        self.said: dict[tuple[str, int], str] = {}
        self.listed = set(SOURCES)
        self.configured = set(SOURCES)
        self.form, self.zone, self.agency = FORMS[0], ZONES[0], False
        self.feed, self.was = "world", ""
        self.backed_up = False
        self.copied: bytes | None = None
        self.tables = {name: name for name in SOURCES}
        self.held: set[str] = set()
        self.apply()
        self.room.poll()
        self.room.publish()

    def apply(self) -> None:
        """Put what the model says into config.toml and in force, and do one tick."""
        room = self.room
        room.sources = {self.tables[name]: f"g{name}" for name in sorted(self.configured)}
        room.grants = {f"g{name}": TERMS[self.terms[name]] for name in sorted(self.configured)}
        room.grants.setdefault("spare", "")
        listed = [
            self.tables[name]
            for name in sorted(self.listed & self.configured) or sorted(self.configured)
        ]
        was = f'was = ["{self.was}"]\n' if self.was else ""
        room.feeds = {self.feed: f"sources = {listed}\n{was}{self.form}".replace("'a'", '"a"')}
        room.feeds = {k: v.replace("'", '"') for k, v in room.feeds.items()}
        room.top = f'timezone = "{self.zone}"'
        room.more = AGENCY if self.agency else ""
        for name, numbers in self.stories.items():
            documents = [rss(name, n, more="(HPA)" if n % 3 == 0 else "") for n in numbers]
            items = b"".join(
                d.split(b"<description>-</description>")[1].split(b"</channel>")[0]
                for d in documents
            )
            head, tail = documents[0].split(b"<description>-</description>")
            end = b"</channel>" + tail.split(b"</channel>")[1]
            path = self.room.paths.setdefault(self.tables[name], f"/{self.tables[name]}.xml")
            self.publisher.documents[path] = head + b"<description>-</description>" + items + end
        room.later(timedelta(minutes=1))
        if room._engine is None:
            room.start()
        else:
            room.reload()

    # ── what happens ─────────────────────────────────────────────────────────────────────────

    @rule(name=st.sampled_from(SOURCES), terms=st.sampled_from(sorted(TERMS)))
    def other_terms(self, name: str, terms: str) -> None:
        self.terms[name] = terms
        self.apply()

    @rule(name=st.sampled_from(SOURCES))
    def out_of_the_list_or_back(self, name: str) -> None:
        self.listed ^= {name}
        self.apply()

    @precondition(lambda self: len(self.configured) == len(SOURCES))
    @rule(name=st.sampled_from(SOURCES))
    def out_of_the_configuration(self, name: str) -> None:
        self.configured -= {name}
        self.apply()

    @rule()
    def all_of_them_back(self) -> None:
        self.configured = set(SOURCES)
        self.apply()

    @rule(form=st.sampled_from(FORMS), zone=st.sampled_from(ZONES), agency=st.booleans())
    def otherwise(self, form: str, zone: str, *, agency: bool) -> None:
        self.form, self.zone, self.agency = form, zone, agency
        self.apply()

    @precondition(lambda self: not self.was)
    @rule()
    def another_name(self) -> None:
        self.feed, self.was = "globe", "world"
        self.apply()

    @rule(name=st.sampled_from(SOURCES))
    def news(self, name: str) -> None:
        self.stories[name].append(max(self.stories[name]) + 1)
        self.apply()
        self.room.poll()

    @rule(
        name=st.sampled_from(SOURCES),
        number=st.integers(1, 3),
        action=st.sampled_from([Action.KILL, Action.REJECT, Action.APPROVE, Action.HOLD]),
    )
    def a_word(self, name: str, number: int, action: Action) -> None:
        store = self.room.engine._store
        row = store.row(
            "SELECT id FROM items WHERE atom_id = ?", (f"https://{name}.example/{number}",)
        )
        if row is None:
            return
        self.room.later(timedelta(minutes=1))
        editorial.record(store, [row["id"]], action, by="jane", reason="because", now=self.room.now)
        if self.said.get((name, number)) != Action.KILL:
            held = self.said.get((name, number)) == Action.HOLD
            if not (held and action is not Action.KILL):
                self.said[name, number] = action.value

    @rule(name=st.sampled_from([*SOURCES, "*"]), ends=st.booleans())
    def a_source_is_held_or_released(self, name: str, *, ends: bool) -> None:
        """All of it, or everything; what comes under another name or later, too."""
        names = [self.tables.get(each, each) for each in ((*SOURCES, "*") if name == "*" else name)]
        word = Word(at=self.room.now, by="jane", reason="a court order")
        do = source_holds.release if ends else source_holds.hold
        do(self.room.engine._store, map(SourceName, names), word)
        chosen = set(SOURCES) if name == "*" else {name}
        self.held = self.held - chosen if ends else self.held | chosen

    @rule(span=st.sampled_from([timedelta(hours=5), timedelta(days=3), timedelta(days=33)]))
    def time_passes(self, span: timedelta) -> None:
        self.room.later(span)

    @rule(span=st.sampled_from([timedelta(hours=2), timedelta(days=2)]))
    def the_clock_goes_back(self, span: timedelta) -> None:
        self.room.later(-span)

    @rule(name=st.sampled_from(SOURCES), moved=st.booleans())
    def a_source_is_renamed(self, name: str, *, moved: bool) -> None:
        """The table has another name; at another address it is another source, too."""
        former = self.tables[name]
        self.tables[name] += name
        if not moved:
            self.room.paths[self.tables[name]] = self.room.paths[former]
        self.apply()
        self.room.poll()

    @rule()
    def a_copy_is_made(self) -> None:
        """As an operator would make one who moves the database to another machine."""
        self.room.stop()
        backup(self.room.database, self.room.folder / "copy.db", overwrite=True)
        self.copied = self.mark()
        self.room.start()

    def mark(self) -> bytes:
        return (self.room.output / MARK).read_bytes()

    @precondition(lambda self: self.copied not in {None, self.mark()})
    @rule()
    def the_copy_is_started(self) -> None:
        """After the other one has written there: the copy may not."""
        self.room.stop()
        before = contents(self.room.output)
        with pytest.raises(ForeignOutput):
            Engine.start(
                replace(self.room.load(), database=self.room.folder / "copy.db"), now=self.room.now
            ).publish(now=self.room.now)
        assert contents(self.room.output) == before
        self.room.start()

    @rule()
    def the_database_is_lost(self) -> None:
        self.room.publish()
        self.room.stop()
        for file in self.room.folder.glob("syndicator.db*"):
            file.unlink()
        with Store.open(self.room.database, mode="own") as store:
            active = activate(store, self.room.load(), self.room.now)
            adopt(store, active, now=self.room.now)
        self.said = {name: said for name, said in self.said.items() if said == "kill"}
        self.held = set()
        self.backed_up, self.copied = False, None
        self.room.start()
        self.room.poll()

    @rule()
    def a_restart(self) -> None:
        self.room.stop()
        self.room.later(timedelta(minutes=1))
        self.room.start()

    @rule()
    def a_backup(self) -> None:
        backup(self.room.database, self.room.folder / "old.db", overwrite=True)
        self.backed_up = True

    @precondition(lambda self: self.backed_up)
    @rule()
    def a_restore(self) -> None:
        self.room.stop()
        restore(self.room.folder / "old.db", self.room.database)
        self.room.later(timedelta(minutes=1))
        self.room.start()

    # ── what must hold ───────────────────────────────────────────────────────────────────────

    def may_stand(self, name: str, number: int) -> str:
        """What a judgement from nothing lets stand: ``text``, ``title`` or nothing."""
        terms, said = self.terms[name], self.said.get((name, number))
        stopped = name in self.held or said in {"kill", "reject", "hold"}
        if stopped or name not in self.configured or terms == "ended":
            return ""
        if terms == "asked" and said != "approve":
            return ""
        if terms == "ending" and self.room.now >= NOW.replace(day=5):  # whatever the zone
            return ""
        if terms == "agencies" and self.agency and number % 3 == 0:
            return ""
        if terms == "removed" and self.room.now > NOW + timedelta(days=20):
            return "" if number <= 2 else "text"
        return "title" if terms in {"headline", "preset"} else "text"

    @invariant()
    def nothing_stands_that_may_not(self) -> None:
        self.room.publish()
        for name, numbers in self.stories.items():
            for number in numbers:
                may = self.may_stand(name, number)
                text = self.room.showing(f"Text{name}{number}x")
                assert may == "text" or not text, (name, number, may, text)
                title = self.room.showing(f"Title{name}{number}x")
                assert may or not title, (name, number, title)

        self.a_judgement_from_nothing_finds_nothing()

    def a_judgement_from_nothing_finds_nothing(self) -> None:
        engine = self.room.engine
        differences = look(engine._store, engine._active, self.room.now)
        stale = {
            place.item
            for state in feeds.all(engine._store)
            for place in placements.standing(engine._store, state.name)
            if place.stale
        }
        assert [each for each in differences if each.item not in stale] == []

    def teardown(self) -> None:
        self.room.stop()


def test_nothing_stands_that_may_not(publisher: Publisher, tmp_path: Path) -> None:
    History.publisher, History.folder = publisher, tmp_path
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
