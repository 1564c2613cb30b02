"""What documents cost that are made to cost much, and whether other sources notice.

::

    python benchmarks/bombs.py [--only WORD]

Each is served beside three ordinary feeds. One tick polls all four and publishes; told are its
time, the memory of the largest worker process, what became of the document, and how many of the
ordinary feeds' stories stand in the output afterwards.
"""

from __future__ import annotations

import argparse
import http.server
import os
import re
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import corpus
from memory import tree

from syndicator import config
from syndicator.log import prepare
from syndicator.model import Failed
from syndicator.pipeline import Engine

GOOD: Final = 3
ITEMS: Final = 5


def channel(inside: bytes) -> bytes:
    return b"<rss><channel>" + inside + b"</channel></rss>"


def item(inside: bytes) -> bytes:
    return channel(b"<item>" + inside + b"</item>")


def nested_entities() -> bytes:
    declared = [b'<!ENTITY e0 "aaaaaaaaaaaaaaaaaaaa">'] + [
        b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 4) for number in range(1, 20)
    ]
    return b"<!DOCTYPE rss [" + b"".join(declared) + b"]>" + channel(b"<title>&e19;</title>")


def attributes(count: int) -> bytes:
    return b" ".join(b'a%d="x"' % number for number in range(count))


BOMBS: Final[dict[str, bytes]] = {
    "entities, nested": nested_entities(),
    "entities, unknown and unclosed": b"<rss><channel><item><title>" + b"&x" * 50_000,
    "depth 300,000": item(b"<a>" * 300_000 + b"</a>" * 300_000),
    "white space before the root, 3 MB": b" " * 3_000_000 + channel(b""),
    "white space inside, 2 MB": channel(b"<title>" + b" " * 2_000_000 + b"</title>"),
    "comments, 200,000": b"<rss>" + b"<!-- x -->" * 200_000 + b"</rss>",
    "comments, 500,000 unclosed": b"<rss>" + b"<!--" * 500_000 + b"</rss>",
    "categories, 90,000": item(b"<category>x</category>" * 90_000),
    "categories, 90,000, cut short": item(b"<category>x</category>" * 90_000)[:-17],
    "attribute of 2 MB": b'<rss><channel a="' + b"x" * 2_000_000 + b'"><item/></channel></rss>',
    "attributes, 100,000": b"<rss><channel " + attributes(100_000) + b"><item/></channel></rss>",
    "items, 250,000": channel(b"<item/>" * 250_000),
    "elements, 600,000": channel(b"<a/>" * 600_000),
    "HTML, 100,000 deep": item(b"<description>" + b"&lt;div>" * 100_000 + b"</description>"),
    "HTML, 50,000 links": item(
        b"<description>" + b"&lt;a href=x>y&lt;/a>" * 50_000 + b"</description>"
    ),
}


class Largest(threading.Thread):
    """Watches the children of this process: the most memory that one of them took."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.kilobytes, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.005):
            with suppress(OSError):
                for child in list(tree(self.pid))[1:]:
                    with suppress(OSError):
                        self.look(Path(f"/proc/{child}/status").read_text())

    def look(self, status: str) -> None:
        for line in status.splitlines():
            if line.startswith("VmHWM"):
                self.kilobytes = max(self.kilobytes, int(line.split()[1]))


def settings(port: int) -> str:
    sources = "\n".join(
        f'[sources.{name}]\nurl = "http://127.0.0.{number + 2}:{port}/{name}"\n'
        f'title = "{name}"\ngrant = "g"\ntags = ["t"]'
        for number, name in enumerate(("bomb", *(f"good-{n}" for n in range(GOOD))))
    )
    return f"""[syndicator]
title = "Benchmark"
base_url = "https://feeds.example.org/"
[poll]
allow_private = ["127.0.0.0/8"]
backfill = "all"
check_pages = false
[grants.g]
holder = "House, Inc."
granted = 2020-01-01
scope = "full"
{sources}
[feeds.world]
title = "World"
tags = ["t"]
"""


def tick(name: str, served: dict[str, bytes]) -> str:
    """Poll and publish once, and say what it took."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = served[self.path[1:]]
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with (
        TemporaryDirectory() as folder,
        http.server.ThreadingHTTPServer(("", 0), Handler) as server,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place = Path(folder) / "config.toml"
        place.write_text(settings(server.server_address[1]))
        now = datetime.now(UTC)
        loaded = config.load(place, environ={})
        with closing(Engine.start(loaded, now=now)) as engine:
            largest = Largest(os.getpid())
            largest.start()
            began = time.perf_counter()
            report = engine.poll(now=now, everything=True)
            engine.publish(now=now)
            seconds = time.perf_counter() - began
            largest.over.set()
            largest.join()
        server.shutdown()
        bomb = next(each for each in report.sources if each.source == "bomb")
        outcome = bomb.outcome
        said = outcome.message if isinstance(outcome, Failed) else f"read, {bomb.new} items"
        output = (Path(folder) / "feeds" / "world.atom").read_text()
        stand = len(re.findall(r"<id>https://paper-\d+\.example/\?p=", output))
    return (
        f"| {name} | {len(served['bomb']) / 1e6:.1f} | {seconds:.2f} |"
        f" {largest.kilobytes / 1024:.0f} | {stand} of {GOOD * ITEMS} | {said} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure hostile documents.")
    parser.add_argument("--only", default="", help="those whose names contain this")
    asked = parser.parse_args()
    prepare("critical")
    pool, day = corpus.sentences(1), datetime.now(UTC).replace(hour=0, minute=0, second=0)
    good = {
        f"good-{feed}": corpus.rss(
            feed, list(corpus.items(feed, pool, seed=1, count=ITEMS, newest=day))
        ).encode()
        for feed in range(GOOD)
    }
    print("| document | MB | tick, s | largest worker, MB | others' stories | what became of it |")
    print("|---|---|---|---|---|---|")
    for name, body in BOMBS.items():
        if asked.only in name:
            print(tick(name, {**good, "bomb": body}), flush=True)


if __name__ == "__main__":
    main()
