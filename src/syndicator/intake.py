"""What a document of one source makes of the database: its part of `syndicator.ingest`.

::

    Collected ─ compare ─▶ Change… ─▶ items ─ withdrawals ─▶ the desk's words
                                        └─ permit, judge ─▶ decisions ─▶ feeds touched
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicator import recording, withdrawals
from syndicator.config import Config, Source
from syndicator.curate.match import Haystack
from syndicator.dedupe.match import compare
from syndicator.model import Change, Collected, Digest, FeedName, GrantName, SourceMeta, Verdict
from syndicator.parse.memory import only
from syndicator.plan import Timed, decide
from syndicator.store import feeds, items, judgements, memories, placements
from syndicator.store.database import Store


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
    ) -> tuple[Sequence[Change], int]:
        """Compare with what is known, store what is new, and decide on it.

        Args:
            collected: of a document that was read.
            meta: what that said of itself.
            first_poll: whether the source was never read before.

        Returns:
            The changes, and of how many stories the source had something to say to the desk.
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
        said = withdrawals.hear(self.store, collected, changes, touched, now=self.now)
        self._decide(list(dict.fromkeys((*touched, *said))))
        return changes, len(said)

    def _remember(self, collected: Collected) -> None:
        """Keep what was read, of the items that are stored as they were read."""
        stored = items.known_hashes(self.store, self.source.name)
        memory = collected.memory
        if any(item.raw_hash not in stored for item in collected.items):
            memory = only(memory, stored)
        memories.save(self.store, self.source.name, memory)

    def _decide(self, touched: list[int]) -> None:
        """Decide on new and revised items for every feed of their source; mark what they touch."""
        if not touched:
            return
        # What was said of a copy in another source made that one's feeds due.
        changed = [
            item for item in items.get(self.store, touched) if item.source == self.source.name
        ]
        standing = placements.where(self.store, touched)
        haystacks: dict[int, Haystack] = {}
        for feed in self.config.feeds.values():
            if self.source.name not in feed.sources:
                continue
            decided = decide(self.config, feed, changed, now=self.now, haystacks=haystacks)
            # What stands and is no longer wanted is the publish's to decide: it may stay in the
            # archive.
            final = [
                (item, decision)
                for item, decision in decided
                if decision.verdict is not Verdict.LEFT_OUT or (feed.name, item.id) not in standing
            ]
            recording.decided(self.store, self.config, final, self.versions, self.now)
            if feed.name in self.digests:
                judgements.save(
                    self.store, decided, self.digests[feed.name], self.now, timed=Timed(self.config)
                )
            wanted = any(decision.verdict is Verdict.PUBLISH for _, decision in decided)
            # What is withheld until some moment makes the feed wake at that moment.
            waiting = any(decision.wake_at is not None for _, decision in decided)
            if wanted or waiting:
                feeds.mark_dirty(self.store, [feed.name])
        # Where it stands, although only in the archive of a feed that takes its source no longer.
        feeds.mark_dirty(self.store, {feed for feed, _ in standing})
