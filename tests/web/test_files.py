"""Requests for files, over real sockets."""

from __future__ import annotations

import gzip
import os
import threading
import time
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Site = Any
Feed = Callable[..., bytes]
DECODED = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("world.atom", "application/atom+xml; charset=utf-8"),
        ("world.rss", "application/rss+xml; charset=utf-8"),
        ("world.json", "application/feed+json; charset=utf-8"),
        ("world/2026-10.atom", "application/atom+xml; charset=utf-8"),
        ("world/42.html", "text/html; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
        ("style/page.css", "text/css; charset=utf-8"),
        ("logo.png", "image/png"),
        ("notes", "application/octet-stream"),
    ],
)
def test_types(site: Site, path: str, media_type: str) -> None:
    site.write(path, b"content")
    answer = site.ask(f"/{path}")
    assert (answer.status, answer.body) == (200, b"content")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-length"] == "7"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
@pytest.mark.parametrize(
    "path", ["world.atom", "world.rss", "world/2026-10.atom", "private/partners.atom"]
)
def test_a_browser_that_opens_a_feed_is_told_that_it_is_xml(
    site: Site, world: bytes, token: str, path: str, coding: str
) -> None:
    site.write(path, world)
    address = f"/{path}?token={token}" if path.startswith("private/") else f"/{path}"
    plain = site.ask(address, accept_encoding=coding)
    assert plain.headers["content-type"].startswith(("application/atom+xml", "application/rss+xml"))
    private = ", Authorization" if path.startswith("private/") else ""
    vary = f"Accept-Encoding, Sec-Fetch-Dest{private}"
    xml = {**plain.headers, "content-type": "application/xml; charset=utf-8", "date": ""}
    asked = {"accept_encoding": coding, "sec_fetch_dest": "document"}
    for _ in range(3):  # the first time by Starlette's way, then at once
        opened = site.ask(address, **asked)
        assert (opened.status, opened.body) == (200, plain.body)
        assert {**opened.headers, "date": ""} == xml
        assert {**site.ask(address, "HEAD", **asked).headers, "date": ""} == xml
        assert (
            site.ask(address, accept_encoding=coding).headers["content-type"]
            == (plain.headers["content-type"])
        )
        same = site.ask(address, if_none_match=plain.headers["etag"], **asked)
        assert (same.status, same.body, same.headers["vary"]) == (304, b"", vary)
        assert same.headers["etag"] == plain.headers["etag"]
    some = site.ask(address, range="bytes=0-9", **asked)
    assert (some.status, some.body) == (206, world[:10])
    assert some.headers["content-type"] == xml["content-type"]
    for status, more in ((416, {"range": "bytes=999999-"}), (412, {"if_match": '"other"'})):
        refused = site.ask(address, **asked, **more)
        assert (refused.status, refused.headers["vary"]) == (status, vary)
    told = (plain, some, site.ask(address, "OPTIONS"))
    assert {answer.headers["vary"] for answer in told} == {vary}
    for kind in ("empty", "iframe", "Document", ""):
        answer = site.ask(address, sec_fetch_dest=kind)
        assert answer.headers["content-type"] == plain.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("world/42.html", "text/html; charset=utf-8"),
        ("world.json", "application/feed+json; charset=utf-8"),
        ("style/page.css", "text/css; charset=utf-8"),
    ],
)
def test_what_else_it_opens_is_what_it_is(site: Site, path: str, media_type: str) -> None:
    site.write(path, b"content")
    for _ in range(2):
        answer = site.ask(f"/{path}", sec_fetch_dest="document")
        assert answer.headers["content-type"] == media_type
        assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_each_coding_has_its_own_tag(site: Site, world: bytes, coding: str) -> None:
    first = site.ask("/world.atom", accept_encoding=coding)
    assert first.status == 200
    assert first.headers.get("content-encoding", "identity") == coding
    assert DECODED[coding](first.body) == world
    assert int(first.headers["content-length"]) == len(first.body)
    assert "Accept-Encoding" in first.headers["vary"]
    tag = first.headers["etag"]
    assert tag.startswith('"')

    others = {site.ask("/world.atom", accept_encoding=c).headers["etag"] for c in DECODED}
    assert len(others) == 3

    for _ in range(3):  # the first time by Starlette's way, then at once
        same = site.ask("/world.atom", accept_encoding=coding, if_none_match=tag)
        assert (same.status, same.body) == (304, b"")
        for name in ("etag", "last-modified", "cache-control", "vary"):
            assert same.headers[name] == first.headers[name]
        assert "content-type" not in same.headers
        assert "content-length" not in same.headers
        assert "date" in same.headers


def test_the_tag_outlives_the_server(site: Site, started: Callable[..., Site]) -> None:
    tag = site.ask("/world.atom").headers["etag"]
    assert started(site.config).ask("/world.atom", if_none_match=tag).status == 304


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": 'W/{etag}, "other"'}, 304),
        ({"if_none_match": '"other"'}, 200),
        ({"if_modified_since": "{modified}"}, 304),
        ({"if_modified_since": "{modified}", "if_none_match": '"other"'}, 200),
        ({"if_modified_since": "Thu, 01 Jan 2015 00:00:00 GMT"}, 200),
        ({"if_match": '"other"'}, 412),
        ({"if_match": '"other"', "if_none_match": "{etag}"}, 412),
        ({"if_match": "{etag}", "if_none_match": "{etag}"}, 304),
        ({"if_unmodified_since": "Thu, 01 Jan 2015 00:00:00 GMT"}, 412),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_preconditions(site: Site, headers: dict[str, str], status: int, method: str) -> None:
    for _ in range(2):
        whole = site.ask("/world.atom")
        told = {
            name: value.format(etag=whole.headers["etag"], modified=whole.headers["last-modified"])
            for name, value in headers.items()
        }
        answer = site.ask("/world.atom", method, **told)
        assert answer.status == status
        assert bool(answer.body) is (method == "GET" and status != 304)


def test_head_is_get_without_the_body(site: Site) -> None:
    whole, head = site.ask("/world.atom"), site.ask("/world.atom", "HEAD")
    assert head.status == 200
    assert head.body == b""
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}
    assert site.ask("/nothing.atom", "HEAD").body == b""


def test_a_new_version_is_served_at_once(site: Site, atom: Feed) -> None:
    tag = site.ask("/world.atom", accept_encoding="gzip").headers["etag"]
    assert site.ask("/world.atom", accept_encoding="gzip", if_none_match=tag).status == 304
    new = atom(("urn:new", "New"), ("urn:more", "More " * 400))
    site.write("world.atom", new, "application/atom+xml")
    answer = site.ask("/world.atom", accept_encoding="gzip", if_none_match=tag)
    assert answer.status == 200
    assert gzip.decompress(answer.body) == new
    # Its time may lie a second ahead, to be another than that of the version before.
    modified = parsedate_to_datetime(answer.headers["last-modified"])
    assert modified <= parsedate_to_datetime(answer.headers["date"])
    site.shelf.remove("world.atom")
    assert site.ask("/world.atom", accept_encoding="gzip", if_none_match=tag).status == 404


def test_a_sibling_of_another_time_is_not_sent(site: Site, world: bytes) -> None:
    sibling = site.folder / "world.atom.gz"
    os.utime(sibling, ns=(0, 0))
    answer = site.ask("/world.atom", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert answer.body == world


@pytest.mark.parametrize(
    ("value", "status", "octets"),
    [
        ("bytes=0-4", 206, slice(0, 5)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=0-1,5-9", 200, slice(None)),
        ("pages=1", 200, slice(None)),
        ("bytes=999999-", 416, None),
    ],
)
def test_ranges(site: Site, world: bytes, value: str, status: int, octets: slice | None) -> None:
    answer = site.ask("/world.atom", range=value, accept_encoding="gzip")
    assert answer.status == status
    if octets is None:
        assert answer.headers["content-range"] == f"bytes */{len(world)}"
        return
    assert answer.body == world[octets]
    assert "content-encoding" not in answer.headers
    if status == 206:
        start = world.index(answer.body)
        assert answer.headers["content-range"] == (
            f"bytes {start}-{start + len(answer.body) - 1}/{len(world)}"
        )
        tag = answer.headers["etag"]
        assert site.ask("/world.atom", range=value, if_range=tag).status == 206
        assert site.ask("/world.atom", range=value, if_range='"other"').body == world
        assert site.ask("/world.atom", range=value, if_none_match=tag).status == 304


def test_large_files_come_a_piece_at_a_time(site: Site) -> None:
    data = os.urandom(3_000_000)
    site.write("notes", data)
    whole = site.ask("/notes")
    assert whole.body == data
    assert site.ask("/notes", range="bytes=1000000-2500000").body == data[1_000_000:2_500_001]
    assert site.ask("/notes", if_none_match=whole.headers["etag"]).status == 304


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("world.atom", "public, max-age=600"),
        ("world/index.html", "public, max-age=600"),
        ("world/42.html", "public, max-age=600"),
        ("world/2026-10.atom", "public, max-age=3600"),
        ("slow.atom", "public, max-age=3600"),
        ("index.html", "public, max-age=600"),
        ("style/page.css", "public, max-age=86400"),
    ],
)
def test_the_rhythm_of_each_file(site: Site, path: str, value: str) -> None:
    site.write(path, b"content")
    assert site.ask(f"/{path}").headers["cache-control"] == value


@pytest.mark.parametrize(
    ("path", "linked"),
    [
        ("world.atom", True),
        ("world.rss", True),
        ("world.json", True),
        ("world/2026-10.atom", False),
        ("world/index.html", False),
        ("feeds.opml", False),
        ("private/partners.atom", False),
    ],
)
def test_hubs_are_linked(site: Site, token: str, path: str, *, linked: bool) -> None:
    site.write(path, b"content")
    answer = site.ask(f"/{path}?token={token}")
    assert answer.status == 200
    expected = (
        f'<https://hub.example.com/>; rel="hub", <https://feeds.example.org/{path}>; rel="self"'
    )
    assert answer.headers.get("link") == (expected if linked else None)


@pytest.mark.parametrize("path", ["/world/", "/world.atom", "/nothing"])
def test_pages_run_no_scripts(site: Site, path: str) -> None:
    headers = site.ask(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none';")
    assert "script" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_other_origins_may_read(site: Site) -> None:
    assert site.ask("/world.atom").headers["access-control-allow-origin"] == "*"
    asked = site.ask("/world.atom", "OPTIONS")
    assert asked.status == 204
    assert asked.headers["allow"] == "GET, HEAD, OPTIONS"
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_files_can_only_be_read(site: Site, method: str) -> None:
    answer = site.ask("/world.atom", method, body=b"x" * 1000)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert site.ask("/nothing.atom", method, body=b"").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.atom",
        "/nothing/",
        "/world.atom.gz",
        "/.redirects",
        "/../config.toml",
        "/%2e%2e/config.toml",
        "/world/..%2f..%2fconfig.toml",
        "/style",
        "/style/",
        "/x/y/z",
    ],
)
def test_what_is_not_there_has_a_page(site: Site, path: str) -> None:
    (site.folder / ".redirects").write_text("/old.atom /world.atom;\n")
    answer = site.ask(path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"Harbor Newsroom" in answer.body
    assert answer.headers["cache-control"] == "no-cache"


def test_links_that_lead_out_are_not_followed(site: Site) -> None:
    outside = site.folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.html").write_text("secret")
    (site.folder / "secret.html").symlink_to(outside / "secret.html")
    (site.folder / "folder").symlink_to(outside)
    os.mkfifo(site.folder / "pipe.html")
    for path in ("/secret.html", "/folder/secret.html", "/pipe.html"):
        assert site.ask(path).status == 404
    (site.folder / "also.atom").symlink_to(site.folder / "world.atom")
    assert site.ask("/also.atom").status == 200


def link(name: str, target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(target)


def hard_link(mode: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "leak.atom").hardlink_to(folder / "private" / "partners.atom")
        (folder / "leak.atom").chmod(mode)

    return make


def sibling(folder: Path) -> None:
    (folder / "leak.atom").write_bytes(b"<feed/>")
    for suffix in (".gz", ".br"):
        (folder / f"leak.atom{suffix}").symlink_to(f"private/partners.atom{suffix}")
    moment = (folder / "private" / "partners.atom").stat().st_mtime_ns
    os.utime(folder / "leak.atom", ns=(moment, moment))


def twice(folder: Path) -> None:
    link("between.atom", "private/partners.atom")(folder)
    link("leak.atom", "between.atom")(folder)


def index(folder: Path) -> None:
    (folder / "leak").mkdir()
    link("leak/index.html", "../private/partners.atom")(folder)


LEAKS = {
    "link": (link("leak.atom", "private/partners.atom"), "/leak.atom"),
    "another type": (link("leak.txt", "private/partners.atom"), "/leak.txt"),
    "link to a link": (twice, "/leak.atom"),
    "folder": (link("leak", "private"), "/leak/partners.atom"),
    "folder in a folder": (link("world/leak", "../private"), "/world/leak/partners.atom"),
    "hard link": (hard_link(0o640), "/leak.atom"),
    "hard link of another mode": (hard_link(0o644), "/leak.atom"),
    "sibling": (sibling, "/leak.atom"),
    "page of what is gone": (link("leak.html.gone", "private/partners.atom"), "/leak.html"),
    "index": (index, "/leak/"),
}
"""Ways from a public address to a private file."""


@pytest.mark.parametrize("kind", LEAKS)
def test_who_may_read_is_judged_by_what_is_read(
    site: Site, world: bytes, token: str, kind: str
) -> None:
    make, path = LEAKS[kind]
    make(site.folder)
    bearer = f"Bearer {token}"
    other = {"sibling": 404, "page of what is gone": 404}.get(kind, 401)
    for coding in ("gzip", "br", "identity"):
        own = kind == "sibling" and coding == "identity"
        refused = site.ask(path, accept_encoding=coding)
        assert refused.status == (200 if own else other)
        assert b"Story" not in refused.body
        for more in (
            {"range": "bytes=0-5"},
            {"if_none_match": "*"},
            {"sec_fetch_dest": "document"},
        ):
            assert site.ask(path, accept_encoding=coding, **more).status in (
                {200, 206, 304, other} if kind == "sibling" else {other}
            )
        assert site.ask(path, "HEAD", accept_encoding=coding).status == (200 if own else other)
        if other == 401:
            told = site.ask(path, accept_encoding=coding, authorization=bearer)
            assert told.status == 200
            assert told.headers["cache-control"] == "private, no-cache"
            assert "access-control-allow-origin" not in told.headers
            # What one reader may have is not kept for another.
            assert site.ask(path, accept_encoding=coding).status == 401
    assert site.ask("/private/partners.atom", authorization=bearer).body == world
    assert site.ask("/private/partners.atom").status == 401


@pytest.mark.parametrize(
    "path",
    [
        "/Private/partners.atom",
        "/PRIVATE/partners.atom",
        "/private%2fpartners.atom",
        "/%70rivate/partners.atom",
        "/world/../private/partners.atom",
        "/world/%2e%2e/private/partners.atom",
        "/./private/partners.atom",
        "//private/partners.atom",
        "/private//partners.atom",
        "/private/partners.atom/",
        "/private/partners.atom%00.html",
        "/private\\partners.atom",
        "/private./partners.atom",
        "http://x/private/partners.atom",
    ],
)
def test_other_ways_to_write_a_private_address(site: Site, path: str) -> None:
    assert site.ask(path).status in {400, 401, 404}


def test_a_link_that_is_turned_is_judged_anew(site: Site, world: bytes, token: str) -> None:
    link = site.folder / "turned.atom"
    for target, status in (("world", 200), ("private/partners", 401)) * 3:
        (site.folder / "aside").symlink_to(f"{target}.atom")
        (site.folder / "aside").replace(link)
        for _ in range(3):
            assert site.ask("/turned.atom").status == status
    assert site.ask("/turned.atom", authorization=f"Bearer {token}").body == world


def test_a_link_that_is_turned_all_the_time_never_opens_a_private_file(site: Site) -> None:
    secret = b"<feed>secret</feed>"
    site.write("private/partners.atom", secret, "application/atom+xml")
    link, over = site.folder / "turned.atom", threading.Event()

    def turn() -> None:
        while not over.is_set():
            for target in ("world.atom", "private/partners.atom"):
                (site.folder / "aside").symlink_to(target)
                (site.folder / "aside").replace(link)

    turning = threading.Thread(target=turn)
    turning.start()
    try:
        for _ in range(200):
            answer = site.ask("/turned.atom")
            assert answer.status in {200, 401, 404, 503}
            assert b"secret" not in answer.body
    finally:
        over.set()
        turning.join()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from(["..", "%2e%2e", ".", "", "outside", "config.toml", "world", "%2f", "%00"]),
        min_size=1,
        max_size=6,
    )
)
def test_nothing_outside_is_ever_sent(site: Site, parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    answer = site.ask(path)
    assert answer.status in ({200} if path == "/world/" else {301, 404})
    assert b"base_url" not in answer.body


def test_a_file_that_cannot_be_read_is_our_fault(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("syndicator.web.file_cache.os.open", refused)
    answer = site.ask("/world.atom")
    assert answer.status == 500
    assert b"Traceback" not in answer.body


def test_a_folder_is_asked_for_without_its_slash(site: Site) -> None:
    answer = site.ask("/world?a=b")
    assert answer.status == 301
    assert answer.headers["location"] == "https://feeds.example.org/world/?a=b"


def test_a_withdrawn_story_is_gone(site: Site) -> None:
    site.write("world/42.html", b"<p>Story</p>")
    assert site.ask("/world/42.html").status == 200
    site.write("world/42.html.gone", b"<p>Withdrawn</p>")
    site.shelf.remove("world/42.html")
    answer = site.ask("/world/42.html")
    assert (answer.status, answer.body) == (410, b"<p>Withdrawn</p>")
    assert answer.headers["cache-control"] == "public, max-age=600"
    assert "etag" not in answer.headers
    assert site.ask("/world/42.html.gone").status == 404


@pytest.mark.parametrize("below", ["", "feeds/", "a/b/"])
def test_what_moved_is_found_below_the_path_of_the_site(
    configure: Callable[[str], Any], config_text: str, started: Callable[..., Site], below: str
) -> None:
    base = f"https://feeds.example.org/{below}"
    site = started(configure(config_text.replace("https://feeds.example.org/", base)))
    # As syndicator.publish.site writes them: addresses below base_url, whatever that is.
    site.write(
        ".redirects",
        b"/old.atom /world.atom ;\n/old/ /world/ ;\n/old/index.html /world/ ;\n"
        b"/old/42.html /world/42.html ;\n",
    )
    for old, new in (
        ("old.atom", "world.atom"),
        ("old/", "world/"),
        ("old/index.html", "world/"),
        ("old/42.html", "world/42.html"),
    ):
        answer = site.ask(f"/{below}{old}")
        assert (answer.status, answer.headers["location"]) == (301, f"{base}{new}")
        if below:
            assert site.ask(f"/{old}").status == 404


def test_a_feed_that_moved(site: Site, token: str) -> None:
    lines = "/old.atom /world.atom;\n/old/ /world/;\n/private/past.atom /private/partners.atom;\n"
    (site.folder / ".redirects").write_text(lines + "/private/open.atom /world.atom;\n")
    for old, new in (("/old.atom", "world.atom"), ("/private/open.atom", "world.atom")):
        answer = site.ask(old)
        assert answer.status == 301
        assert answer.headers["location"] == f"https://feeds.example.org/{new}"
    assert site.ask("/private/past.atom").status == 401
    answer = site.ask(f"/private/past.atom?token={token}")
    assert answer.status == 301
    assert answer.headers["location"].endswith(f"/private/partners.atom?token={token}")
    assert answer.headers["cache-control"] == "private, no-cache"


# ── only what is new ─────────────────────────────────────────────────────────────────────────


def test_only_what_is_new(site: Site, world: bytes, atom: Feed) -> None:
    zipped = site.ask("/world.atom", accept_encoding="gzip").headers["etag"]
    tag = site.ask("/world.atom").headers["etag"]
    site.write("world.atom", world.replace(b"Story 7<", b"Story 7, corrected<"))
    second = site.ask("/world.atom", if_none_match=tag, a_im="feed", accept_encoding="gzip")
    assert second.status == 226
    assert second.headers["im"] == "feed"
    assert second.headers["cache-control"] == "no-store, im"
    assert "A-IM" in second.headers["vary"]
    assert second.headers["delta-base"] == tag
    assert second.body.count(b"<entry>") == 1
    assert b"Story 7, corrected" in second.body
    # Its validators are those of the whole, by which the next question is asked.
    assert second.headers["etag"] == site.ask("/world.atom").headers["etag"] != tag
    site.write("world.atom", atom(("urn:new", "New")))
    for base in (tag, zipped, f'"unknown", W/{second.headers["etag"]}'):
        third = site.ask("/world.atom", if_none_match=base, a_im="gzip, feed")
        assert third.status == 226
        assert third.body.count(b"<entry>") == 1
    now = site.ask("/world.atom").headers["etag"]
    assert site.ask("/world.atom", if_none_match=now, a_im="feed").status == 304


@pytest.mark.parametrize(
    "headers",
    [
        {"a_im": "feed"},
        {"a_im": "feed", "if_none_match": '"unknown"'},
        {"a_im": "vcdiff", "if_none_match": "{tag}"},
        {"if_none_match": "{tag}"},
    ],
)
def test_else_the_whole(site: Site, atom: Feed, headers: dict[str, str]) -> None:
    tag = site.ask("/world.atom").headers["etag"]
    new = atom(("urn:new", "New"))
    site.write("world.atom", new)
    told = {name: value.format(tag=tag) for name, value in headers.items()}
    answer = site.ask("/world.atom", **told)
    assert (answer.status, answer.body) == (200, new)


def test_complete_feeds_are_always_whole(site: Site, atom: Feed) -> None:
    tag = site.ask("/world.atom").headers["etag"]
    new = atom(("urn:new", "New"), more="<fh:complete/>")
    site.write("world.atom", new)
    assert site.ask("/world.atom", if_none_match=tag, a_im="feed").body == new


# ── private feeds ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/private/partners.atom", "/private/nothing.atom", "/private/"])
def test_without_a_token(site: Site, path: str) -> None:
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Basic d3Jvbmc6eA=="}):
        answer = site.ask(path, **headers)
        assert answer.status == 401
        assert 'Basic realm="' in answer.headers["www-authenticate"]
        assert "Bearer" in answer.headers["www-authenticate"]
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        assert b"urn:story" not in answer.body
    assert site.ask(f"{path}?token=wrong", "HEAD").status == 401


def test_with_a_token(site: Site, token: str, world: bytes) -> None:
    basic = "Basic " + __import__("base64").b64encode(f"me:{token}".encode()).decode()
    for path, headers in (
        (f"/private/partners.atom?token={token}", {}),
        ("/private/partners.atom", {"authorization": f"Bearer {token}"}),
        ("/private/partners.atom", {"authorization": basic}),
    ):
        answer = site.ask(path, **headers)
        assert (answer.status, answer.body) == (200, world)
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "Authorization" in answer.headers["vary"]
        assert "access-control-allow-origin" not in answer.headers
        assert token not in str(answer.headers)
        tag = answer.headers["etag"]
        for _ in range(2):
            assert site.ask(path, if_none_match=tag, **headers).status == 304
        assert site.ask("/private/partners.atom", if_none_match=tag).status == 401
    assert site.ask(f"/private/other.atom?token={token}").status == 401
    told = site.ask("/private/partners.atom", "OPTIONS").headers
    assert "access-control-allow-origin" not in told


def test_no_token_is_ever_logged(
    site: Site, token: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (site.folder / "private" / "odd.atom").mkdir()
    for path in ("/private/partners.atom", "/private/odd.atom", "/private/nothing", "/%zz"):
        site.ask(f"{path}?token={token}")
    site.raw(f"GET /private/partners.atom?token={token} HTTP/9.9\r\nbroken\r\n\r\n".encode())
    out, err = capfd.readouterr()
    assert token not in out + err + caplog.text


def test_a_time_in_the_future_is_not_told(site: Site) -> None:
    ahead = time.time() + 3600
    os.utime(site.folder / "world.atom", (ahead, ahead))
    answer = site.ask("/world.atom")
    told = parsedate_to_datetime(answer.headers["last-modified"])
    assert told <= parsedate_to_datetime(answer.headers["date"])
    date = formatdate(told.timestamp(), usegmt=True)
    assert site.ask("/world.atom", if_modified_since=date).status == 200
