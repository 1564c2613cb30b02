from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships none
import pytest

from syndicator.publish.storage.base import File, Storage
from syndicator.publish.storage.open import open_storage

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = DOCS / "examples"
FOLDER = "/var/lib/syndicator/feeds"
"""As the examples name it."""
ATOM = "application/atom+xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
"""Of Debian's package libnginx-mod-http-brotli-static."""
LONG = "All quiet on the Elbe, says a lock-keeper. " * 100


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    """By name in small letters; several of one name are joined."""
    body: bytes

    @property
    def text(self) -> bytes:
        match self.headers.get("content-encoding"):
            case "gzip":
                return gzip.decompress(self.body)
            case "br":
                return bytes(brotli.decompress(self.body))
            case _:
                return self.body


@dataclass(frozen=True)
class Site:
    """A web server that an example configures, over a folder that the shelf wrote."""

    program: str
    folder: Path
    shelf: Storage
    port: int
    host: str = "feeds.example.org"

    @property
    def codings(self) -> tuple[str, ...]:
        """What it has of a file, by names for Accept-Encoding."""
        has_brotli = self.program != "nginx" or BROTLI.exists()
        return ("identity", "gzip", "br") if has_brotli else ("identity", "gzip")

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        """Send one request; underscores in the names of headers become hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._exchange(path, method, None, sent)

    def bring(self, path: str, body: bytes) -> Answer:
        """Post something."""
        return self._exchange(path, "POST", body, {})

    def _exchange(
        self, path: str, method: str, body: bytes | None, headers: dict[str, str]
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers={"Host": self.host} | headers)
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                key = name.lower()
                found[key] = f"{found[key]}, {value}" if key in found else value
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def publish(self, path: str, data: str, media_type: str = ATOM) -> None:
        private = path.startswith("private/")
        file = File(path=path, data=data.encode(), media_type=media_type, private=private)
        self.shelf.stage(file).commit()


def fill(site: Site) -> None:
    for path, data, media_type in (
        ("world.atom", f"<feed>{LONG}</feed>", ATOM),
        ("world.rss", f"<rss>{LONG}</rss>", "application/rss+xml; charset=utf-8"),
        ("world.json", f'{{"title":"{LONG}"}}', "application/feed+json; charset=utf-8"),
        ("short.atom", f"<feed>{LONG[:800]}</feed>", ATOM),
        ("world/2026-10.atom", f"<feed>October {LONG}</feed>", ATOM),
        ("world/index.html", f"<h1>World</h1>{LONG}", HTML),
        ("world/42.html", f"<h1>Story</h1>{LONG}", HTML),
        ("world/43.html.gone", f"<h1>Withdrawn</h1>{LONG}", HTML),
        ("index.html", "<h1>Newsroom</h1>", HTML),
        ("feeds.opml", f"<opml>{LONG}</opml>", "text/x-opml; charset=utf-8"),
        ("style/page.css", f"/* {LONG} */", "text/css; charset=utf-8"),
        ("private/partners.atom", f"<feed>Secret {LONG}</feed>", ATOM),
        ("private/partners/44.html", f"Secret {LONG}", HTML),
    ):
        site.publish(path, data, media_type)
    # The format of a map's lines in nginx; Caddy wants the semicolon to stand by itself.
    (site.folder / ".redirects").write_text("/former.atom /world.atom ;\n/former/ /world/ ;\n")


def example(name: str, folder: Path) -> str:
    return (EXAMPLES / name).read_text("utf-8").replace(FOLDER, str(folder))


def told(kind: str) -> str:
    """What the text on serving has to say of a folder of a larger site, for a program."""
    text = (DOCS / "serving.md").read_text("utf-8")
    (block,) = [
        block
        for block in re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
        if "www.example.org" in block
    ]
    return str(block)


def nginx(scratch: Path, folder: Path, port: int, *, behind: int | None, below: bool) -> list[str]:
    text = example("nginx.conf", folder).replace("    listen [::]:80;\n", "")
    if below:
        inner = str(free_port())
        larger = told("nginx").replace("8081", inner).replace("8080", str(behind))
        text = text.replace("listen 80;", f"listen 127.0.0.1:{inner};") + larger
    elif behind is not None:
        before, opening, locations = text.partition("location ^~ /private {\n")
        locations = locations.replace("        return 404;\n", "").replace("        #", "        ")
        text = f"{before}{opening}{locations}".replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
    modules = ""
    if BROTLI.exists():
        text = text.replace("#brotli_static on;", "brotli_static on;")
        modules = f"load_module {BROTLI};"
    (scratch / "site.conf").write_text(text.replace("listen 80;", f"listen 127.0.0.1:{port};"))
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {scratch};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (scratch / "nginx.conf").write_text(
        f"{modules} {user} daemon off; pid {scratch}/pid; error_log stderr warn; "
        f"events {{}} http {{ access_log off; {temporary} include {scratch}/site.conf; }}"
    )
    return ["nginx", "-p", str(scratch), "-c", str(scratch / "nginx.conf"), "-e", "stderr"]


def caddy(scratch: Path, folder: Path, port: int, *, behind: int | None, below: bool) -> list[str]:
    text = example("Caddyfile", folder)
    if below:
        larger = told("caddy").replace("8080", str(behind))
        (line,) = re.findall(r"^\t+redir @moved.*$", larger, re.MULTILINE)
        inside = text.partition("feeds.example.org {\n")[2].rpartition("}")[0]
        inside = re.sub(r"^\t+redir @moved.*$", line, inside, flags=re.MULTILINE)
        text = larger.replace(line, inside)
    elif behind is not None:
        text = text.replace("#reverse_proxy", "reverse_proxy").replace("8080", str(behind))
    text = re.sub(
        r"^(\w+\.example\.org) {\n",
        rf"http://\1:{port} {{\n\tbind 127.0.0.1\n",
        text,
        count=1,
        flags=re.MULTILINE,
    )
    quiet = "{\n\tadmin off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n"
    (scratch / "Caddyfile").write_text(quiet + text)
    return ["caddy", "run", "--config", str(scratch / "Caddyfile")]


PROGRAMS: dict[str, Callable[..., list[str]]] = {"nginx": nginx, "caddy": caddy}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(program: str, *, behind: int | None = None, below: bool = False) -> Iterator[Site]:
    """Start a program over a folder, or skip.

    Args:
        program: its name.
        behind: the port at which private files are asked for.
        below: whether the folder is one of a larger site.
    """
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    with tempfile.TemporaryDirectory() as made:
        folder, scratch = Path(made, "feeds"), Path(made, "server")
        folder.mkdir()
        scratch.mkdir()
        port = free_port()
        host = "www.example.org" if below else "feeds.example.org"
        site = Site(program, folder, open_storage(folder), port, host)
        fill(site)
        environment = {**os.environ, "HOME": str(scratch), "XDG_DATA_HOME": str(scratch)}
        with (scratch / "log").open("wb") as log:
            server = subprocess.Popen(
                PROGRAMS[program](scratch, folder, port, behind=behind, below=below),
                stdout=log,
                stderr=log,
                env=environment,
            )
            try:
                deadline = time.monotonic() + 20
                while not answers(port):
                    assert server.poll() is None, (scratch / "log").read_text()
                    assert time.monotonic() < deadline, (scratch / "log").read_text()
                    time.sleep(0.01)
                yield site
            finally:
                server.terminate()
                server.wait(timeout=10)


@pytest.fixture(scope="package", params=PROGRAMS)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with serving(request.param) as site:
        yield site


class Syndicator(BaseHTTPRequestHandler):
    """Stands for ``syndicator run``: it wants a token, says what is private, and hears hubs."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        known = self.path.endswith("token=right") or self.headers["Authorization"] == "Bearer right"
        body = f"{self.headers['Host']} {self.path}".encode() if known else b""
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/atom+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "private, no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        brought = len(self.rfile.read(int(self.headers["Content-Length"])))
        body = f"{self.headers['Host']} {self.path} {brought}".encode()
        self.send_response(202)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="package")
def upstream() -> Iterator[int]:
    """The port of what stands for ``syndicator run``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Syndicator) as upstream:
        thread = threading.Thread(target=upstream.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield upstream.server_port
        finally:
            upstream.shutdown()
            thread.join()


@pytest.fixture(scope="package", params=PROGRAMS)
def site_with_tokens(request: pytest.FixtureRequest, upstream: int) -> Iterator[Site]:
    with serving(request.param, behind=upstream) as site:
        yield site


@pytest.fixture(scope="package", params=PROGRAMS)
def site_below(request: pytest.FixtureRequest, upstream: int) -> Iterator[Site]:
    """Where ``base_url`` is https://www.example.org/feeds/."""
    with serving(request.param, behind=upstream, below=True) as site:
        yield site
