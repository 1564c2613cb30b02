"""How long it takes to judge again everything that stands, and what a kill waits for meanwhile.

    python benchmarks/audit.py [STORIES]

Stories stand in one feed, all but 1,000 of them in its archive, each with a page; the database and
the output are made for it in a temporary folder. The last figure is the longest that a transaction
waited while the audit ran.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicator import log
from syndicator.config import load
from syndicator.model import Article, CleanHtml, Digest, FeedName, SourceMeta
from syndicator.pipeline import Engine
from syndicator.publish.storage import compression
from syndicator.store.codec import article_to_json, meta_to_json
from syndicator.store.database import Store

LIMIT = 1000
"""Of the feed; what came before stands in its archive."""
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"
[sources.harbor]
url = "https://rfh.example/rss"
grant = "harbor"
backfill = "all"
[grants.harbor]
holder = "RFH, Inc."
[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
limit = {limit}
formats = ["atom", "html"]
"""
PARAGRAPH = "<p>The ferry came back in spring, and with it the people of the other shore.</p>"


def rows(first: int, total: int) -> Iterator[tuple[int, str, int]]:
    for n in range(first, min(first + LIMIT, total + 1)):
        article = Article(
            title=f"The ferry {n}",
            content=CleanHtml(PARAGRAPH * 20),
            text_hash=Digest(f"{n:064x}"),
            content_hash=Digest(f"{n:064x}"),
            link=f"https://rfh.example/{n}",
        )
        yield n, article_to_json(article), int((NOW - timedelta(minutes=total - n)).timestamp())


def fill(store: Store, first: int, total: int) -> None:
    meta = meta_to_json(SourceMeta(title="Radio Free Harbor"))
    with store.transaction():
        for n, article, at in rows(first, total):
            link = f"https://rfh.example/{n}"
            store.write(
                "INSERT INTO items (id, source, atom_id, guid, link, story, first_seen, first_poll,"
                " published, updated, revision, raw_hash)"
                " VALUES (?, 'harbor', ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
                (n, link, link, link, n, at, at, at, n, f"{n:064x}"),
            )
            store.write(
                "INSERT INTO revisions (id, item, number, seen_at, significant, text_hash,"
                " content_hash, updated, article, meta) VALUES (?, ?, 1, ?, 1, ?, ?, ?, ?, ?)",
                (n, n, at, f"{n:064x}", f"{n:064x}", at, article, meta),
            )


def main(total: int) -> None:
    log.configure("error", environ={})
    compression._BROTLI_BEST = 1  # noqa: SLF001  # the output is made for the benchmark only
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(CONFIG.format(limit=LIMIT), "utf-8")
        engine = Engine.start(load(path, environ={}), now=NOW)
        store = engine._store  # noqa: SLF001
        with store.transaction():
            store.write("UPDATE sources SET last_attempt = ?, first_success = ?", (1, 1))
        began = time.perf_counter()
        for first in range(1, total + 1, LIMIT):
            fill(store, first, total)
            engine.publish(now=NOW, names=[FeedName("world")])
        print(f"{total} stories published in {time.perf_counter() - began:.1f} s")

        waits, over = [], threading.Event()

        def kill() -> None:
            while not over.wait(0.05):
                asked = time.perf_counter()
                with store.transaction():
                    store.row("SELECT count(*) FROM editorial")
                waits.append(time.perf_counter() - asked)

        beside = threading.Thread(target=kill)
        beside.start()
        began = time.perf_counter()
        report = engine.audit(now=NOW)
        spent = time.perf_counter() - began
        over.set()
        beside.join()
        assert report is not None
        print(
            f"judged again in {spent:.1f} s ({spent / total * 1000:.2f} ms a story): "
            f"{report.stories} stories, {len(report.differences)} differences; "
            f"a transaction waited {max(waits) * 1000:.0f} ms at most"
        )
        engine.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
