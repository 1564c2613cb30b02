from __future__ import annotations

import base64
import gzip
import hashlib
import pickle
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest

from syndicator.http.fetch import fetch
from syndicator.model import Failed, FailureKind, Fetched, Job, NotModified

FEED = b"<rss version='2.0'><channel/></rss>"


def answer(body: bytes = FEED, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(b"", f"Location: {location}", status=f"{status} Moved")


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


def short(body: bytes, header: str) -> Callable[..., None]:
    """A script that announces more than it sends."""

    def script(_: Any, connection: Any, __: bytes) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{header}\r\n\r\n".encode() + body)
        connection.close()

    return script


def fields(request: bytes) -> dict[str, str]:
    lines = request.decode("latin-1").split("\r\n")[1:-2]
    return {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}


def routes(answers: dict[str, bytes]) -> Callable[..., None]:
    """A script that answers by path, with 404 elsewhere."""

    def script(_: Any, connection: Any, request: bytes) -> None:
        path = request.split(b" ")[1].decode()
        connection.sendall(answers.get(path, answer(b"", status="404 Not Found")))

    return script


def failed(result: object, kind: FailureKind, words: str = "") -> Failed:
    assert isinstance(result, Failed), result
    assert (result.kind, words in result.message) == (kind, True), result
    assert "\n" not in result.message
    return result


@pytest.mark.parametrize(
    ("status", "header", "service"),
    [
        ("403 Forbidden", "cf-mitigated: challenge", "Cloudflare"),
        ("202 Accepted", "x-amzn-waf-action: challenge", "AWS WAF"),
        ("200 OK", "CF-Mitigated: challenge", "Cloudflare"),
        ("403 Forbidden", "X-DataDome: protected", "DataDome"),
    ],
)
def test_a_challenge_is_told_from_a_refusal(
    status: str, header: str, service: str, serve: Any, make_job: Callable[..., Job]
) -> None:
    origin = serve(answer(b"<!DOCTYPE html>", header, status=status))
    result = failed(fetch(make_job(origin.url())), FailureKind.CHALLENGE, service)
    assert result.message.startswith(f"127.0.0.1: {status}: ")


def test_where_a_redirect_led_is_said_of_a_failure(
    serve: Any, make_job: Callable[..., Job]
) -> None:
    origin = serve(routes({"/feed.xml": redirect("/news/0123456789abcdef0/x?token=secret")}))
    result = failed(fetch(make_job(origin.url("/feed.xml"))), FailureKind.STATUS, "404 Not Found")
    assert result.message.endswith(f"(redirected to {origin.url('')}/news/…/x?…)")


class TestRequest:
    def test_what_is_sent(self, serve: Any, make_job: Callable[..., Job]) -> None:
        origin = serve(answer())
        fetch(make_job(origin.url("/feed.xml?a=1&b=%20c#part")))
        (request,) = origin.requests
        assert request.startswith(b"GET /feed.xml?a=1&b=%20c HTTP/1.1\r\n")
        sent = fields(request)
        assert sent.pop("accept").startswith("application/atom+xml")
        assert sent == {
            "host": f"127.0.0.1:{origin.port}",
            "user-agent": "syndicator/0 (+https://newsroom.example/feeds)",
            "accept-encoding": "gzip, deflate, br",
        }

    @pytest.mark.parametrize(
        ("etag", "last_modified"),
        [
            ('"abc"', "Sun, 01 Mar 2026 10:00:00 GMT"),
            ('W/"abc"', "yesterday, half past ten"),
            ("unquoted", "Sun, 01 Mar 2026 10:00:00 +0000"),
            ('"with space, and comma"', "0"),
            ('"caf\xe9"', None),
            (None, "Sun, 01 Mar 2026 10:00:00 GMT"),
        ],
    )
    def test_validators_go_back_byte_for_byte(
        self,
        etag: str | None,
        last_modified: str | None,
        serve: Any,
        make_job: Callable[..., Job],
    ) -> None:
        given = {"ETag": etag, "Last-Modified": last_modified}
        lines = [f"{name}: {value}" for name, value in given.items() if value is not None]
        origin = serve(answer(FEED, *lines))
        first = fetch(make_job(origin.url()))
        assert isinstance(first, Fetched)
        assert (first.etag, first.last_modified) == (etag, last_modified)
        job = make_job(origin.url(), etag=first.etag, last_modified=first.last_modified)
        fetch(job)
        sent = fields(origin.requests[1])
        assert sent.get("if-none-match") == etag
        assert sent.get("if-modified-since") == last_modified

    @pytest.mark.parametrize("value", ["", '"a"\r\nCookie: b', '"\x00"', '"\u2026"', "x" * 9000])
    def test_what_is_no_validator_is_not_sent(
        self, value: str, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(answer())
        assert isinstance(fetch(make_job(origin.url(), etag=value, last_modified=value)), Fetched)
        assert not fields(origin.requests[0]).keys() & {
            "if-none-match",
            "if-modified-since",
            "cookie",
        }

    def test_two_different_etags_are_none(self, serve: Any, make_job: Callable[..., Job]) -> None:
        result = fetch(make_job(serve(answer(FEED, 'ETag: "a"', 'ETag: "b"')).url()))
        assert isinstance(result, Fetched)
        assert result.etag is None

    def test_cookies_are_neither_sent_nor_stored(
        self, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(answer(FEED, "Set-Cookie: id=1; Path=/"))
        results = [fetch(make_job(origin.url())) for _ in range(2)]
        assert all("set-cookie" not in result.headers for result in results)
        assert all("cookie" not in fields(request) for request in origin.requests)

    def test_nothing_comes_from_the_environment(
        self,
        serve: Any,
        make_job: Callable[..., Job],
        tmp_path: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        (tmp_path / ".netrc").write_text("default login me password word\n")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1/")
        origin = serve(answer())
        assert isinstance(fetch(make_job(origin.url())), Fetched)
        assert "authorization" not in fields(origin.requests[0])

    def test_credentials_in_the_url(self, serve: Any, make_job: Callable[..., Job]) -> None:
        origin = serve(answer())
        url = origin.url().replace("http://", "http://me:p%40ss%C3%A9@")
        result = fetch(make_job(url))
        sent = fields(origin.requests[0])["authorization"]
        assert base64.b64decode(sent.removeprefix("Basic ")).decode() == "me:p@ssé"
        assert isinstance(result, Fetched)
        assert result.url == origin.url()

    def test_connections_are_reused(self, serve: Any, make_job: Callable[..., Job]) -> None:
        origin = serve(
            lambda _, connection, request: connection.sendall(
                answer(b"", status="304 Not Modified") if b"If-None" in request else answer()
            )
        )
        for etag in (None, '"a"', '"a"', None):
            fetch(make_job(origin.url(), etag=etag))
        assert (len(origin.requests), origin.connections) == (4, 1)

    def test_a_connection_that_died_idle_is_replaced(
        self, serve: Any, make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # As if the server's close arrived only after the check for it.
        monkeypatch.setattr("urllib3.connectionpool.is_connection_dropped", lambda _: False)

        def once(_: Any, connection: Any, __: bytes) -> None:
            connection.sendall(answer())
            connection.close()

        origin = serve(once)
        results = [fetch(make_job(origin.url())) for _ in range(3)]
        assert all(isinstance(result, Fetched) for result in results)
        assert origin.connections == 3

    def test_an_answer_withheld_is_not_asked_for_twice(
        self, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(lambda _, connection, __: connection.close())
        failed(fetch(make_job(origin.url())), FailureKind.PROTOCOL, "without an answer")
        assert len(origin.requests) == 1

    def test_job_and_result_travel(self, serve: Any, make_job: Callable[..., Job]) -> None:
        job = pickle.loads(pickle.dumps(make_job(serve(answer()).url())))
        result = pickle.loads(pickle.dumps(fetch))(job)
        assert pickle.loads(pickle.dumps(result)) == result


class TestStatus:
    def test_fetched(self, serve: Any, make_job: Callable[..., Job]) -> None:
        origin = serve(answer(FEED, "Content-Type: text/xml", "Link: <a>", "link: <b>"))
        result = fetch(make_job(origin.url()))
        assert isinstance(result, Fetched)
        assert (result.url, result.body, result.moved_to) == (origin.url(), FEED, None)
        assert result.body_hash == hashlib.sha256(FEED).hexdigest()
        assert result.headers["link"] == "<a>, <b>"
        assert 0 < result.seconds < 5

    def test_not_modified(self, serve: Any, make_job: Callable[..., Job]) -> None:
        origin = serve(answer(b"", 'ETag: "b"', "Cache-Control: max-age=9", status="304 OK"))
        result = fetch(make_job(origin.url(), etag='"a"'))
        assert isinstance(result, NotModified)
        assert result.headers["cache-control"] == "max-age=9"

    @pytest.mark.parametrize(
        ("status", "header", "kind", "words", "wait"),
        [
            ("304 Not Modified", "", FailureKind.PROTOCOL, "nothing was compared", None),
            ("410 Gone", "", FailureKind.GONE, "410 Gone", None),
            ("404 Nope <b>", "", FailureKind.STATUS, "404 Not Found", None),
            ("401 No", "", FailureKind.STATUS, "401 Unauthorized", None),
            ("500 No", "Retry-After: 7", FailureKind.STATUS, "500 Internal", 7),
            ("429 No", "", FailureKind.THROTTLED, "429 Too Many", None),
            ("429 No", "Retry-After: 120", FailureKind.THROTTLED, "429", 120),
            ("503 No", "", FailureKind.STATUS, "503", None),
            ("503 No", "Retry-After: soon", FailureKind.STATUS, "503", None),
            (
                "503 No",
                "Retry-After: Sun, 01 Mar 2026 13:00:00 GMT",
                FailureKind.THROTTLED,
                "503",
                3600,
            ),
            ("204 No Content", "", FailureKind.STATUS, "204 No Content", None),
            ("206 Partial", "", FailureKind.STATUS, "206 Partial Content", None),
            ("226 IM Used", "", FailureKind.STATUS, "226", None),
            ("300 Choices", "Location: /b", FailureKind.STATUS, "300", None),
            ("103 Early", "", FailureKind.STATUS, "103", None),
            ("599 Odd", "", FailureKind.STATUS, "599", None),
            ("200 OK", "", FailureKind.NOT_A_FEED, "empty", None),
            ("200 OK", "Content-Encoding: gzip", FailureKind.NOT_A_FEED, "empty", None),
        ],
    )  # fmt: skip
    def test_failures(  # the columns of the table
        self,
        status: str,
        header: str,
        kind: FailureKind,
        words: str,
        wait: int | None,
        serve: Any,
        make_job: Callable[..., Job],
    ) -> None:
        origin = serve(answer(b"", *([header] if header else []), status=status))
        result = failed(fetch(make_job(origin.url())), kind, words)
        assert result.status == int(status[:3])
        assert result.message.startswith("127.0.0.1: ")
        assert result.retry_after == (None if wait is None else timedelta(seconds=wait))
        assert "content-length" in result.headers


class TestRedirects:
    @pytest.mark.parametrize(
        ("statuses", "moved"),
        [
            ([301], True),
            ([308, 301], True),
            ([302], False),
            ([307], False),
            ([303], False),
            ([301, 302], False),
            ([302, 301], False),
            ([301] * 5, True),
        ],
    )
    def test_moved_only_if_every_hop_was_permanent(
        self, statuses: list[int], serve: Any, make_job: Callable[..., Job], *, moved: bool
    ) -> None:
        path = {f"/{n}": redirect(f"/{n + 1}", status) for n, status in enumerate(statuses)}
        last = f"/{len(statuses)}"
        origin = serve(routes({**path, last: answer()}))
        result = fetch(make_job(origin.url("/0")))
        assert isinstance(result, Fetched)
        assert result.url == origin.url(last)
        assert result.moved_to == (origin.url(last) if moved else None)

    @pytest.mark.parametrize(
        ("location", "path"),
        [
            ("feed2", "/a/feed2"),
            ("../b?x=1", "/b?x=1"),
            ("/c#part", "/c"),
            (" /d ", "/d"),
            ("/caf\xc3\xa9", "/caf%C3%A9"),
            ("/e f", "/e%20f"),
        ],
    )
    def test_where_it_leads(
        self, location: str, path: str, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(routes({"/a/feed": redirect(location), path: answer()}))
        result = fetch(make_job(origin.url("/a/feed")))
        assert isinstance(result, Fetched), result
        assert result.url == origin.url(path)

    @pytest.mark.parametrize(
        ("location", "words"),
        [
            ("/feed.xml", "circle"),
            ("ftp://news.example/feed", "not an http"),
            ("file:///etc/passwd", "not an http"),
            ("javascript:alert(1)", "not an http"),
            ("http://[::1/", "no address"),
            ("http://news.example:port/", "not a usable URL"),
            ("http://me:secret@127.0.0.1/", "credentials"),
            ("/" + "x" * 9000, "longer"),
            ("", "without a Location"),
        ],
    )
    def test_where_it_does_not(
        self, location: str, words: str, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(redirect(location))
        result = failed(fetch(make_job(origin.url())), FailureKind.REDIRECT, words)
        assert "secret" not in result.message
        assert len(origin.requests) == 1

    def test_a_redirect_to_an_address_that_is_refused(
        self, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(redirect("http://169.254.169.254/latest/"))
        failed(fetch(make_job(origin.url())), FailureKind.ADDRESS, "link-local")

    def test_too_many(self, serve: Any, make_job: Callable[..., Job]) -> None:
        origin = serve(routes({f"/{n}": redirect(f"/{n + 1}") for n in range(9)}))
        failed(fetch(make_job(origin.url("/0"))), FailureKind.REDIRECT, "more than 5")
        assert len(origin.requests) == 6

    def test_its_body_stays_unread(self, serve: Any, make_job: Callable[..., Job]) -> None:
        def script(origin: Any, connection: Any, request: bytes) -> None:
            if b"/feed.xml" in request:
                connection.sendall(
                    b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 1000000000\r\n\r\n"
                )
                origin.wait(5)
            else:
                connection.sendall(answer())

        origin = serve(script)
        result = fetch(make_job(origin.url(), timeout=3))
        assert isinstance(result, Fetched)
        assert result.seconds < 1

    def test_credentials_stay_at_their_origin(
        self, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        other = serve(answer())
        back = serve(routes({"/feed.xml": redirect(other.url(), 301)}))
        same = serve(routes({"/feed.xml": redirect("/b", 301), "/b": answer()}))
        for origin in (back, same):
            url = origin.url().replace("//", "//me:secret@")
            result = fetch(make_job(url))
            assert isinstance(result, Fetched)
            assert "secret" not in repr(result)
            # To move there would lose the credentials.
            assert result.moved_to is None
        assert "authorization" in fields(back.requests[0])
        assert "authorization" not in fields(other.requests[0])
        assert all("authorization" in fields(request) for request in same.requests)

    @pytest.mark.parametrize(
        ("validated_by", "expected"),
        [(None, [True, False]), ("http://localhost/x", [False, True])],
    )
    def test_validators_are_shown_to_the_host_that_sent_them(
        self,
        validated_by: str | None,
        expected: list[bool],
        serve: Any,
        make_job: Callable[..., Job],
    ) -> None:
        other = serve(answer())
        origin = serve(redirect(f"http://localhost:{other.port}/"))
        fetch(make_job(origin.url(), etag='"a"', validated_by=validated_by))
        sent = [fields(each.requests[0]) for each in (origin, other)]
        assert ["if-none-match" in each for each in sent] == expected

    def test_304_after_a_redirect(self, serve: Any, make_job: Callable[..., Job]) -> None:
        unchanged = answer(b"", status="304 Not Modified")
        origin = serve(routes({"/feed.xml": redirect("/b", 301), "/b": unchanged}))
        result = fetch(make_job(origin.url(), etag='"a"'))
        assert isinstance(result, NotModified)
        assert result.moved_to == origin.url("/b")


class TestUrl:
    @pytest.mark.parametrize(
        "url",
        [
            "", "nonsense", "ftp://news.example/", "file:///etc/passwd", "http://", "http:///x",
            "http://[::1/", "http://news.example:99999/", "http://*.example/", "gopher://x/",
            "http://a b/", "https://" + "x" * 9000,
        ],
    )  # fmt: skip
    def test_what_cannot_be_asked(self, url: str, make_job: Callable[..., Job]) -> None:
        failed(fetch(make_job(url)), FailureKind.ADDRESS, "address")

    def test_no_secret_in_any_message(self, make_job: Callable[..., Job]) -> None:
        for url in ("http://me:secret@127.0.0.1:1/secret?secret", "ftp://me:secret@x/secret"):
            result = fetch(make_job(url))
            assert isinstance(result, Failed)
            assert "secret" not in repr(result)


class TestContentCoding:
    @pytest.mark.parametrize(
        ("coding", "body"),
        [
            ("gzip", gzip.compress(FEED)),
            ("x-gzip", gzip.compress(FEED)),
            ("deflate", zlib.compress(FEED)),
            ("br", brotli.compress(FEED)),
            ("identity", FEED),
            ("", FEED),
        ],
        ids=["gzip", "x-gzip", "deflate", "br", "identity", "none"],
    )
    def test_decoded(
        self, coding: str, body: bytes, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        result = fetch(make_job(serve(answer(body, f"Content-Encoding: {coding}")).url()))
        assert isinstance(result, Fetched)
        assert (result.body, result.body_hash) == (FEED, hashlib.sha256(FEED).hexdigest())

    @pytest.mark.parametrize("coding", ["gzip", "br"])
    def test_what_is_not_so_coded_is_refused(
        self, coding: str, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(answer(b"neither markup nor compressed", f"Content-Encoding: {coding}"))
        failed(fetch(make_job(origin.url())), FailureKind.ENCODING, "not compressed as it says")

    @pytest.mark.parametrize(
        ("body", "headers", "problem"),
        [
            (FEED, ["Content-Encoding: gzip"], "the body is plain, announced as gzip"),
            (FEED, ["Content-Encoding: br"], "the body is plain, announced as br"),
            (
                gzip.compress(FEED, mtime=0),
                ["Content-Type: application/x-gzip"],
                "gzip, not announced",
            ),
            (raw_deflate(FEED), ["Content-Encoding: deflate"], None),
        ],
    )
    def test_a_coding_is_what_the_octets_show(
        self,
        body: bytes,
        headers: list[str],
        problem: str | None,
        serve: Any,
        make_job: Callable[..., Job],
    ) -> None:
        result = fetch(make_job(serve(answer(body, *headers)).url()))
        assert isinstance(result, Fetched), result
        assert (result.body, result.body_hash) == (FEED, hashlib.sha256(FEED).hexdigest())
        assert (problem or "") in (result.problem or "")

    @pytest.mark.parametrize("end", [b"", b"\n", b"\n<!-- made in 3 ms -->\n"])
    @pytest.mark.parametrize("root", [b"rss", b"feed", b"rdf:RDF", b"a:feed"])
    def test_a_length_that_never_comes_behind_a_whole_document(
        self, root: bytes, end: bytes, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        body = b"<" + root + b"><title>a</title></" + root + b">" + end
        origin = serve(short(body, f"Content-Length: {len(body) + 500}"))
        result = fetch(make_job(origin.url()))
        assert isinstance(result, Fetched), result
        assert result.body == body
        assert result.problem == "the answer is cut short, behind the end of the document"

    @pytest.mark.parametrize(
        ("body", "header"),
        [
            (FEED[:-1], "Content-Length: 500"),
            (b"<rss></rss><x>", "Content-Length: 500"),
            (gzip.compress(FEED, mtime=0)[:-30], "Content-Length: 500\r\nContent-Encoding: gzip"),
        ],
    )
    def test_a_document_that_is_cut_short_is_refused(
        self, body: bytes, header: str, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        failed(
            fetch(make_job(serve(short(body, header)).url())), FailureKind.TRUNCATED, "cut short"
        )

    @pytest.mark.parametrize(
        ("headers", "kind", "words"),
        [
            (["Content-Encoding: zstd"], FailureKind.ENCODING, "not asked for"),
            (["Content-Encoding: gzip, gzip"], FailureKind.ENCODING, "several"),
            (["Content-Encoding: gzip"] * 2, FailureKind.ENCODING, "several"),
            (["Transfer-Encoding: gzip"], FailureKind.ENCODING, "transfer coding"),
        ],
    )
    def test_refused(
        self,
        headers: list[str],
        kind: FailureKind,
        words: str,
        serve: Any,
        make_job: Callable[..., Job],
    ) -> None:
        result = failed(fetch(make_job(serve(answer(FEED, *headers)).url())), kind, words)
        assert result.status == 200
