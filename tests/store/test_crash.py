from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from syndicator.store import items, polls, sources
from syndicator.store.database import Store

# Stores one source after the other, each in two halves of one transaction, and says where it is.
CHILD = """
import hashlib, sys
from datetime import UTC, datetime
from syndicator.model import Article, CleanHtml, Digest, Identity, Incoming, NewItem, SourceMeta
from syndicator.store import items, polls, sources
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)

def new(source, number):
    key = Digest(hashlib.sha256(f"{source} {number}".encode()).hexdigest())
    article = Article(
        title="x", content=CleanHtml("x" * 9000), text_hash=key, content_hash=key
    )
    incoming = Incoming(
        identity=Identity(guid=key, link=None, fingerprint=key), raw_hash=key, article=article
    )
    return NewItem(incoming=incoming, article=article, published=None, updated=NOW)

store = Store.open(sys.argv[1], mode="own")
for turn in range(9):
    name = f"{sys.argv[2]}-{turn}"
    wanted = [(state.name, state.url, "g") for state in sources.all(store)]
    sources.sync(store, [*wanted, (name, f"https://alpha.example/{name}", "g")], NOW)
    with store.transaction():
        for half in (0, 1):
            items.apply(
                store, [new(name, 20 * half + number) for number in range(20)], source=name,
                source_url="", base_url="", meta=SourceMeta(), now=NOW, first_poll=True,
            )
            print("half", flush=True)
            sys.stdin.readline()
        sources.save_polls(store, [(
            sources.get(store, name),
            polls.Poll(source=name, at=NOW, outcome=polls.Outcome.FETCHED),
        )])
    print("whole", flush=True)
"""


@pytest.mark.parametrize("steps", [1, 2, 4], ids=lambda steps: f"after {steps}")
def test_a_killed_transaction_leaves_nothing_half(path: Path, steps: int) -> None:
    for attempt in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(attempt)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            assert child.stdin is not None
            halves = 0
            while halves < steps:
                said = child.stdout.readline()
                assert said, "the child ended by itself"
                if said == "half\n":
                    halves += 1
                    if halves < steps:
                        child.stdin.write("\n")
                        child.stdin.flush()
            child.kill()
        with Store.open(path, mode="own") as store:
            counts = items.counts(store)
            polled = {s.name for s in sources.all(store) if polls.history(store, s.name)}
            assert set(counts) == polled
            assert set(counts.values()) <= {40}
            assert len(counts) == (attempt + 1) * ((steps - 1) // 2)
            assert store.pragma("integrity_check")[0][0] == "ok"
            assert store.pragma("foreign_key_check") == []
