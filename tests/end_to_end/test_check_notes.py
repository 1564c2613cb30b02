"""What `check` says of what is no error, and will not work all the same."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "https://feeds.example.org/"
contact = "https://example.org/about"
{places}

[poll]
allow_private = {allowed}

[sources.one]
url = "{url}"
grant = "headline-only"

[feeds.world]
title = "World"
sources = ["one"]
"""


def configured(
    folder: Path, url: str = "https://a.example/", allowed: str = "[]", places: str = ""
) -> None:
    text = CONFIG.format(url=url, allowed=allowed, places=places)
    (folder / "config.toml").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("url", "allowed", "reason"),
    [
        ("http://127.0.0.1:8000/feed", "[]", "127.0.0.1 is a loopback address"),
        ("http://localhost/feed", "[]", "localhost is a loopback address"),
        ("http://news.localhost./feed", "[]", "news.localhost. is a loopback address"),
        ("http://127.1/feed", "[]", "127.1 is a loopback address"),
        ("http://2130706433/feed", "[]", "2130706433 is a loopback address"),
        ("http://0x0a.1/feed", "[]", "0x0a.1 is a private network address"),
        ("http://[::1]/feed", "[]", "::1 is a loopback address"),
        ("http://10.1.2.3/feed", '["10.0.0.0/16"]', "10.1.2.3 is a private network address"),
        ("http://192.168.1.1/feed", "[]", "192.168.1.1 is a private network address"),
        ("http://169.254.169.254/feed", "[]", "169.254.169.254 is a link-local address"),
        ("http://[fd00::1]/feed", "[]", "fd00::1 is a private network address"),
        ("http://[::ffff:10.0.0.1]/feed", "[]", "is an IPv4-mapped address"),
        ("http://127.0.0.1/feed", '["127.0.0.0/8"]', None),
        ("http://localhost/feed", '["::1/128"]', None),
        ("http://10.1.2.3/feed", '["10.0.0.0/8"]', None),
        ("https://rferl.example/feed", "[]", None),
        ("https://8.8.8.8/feed", "[]", None),
    ],
)
def test_a_source_that_will_not_be_asked(
    syndicator: Run, tmp_path: Path, url: str, allowed: str, reason: str | None
) -> None:
    configured(tmp_path, url, allowed)
    said = syndicator("check").stdout
    assert ('note: the source "one" will not be asked: ' in said) is (reason is not None)
    assert (reason or "") in said
    assert ('"allow_private" of [poll]' in said) is (reason is not None)


def test_places_that_cannot_be_written(syndicator: Run, tmp_path: Path) -> None:
    configured(tmp_path)
    assert "note:" not in syndicator("check").stdout
    (tmp_path / "file").write_text("x")
    configured(tmp_path, places='output = "file/feeds"\ndatabase = "file/deeper/x.db"')
    said = syndicator("check").stdout
    assert "note: the output cannot be written at file/feeds, in file: Not a directory" in said
    assert "note: the database cannot be written at file/deeper: there is no such folder" in said


def test_a_folder_of_somebody_else(
    syndicator: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs").mkdir()
    configured(tmp_path, places='output = "theirs/feeds"')
    refused = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(
        "syndicator.store.disk_space.write_error",
        lambda folder: refused if folder.name == "theirs" else None,
    )
    assert (
        "note: the output cannot be written at theirs/feeds, in theirs: Permission denied for the "
        "user who runs this command" in syndicator("check").stdout
    )
    assert not (tmp_path / "theirs" / "feeds").exists()


def test_a_place_that_takes_no_files(syndicator: Run, tmp_path: Path) -> None:
    configured(tmp_path, places='output = "/proc/feeds"')
    assert "note: the output cannot be written at /proc/feeds, in /proc: " in (
        syndicator("check").stdout
    )
