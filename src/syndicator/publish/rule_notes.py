"""What `syndicator check` says of rules that are right and may be an oversight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from syndicator.config import Config
from syndicator.curate.shadow import shadowed
from syndicator.errors import StoreError
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import PlacedRule
from syndicator.publish.preview import try_rules
from syndicator.store.database import Store

MAX_STORIES: Final = 10_000
"""The newest stories of each feed's sources on which its rules are tried: so many at most,"""
_MAX_TRIALS: Final = 300_000
"""and so many rules on stories altogether: a few seconds."""
_LEAST_STORIES: Final = 200
_MIN_STORIES: Final = 10
"""With fewer, that a rule matches all or none says nothing."""


@dataclass(slots=True)
class _Seen:
    """What one rule does in all feeds that use it."""

    placed: PlacedRule
    feeds: int = 0
    stories: int = 0
    cut: bool = False
    """There are more stories than it was tried on."""
    matches: int = 0
    decides: int = 0
    before: Counter[str] = field(default_factory=Counter)
    shadows: list[str] = field(default_factory=list)
    """In each feed where one does: the rule before it that matches all it matches."""


def notes(config: Config) -> Iterator[str]:
    """Say what rules never do, by the file alone and by what is stored."""
    yield from _unused(config)
    seen: dict[str, _Seen] = {}
    most = _most(config)
    with ExitStack() as stack:
        store = _opened(config, stack)
        for feed in config.feeds.values():
            _look(feed, seen)
            if store is not None and (feed.deciding or feed.marking):
                _try(store, config, feed, seen, most)
    for each in seen.values():
        yield from _said(each, most)


def _most(config: Config) -> int:
    """How many stories of each feed its rules are tried on."""
    rules = sum(len(feed.deciding) + len(feed.marking) for feed in config.feeds.values())
    fair = min(
        MAX_STORIES, _MAX_TRIALS // max(rules, 1), 2 * MAX_STORIES // max(len(config.feeds), 1)
    )
    return max(fair, _LEAST_STORIES)


def _unused(config: Config) -> Iterator[str]:
    used = {rules.key for feed in config.feeds.values() for rules in feed.rules}
    for key in (rules.key for rules in config.rules if rules.key not in used):
        yield f"no feed uses [{key}]"
    for feed in config.feeds.values():
        gives = any(rules.label for rules in feed.rule_sets)
        for key, asked in (("labels", feed.labels), ("quota.label", feed.quota.label is not None)):
            if asked and not gives:
                yield f"feeds.{feed.name}.{key} has no effect: none of its rules gives a label"


def _opened(config: Config, stack: ExitStack) -> Store | None:
    try:
        return stack.enter_context(Store.open(config.database, mode="read"))
    except StoreError:
        return None  # nothing is collected yet, or what is wrong is for other commands to say


def _look(feed: OutputFeed, seen: dict[str, _Seen]) -> None:
    for placed in (*feed.deciding, *feed.marking):
        seen.setdefault(placed.key, _Seen(placed)).feeds += 1
    for later, earlier in shadowed(feed):
        seen[later.key].shadows.append(earlier.key)


def _try(store: Store, config: Config, feed: OutputFeed, seen: dict[str, _Seen], most: int) -> None:
    found = try_rules(store, config, feed, since=None, most=most)
    for tried in found.rules:
        each = seen[tried.placed.key]
        each.stories += found.stories
        each.cut = each.cut or found.stories == most
        each.matches += tried.matches
        each.decides += tried.decides
        each.before += tried.before


def _said(seen: _Seen, most: int) -> Iterator[str]:
    stored = f"the newest {most:,} stories" if seen.cut else "what is stored"
    key, text = seen.placed.key, seen.placed.rule.text
    if len(seen.shadows) == seen.feeds:
        yield f"{key} never decides: {_either(seen.shadows)} matches all that it matches"
    elif seen.stories < _MIN_STORIES:
        return
    elif not seen.matches:
        yield f"{key} matches nothing of {stored}: {text}"
    elif seen.matches == seen.stories:
        yield f"{key} matches all of {stored}: {text}"
    elif not seen.decides:
        [(first, _)] = seen.before.most_common(1)
        yield f"{key} decides on nothing that it matches: {first} comes before it"


def _either(keys: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(keys))
