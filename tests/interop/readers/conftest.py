"""A newsroom whose feeds are served over HTTP, for feed readers that people use."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from syndicator.cli import main

CONFIG = """
[syndicator]
title = "Example Newsroom"
base_url = "{url}/feeds/"
contact = "https://example.org/about"

[poll]
allow_private = ["127.0.0.0/8"]
check_pages = false

[sources.harbor]
url = "{url}/harbor.xml"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."
credit = "Radio Free Harbor"
header = "Editor's Note: This article originally appeared on {{{{ credit_link }}}}."
footer = "Copyright (c) {{{{ year }}}}. {{{{ holder }}}}"

[feeds.world]
title = "World"
sources = ["harbor"]
formats = ["atom", "rss"]
"""


class _Quiet(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        # Its dates are of whole seconds, in which more than one version may be written.
        del self.headers["If-Modified-Since"]
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Newsroom:
    """A folder that holds a source, a configuration and the feeds made of it; all of it served."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.stamp = 1_700_000_000
        (folder / "config.toml").write_text(CONFIG.format(url=url), "utf-8")

    def source(self, *stories: tuple[str, str, str]) -> None:
        """What the publisher's feed says from now on: id, title and text of each story."""
        items = "".join(
            f"<item><title>{title}</title><link>https://harbor.example/{name}</link>"
            f"<guid isPermaLink='false'>https://harbor.example/id/{name}</guid>"
            f"<description>{text}</description></item>"
            for name, title, text in stories
        )
        path = self.folder / "harbor.xml"
        path.write_text(
            "<rss version='2.0'><channel><title>Radio Free Harbor</title>"
            f"<link>https://harbor.example/</link><description>News</description>{items}"
            "</channel></rss>",
            "utf-8",
        )
        # The server knows versions by the second of the file's time.
        self.stamp += 1
        os.utime(path, (self.stamp, self.stamp))

    def syndicator(self, *arguments: str) -> None:
        """The program, without a process of its own: it is asked often."""
        words = ["syndicator", "--config", str(self.folder / "config.toml"), *arguments]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", words)
            with pytest.raises(SystemExit) as ended:
                main()
        assert ended.value.code == 0

    def run(self, *command: str, **environ: str) -> str:
        """Another program, whose home is a folder of its own."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        done = subprocess.run(
            command,
            cwd=home,
            env={
                **os.environ,
                "HOME": str(home),
                "XDG_CONFIG_HOME": "",
                "XDG_DATA_HOME": "",
                # Where rss2email keeps its lock: one that runs elsewhere is not to be waited for.
                "XDG_RUNTIME_DIR": str(home),
                **environ,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    handler: Callable[..., SimpleHTTPRequestHandler] = partial(_Quiet, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Newsroom(tmp_path, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()
