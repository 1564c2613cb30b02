"""Digests over the configuration: has anything changed that a file was made under? Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from syndicator import __version__
from syndicator.config import Config, Source
from syndicator.curate.rules import OutputFeed
from syndicator.model import Digest, FeedName, SourceName


def config_digest(config: Config, feed: OutputFeed) -> Digest:
    """Over all configuration that a feed's content depends on, and the program's version.

    Another digest makes the feed due: a permission was narrowed, a rule changed, a source left.
    """
    sources = [config.sources[name] for name in feed.sources]
    return _digest(
        asdict(feed),
        [[source.name, source.url, source.title, source.backfill] for source in sources],
        [[source.grant, config.grants[source.grant].digest] for source in sources],
        [asdict(agency) for agency in config.agencies],
        [config.base_url, config.title, config.timezone.key, str(config.output), __version__],
    )


def config_digests(config: Config) -> dict[FeedName, Digest]:
    """The digest of each output feed, in the configuration's order."""
    return {name: config_digest(config, feed) for name, feed in config.feeds.items()}


def selection_digest(config: Config, feed: OutputFeed) -> Digest:
    """Over the rules by which stories are chosen, and make room for others."""
    wanted = [feed.limit, feed.max_age, feed.order, feed.sources]
    rules = [asdict(rule) for rule in (*feed.include, *feed.exclude)]
    marks = [len(feed.include), [config.sources[name].backfill for name in feed.sources]]
    return _digest(wanted, rules, marks)


def made_under(config: Config, feed: OutputFeed) -> dict[SourceName, Digest]:
    """Over what an entry of each source, and its page, are made under; the rules are none of it."""
    frame = asdict(feed)
    for rule in ("limit", "max_age", "order", "sources", "include", "exclude", "was"):
        del frame[rule]
    agencies = [asdict(agency) for agency in config.agencies]
    site = [config.base_url, config.title, config.timezone.key, str(config.output), __version__]

    def of(source: Source) -> Digest:
        grant = [source.grant, config.grants[source.grant].digest]
        return _digest([source.name, source.url, source.title], grant, frame, agencies, site)

    # Whatever left the feed's rules behind still is its source's, as long as that is configured.
    return {name: of(source) for name, source in config.sources.items()}


def _digest(*parts: object) -> Digest:
    text = json.dumps(parts, default=str, sort_keys=True)
    return Digest(hashlib.sha256(text.encode()).hexdigest())
