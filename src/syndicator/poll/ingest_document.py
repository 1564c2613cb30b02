"""What a document of one source makes of the database: its part of `syndicator.poll.ingest`.

::

    Collected ─ compare ─▶ Change… ─▶ items ─ withdrawals ─▶ the desk's words
                                        └─ permit, judge ─▶ decisions ─▶ feeds touched
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.config import Config, Source
from syndicator.curate.decide import Timed, decide
from syndicator.curate.haystack import Haystack
from syndicator.dedupe.match import compare
from syndicator.model import Change, Collected, Digest, FeedName, GrantName, SourceMeta, Verdict
from syndicator.model.output_feed import OutputFeed
from syndicator.model.polling import Contents
from syndicator.parse.memory import only
from syndicator.poll import approvals, near_copies, own_output, withdrawals
from syndicator.poll.contents import contents
from syndicator.store import decision_cache, decisions, feeds, items, parse_cache, placements
from syndicator.store.database import Store

MAX_AT_ONCE: Final = 200
"""Items that one transaction decides on, where a document brings more: an editor's word waits."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Where one source's answer is worked on; what stays the same while that is done."""

    store: Store
    config: Config
    source: Source
    versions: dict[GrantName, int]
    digests: Mapping[FeedName, Digest]
    now: datetime

    def take(
        self, collected: Collected, meta: SourceMeta, *, first_poll: bool
    ) -> tuple[Sequence[Change], int, Contents, list[list[int]]]:
        """Compare with what is known, store what is new, and decide on it.

        Args:
            collected: of a document that was read.
            meta: what that said of itself.
            first_poll: whether the source was never read before.

        Returns:
            The changes, of how many stories the source had something to say to the desk, what
            the document held, and in portions the items that are still to be decided on, because
            there are too many of them for one transaction; their feeds are due all the same.
        """
        identities = [item.identity for item in collected.items]
        raw_hashes = [item.raw_hash for item in collected.items]
        known = items.known(self.store, self.source.name, identities, raw_hashes)
        changes = compare(collected.items, known, now=self.now)
        touched = items.apply(
            self.store,
            changes,
            source=self.source.name,
            source_url=self.source.url,
            base_url=self.config.base_url,
            meta=meta,
            now=self.now,
            first_poll=first_poll,
        )
        if not collected.pushed:  # a hub brings what is new, and not what stands beside it
            self._remember(collected)
        near_copies.relate(self.store, changes, touched, self.now)
        said = withdrawals.apply_withdrawals(self.store, collected, changes, touched, now=self.now)
        said += own_output.reject_own(
            self.store,
            changes,
            touched,
            base_url=self.config.base_url,
            urls=(self.source.url, meta.self_link),
            now=self.now,
        )
        said += approvals.hold_what_changed(self.store, self.config, changes, now=self.now)
        chosen = list(dict.fromkeys((*touched, *said)))
        left = [chosen[at : at + MAX_AT_ONCE] for at in range(0, len(chosen), MAX_AT_ONCE)]
        if len(left) > 1:
            names = {feed.name for feed in self._feeds()}
            standing = {name for name, _ in placements.where(self.store, chosen)}
            feeds.mark_due(self.store, names | standing)
        else:
            self.decide(chosen)
            left = []
        return changes, len(said), contents(len(collected.items), changes, known), left

    def _remember(self, collected: Collected) -> None:
        """Keep what was read, of the items that are stored as they were read."""
        stored = items.known_hashes(self.store, self.source.name)
        memory = collected.memory
        if any(item.raw_hash not in stored for item in collected.items):
            memory = only(memory, stored)
        parse_cache.save(self.store, self.source.name, memory)

    def _feeds(self) -> list[OutputFeed]:
        return [each for each in self.config.feeds.values() if self.source.name in each.sources]

    def decide(self, touched: Sequence[int]) -> None:
        """Decide on new and revised items for every feed of their source; mark what they touch."""
        if not touched:
            return
        # What was said of a copy in another source made that one's feeds due.
        changed = [
            item for item in items.get(self.store, touched) if item.source == self.source.name
        ]
        standing = placements.where(self.store, touched)
        haystacks: dict[int, Haystack] = {}
        for feed in self._feeds():
            decided = decide(self.config, feed, changed, now=self.now, haystacks=haystacks)
            # What stands and is no longer wanted is the publish's to decide: it may stay in the
            # archive.
            final = [
                (item, decision)
                for item, decision in decided
                if decision.verdict is not Verdict.LEFT_OUT or (feed.name, item.id) not in standing
            ]
            decisions.record(
                self.store, final, lambda _: self.versions[self.source.grant], self.now
            )
            if feed.name in self.digests:
                decision_cache.save(
                    self.store, decided, self.digests[feed.name], self.now, timed=Timed(self.config)
                )
            wanted = any(decision.verdict is Verdict.PUBLISH for _, decision in decided)
            # What is withheld until some moment makes the feed wake at that moment.
            waiting = any(decision.wake_at is not None for _, decision in decided)
            if wanted or waiting:
                feeds.mark_due(self.store, [feed.name])
        # Where it stands, although only in the archive of a feed that takes its source no longer.
        feeds.mark_due(self.store, {feed for feed, _ in standing})
