"""Digests of the configuration, by which it is known whether something must be made again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from syndicator import __version__
from syndicator.config.settings import Config
from syndicator.curate.rules import OutputFeed
from syndicator.model import Digest, FeedName


def config_digests(config: Config) -> dict[FeedName, Digest]:
    """Over all configuration that each output feed's content depends on, and the version of ours.

    Another digest makes the feed due: a permission was narrowed, a rule changed, a source left.
    In the configuration's order.
    """
    common = [
        _digest([asdict(agency) for agency in config.agencies]),
        *(config.base_url, config.title, config.timezone.key, __version__),
    ]
    return {name: _digest([_own(config, feed), common]) for name, feed in config.feeds.items()}


def _own(config: Config, feed: OutputFeed) -> list[object]:
    sources = [config.sources[name] for name in feed.sources]
    return [
        asdict(feed),
        [[source.name, source.url, source.title, source.backfill] for source in sources],
        [[source.grant, config.grants[source.grant].digest] for source in sources],
    ]


def _digest(parts: object) -> Digest:
    text = json.dumps(parts, default=str, sort_keys=True)
    return Digest(hashlib.sha256(text.encode()).hexdigest())
