"""One request for a file of the output folder, answered (RFC 9110).

This stands in front of Starlette: a feed is asked for a thousand times between two changes, and
nearly all of these answers are the same few octets, made once and kept. What is no file of ours is
handed on.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import closing, suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from syndicator.log import Log
from syndicator.web import delta, request_headers, responses, tokens
from syndicator.web.conditional import Outcome, etags, outcome, range_holds
from syndicator.web.delta_cache import News
from syndicator.web.file_cache import Copy, Library
from syndicator.web.log_limit import LimitedLog
from syndicator.web.memory import remember
from syndicator.web.negotiation import IDENTITY
from syndicator.web.ranges import Part, Unsatisfiable, part
from syndicator.web.request_headers import Asked
from syndicator.web.responses import EMPTY, Message, Pages, Prepared
from syndicator.web.site import About, Site
from syndicator.web.tokens import Tokens

log = Log(__name__)


class Files:
    """The application, as ASGI has it."""

    def __init__(self, site: Site, held: Tokens, library: Library, rest: ASGIApp) -> None:
        """Answer for a site.

        Args:
            site: what is said about its files.
            held: by whom its private feeds may be read.
            library: the files.
            rest: what answers for everything else.
        """
        self._site = site
        self._tokens = held
        self._library = library
        self._rest = rest
        self._pages = Pages(site)
        self._abouts: dict[bytes, About] = {}
        self._prepared: dict[tuple[str, str], Prepared] = {}
        self._reading: dict[tuple[str, tuple[str, ...]], asyncio.Task[Copy]] = {}
        self._news = News(library)
        self._limited_log = LimitedLog(log)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._rest(scope, receive, send)
            return
        raw = scope["raw_path"]
        about = self._abouts.get(raw) or self._site.asked(raw)
        if about is None:
            await self._rest(scope, receive, send)
        elif scope["method"] in {"GET", "HEAD"}:
            await self._read(about, scope, receive, send)
        elif not self._library.has(about.path):
            await self._rest(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _send(send, responses.options(about))
        else:
            await self._error(send, 405, about=about, allow=responses.READ)

    def at_once(self, url: bytes, lines: list[tuple[bytes, bytes]]) -> tuple[bytes, bytes] | None:
        """Answer a request of the usual kinds without any ado.

        Args:
            url: as it was sent.
            lines: the headers of a GET or HEAD request without a body.

        Returns:
            Status line and headers, but for ``Date`` and the empty line, and the body of a GET;
            None: it is another case, or the first of its kind.
        """
        about = self._abouts.get(url)
        asked = dict(lines)
        usual = len(asked) == len(lines) and request_headers.SPECIAL.isdisjoint(asked)
        if about is None or about.private or not usual:
            return None
        about = about.opened if about.opened and request_headers.opens(asked) else about
        copy = None
        with suppress(OSError):
            copy = self._library.known(about.path, request_headers.order_of(asked))
        # Where a link leads to is judged in `_read`.
        if copy is None or copy.real_path != copy.path:
            return None
        prepared = self._prepared.get((copy.place, about.media_type))
        if prepared is None or prepared.stamp != copy.stamp:
            return None
        tag = asked.get(b"if-none-match")
        if tag == prepared.etag:
            return prepared.not_modified_head, b""
        if tag is None and b"if-modified-since" not in asked and copy.body is not None:
            return prepared.whole_head, copy.body
        return None

    async def _read(self, about: About, scope: Scope, receive: Receive, send: Send) -> None:
        asked = request_headers.joined(scope["headers"])
        if about.private and not self._may_read(about, asked, scope["query_string"]):
            await self._refuse(about, send)
            return
        # Parts of a compressed file are of no use to those who ask for parts.
        order = (IDENTITY,) if b"range" in asked else request_headers.order_of(asked)
        try:
            copy = self._library.known(about.path, order)
            if copy is None:
                copy = await self._load(about.path, order)
            if copy.real_path != about.path and self._site.about(copy.real_path).private:
                # A link, asked for as a public file: it is what it leads to.
                about = self._site.about(copy.real_path)
                if not self._may_read(about, asked, scope["query_string"]):
                    await self._refuse(about, send)
                    return
            else:
                remember(self._abouts, scope["raw_path"], about)
            shown = about.opened if about.opened and request_headers.opens(asked) else about
            await self._answer(shown, copy, asked, scope["method"], send)
        except (FileNotFoundError, NotADirectoryError):
            await self._missing(about, scope, receive, send)
        except BlockingIOError:
            await self._error(send, 503, about=about, retry_after=str(responses.RETRY_SECONDS))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._limited_log.error(  # not a bug
                "web.unreadable", kind=reason, file=about.path, error=reason
            )
            await self._error(send, 500, about=about)

    async def _answer(
        self, about: About, copy: Copy, asked: Asked, method: str, send: Send
    ) -> None:
        prepared = self._prepared.get((copy.place, about.media_type))
        if prepared is None or prepared.stamp != copy.stamp:
            prepared = self._prepare(about, copy)
        if not request_headers.CONDITIONS.isdisjoint(asked):
            # What nearly every reader sends is compared first: the one tag that we gave it.
            same = asked.get(
                b"if-none-match"
            ) == prepared.etag and request_headers.BEFORE.isdisjoint(asked)
            known = copy.validators
            found = Outcome.NOT_MODIFIED if same else outcome(request_headers.text_of(asked), known)
            if found is Outcome.NOT_MODIFIED:
                await send(prepared.not_modified)
                await send(EMPTY)
                return
            if found is Outcome.FAILED:
                await self._error(send, 412, about=about)
                return
        if method == "HEAD":
            await _send(send, prepared.whole)
        elif b"a-im" in asked and await self._sent_news(about, asked, send):
            return
        elif b"range" in asked:
            await self._send_part(about, copy, asked, prepared, send)
        else:
            await self._send_octets(copy, prepared.whole, Part(0, copy.size), send)

    async def _load(self, path: str, order: tuple[str, ...]) -> Copy:
        """Read a file in another thread; those who ask for the same meanwhile wait for that."""
        key = (path, order)
        if (reading := self._reading.get(key)) is None:
            reading = asyncio.create_task(asyncio.to_thread(self._library.read, path, order))
            self._reading[key] = reading
            reading.add_done_callback(lambda _: self._reading.pop(key, None))
        copy = await asyncio.shield(reading)
        self._library.keep(copy)
        return copy

    def _prepare(self, about: About, copy: Copy) -> Prepared:
        now = _now()
        prepared = responses.prepare(about, copy, now=now)
        if copy.validators.modified <= now:
            remember(self._prepared, (copy.place, about.media_type), prepared)
        return prepared

    async def _send_octets(self, copy: Copy, start: Message, octets: Part, send: Send) -> None:
        if copy.body is not None:
            body = copy.body
            if octets != Part(0, copy.size):
                body = body[octets.start : octets.stop]
            # As it is kept: uvloop copies nothing, however slowly a reader takes it.
            await _send(send, start, body)
            return
        with closing(self._library.pieces(copy, octets.start, octets.stop)) as pieces:
            piece = await asyncio.to_thread(next, pieces, b"")
            await send(start)
            while piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await asyncio.to_thread(next, pieces, b"")
            await send(EMPTY)

    async def _send_part(
        self, about: About, copy: Copy, asked: Asked, prepared: Prepared, send: Send
    ) -> None:
        now = _now()
        text = request_headers.text_of(asked)
        wanted = None
        if range_holds(text.get("if-range"), copy.validators, now=now):
            try:
                wanted = part(text["range"], copy.size)
            except Unsatisfiable:
                place = f"bytes */{copy.size}"
                await self._error(send, 416, about=about, content_range=place)
                return
        if wanted is None:
            await self._send_octets(copy, prepared.whole, Part(0, copy.size), send)
        else:
            start = responses.partly(about, copy, wanted, now=now)
            await self._send_octets(copy, start, wanted, send)

    async def _sent_news(self, about: About, asked: Asked, send: Send) -> bool:
        """Answer with what is new since the version that a reader has, if we know that."""
        text = request_headers.text_of(asked)
        if not delta.applies(about.path) or not delta.wanted(text["a-im"]):
            return False
        for tag in etags(text.get("if-none-match", "")):
            base = tag.removeprefix("W/")
            if self._library.entries(about.path, base) is None:
                continue
            whole = await self._load(about.path, (IDENTITY,))
            news = await self._news.since(base, whole)
            if news is None:
                return False
            now = _now()
            start = responses.manipulated(about, whole, base=tag, size=len(news), now=now)
            await _send(send, start, news)
            return True
        return False

    # ── who may, and what is not there ───────────────────────────────────────────────────────

    def _may_read(self, about: About, asked: Asked, query: bytes) -> bool:
        feed = about.feed
        if feed not in self._site.token_feeds and (new := self._library.moved(about.path)):
            feed = self._site.about(new).feed
        if feed is None:
            return True
        authorization = asked.get(b"authorization", b"").decode("latin-1")
        found = tokens.presented(authorization, query.decode("latin-1"))
        return self._tokens.reader(feed, found) is not None

    async def _refuse(self, about: About, send: Send) -> None:
        challenge = f'Basic realm="{about.feed}", charset="UTF-8", Bearer realm="{about.feed}"'
        await self._error(send, 401, about=about, www_authenticate=challenge)

    async def _missing(self, about: About, scope: Scope, receive: Receive, send: Send) -> None:
        path, query = about.path, scope["query_string"].decode("latin-1")
        folder = f"{path}/index.html"
        if (page := self._library.gone(path)) is not None:
            told = {"cache-control": about.cache_control}
            await _send(send, responses.fixed(410, page, told, about=about), page)
        elif new := self._library.moved(path):
            await self._redirect(new, query, about, send)
        elif self._library.has(folder):
            await self._redirect(f"{path}/", query, about, send)
        else:
            await self._rest(scope, receive, send)

    async def _redirect(self, path: str, query: str, about: About, send: Send) -> None:
        # With the query, in which the token may stand: the reader would lose it otherwise.
        address = f"{self._site.base_url}{path}" + (f"?{query}" if query else "")
        told = {"location": address, "cache-control": about.cache_control}
        await _send(send, responses.fixed(301, b"", told, about=about))

    async def _error(self, send: Send, status: int, *, about: About, **headers: str) -> None:
        page = self._pages.error(status)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        await _send(send, responses.fixed(status, page, told, about=about), page)


def _now() -> int:
    """The latest second of the epoch that ``Date`` may tell: uvicorn renews it once a second.

    Nothing may claim to have changed later (RFC 9110 §8.8.2.1).
    """
    return int(time.time()) - 1


async def _send(send: Send, start: Message, body: bytes = b"") -> None:
    await send(start)
    await send({"type": "http.response.body", "body": body} if body else EMPTY)
