"""The programs that are measured: how each is set up for some feeds, and how it polls them once.

Each keeps all that it knows in one folder, so that a state can be copied and measured again.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from corpus import name_of

_READER: Final = """\
import json, sys, reader
made = reader.make_reader("reader.db")
for url in json.load(open("urls.json")):
    made.add_feed(url, exist_ok=True)
if sys.argv[1] == "update":
    made.update_feeds(workers={workers}, scheduled=False)
made.close()
"""


@dataclass(frozen=True)
class Rival:
    name: str

    def prepare(self, folder: Path, urls: Sequence[str]) -> None:
        """Write what it needs to know of its feeds."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return what polls every feed once, run in its folder."""
        raise NotImplementedError

    def stories(self, folder: Path) -> int:
        """Count what it holds, to see that it did its work."""
        raise NotImplementedError


@dataclass(frozen=True)
class Syndicator(Rival):
    name: str = "syndicator"
    outputs: int = 10
    """Output feeds; each holds the last 50 stories of its share of the sources."""
    extra: str = field(default="", kw_only=True)
    """More lines for ``[poll]``."""

    def prepare(self, folder: Path, urls: Sequence[str]) -> None:
        lines = [
            '[syndicator]\ntitle = "Benchmark"\nbase_url = "https://feeds.example.org/"',
            'contact = "https://example.org/feeds"',
            f'[poll]\nallow_private = ["127.0.0.0/8"]\nbackfill = "all"\n{self.extra}',
        ]
        lines += [
            f'[grants.house-{number}]\nholder = "House {number}, Inc."\n'
            f'credit = "The House of {number}"\nscope = "full"\ngranted = 2020-01-01\n'
            # Whether a story is an agency's is asked for half of the publishers; it is no default.
            f'third_party = "{"withhold" if number % 2 else "keep"}"\n'
            'header = "Editor\'s Note: This article originally appeared on {{ credit_link }}."\n'
            'footer = "Copyright (c) {{ year }}. {{ holder }} Reprinted with the permission of'
            f' {{{{ credit }}}}, {number} Quay Street, Torlau."'
            for number in range(10)
        ]
        for number, url in enumerate(urls):
            lines.append(
                f'[sources.{name_of(number)}]\nurl = "{url}"\ntitle = "Paper {number}"\n'
                f'grant = "house-{number // 10 % 10}"\ntags = ["out-{number % self.outputs}"]'
            )
        lines += [
            f'[feeds.out-{number}]\ntitle = "Output {number}"\ntags = ["out-{number}"]'
            for number in range(min(self.outputs, len(urls)))
        ]
        folder.joinpath("config.toml").write_text("\n".join(lines) + "\n")

    def command(self) -> list[str]:
        return [str(Path(sys.executable).with_name("syndicator")), "poll", "--all"]

    def stories(self, folder: Path) -> int:
        import sqlite3  # noqa: PLC0415  # only here

        with sqlite3.connect(folder / "syndicator.db") as database:
            return int(database.execute("SELECT count(*) FROM items").fetchone()[0])


@dataclass(frozen=True)
class Reader(Rival):
    name: str = "reader"
    workers: int = 4

    def prepare(self, folder: Path, urls: Sequence[str]) -> None:
        folder.joinpath("urls.json").write_text(json.dumps(list(urls)))
        folder.joinpath("update.py").write_text(_READER.format(workers=self.workers))

    def command(self) -> list[str]:
        return [sys.executable, "update.py", "update"]

    def stories(self, folder: Path) -> int:
        import sqlite3  # noqa: PLC0415  # only here

        with sqlite3.connect(folder / "reader.db") as database:
            return int(database.execute("SELECT count(*) FROM entries").fetchone()[0])


@dataclass(frozen=True)
class Rss2Email(Rival):
    name: str = "rss2email"

    def prepare(self, folder: Path, urls: Sequence[str]) -> None:
        parts = ["[DEFAULT]\nfrom = a@example.org\nto = b@example.org\n"]
        parts += [f"[feed.{name_of(n)}]\nurl = {url}\n" for n, url in enumerate(urls)]
        folder.joinpath("r2e.cfg").write_text("\n".join(parts))

    def command(self) -> list[str]:
        # Debian's program, by Debian's Python: an environment may hide its libraries.
        program = shutil.which("r2e") or "r2e"
        return [program, "-c", "r2e.cfg", "-d", "r2e.json", "run", "--no-send"]

    def stories(self, folder: Path) -> int:
        data = json.loads(folder.joinpath("r2e.json").read_text())
        return sum(len(feed["seen"]) for feed in data["feeds"])


@dataclass(frozen=True)
class Newsboat(Rival):
    name: str = "newsboat"
    threads: int = 4

    def prepare(self, folder: Path, urls: Sequence[str]) -> None:
        folder.joinpath("urls").write_text("\n".join(urls) + "\n")
        folder.joinpath("config").write_text(f"reload-threads {self.threads}\n")

    def command(self) -> list[str]:
        return ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]

    def stories(self, folder: Path) -> int:
        import sqlite3  # noqa: PLC0415  # only here

        with sqlite3.connect(folder / "cache.db") as database:
            return int(database.execute("SELECT count(*) FROM rss_item").fetchone()[0])


ALL: Final[tuple[Rival, ...]] = (Syndicator(), Reader(), Rss2Email(), Newsboat())
