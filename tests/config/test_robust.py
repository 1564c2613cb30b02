"""Whatever stands in the file, the operator gets lines, not a traceback."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.config import load
from syndicator.config.alert_table import AlertTable
from syndicator.config.backup_table import BackupTable
from syndicator.config.feed_table import FeedTable
from syndicator.config.grant_table import GrantTable
from syndicator.config.monitor_table import MonitorTable
from syndicator.config.rule_table import RuleSetTable, RuleTable
from syndicator.config.schema import PollTable, SourceTable, SyndicatorTable
from syndicator.errors import ConfigError

TABLES = (
    *(SyndicatorTable, PollTable, MonitorTable, AlertTable, BackupTable),
    *(SourceTable, GrantTable, FeedTable, RuleSetTable, RuleTable),
)
KEYS = sorted({key for table in TABLES for key in table.model_fields})
VALUES = [
    '""',
    '"x"',
    "0",
    "-1",
    "1e400",
    "nan",
    "true",
    "[]",
    "[[]]",
    "{}",
    "[{}]",
    "[1]",
    '["a", "a"]',
    "2026-01-01",
    "00:00:00",
    "2026-01-01T00:00:00Z",
    '"\\u0000"',
    '"\\u202e"',
    "{ a.b = 1 }",
    '[{ any = ["x", { none = [{}] }] }]',
    "{ x = [{ length = { min = 1 } }] }",
    '"{{ x }}"',
    '"{%"',
    '"re:["',
    '["re:["]',
    '"https://[/"',
    '"all"',
    "9999999999999999999999",
]
TOKENS = [
    "[sources.one]",
    "[rules.one]",
    "[[feeds]]",
    "[grants.own]",
    "title",
    "=",
    '"',
    "'",
    '"""',
    "{",
    "}",
    "[",
    "]",
    ",",
    ".",
    "\n",
    "#",
    "5",
    "1.5",
    "-1",
    "2026-01-01",
    "true",
    "nan",
    '"re:("',
    '"https://x.example/"',
    "\x00",
    "é",
    'preset = "cc-by-4.0"',
    "excerpt = {}",
    "include = [{}]",
    'tags = "a"',
    "url = 5",
    "header = '{{'",
    'timezone = ""',
    'database = "a"',
    "[feeds.index]",
    '"a"."b c" = 1',
    "\\",
    "sources",
    "= [[1], {a = 2}]",
]


@given(seed=st.integers(0, 2**32), edits=st.integers(1, 8))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
def test_nothing_but_a_configuration_error_is_ever_raised(
    tmp_path: Path, full: str, seed: int, edits: int
) -> None:
    dice = random.Random(seed)
    text = full
    for _ in range(edits):
        start = dice.randrange(len(text) + 1)
        cut = dice.choice([0, 0, 1, 5, 20])
        text = text[:start] + dice.choice([*TOKENS, ""]) + text[start + cut :]
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    try:
        load(path, environ={})
    except ConfigError as error:
        lines = [problem.line or 0 for problem in error.problems]
        assert lines == sorted(lines)  # an error is one of two good outcomes
        assert all(str(problem).isprintable() for problem in error.problems)  # noqa: PT017


@given(
    table=st.sampled_from(["syndicator", "poll", "sources.one", "grants.own", "feeds.world"]),
    key=st.sampled_from(KEYS),
    value=st.sampled_from(VALUES),
)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None
)
def test_any_key_takes_any_value_without_a_traceback(
    tmp_path: Path, good: str, table: str, key: str, value: str
) -> None:
    path = tmp_path / "config.toml"
    head = f"[{table}]\n"
    text = (
        good.replace(head, f"{head}{key} = {value}\n")
        if head in good
        else good + f"{head}{key} = {value}\n"
    )
    path.write_text(text, encoding="utf-8")
    try:
        load(path, environ={})
    except ConfigError as error:
        assert all(str(problem).isprintable() for problem in error.problems)  # noqa: PT017
