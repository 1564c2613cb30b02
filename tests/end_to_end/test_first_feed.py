"""From nothing to a feed of one's own, as an operator begins."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbor &amp; Sea</title>
<link>https://harbor.example/</link><description>x</description>
<item><title>All quiet</title><link>https://harbor.example/1</link>
<guid>https://harbor.example/1</guid><description>Words of it.</description></item>
</channel></rss>"""
PAGE = b"""<html><head><link rel="Alternate" type="application/rss+xml" href="/rss"></head>
<body><a href="/other/feed">other</a><a href="javascript:x">no</a></body></html>"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def site(publisher: Publisher) -> Publisher:
    publisher.documents = {"/rss": RSS, "/": PAGE, "/other/feed": RSS.replace(b"Harbor", b"Quay")}
    return publisher


def begin(
    site: Publisher, process: Run, *more: str, code: int = 0
) -> subprocess.CompletedProcess[str]:
    return process(
        *("init", "--title", 'The "Paper"', "--base-url", "https://feeds.example.org/"),
        *("--source", f"{site.url}/", "--folder", "mine", "--allow-private", *more),
        code=code,
    )


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        (["--grant", "headline-only"], {}),
        (["--grant", "agreement", "--holder", "Harbor, Inc."], {"holder": "Harbor, Inc."}),
        (["--grant", "cc-by-4.0", "--holder", "Harbor"], {"preset": "cc-by-4.0"}),
        (["--grant", "undark"], {"preset": "undark"}),
        ([], {}),
    ],
)
def test_the_first_feed(
    site: Publisher, process: Run, tmp_path: Path, more: list[str], wanted: dict[str, str]
) -> None:
    done = begin(site, process, *more)
    assert "What comes next" in done.stdout
    text = (tmp_path / "mine/config.toml").read_text("utf-8")
    assert "\n\n\n" not in text
    data = tomllib.loads(text)
    assert data["syndicator"]["title"] == 'The "Paper"'
    assert data["sources"]["harbor-sea"]["url"] == f"{site.url}/rss"
    grant = data.get("grants", {}).get("harbor-sea", {})
    assert wanted.items() <= grant.items()
    assert (tmp_path / "mine/feeds/news.atom").exists()
    assert "  another publisher:  syndicator --config mine/config.toml add URL\n" in done.stdout
    again = begin(site, process, code=2)
    assert "is there already" in again.stderr


def test_a_json_feed_is_found_by_the_page_that_names_it(
    site: Publisher, process: Run, tmp_path: Path
) -> None:
    begin(site, process)
    site.documents["/pages"] = (
        b'<link rel=alternate type="application/json" href="/api/posts/1">'
        b'<link rel=alternate type="application/feed+json" href="/feed.json">'
    )
    site.documents["/api/posts/1"] = b'{"id": 1, "type": "post"}'
    site.documents["/feed.json"] = (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "Quay",'
        b' "items": [{"id": 1, "content_text": "All quiet."}]}'
    )
    process("--config", "mine/config.toml", "add", f"{site.url}/pages")
    data = tomllib.loads((tmp_path / "mine/config.toml").read_text("utf-8"))
    assert data["sources"]["quay"]["url"] == f"{site.url}/feed.json"


def test_what_cannot_be_found_leaves_no_file(site: Publisher, process: Run, tmp_path: Path) -> None:
    del site.documents["/rss"], site.documents["/other/feed"]
    done = begin(site, process, code=2)
    assert "names no feed" in done.stderr
    assert not (tmp_path / "mine").exists()


def test_add_import_and_export(site: Publisher, process: Run, tmp_path: Path) -> None:
    begin(site, process)
    config = ("--config", "mine/config.toml")
    several = process(*config, "add", f"{site.url}/", code=2)
    assert "several feeds were found" in several.stderr
    assert f"{site.url}/rss (there already)" in several.stdout
    there = process(*config, "add", f"{site.url}/rss")
    assert there.stdout == f'{site.url}/rss is already the source "harbor-sea"\n'
    process(*config, "add", f"{site.url}/other/feed", "--name", "quay")
    data = tomllib.loads((tmp_path / "mine/config.toml").read_text("utf-8"))
    assert data["feeds"]["news"]["sources"] == ["harbor-sea", "quay"]
    assert data["sources"]["quay"]["grant"] == "headline-only"

    listed = process(*config, "export").stdout
    (tmp_path / "list.opml").write_text(listed, "utf-8")
    same = process(*config, "import", "list.opml", "--yes")
    assert "nothing to add: of 2 feeds, 2 there already" in same.stdout
    more = listed.replace("/rss", "/a?b=1").replace("<body>", '<body><outline text="Ö &amp; Sea">')
    (tmp_path / "list.opml").write_text(more.replace("</body>", "</outline></body>"), "utf-8")
    unsaid = process(*config, "import", "list.opml", code=2)
    assert "--yes" in unsaid.stderr
    process(*config, "import", "list.opml", "--yes", "--grant", "headline-only")
    data = tomllib.loads((tmp_path / "mine/config.toml").read_text("utf-8"))
    assert data["sources"]["harbor-sea-2"]["tags"] == ["o-sea"]
    wrong = process(*config, "import", "list.opml", "--grant", "headline", code=2)
    assert "there are: headline-only" in wrong.stderr


def test_an_import_leaves_out_what_it_cannot_take_and_says_so(
    site: Publisher, process: Run, tmp_path: Path
) -> None:
    begin(site, process)
    addresses = [
        "feed://a.example/rss",
        "https://user:hunter2@b.example/rss",
        "https://",
        "https://bücher.example/rss",
        "HTTPS://A.example/rss",
    ]
    lines = "".join(f'<outline title="Line" xmlUrl="{each}"/>' for each in addresses)
    folder = f'<outline text="日本">{lines}</outline>'
    # Broken off in its last line.
    (tmp_path / "list.opml").write_text(f"<opml><body>{folder}<outline xmlUrl='h", "utf-8")
    done = process("--config", "mine/config.toml", "import", "list.opml", "--yes")
    assert "2 new, 1 there already, 2 left out" in done.stdout
    assert "2 sources in no feed yet" in done.stdout
    assert "not well-formed" in done.stderr
    assert "left out: https://…@b.example/rss: a user name or password" in done.stderr
    assert "no tag can be made of the folder 日本" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    data = tomllib.loads((tmp_path / "mine/config.toml").read_text("utf-8"))
    assert {each["url"] for each in data["sources"].values()} == {
        f"{site.url}/rss",
        "http://a.example/rss",
        "https://xn--bcher-kva.example/rss",
    }


def test_the_file_keeps_its_look(site: Publisher, process: Run, tmp_path: Path) -> None:
    begin(site, process)
    path, real = tmp_path / "mine/config.toml", tmp_path / "elsewhere.toml"
    windows = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    real.write_bytes(windows)
    real.chmod(0o640)
    path.unlink()
    path.symlink_to(real)
    process("--config", "mine/config.toml", "add", f"{site.url}/other/feed")
    assert path.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    now = real.read_bytes()
    assert now.startswith(b"\xef\xbb\xbf")
    assert now.count(b"\n") == now.count(b"\r\n")
    assert b"[sources.quay-sea]" in now
    assert set(windows.splitlines()) - set(now.splitlines()) == {b'sources = ["harbor-sea"]'}

    real.chmod(0o440)
    refused = process("--config", "mine/config.toml", "add", f"{site.url}/rss?2", code=2)
    assert "no feed was found" in refused.stderr
    site.documents["/rss?2"] = RSS
    refused = process("--config", "mine/config.toml", "add", f"{site.url}/rss?2", code=1)
    assert "write-protected" in refused.stderr
    assert real.read_bytes() == now


def test_two_at_once_add_both_or_one(site: Publisher, process: Run, tmp_path: Path) -> None:
    begin(site, process)
    command = [str(Path(sys.executable).parent / "syndicator"), "--config", "mine/config.toml"]
    wanted = [f"{site.url}/other/feed", f"{site.url}/other/feed#again", f"{site.url}/third"]
    site.documents["/third"] = RSS
    running = [
        subprocess.Popen([*command, "add", url, "--yes"], cwd=tmp_path, stdout=-3, stderr=-3)
        for url in wanted
    ]
    for each in running:
        each.wait(60)
    data = tomllib.loads((tmp_path / "mine/config.toml").read_text("utf-8"))
    urls = sorted(each["url"] for each in data["sources"].values())
    assert urls == sorted([f"{site.url}/rss", wanted[0], wanted[2]])


def test_what_is_given_is_looked_at_before_anybody_is_asked(site: Publisher, process: Run) -> None:
    begin(site, process)
    site.requests.clear()
    add = ("--config", "mine/config.toml", "add", f"{site.url}/other/feed")
    for option, why in (
        (("--name", "Bad Name"), "is no name"),
        (("--name", "harbor-sea"), "already"),
        (("--grant", "none"), "no grant"),
        (("--feed", "none"), "no feed"),
    ):
        assert why in process(*add, *option, code=2).stderr
    assert not site.requests
