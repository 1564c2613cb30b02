"""Digests over the configuration: has anything changed that a file was made under? Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from syndicator.config import Config
from syndicator.model import Digest, FeedName, GrantName, Head, SourceName
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import NO_QUOTA
from syndicator.rights.attribution.agencies import Agency

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# What an entry says depends neither on when it first stood nor on its copies.
_STATE: Final = tuple(
    field.name for field in fields(Head) if field.name not in {"first_published", "near"}
)
"""All of an item but what is frozen in its revision, and what a plan keeps out."""
_RULES: Final = frozenset(
    (
        *("limit", "max_age", "order", "sources", "was", "prefer", "withdrawn", "withdrawn_for"),
        *("near_duplicates", "rules", "include", "exclude", "hold", "pin", "label", "quota"),
    )
)
"""What of a feed no entry in it depends on; labels are minded where they leave."""


def config_digests(
    config: Config,
    common: Digest,
    standing: Mapping[FeedName, Collection[SourceName]] = MappingProxyType({}),
) -> dict[FeedName, Digest]:
    """Over all configuration that each feed's content depends on, and the program itself.

    Another digest makes the feed due: a permission was narrowed, a rule changed, a source left.

    Args:
        config: the configuration in force.
        common: the `common_digest`.
        standing: the sources whose stories stand in each feed, also where its list names them no
            longer: their permission still says whether they may.

    Returns:
        A digest for each feed, in the configuration's order.
    """
    grants = {name: grant.digest for name, grant in config.grants.items()}
    return {
        name: _of_feed(config, feed, grants, common, standing.get(name, ()))
        for name, feed in config.feeds.items()
    }


def _of_feed(
    config: Config,
    feed: OutputFeed,
    grants: Mapping[GrantName, Digest],
    common: Digest,
    standing: Collection[SourceName],
) -> Digest:
    unlisted = sorted(set(standing).difference(feed.sources))
    sources = [(name, config.sources.get(name)) for name in (*feed.sources, *unlisted)]
    return _digest(
        feed,
        [
            [name, each and [each.url, each.title, each.backfill, each.grant, grants[each.grant]]]
            for name, each in sources
        ],
        common,
    )


def common_digest(config: Config, program: str) -> Digest:
    """Over what every feed depends on.

    Args:
        config: the configuration.
        program: which program decides and composes, and by which data: `identity` and
            `time_zone_data` of `syndicator.config.program`.
    """
    site = [config.base_url, config.title, config.timezone.key, str(config.output)]
    return _digest(_of_agencies(config.agencies), site, program)


@lru_cache(maxsize=2)
def _of_agencies(agencies: tuple[Agency, ...]) -> Digest:
    return _digest(agencies)


def whole_digest(config: Config, common: Digest) -> Digest:
    """Over every source, permission and feed, whatever depends on which."""
    sources = [
        [each.name, each.url, each.title, each.backfill, each.grant]
        for each in config.sources.values()
    ]
    grants = [[name, grant.digest] for name, grant in config.grants.items()]
    return _digest(sources, grants, list(config.feeds.values()), common)


def selection_digest(config: Config, feed: OutputFeed) -> Digest:
    """Over the rules by which stories are chosen, and make room for others."""
    wanted = [feed.limit, feed.max_age, feed.order, feed.sources, feed.prefer]
    # What was decided before there was such a choice was decided without it, and stays.
    wanted += [] if feed.near_duplicates else [False]
    rules = [*feed.include, *feed.exclude]
    marks = [len(feed.include), [config.sources[name].backfill for name in feed.sources]]
    # A feed without these has the digest that it had before there were any: what made room for
    # newer stories does not come back because the program can do more.
    more = [
        [each.exclude, each.hold, each.include, each.pin, each.label if feed.quota.label else ()]
        for each in (*feed.rules, replace(feed.rule_sets[-1], exclude=(), include=()))
    ]
    added = [feed.quota, more] if feed.quota != NO_QUOTA or any(map(any, more)) else []
    return _digest(wanted, rules, marks, *added)


class Under(Mapping[SourceName, Digest]):
    """Over what an entry of each source, and its page, are made under; the rules are none of it.

    A digest is made when it is asked for: there are many sources, and a publish meets few of them.
    """

    def __init__(self, config: Config, feed: OutputFeed, common: Digest) -> None:
        frame = {name: getattr(feed, name) for name in _names(OutputFeed) if name not in _RULES}
        labels = [feed.label, [each.label for each in feed.rules]] if feed.labels else []
        self._config = config
        self._common = _digest(frame, labels, common)
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
    if hasattr(value, "search") and not isinstance(value, re.Pattern):
        return str(value.pattern)  # type: ignore[attr-defined]  # RE2's names itself by its address
    if isinstance(value, frozenset):  # in no order, which is another in each process
        return sorted(value)
    return str(value)


@lru_cache(maxsize=50)
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
