"""The examples in docs/examples, by the programs that they are for, over files that we wrote."""

from __future__ import annotations

import email.utils
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from syndicator.publish.html.page import SECURITY_POLICY

ATOM = "application/atom+xml; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Answer(Protocol):
    status: int
    headers: dict[str, str]
    body: bytes
    text: bytes


class Site(Protocol):
    program: str
    codings: tuple[str, ...]

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> Answer: ...
    def bring(self, path: str, body: bytes) -> Answer: ...
    def publish(self, path: str, data: str, media_type: str = ATOM) -> None: ...


@pytest.mark.parametrize(
    ("path", "media_type", "begins"),
    [
        ("/world.atom", ATOM, b"<feed>All"),
        ("/world.rss", "application/rss+xml; charset=utf-8", b"<rss>"),
        ("/world.json", "application/feed+json; charset=utf-8", b'{"title"'),
        ("/short.atom", ATOM, b"<feed>All"),
        ("/world/2026-10.atom", ATOM, b"<feed>October"),
        ("/world/", HTML, b"<h1>World</h1>"),
        ("/world/42.html", HTML, b"<h1>Story</h1>"),
        ("/", HTML, b"<h1>Newsroom</h1>"),
        ("/feeds.opml", "text/x-opml; charset=utf-8", b"<opml>"),
        ("/style/page.css", "text/css; charset=utf-8", b"/* All"),
    ],
)
@pytest.mark.parametrize("accepted", ["", "gzip", "br", "gzip, deflate, br"])
def test_every_file_has_its_type_and_content_in_every_coding(
    site: Site, path: str, media_type: str, begins: bytes, accepted: str
) -> None:
    plain = site.ask(path)
    answer = site.ask(path, Accept_Encoding=accepted) if accepted else plain
    assert answer.status == 200
    assert answer.headers["content-type"] == media_type
    assert answer.text.startswith(begins)
    assert answer.text == plain.body
    told = ["content-type", "etag", "content-encoding", "last-modified"]
    if site.program == "nginx" or "content-encoding" not in answer.headers:
        # Caddy leaves it out where a coding was set by its configuration.
        assert int(answer.headers["content-length"]) == len(answer.body)
        told.append("content-length")
    head = site.ask(path, method="HEAD", **({"Accept_Encoding": accepted} if accepted else {}))
    assert (head.status, head.body) == (200, b"")
    for name in told:
        assert head.headers.get(name) == answer.headers.get(name)


def coding(site: Site, accepted: str) -> str | None:
    return site.ask("/world.atom", Accept_Encoding=accepted).headers.get("content-encoding")


@pytest.mark.parametrize("accepted", ["gzip", "deflate, gzip;q=0.5", "gzip, br;q=0", "GZIP"])
def test_a_sibling_is_sent_to_those_who_take_it(site: Site, accepted: str) -> None:
    assert coding(site, accepted) == "gzip"


@pytest.mark.parametrize("accepted", ["identity", "deflate", "gzip;q=0", "brotli", "gzipped"])
def test_no_sibling_is_sent_to_those_who_do_not(site: Site, accepted: str) -> None:
    assert coding(site, accepted) is None


@pytest.mark.parametrize("accepted", ["br", "gzip, deflate, br, zstd", "br;q=0.9, gzip"])
def test_brotli_where_the_program_has_it(site: Site, accepted: str) -> None:
    if "br" not in site.codings:
        pytest.skip("libnginx-mod-http-brotli-static is not installed")
    assert coding(site, accepted) == "br"


def test_what_is_small_has_no_siblings(site: Site) -> None:
    answer = site.ask("/short.atom", Accept_Encoding="gzip, br")
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
@pytest.mark.parametrize(
    "path", ["/world.atom", "/world/", "/world/42.html", "/world/2026-10.atom"]
)
def test_what_is_unchanged_is_not_sent_again(site: Site, path: str, accepted: str) -> None:
    first = site.ask(path, Accept_Encoding=accepted)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    assert etag.startswith('"'), "a strong one (RFC 9110 §8.8.3)"
    varies = "Accept-Encoding, Sec-Fetch-Dest" if path.endswith(".atom") else "Accept-Encoding"
    assert first.headers["vary"] == varies
    for condition in (
        {"If_None_Match": etag},
        {"If_Modified_Since": modified},
        {"If_None_Match": etag, "If_Modified_Since": modified},
        {"If_None_Match": f'"other", {etag}'},
    ):
        again = site.ask(path, Accept_Encoding=accepted, **condition)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert again.headers["vary"] == varies
    for condition in ({}, {"If_Modified_Since": modified}):
        condition["If_None_Match"] = '"other"'
        assert site.ask(path, Accept_Encoding=accepted, **condition).status == 200


@pytest.mark.parametrize("accepted", ["identity", "gzip", "br"])
@pytest.mark.parametrize(
    "path", ["/world.atom", "/world.rss", "/short.atom", "/world/2026-10.atom"]
)
def test_a_browser_that_opens_a_feed_is_told_that_it_is_xml(
    site: Site, path: str, accepted: str
) -> None:
    plain = site.ask(path, Accept_Encoding=accepted)
    asked = {"Accept_Encoding": accepted, "Sec_Fetch_Dest": "document"}
    opened = site.ask(path, **asked)
    assert (opened.status, opened.body) == (200, plain.body)
    xml = {**plain.headers, "content-type": "application/xml; charset=utf-8"}
    assert {**opened.headers, "date": ""} == {**xml, "date": ""}
    assert opened.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest"
    head = site.ask(path, method="HEAD", **asked)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == xml["content-type"]
    etag = plain.headers["etag"]
    again = site.ask(path, If_None_Match=etag, **asked)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert again.headers["vary"] == "Accept-Encoding, Sec-Fetch-Dest"
    some = site.ask(path, Range="bytes=0-2", Sec_Fetch_Dest="document")
    assert (some.status, some.body) == (206, b"<fe" if "atom" in path else b"<rs")
    assert some.headers["content-type"] == xml["content-type"]
    assert site.ask(path, Sec_Fetch_Dest="empty").headers["content-type"] != xml["content-type"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/world/42.html", 200),
        ("/world.json", 200),
        ("/former.atom", 301),
        ("/nothing.atom", 404),
        ("/.hidden.atom", 404),
        ("/private/partners.atom", 404),
    ],
)
def test_what_else_it_opens_is_what_it_is(site: Site, path: str, status: int) -> None:
    answer = site.ask(path, Sec_Fetch_Dest="document")
    assert answer.status == status
    if status != 404:
        assert answer.headers.get("content-type") == site.ask(path).headers.get("content-type")


def test_each_coding_has_an_etag_of_its_own_and_the_same_time(site: Site) -> None:
    answers = [site.ask("/world.atom", Accept_Encoding=each) for each in site.codings]
    assert len({answer.headers["etag"] for answer in answers}) == len(site.codings) > 1
    assert len({answer.headers["last-modified"] for answer in answers}) == 1


@pytest.mark.parametrize("accepted", ["identity", "gzip", "br"])
def test_a_new_version_has_other_validators_however_soon_it_comes(
    site: Site, accepted: str
) -> None:
    path = f"changing-{accepted}.atom"
    seen: set[tuple[str, str]] = set()
    for number in range(3):
        # The same length, and the same second: what nginx and Caddy make an ETag of.
        site.publish(path, f"<feed>{number}{'x' * 2000}</feed>")
        answer = site.ask(f"/{path}", Accept_Encoding=accepted)
        assert answer.text.startswith(b"<feed>%d" % number)
        for etag, modified in seen:
            conditions = {"If_None_Match": etag, "If_Modified_Since": modified}
            assert site.ask(f"/{path}", Accept_Encoding=accepted, **conditions).status == 200
        seen.add((answer.headers["etag"], answer.headers["last-modified"]))
    assert len({etag for etag, _ in seen}) == len({modified for _, modified in seen}) == 3


def test_a_range_is_sent_alone(site: Site) -> None:
    answer = site.ask("/world.atom", Range="bytes=6-8")
    assert (answer.status, answer.body) == (206, b"All")
    assert answer.headers["content-range"].startswith("bytes 6-8/")
    etag = answer.headers["etag"]
    assert site.ask("/world.atom", Range="bytes=6-8", If_Range=etag).status == 206
    assert site.ask("/world.atom", Range="bytes=6-8", If_Range='"other"').status == 200
    assert site.ask("/world.atom", Range="bytes=999999-").status == 416


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/world.atom", "public, max-age=300"),
        ("/world/", "public, max-age=300"),
        ("/world/42.html", "public, max-age=300"),
        ("/world/2026-10.atom", "public, max-age=3600"),
        ("/style/page.css", "public, max-age=86400"),
        ("/world/43.html", "no-cache"),
    ],
)
def test_caches_are_told_how_long(site: Site, path: str, kept: str) -> None:
    assert site.ask(path).headers["cache-control"] == kept


@pytest.mark.parametrize("path", ["/world.atom", "/world/42.html", "/world/43.html", "/nothing"])
def test_every_answer_is_guarded_and_open_to_other_sites(site: Site, path: str) -> None:
    headers = site.ask(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-expose-headers"] == "ETag, Link"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == SECURITY_POLICY
    assert "/" not in headers.get("server", ""), "no version"


def test_a_browser_may_ask_from_another_site(site: Site) -> None:
    answer = site.ask(
        "/world.atom",
        method="OPTIONS",
        Origin="https://reader.example",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="if-none-match",
    )
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-headers" not in site.ask("/world.atom").headers


@pytest.mark.parametrize("name", ["world.atom", "world.rss", "world.json"])
def test_feeds_name_their_hub_and_themselves(site: Site, name: str) -> None:
    link = f'<https://hub.example.org/>; rel="hub", <https://feeds.example.org/{name}>; rel="self"'
    assert site.ask(f"/{name}").headers["link"] == link
    assert site.ask(f"/{name}", method="HEAD", Accept_Encoding="gzip").headers["link"] == link


@pytest.mark.parametrize("path", ["/", "/world/", "/world/42.html", "/world/2026-10.atom"])
def test_nothing_else_names_a_hub(site: Site, path: str) -> None:
    assert "link" not in site.ask(path).headers


@pytest.mark.parametrize("accepted", ["identity", "gzip", "br"])
def test_a_withdrawn_story_is_gone(site: Site, accepted: str) -> None:
    answer = site.ask("/world/43.html", Accept_Encoding=accepted)
    assert answer.status == 410
    assert answer.headers["content-type"] == HTML
    assert answer.text.startswith(b"<h1>Withdrawn</h1>")
    assert site.ask("/world/43.html", method="HEAD").status == 410


def test_a_story_may_come_back(site: Site) -> None:
    site.publish("world/45.html.gone", "<h1>Withdrawn</h1>", HTML)
    assert site.ask("/world/45.html").status == 410
    site.publish("world/45.html", "<h1>Back</h1>", HTML)
    assert site.ask("/world/45.html").body == b"<h1>Back</h1>"


@pytest.mark.parametrize(("old", "new"), [("/former.atom", "/world.atom"), ("/former/", "/world/")])
def test_a_renamed_feed_is_found(site: Site, old: str, new: str) -> None:
    answer = site.ask(old)
    assert answer.status == 301
    assert answer.headers["location"].endswith(new)
    assert site.ask(new).status == 200


@pytest.mark.parametrize(
    ("path", "status", "leads"),
    [
        ("/feeds/world.atom", 200, None),
        ("/feeds/world/", 200, None),
        ("/feeds/style/page.css", 200, None),
        ("/feeds/world/43.html", 410, None),
        ("/feeds/former.atom", 301, "/feeds/world.atom"),
        ("/feeds/former/", 301, "/feeds/world/"),
        ("/feeds/world", 301, "/feeds/world/"),
        ("/feeds", 301, "/feeds/"),
        ("/feeds/.redirects", 404, None),
        ("/feeds/private/partners.atom", 401, None),
        ("/feeds//private/partners.atom", 401, None),
    ],
)
def test_it_may_be_a_folder_of_a_larger_site(
    site_below: Site, path: str, status: int, leads: str | None
) -> None:
    answer = site_below.ask(path, Accept_Encoding="gzip", Sec_Fetch_Dest="document")
    assert b"Secret" not in answer.text
    if leads:
        assert answer.status in {301, 302, 308}
        assert urlsplit(answer.headers["location"]).path == leads
        assert site_below.ask(leads).status == 200
    else:
        assert answer.status == status
    if path == "/feeds/world.atom":
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"] == "application/xml; charset=utf-8"
        assert b"All quiet" not in site_below.ask("/world.atom").body


def test_a_folder_is_its_page(site: Site) -> None:
    answer = site.ask("/world")
    assert answer.status in {301, 308}
    assert answer.headers["location"].endswith("/world/")


@pytest.mark.parametrize(
    "path",
    [
        "/private/partners.atom",
        "/private/partners/44.html",
        "/private/",
        "/private",
        "/%70rivate/partners.atom",
        "//private/partners.atom",
        "/./private/partners.atom",
        "/world/../private/partners.atom",
        "/world/..%2fprivate/partners.atom",
        "/private//partners.atom",
        "/.redirects",
        "/world/.hidden",
        "/%2eredirects",
        "/world.atom.gz",
        "/world.atom.br",
        "/world/43.html.gone",
        "/world/99.html",
        "/websub/a-callback",
        "/nothing.atom",
        "/style/",
    ],
)
@pytest.mark.parametrize("accepted", ["identity", "gzip, br"])
def test_what_is_not_for_everybody_is_not_there(site: Site, path: str, accepted: str) -> None:
    answer = site.ask(path, Accept_Encoding=accepted)
    assert answer.status in {403, 404}
    assert b"Secret" not in answer.text
    assert b"/world" not in answer.text


def test_nothing_can_be_written(site: Site) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert site.ask("/world.atom", method=method).status in {403, 405}


def test_times_are_not_in_the_future_unless_versions_follow_at_once(site: Site) -> None:
    answer = site.ask("/world.atom")
    modified = email.utils.parsedate_to_datetime(answer.headers["last-modified"])
    assert modified <= email.utils.parsedate_to_datetime(answer.headers["date"])


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer right"}])
def test_private_files_may_be_left_to_syndicator(
    site_with_tokens: Site, headers: dict[str, str]
) -> None:
    path = "/private/partners.atom" if headers else "/private/partners.atom?token=right"
    answer = site_with_tokens.ask(path, **headers)
    assert (answer.status, answer.body) == (200, f"feeds.example.org {path}".encode())
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers
    assert site_with_tokens.ask("/private/partners.atom").status == 401
    assert site_with_tokens.ask("/world.atom").status == 200


@pytest.mark.parametrize(
    "path", ["/%70rivate/partners.atom", "//private/partners.atom", "/private/partners.atom.gz"]
)
def test_nobody_gets_private_files_past_it(site_with_tokens: Site, path: str) -> None:
    answer = site_with_tokens.ask(path, Accept_Encoding="gzip")
    assert answer.status in {401, 404}
    assert b"Secret" not in answer.text


LARGE = b"x" * 2_000_000
"""More than nginx lets through by itself."""


def test_hubs_are_left_to_syndicator(site_with_tokens: Site) -> None:
    asked = "/websub/a-callback?hub.mode=subscribe&token=right"
    answer = site_with_tokens.ask(asked)
    assert (answer.status, answer.body) == (200, f"feeds.example.org {asked}".encode())
    brought = site_with_tokens.bring("/websub/a-callback", LARGE)
    assert (brought.status, brought.body) == (202, b"feeds.example.org /websub/a-callback 2000000")
    assert brought.headers["cache-control"] == "no-store"
    assert brought.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in brought.headers


def test_hubs_reach_a_folder_of_a_larger_site(site_below: Site) -> None:
    brought = site_below.bring("/feeds/websub/a-callback", LARGE)
    assert brought.status == 202
    assert brought.body.endswith(b" /feeds/websub/a-callback 2000000")
