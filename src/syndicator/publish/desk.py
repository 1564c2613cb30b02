"""What an editor sees of one story: as readers would, why, and what changed since an approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from syndicator.config import Config
from syndicator.curate.changes import Changes, changes
from syndicator.curate.decide import grant_of, rule
from syndicator.errors import UsageError
from syndicator.model import Item, Notice
from syndicator.model.grant import Approval, ThirdParty
from syndicator.parse.text import plain_text, words
from syndicator.publish.compose.entry import Unpublishable
from syndicator.publish.explain import Explanation, explain
from syndicator.publish.html.inert import inert
from syndicator.publish.html.story import Story, story_of
from syndicator.publish.plan import composed
from syndicator.rights.notice.render import NoticeError
from syndicator.store.database import Store
from syndicator.store.words import Action

REASONED: Final = frozenset({Action.REJECT, Action.HOLD, Action.KILL, Action.NOTE})
"""Words that need a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A story as it would leave."""

    story: Story
    notice: Notice
    content: Markup
    """Its text with the notices, for a page that loads nothing for it."""

    @property
    def html(self) -> str:
        """Its text with the notices, as readers get it."""
        return self.story.entry.content

    @property
    def plain(self) -> str:
        """The same as plain text, a paragraph a line."""
        return plain_text(self.story.entry.content).replace("\n", "\n\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desked:
    """All that an editor sees of a story."""

    told: Explanation
    shown: Shown | None
    hindrance: str
    """Why nothing can be shown as it would leave; empty where it can."""
    changes: Changes | None
    """Since it was last approved; None: it was not, or no word of it changed."""


def desked(store: Store, config: Config, item: Item, *, now: datetime) -> Desked:
    """Put together what an editor sees of a story; reads no other story's text.

    Args:
        store: any mode.
        config: the configuration in force.
        item: which.
        now: the moment.
    """
    told = explain(store, config, item, now=now, planned=False)
    shown = as_readers(config, item)
    return Desked(
        told=told,
        shown=None if isinstance(shown, str) else shown,
        hindrance=shown if isinstance(shown, str) else "",
        changes=_since_approval(told),
    )


def as_readers(config: Config, item: Item) -> Shown | str:
    """Compose a story as it would leave, whether it may or not; or say why that cannot be done."""
    if grant_of(config, item) is None:
        return "Its source is not in the configuration any more, so it has no permission."
    if item.article.deleted:
        return "Its text was deleted."
    try:
        made = composed(config, item, dict.fromkeys(config.grants, 0))
    except NoticeError as error:
        return f"Its notice cannot be made: {error}."
    if isinstance(made, Unpublishable):
        return f"No valid entry can be made of it: {made.reason}."
    entry, notice = made
    story = story_of(entry, "", notice)
    return Shown(story=story, notice=notice, content=inert(story.content))


def package(config: Config, item: Item, *, now: datetime) -> Shown | str:
    """Give a story for another system to take over; or say why it may not leave."""
    ruling = rule(config, item, now=now)
    return as_readers(config, item) if ruling.permitted else ruling.reason


def waiting_rules(config: Config) -> tuple[str, ...]:
    """Name the conditions by which permissions have a story wait for an editor, as decisions do."""
    approval = [n for n, each in config.grants.items() if each.approval is Approval.EDITOR]
    third = [n for n, each in config.grants.items() if each.third_party is ThirdParty.HOLD]
    return (
        *(f"grants.{name}.approval" for name in approval),
        *(f"grants.{name}.third_party" for name in third),
    )


def require_reason(action: Action, reason: str) -> None:
    """Refuse a word that needs a reason and has none: blanks and what is invisible say nothing.

    Raises:
        UsageError: it has none.
    """
    if action in REASONED and not words(reason):
        raise UsageError("say why, in a sentence")


def _since_approval(told: Explanation) -> Changes | None:
    """Compare with what was seen when it was last approved, whatever was said since."""
    spoken = [each.word for each in told.words if each.action is Action.APPROVE]
    approved = told.item.desk.approved or (spoken[-1] if spoken else None)
    if approved is None:
        return None
    seen = [each.item for each in told.revisions if each.seen_at <= approved.at]
    if not seen or seen[-1].revision == told.item.revision:
        return None
    return changes(seen[-1].article, told.item.article) or None
