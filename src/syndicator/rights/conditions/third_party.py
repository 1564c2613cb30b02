"""What in a story is not its permission's holder's to give, and what its own metadata reserves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from syndicator.model import Article, Item, SourceMeta
from syndicator.model.grant import Grant, Scope, ThirdParty
from syndicator.model.recall import Recall
from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.conditions.case import Case, Finding, failed, passed
from syndicator.rights.content import media
from syndicator.rights.content.body import pictures_of
from syndicator.rights.notice.render import credit_of, holder_of, title_of_source

_REMEMBERED: Final = 50_000
_SHOWN: Final = 3


class Claim(Protocol):
    """A sign that a text or a picture is another's: `attribution.detect.Claim`."""

    @property
    def subject(self) -> str:
        """``text`` or ``media``."""

    @property
    def holder(self) -> str:
        """Whose it is."""

    @property
    def where(self) -> str:
        """The kind of evidence, in words for an editor."""

    @property
    def evidence(self) -> str:
        """A short quotation of it."""


_RemovedKey = tuple[int, int, int, str | None, tuple[Claim, ...]]
_recall_removed: Final[Recall[_RemovedKey, str]] = Recall(_REMEMBERED)

_Key = tuple[int, str, str, frozenset[str], tuple[Agency, ...], int]
_recall: Final[Recall[_Key, tuple[Claim, ...]]] = Recall(_REMEMBERED)


def claims_of(
    item: Item, grant: Grant, *, source_title: str | None, agencies: tuple[Agency, ...]
) -> tuple[Claim, ...]:
    """What in a story is another's, by all that the story itself says.

    It is read once for each revision and permission, however many feeds and publishes ask.

    Args:
        item: the story.
        grant: its permission: what its holder, credit and source claim is no third party's.
        source_title: the source's title as the operator configured it, if so.
        agencies: whose material is known to turn up in other publishers' feeds.
    """
    own = frozenset(
        {
            holder_of(grant, item, source_title),
            credit_of(grant, item, source_title),
            title_of_source(item, source_title),
        }
    )
    article, meta = item.article, item.source_meta
    feed = hash((meta.id, meta.title, meta.link, meta.self_link))
    key = (hash(article), article.text_hash, article.content_hash, own, agencies, feed)
    return _recall.get(key, lambda: _read(article, own, agencies, meta))


def _read(
    article: Article, own: frozenset[str], agencies: tuple[Agency, ...], meta: SourceMeta
) -> tuple[Claim, ...]:
    from syndicator.rights.attribution.detect import claims  # noqa: PLC0415  # slow to import

    return claims(article, own=own, agencies=agencies, source_meta=meta)


def third_party(case: Case) -> Finding:
    """What the permission wants done with others' material can be done."""
    treatment = case.grant.third_party
    if treatment is ThirdParty.KEEP:
        detail = "Agency and partner material may leave with the publisher's own."
        return passed("third_party", detail)
    found = claims_of(case.item, case.grant, source_title=case.source_title, agencies=case.agencies)
    if not found:
        return passed("third_party", "Nothing in the story says that it is another holder's.")
    if treatment is ThirdParty.HOLD:
        return _held(case, found)
    texts = [claim for claim in found if claim.subject == "text"]
    if treatment is ThirdParty.STRIP_MEDIA and not texts:
        return passed("third_party", f"There is {_spell(found)}; {_removed(case, found)}.")
    what = _spell(texts if treatment is ThirdParty.STRIP_MEDIA else found)
    return failed("third_party", f"There is {what}, and {_covered(case)}.")


def _removed(case: Case, found: tuple[Claim, ...]) -> str:
    """Say what is taken out: what is counted, not what is meant."""
    if case.grant.scope is not Scope.FULL:
        return "no picture or recording leaves"
    key = (case.item.id, hash(case.item), hash(case.grant), case.source_title, found)
    return _recall_removed.get(key, lambda: _count_removed(case, found))


def _count_removed(case: Case, found: tuple[Claim, ...]) -> str:
    pictures = pictures_of(case.item, case.grant, source_title=case.source_title, claims=found)
    counts = zip(media.removed(case.item, pictures), ("picture", "recording"), strict=True)
    parts = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in counts if count]
    if not parts:
        return "the story has no picture or recording that it could be"
    return f"{' and '.join(parts)} taken out"


def _held(case: Case, found: Iterable[Claim]) -> Finding:
    what = f"There is {_spell(found)}"
    if (word := case.item.desk.approved) is not None:
        detail = f"{what}; {word.by} approved the story all the same."
        return passed("third_party", detail)
    advice = f"An editor must look at it: `syndicator approve {case.item.id}` lets it go."
    return failed("third_party", f"{what}, and {_covered(case)}. {advice}")


def _covered(case: Case) -> str:
    holder = holder_of(case.grant, case.item, case.source_title).rstrip(".")
    return f"the permission covers only what belongs to {holder}"


def _spell(found: Iterable[Claim]) -> str:
    """Claims as an editor reads them: ``text of Reuters (byline: “Reuters”)``."""
    parts: dict[tuple[str, str], str] = {}
    for claim in found:
        what = "text" if claim.subject == "text" else "a picture"
        quoted = f"{what} of {claim.holder} ({claim.where}: “{claim.evidence}”)"
        parts.setdefault((claim.subject, claim.holder), quoted)
    shown = list(parts.values())
    more = len(shown) - _SHOWN
    if more > 0:
        shown[_SHOWN:] = [f"{more} more"]
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last
