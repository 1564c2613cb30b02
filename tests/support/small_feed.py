"""The smallest newsroom: one source with one story, one permission, one feed."""

from __future__ import annotations

from typing import Final

TABLES: Final = """
[sources.harbor]
url = "{url}/harbor.xml"
title = "Radio Free Harbor"
grant = "harbor"
backfill = "all"

[grants.harbor]
holder = "RFH, Inc."

[feeds.world]
title = "World"
sources = ["harbor"]
max_age = "all"
"""
"""For ``config.toml``; ``url`` is the publisher's."""
FEED: Final = (
    b'<rss version="2.0"><channel><title>RFH</title><link>https://rfh.example/</link>'
    b"<description>-</description><item><title>One</title><link>https://rfh.example/1</link>"
    b"<guid>https://rfh.example/1</guid><pubDate>Sat, 25 Apr 2020 10:00:00 GMT</pubDate>"
    b"<description>Words.</description></item></channel></rss>"
)
"""``harbor.xml``."""
