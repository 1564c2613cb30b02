"""From the tables of rules to rules: what is made of each key, and what a digest says of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from syndicator.config import Config
from syndicator.config.digests import config_digests, selection_digest
from syndicator.model import Digest, FeedName, SourceName
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import (
    Clause,
    Dates,
    Field,
    FoldedPattern,
    Group,
    Has,
    Length,
    PlacedRule,
    Quantifier,
    Tagged,
    is_hold,
)

Read = Callable[[str], Config]

MORE = """
[rules.no-sport]
exclude = [{ category = "sport", none = ["Olympics", { source = "one" }] }]
[rules.desk]
pin = [{ title = "re:^Explained" }]
include = [{ image = true, enclosure = false }]
hold = [{ length = { min = 5 }, since = 2026-01-01, until = 2026-02-01, name = "winter" }]
label."Very Good" = [{ any = ["Orbán", "北约"] }]
label.Plain = [{ tag = "re:^riv" }, { all = ["a"] }]
exclude = [{ until = 2026-01-01 }]
[rules.unused]
exclude = [{ any = ["x"] }]
"""
BEFORE = "4f6bc57f34734ce2a94673af78bcc6b2103367194e88c6e0d4e5758321e99301"
FEED = """
rules = ["no-sport", "desk"]
exclude = [{ any = ["Orbán"] }]
quota = { source = 3 }
labels = true
"""


@pytest.fixture
def world(read: Read, full: str) -> OutputFeed:
    text = full.replace('max_age = "all"', f'max_age = "all"\n{FEED}')
    text = text.replace('exclude = [{ category = "sport" }]\n', "")
    config = read(text + MORE)
    assert [each.key for each in config.rules] == ["rules.no-sport", "rules.desk", "rules.unused"]
    return config.feeds[FeedName("world")]


def test_the_order_in_which_rules_are_asked(world: OutputFeed) -> None:
    assert [each.key for each in world.deciding] == [
        "rules.no-sport.exclude[0]",
        "rules.desk.exclude[0]",
        "rules.desk.hold[0]",
        "rules.desk.include[0]",
        "feeds.world.exclude[0]",
        "feeds.world.include[0]",
    ]
    assert [each.key for each in world.marking] == [
        "rules.desk.pin[0]",
        'rules.desk.label."Very Good"[0]',
        "rules.desk.label.Plain[0]",
        "rules.desk.label.Plain[1]",
    ]
    assert [each.label for each in world.marking] == [None, "Very Good", "Plain", "Plain"]
    assert [each.key for each in world.deciding if is_hold(each.key)] == ["rules.desk.hold[0]"]
    assert (world.quota.source, world.quota.label, world.labels) == (3, None, True)


def test_what_is_made_of_each_key(world: OutputFeed) -> None:
    placed: dict[str, PlacedRule] = {each.key: each for each in (*world.deciding, *world.marking)}
    sport = placed["rules.no-sport.exclude[0]"].rule
    assert sport.text == '{ category = "sport", none = ["Olympics", { source = "one" }] }'
    category, none = sport.clauses
    assert isinstance(category, Clause)
    assert isinstance(none, Group)
    assert none.quantifier is Quantifier.NONE
    assert len(none.members) == 2
    winter = placed["rules.desk.hold[0]"].rule
    assert winter.text == '"winter"'
    length, dates = winter.clauses
    assert length == Length(min=5)
    assert isinstance(dates, Dates)
    assert dates.since
    assert dates.until
    includes = placed["rules.desk.include[0]"].rule.clauses
    assert [isinstance(each, Has) and each.wanted for each in includes] == [True, False]
    [tagged] = placed["rules.desk.label.Plain[0]"].rule.clauses
    one, three = SourceName("one"), SourceName("three")
    assert tagged == Tagged(sources=((one, "rivers"), (three, "rivers")))


def test_accents_do_not_matter_in_named_sets_only(world: OutputFeed) -> None:
    [good] = (each for each in world.marking if each.label == "Very Good")
    [clause] = good.rule.clauses
    assert isinstance(clause, Clause)
    assert clause.field is Field.ANY
    orban, nato = clause.patterns
    assert isinstance(orban, FoldedPattern)
    assert (orban.source, orban.folded, orban.runs) == ("Orbán", "orban", frozenset({"orban"}))
    assert isinstance(nato, FoldedPattern)
    assert nato.runs == frozenset()
    [own] = (each for each in world.deciding if each.key == "feeds.world.exclude[0]")
    [clause] = own.rule.clauses
    assert isinstance(clause, Clause)
    assert not isinstance(clause.patterns[0], FoldedPattern)


def test_what_made_room_stays_away_after_an_upgrade(read: Read, good: str) -> None:
    """The digest of a selection that needs nothing new is the one that earlier versions made."""
    rules = (
        'include = [{ any = ["Elbe", "Oder"], language = "en" }]\n'
        'exclude = [{ category = "sport" }, { all = ["a", "b"] }]\n'
    )
    config = read(good + rules)
    feed = config.feeds[FeedName("world")]
    assert selection_digest(config, feed) == BEFORE
    for more in ("quota = { source = 2 }", 'pin = [{ title = "x" }]', 'hold = [{ any = ["x"] }]'):
        other = read(good + rules + more)
        assert selection_digest(other, other.feeds[FeedName("world")]) != BEFORE
    # A label moves nothing, unless there is a quota for it.
    labels = 'rules = ["l"]\nlabel = { L = [{ any = ["x"] }] }\n'
    labelled = read(f'{good}{rules}{labels}[rules.l]\nlabel = {{ M = [{{ any = "y" }}] }}\n')
    assert selection_digest(labelled, labelled.feeds[FeedName("world")]) == BEFORE


DIGESTS = """
import sys
from pathlib import Path
from syndicator.config import load
from syndicator.config.digests import config_digests, selection_digest
config = load(Path("config.toml"), environ={})
selections = [selection_digest(config, feed) for feed in config.feeds.values()]
print(config_digests(config, "common"), selections)
"""


def test_another_process_makes_the_same_digests(read: Read, good: str) -> None:
    config = read(
        good
        + """rules = ["many"]
exclude = [{ title = "re:a|b" }]
[rules.many]
exclude = [{ any = ["one two three four five", "six"] }, { tag = "re:x" }]
"""
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", DIGESTS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path.cwd(),
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    here = config_digests(config, Digest("common"))
    assert said == {f"{here} {[selection_digest(config, f) for f in config.feeds.values()]}"}
