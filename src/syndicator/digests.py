"""Digests over the configuration: has anything changed that a file was made under? Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from syndicator.config import Config
from syndicator.curate.rules import OutputFeed
from syndicator.model import Digest, FeedName, GrantName, Head, SourceName
from syndicator.program import identity
from syndicator.rights.agencies import Agency

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_STATE: Final = tuple(field.name for field in fields(Head) if field.name != "first_published")
"""All of an item but what is frozen in its revision, and what `syndicator.plan` keeps out."""


def config_digests(config: Config) -> dict[FeedName, Digest]:
    """Over all configuration that each feed's content depends on, and the program itself.

    Another digest makes the feed due: a permission was narrowed, a rule changed, a source left.
    They come in the configuration's order.
    """
    common = _of_all(config)
    grants = {name: grant.digest for name, grant in config.grants.items()}
    return {name: _of_feed(config, feed, grants, common) for name, feed in config.feeds.items()}


def _of_feed(
    config: Config, feed: OutputFeed, grants: Mapping[GrantName, Digest], common: Digest
) -> Digest:
    sources = [config.sources[name] for name in feed.sources]
    return _digest(
        feed,
        [[source.name, source.url, source.title, source.backfill] for source in sources],
        [[source.grant, grants[source.grant]] for source in sources],
        common,
    )


def _of_all(config: Config) -> Digest:
    """Over what every feed depends on."""
    site = [config.base_url, config.title, config.timezone.key, str(config.output)]
    return _digest(_of_agencies(config.agencies), site, identity())


@lru_cache(maxsize=2)
def _of_agencies(agencies: tuple[Agency, ...]) -> Digest:
    return _digest(agencies)


def selection_digest(config: Config, feed: OutputFeed) -> Digest:
    """Over the rules by which stories are chosen, and make room for others."""
    wanted = [feed.limit, feed.max_age, feed.order, feed.sources]
    rules = [*feed.include, *feed.exclude]
    marks = [len(feed.include), [config.sources[name].backfill for name in feed.sources]]
    return _digest(wanted, rules, marks)


class Under(Mapping[SourceName, Digest]):
    """Over what an entry of each source, and its page, are made under; the rules are none of it.

    A digest is made when it is asked for: there are many sources, and a publish meets few of them.
    """

    def __init__(self, config: Config, feed: OutputFeed) -> None:
        frame = asdict(feed)
        for rule in ("limit", "max_age", "order", "sources", "include", "exclude", "was"):
            del frame[rule]
        self._config = config
        self._common = _digest(frame, _of_all(config))
        self._grants: dict[GrantName, Digest] = {}
        self._made: dict[SourceName, Digest] = {}

    def __getitem__(self, name: SourceName) -> Digest:
        """Of one source; raises `KeyError` if it is not configured."""
        if name not in self._made:
            source = self._config.sources[name]
            said = [source.name, source.url, source.title]
            self._made[name] = _digest(said, self._grant(source.grant), self._common)
        return self._made[name]

    def __iter__(self) -> Iterator[SourceName]:
        # Whatever left the feed's rules behind still is its source's, as long as that is
        # configured.
        return iter(self._config.sources)

    def __len__(self) -> int:
        return len(self._config.sources)

    def _grant(self, name: GrantName) -> list[str]:
        if name not in self._grants:
            self._grants[name] = self._config.grants[name].digest
        return [name, self._grants[name]]


def made_of(item: Head, under: Digest, version: int) -> Digest:
    """Over all that an entry is composed of; another digest, and it may read otherwise.

    Args:
        item: the story; its revision stands for what never changes under that number.
        under: what entries of its source are made under, from `Under`.
        version: the stored version of its permission.
    """
    state = {name: getattr(item, name) for name in _STATE}
    return _digest(state, under, version)


def _digest(*parts: object) -> Digest:
    text = json.dumps(parts, default=_plain, sort_keys=True)
    return Digest(hashlib.sha256(text.encode()).hexdigest())


def _plain(value: object) -> object:
    """A dataclass as its fields, without `asdict`'s copies of all that is in them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    return str(value)


@lru_cache(maxsize=50)
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
