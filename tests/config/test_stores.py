from __future__ import annotations

from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from syndicator.config import Config, stores


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    there = {"fsspec", "s3fs", "gcsfs", "adlfs"}

    def find(name: str) -> ModuleSpec | None:
        return ModuleSpec(name, None) if name in there else None

    monkeypatch.setattr(stores, "find_spec", find)
    return there


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("feeds", Path("feeds")),
        ("/srv/feeds", Path("/srv/feeds")),
        ("s3:/feeds", Path("s3:/feeds")),
        ("s3://news", "s3://news"),
        ("s3://news/", "s3://news"),
        ("s3://news/our/feeds/", "s3://news/our/feeds"),
        ("gs://news.example.org/feeds", "gs://news.example.org/feeds"),
        ("az://container/feeds", "az://container/feeds"),
    ],
)
@pytest.mark.usefixtures("installed")
def test_a_folder_or_a_store(value: str, expected: object) -> None:
    assert stores.output(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("file:///srv/feeds", 'write the folder as a path, without "file://"'),
        ("s4://news", '"s4://" is not supported; there are folders on this machine, and the'),
        ("https://news.example/feeds", '"https://" is not supported; there are folders on this'),
        ("memory://x", '"memory://" is not supported'),
        ("s3://", "expected a bucket and a folder in it"),
        ("s3:///feeds", "expected a bucket and a folder in it"),
        ("s3://news//feeds", "expected a bucket and a folder in it"),
        ("s3://news/../other", "expected a bucket and a folder in it"),
        ("s3://news/feeds?x=y", "expected a bucket and a folder in it"),
        ("s3://news/a b", "expected a bucket and a folder in it"),
        ("s3://key:secret@news/feeds", "neither credentials nor a server may stand here"),
        ("s3://localhost:9000/news", "neither credentials nor a server may stand here"),
        (7, "expected a text in quotes"),
        ("~/feeds", "are not expanded here"),
    ],
)
@pytest.mark.usefixtures("installed")
def test_what_it_cannot_be(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        stores.output(value)
    assert message in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("missing", "url", "message"),
    [
        ("s3fs", "s3://news", "the package s3fs, which speaks with this store, is not installed: "),
        ("fsspec", "s3://news", 'run pip install "syndicator[s3]"'),
        ("gcsfs", "gs://news", 'run pip install "syndicator[gs]"'),
        ("adlfs", "az://news", 'run pip install "syndicator[az]"'),
    ],
)
def test_a_package_that_is_missing_is_named_with_its_extra(
    installed: set[str], missing: str, url: str, message: str
) -> None:
    installed.discard(missing)
    with pytest.raises(ValueError, match="is not installed") as raised:
        stores.output(url)
    assert message in str(raised.value)


@pytest.mark.usefixtures("installed")
def test_a_store_is_no_folder_that_anything_could_lie_in(
    read: Callable[[str], Config], good: str
) -> None:
    text = good.replace("[sources.one]", 'output = "s3://news/feeds/"\n[sources.one]')
    assert read(text).output == "s3://news/feeds"


def test_a_problem_with_a_store_has_its_line(
    problems: Callable[[str], list[str]], good: str
) -> None:
    text = good.replace("[sources.one]", 'output = "ftp://news"\n[sources.one]')
    (problem,) = problems(text)
    assert problem.startswith('config.toml:4: syndicator.output: "ftp://" is not supported')
