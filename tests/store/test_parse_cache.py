"""What was read of a document is kept for the next one, and goes where its source goes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicator.model import Digest, GrantName, Outline, SourceName
from syndicator.parse.memory import only, pack, unpack
from syndicator.store import parse_cache, sources
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
A, B = Digest("a" * 64), Digest("b" * 64)
OUTLINES = {
    Digest("1" * 64): Outline(
        raw_hash=A,
        guid="guid \udc80",
        link="https://a.example/1",
        published=datetime.fromisoformat("2026-02-01T10:00:00+05:30"),
    )
}


def test_what_is_packed_is_unpacked() -> None:
    memory = unpack(pack([A, B], OUTLINES))
    assert memory.outlines == OUTLINES
    assert memory.known == {A, B}


def test_what_is_not_stored_is_forgotten() -> None:
    memory = unpack(only(pack([A, B], OUTLINES), {B}))
    assert memory.known == {B}
    assert not memory.outlines


@pytest.mark.parametrize("memory", [b"", pack([], {})])
def test_of_nothing_there_is_no_memory(memory: bytes) -> None:
    assert unpack(memory) == unpack(b"")
    assert not unpack(memory).known


def test_it_is_kept_by_source_and_follows_a_rename(tmp_path: Path) -> None:
    url, grant = "https://a.example/feed", GrantName("g")
    with Store.open(tmp_path / "x.db", mode="own") as store:
        sources.sync(store, [(SourceName("old"), url, grant)], NOW)
        assert parse_cache.get(store, [SourceName("old")]) == {}
        with store.transaction():
            parse_cache.save(store, SourceName("old"), b"first")
            parse_cache.save(store, SourceName("old"), b"second")
        assert parse_cache.get(store, [SourceName("old")]) == {"old": b"second"}
        sources.sync(store, [(SourceName("new"), url, grant)], NOW)
        both = parse_cache.get(store, [SourceName("new"), SourceName("old")])
        assert both == {"new": b"second"}
