"""Wrong configurations, and what the operator is told: all of it, line by line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Problems = Callable[[str], list[str]]

CASES = tomllib.loads((Path(__file__).parent / "problems.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_problem(problems: Problems, good: str, case: dict[str, Any]) -> None:
    assert case["replace"] in good
    found = problems(good.replace(case["replace"], case["with"]))
    assert found == [f"config.toml:{line}" for line in case["problems"]]


def test_the_good_configuration_has_none(problems: Problems, good: str) -> None:
    assert problems(good) == []


def test_all_problems_come_at_once_in_the_order_of_the_file(problems: Problems) -> None:
    found = problems("""\
[feeds.world]
sources = ["rfrl"]
limit = "many"
[sources.rferl]
url = "rferl.org"
every = 5
[grants.free]
preset = "cc-by"
scope = "all"
[poll]
workers = 0
""")
    assert [line.split(": ")[:2] for line in found] == [
        ["config.toml:1", "syndicator"],
        ["config.toml:1", "feeds.world.title"],
        ["config.toml:2", "feeds.world.sources[0]"],
        ["config.toml:3", "feeds.world.limit"],
        ["config.toml:4", "sources.rferl.grant"],
        ["config.toml:5", "sources.rferl.url"],
        ["config.toml:6", "sources.rferl.every"],
        ["config.toml:8", "grants.free.preset"],
        ["config.toml:9", "grants.free.scope"],
        ["config.toml:11", "poll.workers"],
    ]
