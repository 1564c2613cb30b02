"""The pages in a real browser: axe finds nothing wrong, and they ask nobody for anything.

Needs Chromium, Node.js and the two packages of ``tests/browser/package.json``, in the folder that
``SYNDICATOR_BROWSER_MODULES`` names, or beside that file (``npm ci --ignore-scripts``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import pytest
from tests.support import axe

from syndicator.model import Entry, Image, Item, Link, Podcast, PublishedFeed
from syndicator.parse.sanitise import sanitise
from syndicator.publish.html import page

SITE: Final = "Example Newsroom"
NOON: Final = datetime(2020, 4, 26, 12, tzinfo=UTC)

pytestmark = axe.NEEDED

# What axe would mind, had it not been put right: names, headings, lists, tables, languages.
MESS: Final = """<h4>Begins low</h4><h1>Then high</h1><h6></h6><li>alone</li><dd>alone</dd>
<ul><p>no item</p></ul><a href="https://daily.example/"><img src="https://daily.example/a.png"></a>
<a href="https://daily.example/b"></a><p lang="xx">Nowhere <mark>marked</mark> <del>deleted</del>
<a href="https://daily.example/c">in a text</a></p><pre>{}</pre>
<table><tr><th></th><th>a</th></tr><tr><td>{}</td><td>c</td></tr></table>
<blockquote>Said</blockquote><details>more<summary>What</summary></details>
<audio src="https://daily.example/a.mp3"></audio>""".format("long " * 60, "wide" * 60)


@dataclass(frozen=True)
class Seen:
    scheme: str
    path: str
    violations: list[dict[str, Any]]
    complaints: list[str]
    asked: list[tuple[str, str]]
    overflows: bool
    passed: int


@pytest.fixture(scope="module")
def pages(
    entry: Callable[..., Entry], item: Callable[..., Item], feed: Callable[..., PublishedFeed]
) -> dict[str, bytes]:
    address = "https://feeds.example.org/world/{}.html".format
    plain = replace(
        entry(),
        page=address(1),
        corrections=(NOON,),
        images=(Image(url="https://daily.example/i.jpg", title="The river", credit="C. Lens"),),
        podcast=Podcast(duration=61, chapters="https://daily.example/chapters.json"),
    )
    sound = Link(rel="enclosure", href="https://daily.example/1.mp3", type="audio/mpeg", length=9)
    plain = replace(plain, links=(*plain.links, sound))
    arabic = replace(
        entry(item(id=2, atom_id="urn:x:2", article={"title": "ارتفع النهر"})),
        language="ar",
        page=address(2),
        content=sanitise(f"<p>بلغ ارتفاع الماء تسعة أمتار.</p>{MESS}"),
    )
    unknown = replace(
        entry(item(id=3, atom_id="urn:x:3")), language=None, page=None, content=sanitise(MESS)
    )
    world = replace(feed(plain, arabic, unknown), forms=("atom", "html"), subtitle="All of it")
    river = replace(feed(), title="נהר", language="he", forms=("atom", "html"))
    private = replace(world, private=True, stem="https://feeds.example.org/private/world")
    styles = {f"/{path}": data for path, data, _ in page.styles()}
    said = "Republished with the permission of The Daily; conditions: https://daily.example/t."
    made = {
        f"/world/{each.item}.html": page.story_page(each, world, site_title=SITE, permission=said)
        for each in (plain, arabic, unknown)
    }
    return {
        "/": page.index_page(
            [world, river], site_title=SITE, base_url="https://feeds.example.org/"
        ),
        "/world/": page.feed_page(world, site_title=SITE),
        "/river/": page.feed_page(river, site_title=SITE),
        "/private/world/": page.feed_page(private, site_title=SITE),
        **made,
        "/world/gone": page.gone_page("World", site_title=SITE, when=NOON),
        "/nowhere": page.error_page(404, site_title=SITE),
        "/bad": b"<html><body style='color:#999'><img src='https://bad.example/'>bad</body></html>",
        **styles,
    }


def look(pages: Mapping[str, bytes]) -> list[Seen]:
    """See every page as two readers do: in light and wide, in dark and narrow."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            kind = "text/css" if self.path.endswith(".css") else "text/html; charset=utf-8"
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    try:
        found = axe.look([f"{origin}{path}" for path in pages if not path.endswith(".css")])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    return [Seen(path=each.pop("url").removeprefix(origin), **each) for each in found]


def test_readers_and_browsers_are_content(pages: Mapping[str, bytes]) -> None:
    seen = look(pages)
    ours = [each for each in seen if each.path != "/bad"]
    assert len(ours) == 2 * 9
    assert all(each.passed for each in ours)
    assert [(each.scheme, each.path, each.violations) for each in ours if each.violations] == []
    # Nothing is wider than the screen, and the pages keep to their own Content-Security-Policy,
    # the data for search engines included.
    assert [(each.scheme, each.path) for each in ours if each.overflows] == []
    assert [(each.path, each.complaints) for each in ours if each.complaints] == []
    # Nobody is asked for anything but a story's own pictures.
    asked = {each.path: {tuple(one) for one in each.asked} for each in ours if each.asked}
    assert asked == {
        "/world/": {("image", "https://daily.example/i.jpg")},
        "/private/world/": {("image", "https://daily.example/i.jpg")},
        "/world/1.html": {("image", "https://daily.example/i.jpg")},
        "/world/2.html": {("image", "https://daily.example/a.png")},
        "/world/3.html": {("image", "https://daily.example/a.png")},
    }
    # It would be noticed.
    bad = [each for each in seen if each.path == "/bad"]
    assert [{each["id"] for each in one.violations} & {"image-alt"} for one in bad] == [
        {"image-alt"},
        {"image-alt"},
    ]
    assert {one[1] for each in bad for one in each.asked} == {"https://bad.example/"}
