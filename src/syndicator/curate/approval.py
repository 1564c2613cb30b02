"""Whether an approval still covers a story: it covers the text that the editor saw. Pure."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import LCSseq

from syndicator.model import Article, Item
from syndicator.model.grant import Grant, Reapproval, ThirdParty
from syndicator.parse.text import plain_text, words
from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.conditions.third_party import claims_of

MAX_NEW_SHARE: Final = 0.5
"""More of the words of headline and text than this may not be new."""


def important_change(
    seen: Item,
    item: Item,
    grant: Grant,
    *,
    source_title: str | None,
    agencies: tuple[Agency, ...],
) -> str | None:
    """What makes a story another one than the one that was approved.

    Args:
        seen: the story as it was when it was approved.
        item: as it is.
        grant: its permission.
        source_title: the source's title as the operator configured it, if so.
        agencies: whose material is known to turn up in other publishers' feeds.

    Returns:
        In words for an editor: a new holder, unless the permission lets others' material leave, or
        other words for the most part; None for a correction that the approval covers. The
        permission may ask for every change, or for none (`Grant.reapprove`).
    """
    if grant.reapprove is Reapproval.NEVER:
        return None
    before, after = (
        {
            claim.holder
            for claim in claims_of(each, grant, source_title=source_title, agencies=agencies)
        }
        for each in (seen, item)
    )
    if grant.third_party is not ThirdParty.KEEP and (new := sorted(after - before)):
        return f"it now names {', '.join(new)} as a holder"
    if unseen(seen.article, item.article) > MAX_NEW_SHARE:
        return "most of its words are others"
    if grant.reapprove is Reapproval.ALWAYS and seen.article.text_hash != item.article.text_hash:
        return "its words changed"
    return None


def unseen(seen: Article, article: Article) -> float:
    """The share of an article's words, headline included, that were not in the one that was seen.

    Words count in their order: what was only moved is new where it stands now.
    """
    before, after = _words(seen), _words(article)
    return 1 - LCSseq.similarity(before, after) / len(after) if after else 0.0


def _words(article: Article) -> list[str]:
    return words(f"{article.title} {plain_text(article.content or article.summary)}")
