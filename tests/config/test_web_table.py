from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from syndicator.config import Config, checks, stores
from syndicator.config.address import Address

Read = Callable[[str], Config]


def test_without_the_table_there_is_no_server(read: Read, good: str) -> None:
    assert read(good).web.listen is None
    assert read(f"{good}[web]\n").web.listen is None


def test_an_address(read: Read, good: str) -> None:
    config = read(f'{good}[web]\nlisten = "[::1]:8080"\n')
    assert config.web.listen == Address(host="::1", port=8080)


def test_a_web_server_wants_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "find_spec", lambda _: object())
    data = {"syndicator": {"output": "s3://bucket/feeds"}, "web": {"listen": "127.0.0.1:80"}}
    (found,) = checks.faults(data, file=Path("/etc/config.toml"), base=Path("/var/lib"))
    assert found == (
        ("web",),
        "the web server serves a folder, and the output is in an object store",
    )
