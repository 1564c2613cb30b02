"""A story that its own source reprints with a wrong notice: ours is right, and stands once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from tests.support.publisher import Publisher

TEXT = """\
<p>Two river towns remember the day their bridge was mended</p>
<p>Share</p>
<p>Editor’s Note: This article originally appeared on Radio Free Europe/Radio Free Liberty.</p>
<p>The two towns have kept the day for seventy-five years, and this spring they kept it apart.</p>
<p>“We will meet on the bridge again,” said the older of the two mayors.</p>
<p>Copyright (c) 2018. RFE/RL, Inc. Reprinted with the permission of Radio Free Europe/Radio
Liberty, 1201 Connecticut Ave NW, Ste 400, Washington DC 20036.</p>"""

CONFIG = """
[sources.rferl]
url = "{url}/rferl.xml"
title = "RFE/RL"
grant = "rferl"
backfill = "all"

[grants.rferl]
preset = "rferl"
holder = "RFE/RL, Inc."
credit = "Radio Free Europe/Radio Liberty"

[feeds.world]
title = "World"
sources = ["rferl"]
max_age = "all"
"""


def test_the_notice_is_right_and_stands_once_after_ten_rebuilds(
    publisher: Publisher,
    configure: Callable[[str], Path],
    syndicator: Callable[..., CompletedProcess[str]],
    outputs: Callable[[], Mapping[str, tuple[bytes, int]]],
) -> None:
    publisher.documents["/rferl.xml"] = (
        '<rss version="2.0"><channel><title>RFE/RL</title><link>https://www.rferl.org/</link>'
        "<description>News</description><copyright>Copyright 2026 - RFE/RL, Inc.</copyright>"
        "<item><title>The bridge</title><link>https://www.rferl.org/a/1.html</link>"
        "<guid>https://www.rferl.org/a/1.html</guid>"
        "<pubDate>Sat, 25 Apr 2020 16:20:00 +0200</pubDate>"
        f"<description>{escape(TEXT)}</description></item></channel></rss>"
    ).encode()
    configure(CONFIG.format(url=publisher.url))
    syndicator("poll")
    seen = {outputs()["world.atom"][0]}
    for _ in range(10):
        syndicator("publish")
        seen.add(outputs()["world.atom"][0])
    assert len(seen) == 1

    entry = etree.fromstring(seen.pop()).find("{*}entry")
    assert entry is not None
    rights = (
        "Copyright (c) 2020. RFE/RL, Inc. Reprinted with the permission of Radio Free Europe/"
        "Radio Liberty, 1201 Connecticut Ave NW, Ste 400, Washington DC 20036."
    )
    assert entry.findtext("{*}rights") == rights
    content = html.fragment_fromstring(entry.findtext("{*}content") or "", create_parent=True)
    above, article, below = content
    note = "Editor's Note: This article originally appeared on Radio Free Europe/Radio Liberty."
    assert above.text_content() == note
    assert [link.get("href") for link in above.iter("a")] == ["https://www.rferl.org/a/1.html"]
    assert below.text_content() == rights
    words = article.text_content()
    assert "Editor" not in words
    assert "Copyright" not in words
    assert "kept the day for seventy-five years" in words
    assert "older of the two mayors" in words
    assert entry.findtext("{http://purl.org/dc/terms/}dateCopyrighted") == "2020"
    assert entry.findtext("{http://purl.org/dc/terms/}rightsHolder") == "RFE/RL, Inc."
