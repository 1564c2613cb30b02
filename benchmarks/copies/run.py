"""How well copies of a story are told from what only looks like them, and what that costs.

    python benchmarks/copies/run.py [dev | test | late]     pairs: precision and recall
    python benchmarks/copies/run.py scale [ITEMS …]         milliseconds of CPU with so many stored

The bounds hold with 95 % (Wilson). "alone" is without, "beside" with other stories of the same
sites, as they are there once a source was read for some days. "found" is what the index gives to
compare at all.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path

from pairs import Pair, pairs

from syndicator.dedupe.copies.boilerplate import repeated
from syndicator.dedupe.copies.compare import compare
from syndicator.dedupe.copies.sketch import sketch
from syndicator.dedupe.copies.tokens import Tokens, tokens
from syndicator.store import near_copies
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS = 26
"""Numbers stored of a text of 400 words."""


def bounds(good: int, total: int) -> str:
    z, n = 1.96, max(total, 1)
    share = good / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    low, high = ((middle + sign * spread) / (1 + z * z / n) for sign in (-1, 1))
    return f"{good}/{total} = {share:.4f}  [{low:.4f}, {min(high, 1):.4f}]"


def same(pair: Pair, *, beside: bool) -> bool:
    one, other = tokens(pair.one[1]), tokens(pair.other[1])
    if not _found(one, other):
        return False
    likeness = compare(one, other)
    if beside and likeness.worth_a_second_look:
        silent = repeated(tokens(each) for each in pair.beside)
        likeness = compare(one, other, apart_from=silent)
    return likeness.same


def _found(one: Tokens, other: Tokens) -> bool:
    """Whether the later text finds the earlier one by the index, in this order."""
    return bool(set(sketch(one).stored) & set(sketch(other).asked))


def quality(half: str) -> None:
    wanted = [pair for pair in pairs() if pair.half == half]
    true = [pair for pair in wanted if pair.same]
    print(f"{half}: {len(true)} copies, {len(wanted) - len(true)} others")
    for beside in (False, True):
        said = {pair: same(pair, beside=beside) for pair in wanted}
        right = sum(said[pair] for pair in true)
        wrong = [pair for pair in wanted if said[pair] and not pair.same]
        print("beside" if beside else "alone ", "precision", bounds(right, right + len(wrong)))
        print("       recall   ", bounds(right, len(true)))
        print("       of others", bounds(len(wrong), len(wanted) - len(true)))
        missed = Counter(f"{pair.language} {pair.kind}" for pair in true if not said[pair])
        print(
            "       missed:",
            dict(missed),
            "\n       false:",
            dict(Counter(f"{pair.language} {pair.kind}" for pair in wrong)),
        )
    order = [(tokens(p.one[1]), tokens(p.other[1])) for p in true]
    found = sum(_found(one, other) for one, other in order)
    print("found, as told ", bounds(found, len(true)))
    found = sum(_found(other, one) for one, other in order)
    print("found, reversed", bounds(found, len(true)))


# ── cost ─────────────────────────────────────────────────────────────────────────────────────


def scale(steps: list[int]) -> None:
    """Fill the index with random numbers, and time random texts that come next, five at a time."""
    chance = random.Random(1)
    words = [f"w{n}" for n in range(20_000)]
    for step in steps:
        with (
            tempfile.TemporaryDirectory() as folder,
            Store.open(Path(folder) / "copies.db", mode="own") as store,
        ):
            store.pragma("foreign_keys = OFF")  # the items themselves are not needed
            _fill(store, step)
            texts = [" ".join(chance.choices(words, k=400)) for _ in range(500)]
            began = time.process_time()
            sketches = [sketch(tokens(text)) for text in texts]
            sampled = time.process_time() - began
            looked, noted = 0.0, 0.0
            for at in range(0, len(texts), 5):
                new = {step + at + n: each for n, each in enumerate(sketches[at : at + 5], 1)}
                began = time.process_time()
                sharing = near_copies.sharing(
                    store, {n for each in new.values() for n in each.asked}
                )
                looked += time.process_time() - began
                # What ends a transaction is the poll's, and is not counted.
                with store.transaction():
                    began = time.process_time()
                    kept = {item: each.stored for item, each in new.items()}
                    near_copies.index(store, kept, sharing, now=NOW)
                    noted += time.process_time() - began
            began = time.process_time()
            for text in texts:
                compare(tokens(text), tokens(" ".join(text.split()[:200])))
            compared = time.process_time() - began
            times = ", ".join(
                f"{1000 * each / len(texts):.2f} ms to {what}"
                for each, what in (
                    (sampled, "sample (in the worker)"),
                    (looked, "look up"),
                    (noted, "note"),
                    (compared, "compare with one"),
                )
            )
            size = store.rows("PRAGMA page_count")[0][0] * 4096 / 1e6
            print(f"{step:>9,} stored: {times}; {size:,.0f} MB", flush=True)


def _fill(store: Store, items: int) -> None:
    with store.transaction():
        store.write(
            "INSERT OR IGNORE INTO shingles SELECT hash, item FROM (WITH RECURSIVE c (n) AS"
            " (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :rows)"
            " SELECT abs(random()) % 4294967296 AS hash, n % :items + 1 AS item FROM c)"
            " ORDER BY hash",
            {"rows": ROWS * items, "items": items},
        )
        store.write(
            "INSERT INTO sketches (item, seen, hashes) WITH RECURSIVE c (n) AS"
            " (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :items)"
            " SELECT n, :at + n, randomblob(:octets) FROM c",
            {"items": items, "at": int(NOW.timestamp()) - items, "octets": 4 * ROWS},
        )


if __name__ == "__main__":
    asked = sys.argv[1:] or ["dev"]
    if asked[0] == "scale":
        scale([int(each) for each in asked[1:]] or [10_000, 100_000, 1_000_000])
    else:
        quality(asked[0])
