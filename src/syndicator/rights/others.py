"""What in a story is not its permission's holder's to give, and what its own metadata reserves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

from syndicator.model import Article, Item, SourceMeta
from syndicator.rights.agencies import Agency
from syndicator.rights.case import Case, Finding, failed, passed
from syndicator.rights.grant import Grant, ThirdParty
from syndicator.rights.notice import credit_of, holder_of, title_of_source
from syndicator.rights.recall import Recall

_REMEMBERED: Final = 50_000
_SHOWN: Final = 3


class Claim(Protocol):
    """A sign that a text or a picture is another's: `syndicator.rights.thirdparty.Claim`."""

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
    from syndicator.rights.thirdparty import claims  # noqa: PLC0415  # slow to import

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
        return passed("third_party", f"There is {_spell(found)}; such pictures are taken out.")
    what = _spell(texts if treatment is ThirdParty.STRIP_MEDIA else found)
    return failed("third_party", f"There is {what}, and {_covered(case)}.")


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
