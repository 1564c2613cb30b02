"""The ``hubs`` of the newsroom and of its feeds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from syndicator.config import Config
from syndicator.errors import ConfigError
from syndicator.model import FeedName

Read = Callable[[str], Config]

HEAD = """
[syndicator]
title = "Example"
base_url = "https://feeds.example.org/"
{top}
[sources.one]
url = "https://one.example/feed"
grant = "headline-only"
[feeds.world]
title = "World"
sources = ["one"]
{feed}
"""
HUB, OTHER = "https://hub.example.org/", "http://other.example.org/publish?key=x"


@pytest.mark.parametrize(
    ("top", "feed", "hubs"),
    [
        ("", "", ()),
        (f'hubs = ["{HUB}"]', "", (HUB,)),
        (f'hubs = ["{HUB}", "{OTHER}"]', "", (HUB, OTHER)),
        (f'hubs = ["{HUB}"]', f'hubs = ["{OTHER}"]', (OTHER,)),
        (f'hubs = ["{HUB}"]', "hubs = []", ()),
        ("", f'hubs = ["{HUB}"]', (HUB,)),
        (f'hubs = ["{HUB}"]', 'access = "token"', ()),
        (f'hubs = ["{HUB}"]', 'access = "token"\nhubs = []', ()),
    ],
)
def test_who_is_told(read: Read, top: str, feed: str, hubs: tuple[str, ...]) -> None:
    config = read(HEAD.format(top=top, feed=feed))
    assert config.feeds[FeedName("world")].hubs == hubs


@pytest.mark.parametrize(
    ("top", "feed", "said"),
    [
        ('hubs = ["ftp://hub.example.org/"]', "", 'begins with "https://"'),
        ('hubs = ["hub"]', "", "syndicator.hubs[0]: expected a URL"),
        ('hubs = "https://hub.example.org/"', "", "syndicator.hubs"),
        (f'hubs = ["{HUB}", "{HUB}"]', "", "is the same address as"),
        (f'hubs = ["{HUB}", "http://hub.example.org"]', "", "is the same address as"),
        ('hubs = ["https://me:word@hub.example.org/"]', "", "secrets never come from this file"),
        ("", f'access = "token"\nhubs = ["{HUB}"]', "hand it to whoever asks"),
    ],
)
def test_what_is_wrong_is_said(read: Read, top: str, feed: str, said: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        read(HEAD.format(top=top, feed=feed))
    assert said in str(wrong.value)
