from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from syndicator.config import Config, load
from syndicator.errors import ConfigError

GOOD = """\
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org/"
[sources.one]
url = "https://one.example/feed"
grant = "own"
[grants.own]
holder = "One, Inc."
[feeds.world]
title = "World"
sources = ["one"]
"""


FULL = """\
[syndicator]
title = "Newsroom"
base_url = "https://feeds.example.org"
contact = "desk@example.org"
database = "/var/lib/s.db"
timezone = "Europe/Berlin"
[poll]
every = "2h"
allow_private = ["127.0.0.0/8"]
backfill = "all"
[sources.one]
url = "https://one.example/feed"
grant = "own"
tags = ["europe", "rivers"]
every = "15m"
backfill = "3d"
[sources.two]
url = "https://two.example/feed"
title = "Two"
grant = "headline-only"
[sources.three]
url = "https://three.example/feed"
grant = "free"
tags = ["rivers"]
[grants.own]
holder = "One, Inc."
scope = "excerpt"
excerpt = { paragraphs = 2 }
granted = 2026-01-01
expires = 2027-01-01
header = "From {{ credit_link }}"
images = "keep"
onward = true
[grants.free]
preset = "cc-by-nd-3.0"
holder = "Three"
[feeds.world]
title = "World"
sources = ["two"]
tags = ["rivers"]
include = [{ any = ["Elbe", "re:(?i)torgau"], language = "en" }]
exclude = [{ category = "sport" }]
max_age = "all"
order = "updated"
formats = ["atom"]
"""


@pytest.fixture
def good() -> str:
    """A small configuration without problems; cases change a line of it, or add to its end."""
    return GOOD


@pytest.fixture
def full() -> str:
    """A configuration that sets most of what can be set."""
    return FULL


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Config]:
    """Load a text as ``config.toml`` of the current folder."""
    monkeypatch.chdir(tmp_path)

    def read(text: str) -> Config:
        Path("config.toml").write_text(text, encoding="utf-8")
        return load(Path("config.toml"), environ={})

    return read


@pytest.fixture
def problems(read: Callable[[str], Config]) -> Callable[[str], list[str]]:
    """Load a text and give its problems as an operator sees them."""

    def problems(text: str) -> list[str]:
        try:
            read(text)
        except ConfigError as error:
            return [str(problem) for problem in error.problems]
        return []

    return problems
