from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from syndicator import __version__
from syndicator.config import Config, agency_table, find, load
from syndicator.config.grant_table import GrantTable
from syndicator.config.loader import PLAIN_NOTICE
from syndicator.config.unsupported import NOT_YET
from syndicator.errors import ConfigError, UsageError
from syndicator.model import FeedName, GrantName, SourceName
from syndicator.model.grant import (
    UNSPECIFIED,
    Approval,
    Edits,
    Excerpt,
    Grant,
    Images,
    Placement,
    Scope,
    ThirdParty,
    Wording,
)
from syndicator.model.output_feed import Access, Order
from syndicator.model.rules import Clause, Field
from syndicator.rights.attribution.agencies import Agency

Read = Callable[[str], Config]
SHIPPED = Path(__file__).parents[2] / "config.toml"


def test_everything_arrives(read: Read, full: str, tmp_path: Path) -> None:
    config = read(full)
    assert config.path == tmp_path / "config.toml"
    assert config.base_url == "https://feeds.example.org/"
    assert config.database == Path("/var/lib/s.db")
    assert config.output == tmp_path / "feeds"
    assert config.timezone.key == "Europe/Berlin"
    assert config.user_agent == f"syndicator/{__version__} (+desk@example.org)"
    assert config.poll.allow_private == (ip_network("127.0.0.0/8"),)
    one, two = config.sources[SourceName("one")], config.sources[SourceName("two")]
    assert (one.every, two.every) == (timedelta(minutes=15), timedelta(hours=2))
    assert (one.backfill, two.backfill) == (timedelta(days=3), None)
    assert (one.timeout, one.max_bytes) == (timedelta(seconds=20), 10_000_000)
    world = config.feeds[FeedName("world")]
    assert world.sources == ("one", "two", "three")
    assert world.order is Order.UPDATED
    assert world.max_age is None
    (rule,) = world.include
    assert rule.text == '{ any = ["Elbe", "re:(?i)torgau"], language = "en" }'
    clauses = [clause for clause in rule.clauses if isinstance(clause, Clause)]
    assert [clause.field for clause in clauses] == [Field.ANY, Field.LANGUAGE]
    assert clauses[0].patterns[1].expression.search("TORGAU")


def test_a_source_may_lift_the_limit_of_all_others(read: Read, good: str) -> None:
    one = SourceName("one")
    assert read(good).sources[one].backfill == timedelta(days=7)
    lifted = good.replace("[sources.one]", '[sources.one]\nbackfill = "all"')
    assert read(lifted).sources[one].backfill is None


def test_grants_are_laid_over_their_presets(read: Read, full: str) -> None:
    grants = read(full).grants
    own, free = grants[GrantName("own")], grants[GrantName("free")]
    assert own == Grant(
        name=GrantName("own"),
        holder="One, Inc.",
        scope=Scope.EXCERPT,
        excerpt=Excerpt(paragraphs=2),
        granted=date(2026, 1, 1),
        expires=date(2027, 1, 1),
        header="From {{ credit_link }}",
    )
    assert free.preset == "cc-by-nd-3.0"
    assert free.license == "https://creativecommons.org/licenses/by-nd/3.0/"
    assert free.holder == "Three"
    assert free.footer is not None


def test_headline_only_is_there_where_it_is_used(read: Read, good: str, full: str) -> None:
    grant = read(full).grants[GrantName("headline-only")]
    assert (grant.scope, grant.license) == (Scope.HEADLINE, UNSPECIFIED)
    assert set(read(good).grants) == {"own"}


def test_a_grant_without_a_notice_gets_a_plain_one(read: Read, good: str) -> None:
    assert read(good).grants[GrantName("own")].footer == PLAIN_NOTICE
    own = good.replace("[grants.own]", '[grants.own]\nheader = "From {{ credit_link }}"')
    assert read(own).grants[GrantName("own")].footer is None


def test_a_ported_licence_is_named_by_its_address(read: Read, good: str) -> None:
    url = "https://creativecommons.org/licenses/by/3.0/de/"
    text = good.replace("[grants.own]", f'[grants.own]\npreset = "cc-by"\nlicense = "{url}"')
    assert read(text).grants[GrantName("own")].license == url


def test_defaults_are_those_of_the_grant_itself(read: Read, good: str) -> None:
    grant = read(good.replace('holder = "One, Inc."', 'footer = "x"')).grants[GrantName("own")]
    assert grant == Grant(name=GrantName("own"), footer="x")
    assert set(GrantTable.model_fields) == set(Grant.__dataclass_fields__) - {"name"}


def test_relative_paths_start_at_the_state_directory(tmp_path: Path, good: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(good, encoding="utf-8")
    config = load(path, environ={"STATE_DIRECTORY": "/var/lib/syndicator:/var/lib/other"})
    assert config.database == Path("/var/lib/syndicator/syndicator.db")
    assert config.output == Path("/var/lib/syndicator/feeds")


def test_no_contact_leaves_the_name_alone(read: Read, good: str) -> None:
    assert read(good).user_agent == f"syndicator/{__version__}"


def test_values_without_effect_are_accepted(read: Read, good: str) -> None:
    text = (
        'images = "keep"\nedits = "marked"\nembargo = "0h"\napproval = "auto"\nonward = true\n'
        'territory = ["*"]\nthird_party = "keep"\n'
    )
    assert read(good.replace("[grants.own]\n", f"[grants.own]\n{text}")).grants


CONDITIONS = """\
images = "own-credit"
edits = "none"
embargo = "2d"
use_within = "90d"
remove_after = "1w"
approval = "editor"
daily_limit = 3
onward = false
territory = ["*", "!US"]
third_party = "withhold"
counter = "https://one.example/count?{{ link }}"
overrides = ["personal-use"]
"""
WORDING = """
[[grants.own.wording]]
from = 2026-01-01
language = "de"
header = "Zuerst bei {{ credit_link }}"
placement = "both"
[[agencies]]
name = "Harbor Press"
shared = ["HP"]
[[agencies]]
name = "Reuters"
marks = ["Reuters Harbor"]
[feeds.world]
access = "token"
territory = ["DE"]
"""


def test_every_condition_arrives(read: Read, good: str) -> None:
    text = good.replace("[grants.own]\n", f"[grants.own]\n{CONDITIONS}")
    config = read(text.replace("[feeds.world]\n", WORDING))
    assert config.grants[GrantName("own")] == Grant(
        name=GrantName("own"),
        holder="One, Inc.",
        footer=PLAIN_NOTICE,
        images=Images.OWN_CREDIT,
        edits=Edits.NONE,
        embargo=timedelta(days=2),
        use_within=timedelta(days=90),
        remove_after=timedelta(weeks=1),
        approval=Approval.EDITOR,
        daily_limit=3,
        onward=False,
        territory=("*", "!US"),
        third_party=ThirdParty.WITHHOLD,
        counter="https://one.example/count?{{ link }}",
        overrides=("personal-use",),
        wording=(
            Wording(
                start=date(2026, 1, 1),
                language="de",
                header="Zuerst bei {{ credit_link }}",
                placement=Placement.BOTH,
            ),
        ),
    )
    feed = config.feeds[FeedName("world")]
    assert (feed.access, feed.territory, feed.file) == (
        Access.TOKEN,
        ("DE",),
        "private/world.atom",
    )


def test_agencies_are_laid_over_the_shipped_ones(read: Read, good: str) -> None:
    text = good.replace("[feeds.world]\n", WORDING)
    assert read(text).agencies == ()  # nobody asks
    asked = read(text.replace("[grants.own]\n", '[grants.own]\nthird_party = "hold"\n'))
    agencies = {agency.name: agency for agency in asked.agencies}
    shipped = {agency.name: agency for agency in agency_table.shipped()}
    assert set(agencies) == set(shipped) | {"Harbor Press"}
    assert agencies["Harbor Press"] == Agency(name="Harbor Press", shared=("HP",))
    reuters = shipped["Reuters"]
    assert agencies["Reuters"] == replace(reuters, marks=(*reuters.marks, "Reuters Harbor"))


def test_what_is_not_supported_is_still_a_key() -> None:
    from syndicator.config.problems import _table_of  # noqa: PLC0415

    for key in NOT_YET:
        path = tuple(key.split("."))
        assert path[-1] in _table_of(path).model_fields


def test_a_byte_order_mark_and_carriage_returns_are_no_problem(tmp_path: Path, good: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + good.replace("\n", "\r\n").encode())
    assert load(path, environ={}).title == "Newsroom"


def _only_problem(path: Path) -> tuple[int | None, str]:
    with pytest.raises(ConfigError) as caught:
        load(path, environ={})
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    return problem.line, problem.message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert _only_problem(tmp_path / "none.toml") == (None, "there is no such file")
    assert _only_problem(tmp_path) == (None, "this is a folder, not a file")
    latin = tmp_path / "latin.toml"
    latin.write_bytes("[syndicator]\ntitle = 'Zürich'".encode("latin-1"))
    assert _only_problem(latin) == (2, "not UTF-8; save the file in that encoding")
    under_a_file = _only_problem(latin / "config.toml")
    assert under_a_file == (None, "cannot be read: Not a directory")


def test_a_file_that_is_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_path: Path) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert _only_problem(tmp_path / "config.toml") == (None, "cannot be read: Permission denied")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "1" * 5000,
        "a = " + "{b=" * 3000 + "1" + "}" * 3000,
    ],
    ids=["arrays", "digits", "tables"],
)
def test_monsters_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    message = "not valid TOML: something in it is too long or nested too deeply"
    assert _only_problem(path) == (None, message)


def test_find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    system = tmp_path / "etc" / "config.toml"
    monkeypatch.setattr("syndicator.config.loader.DEFAULT_PATHS", (Path("config.toml"), system))
    assert find(Path("other.toml")) == Path("other.toml")
    with pytest.raises(UsageError, match=f"there is no config.toml or {system}"):
        find(None)
    system.parent.mkdir()
    system.touch()
    assert find(None) == system
    Path("config.toml").touch()
    assert find(None) == Path("config.toml")


def test_the_shipped_configuration_loads(tmp_path: Path) -> None:
    config = load(SHIPPED, environ={"STATE_DIRECTORY": str(tmp_path)})
    assert len(config.sources) >= 4
    assert all(feed.sources for feed in config.feeds.values())


def test_the_shipped_configuration_shows_every_key() -> None:
    from syndicator.config import schema  # noqa: PLC0415
    from syndicator.config.admin_table import UserTable  # noqa: PLC0415
    from syndicator.config.alert_table import AlertTable  # noqa: PLC0415
    from syndicator.config.backup_table import BackupTable  # noqa: PLC0415
    from syndicator.config.feed_table import FeedTable  # noqa: PLC0415
    from syndicator.config.monitor_table import MonitorTable  # noqa: PLC0415

    text = SHIPPED.read_text(encoding="utf-8")
    tables = (schema.SyndicatorTable, schema.PollTable, schema.WebTable, schema.SourceTable)
    for table in (*tables, UserTable, MonitorTable, AlertTable, BackupTable, GrantTable, FeedTable):
        for key in table.model_fields:
            assert f"\n{key} " in text or f"\n# {key} " in text, f"{table.where}.{key}"


H = timedelta(hours=1)


@pytest.mark.parametrize(
    ("poll", "source", "pace", "own"),
    [
        ("", "", (1, 1, 6), False),
        ('every = "2h"', "", (2, 2, 6), False),
        ('every = "12h"', "", (12, 12, 12), False),
        ('min_every = "30m"', "", (1, 0.5, 6), False),
        ('min_every = "8h"', "", (8, 8, 8), False),
        ('max_every = "1d"', "", (1, 1, 24), False),
        ('max_every = "30m"', "", (0.5, 0.5, 0.5), False),
        ("", 'every = "15m"', (0.25, 0.25, 0.25), True),
        ("", 'every = "1d"', (24, 24, 24), True),
        ('max_every = "1d"', 'every = "2h"', (2, 2, 2), True),
        ("", 'every = "2h"\nmin_every = "1h"\nmax_every = "1d"', (2, 1, 24), True),
        ("", 'min_every = "3h"', (3, 3, 6), False),
        ("", 'min_every = "30m"', (1, 0.5, 6), False),
        ("", 'max_every = "15m"', (0.25, 0.25, 0.25), False),
        ("", 'max_every = "30d"', (1, 1, 720), False),
    ],
)
def test_how_often_a_source_is_asked(
    poll: str,
    source: str,
    pace: tuple[float, float, float],
    read: Callable[[str], Config],
    good: str,
    *,
    own: bool,
) -> None:
    text = good.replace("[sources.one]", f"[poll]\n{poll}\n[sources.one]\n{source}")
    found = read(text).sources[SourceName("one")]
    assert (found.every / H, found.min_every / H, found.max_every / H) == pace
    assert found.own_every is own


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "[sources.one]",
            '[poll]\nmin_every = "2h"\nevery = "1h"\n[sources.one]',
            'poll.min_every: is longer than "every", "1h"',
        ),
        (
            "[sources.one]",
            '[sources.one]\nevery = "1d"\nmax_every = "6h"',
            'sources.one.every: is longer than "max_every", "6h"',
        ),
        (
            "[sources.one]",
            '[sources.one]\nmax_every = "6h"\nmin_every = "7h"',
            'sources.one.min_every: is longer than "max_every", "6h"',
        ),
    ],
)
def test_waits_that_contradict_each_other(
    old: str, new: str, problem: str, problems: Callable[[str], list[str]], good: str
) -> None:
    (found,) = problems(good.replace(old, new))
    assert problem in found
