from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import uuid4

import fsspec
import pytest

from syndicator.errors import OutputError
from syndicator.publish.storage import object_store
from syndicator.publish.storage.base import File
from syndicator.publish.storage.object_store import ObjectStorage

ATOM = "application/atom+xml; charset=utf-8"


def file(path: str, data: bytes = b"<feed/>") -> File:
    private = path.startswith("private/")
    return File(path=path, data=data, media_type=ATOM, private=private)


class Recorded:
    """A store with the methods of fsspec's file systems, that keeps what it was asked for."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[object, ...]] = []
        self.fails: Exception | None = None

    def _ask(self, *said: object) -> None:
        self.asked.append(said)
        if self.fails is not None:
            raise self.fails

    def info(self, path: str) -> dict[str, object]:
        self._ask("info", path)
        if path in self.objects:
            md5 = hashlib.md5(self.objects[path]).hexdigest()
            return {"type": "file", "size": len(self.objects[path]), "ETag": f'"{md5}"'}
        if any(key.startswith(f"{path}/") for key in self.objects):
            return {"type": "directory", "size": 0}
        raise FileNotFoundError(path)

    def pipe_file(self, path: str, value: bytes, **told: object) -> None:
        self._ask("put", path, told)
        self.objects[path] = value

    def cat_file(self, path: str) -> bytes:
        self._ask("get", path)
        return self.objects[path]

    def rm_file(self, path: str) -> None:
        self._ask("remove", path)
        del self.objects[path]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    made = Recorded()
    monkeypatch.setattr(object_store, "_opened", lambda _: made)
    return made


def test_nothing_is_written_before_the_commit_and_then_in_its_order(store: Recorded) -> None:
    shelf = ObjectStorage("s3://news/feeds/")
    staged = [shelf.stage(file(path)) for path in ("world/42.html", "world.atom")]
    assert [said[0] for said in store.asked] == ["info", "info"]
    for each in staged:
        each.commit()
    written = [said[1] for said in store.asked if said[0] == "put"]
    assert written == ["news/feeds/world/42.html", "news/feeds/world.atom"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://n/f", {"ContentType": ATOM, "CacheControl": "public, max-age=300"}),
        (
            "gs://n/f",
            {
                "content_type": ATOM,
                "fixed_key_metadata": {"cache_control": "public, max-age=300"},
            },
        ),
        (
            "az://n/f",
            {"content_settings": {"content_type": ATOM, "cache_control": "public, max-age=300"}},
        ),
        ("memory://n/f", {}),
    ],
)
def test_each_store_is_told_what_to_serve_a_file_with(
    store: Recorded, url: str, expected: dict[str, object]
) -> None:
    ObjectStorage(url).stage(file("world.atom")).commit()
    assert ("put", "n/f/world.atom", expected) in store.asked


def test_what_is_private_is_not_for_shared_caches(store: Recorded) -> None:
    ObjectStorage("s3://n").stage(file("private/world.atom")).commit()
    told = {"ContentType": ATOM, "CacheControl": "private, no-cache"}
    assert ("put", "n/private/world.atom", told) in store.asked


def test_the_same_bytes_are_not_uploaded_again_nor_fetched(store: Recorded) -> None:
    shelf = ObjectStorage("s3://n/f")
    standing = shelf.stage(file("world.atom")).commit()
    store.asked.clear()
    again = shelf.stage(file("world.atom"))
    assert not again.changed
    assert again.commit() == standing
    assert {said[0] for said in store.asked} == {"info"}


def test_where_the_version_is_no_hash_the_content_is_compared() -> None:
    shelf = ObjectStorage(f"memory://{uuid4()}")
    shelf.stage(file("world.atom")).commit()
    assert not shelf.stage(file("world.atom")).changed
    assert shelf.stage(file("world.atom", b"<FEED/>")).changed, "of the same length"
    assert shelf.stage(file("world.atom", b"<feed></feed>")).changed


def test_what_others_did_is_noticed(store: Recorded) -> None:
    shelf = ObjectStorage("s3://n/f")
    standing = shelf.stage(file("world.atom")).commit()
    store.pipe_file("n/f/world.atom", b"<FEED/>")
    assert not shelf.stands("world.atom", standing)
    assert shelf.stage(file("world.atom")).changed
    store.pipe_file("n/f/world/42.html", b"x")
    assert not shelf.stands("world", standing)
    assert shelf.stage(file("world")).changed


def test_a_store_that_loses_what_it_took_is_not_believed(
    store: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = ObjectStorage("s3://n/f").stage(file("world.atom"))
    monkeypatch.setattr(store, "pipe_file", lambda *_, **__: None)
    with pytest.raises(OutputError, match=r"s3://n/f/world\.atom vanished"):
        staged.commit()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError("Access Denied."), "Access Denied"),
        (FileNotFoundError("x"), "there is no such bucket, or it is hidden from us"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (ValueError(""), "ValueError"),
        (RuntimeError("first line\nRequestId: 7"), "first line"),
        (RuntimeError("at https://me:pass@store.example/x?sig=abc failed"), "pass|me:|sig|abc"),
        (RuntimeError("AWS_SECRET_ACCESS_KEY=wJalrX is wrong"), "wJalrX"),
        (RuntimeError("x" * 10_000), "xxx"),
    ],
)
@pytest.mark.parametrize("action", ["commit", "remove", "stands", "stage"])
def test_what_a_store_refuses_is_said_in_one_line_without_secrets(
    store: Recorded, error: Exception, reason: str, action: str
) -> None:
    shelf = ObjectStorage("s3://n/f")
    standing = shelf.stage(file("other.atom")).commit()
    staged = shelf.stage(file("world.atom"))
    actions: dict[str, Callable[[], object]] = {
        "commit": staged.commit,
        "remove": lambda: shelf.remove("other.atom"),
        "stands": lambda: shelf.stands("other.atom", standing),
        "stage": lambda: shelf.stage(file("other.atom", b"<feed />")),
    }
    store.fails = error
    if isinstance(error, FileNotFoundError) and action != "commit":
        # For a reader, what is not there is an answer.
        assert not actions[action]() or action == "stage"
        return
    with pytest.raises(OutputError) as raised:
        actions[action]()
    text = str(raised.value)
    assert text.startswith("cannot write s3://n/f/")
    assert "\n" not in text
    assert len(text) < 500
    for secret in ("me:", "pass@", "sig=", "abc", "wJalrX"):
        assert secret not in text
    if not isinstance(error, RuntimeError):
        assert reason in text


@pytest.mark.parametrize("path", ["", "/x", "../x", "a//b", "a/", "a/../b", "./a"])
def test_no_path_leads_out_of_the_place(path: str) -> None:
    with pytest.raises(ValueError, match="not the path of an output file"):
        ObjectStorage("memory://x").remove(path)


def test_a_package_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("Install s3fs to access S3")

    object_store._opened.cache_clear()
    monkeypatch.setattr(fsspec, "filesystem", missing)
    with pytest.raises(OutputError, match="cannot open the output s3://n: Install s3fs"):
        ObjectStorage("s3://n")
