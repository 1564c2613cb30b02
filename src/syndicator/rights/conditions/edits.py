"""Whether a text leaves as it came: ``edits = "none"``.

What is published is held against what was received, character by character but for white space.
What may be missing is what the permission itself has taken out: notices that we say around the
text anyway, the captions of pictures that may not leave, the publisher's counter, which stands at
the end. Nothing may be added, and nothing may change. An excerpt must be the text's beginning.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from syndicator.model import Check, CleanHtml, Digest, Item, Notice
from syndicator.model.grant import Edits, Grant, Scope
from syndicator.model.recall import Recall
from syndicator.parse.text import parse_fragment, plain_text, words
from syndicator.rights.conditions.case import Case, Finding
from syndicator.rights.conditions.third_party import claims_of
from syndicator.rights.content import media
from syndicator.rights.content.body import around, own_text, text_of
from syndicator.rights.content.excerpt import ELLIPSIS
from syndicator.rights.markup import blocks
from syndicator.rights.notice import counter
from syndicator.rights.notice.render import NoticeError, render

NAME: Final = "edits"
_BEFORE: Final = 40
_BEHIND: Final = 60
"""Characters quoted from about the place where two texts part."""
_REMEMBERED: Final = 50_000
_WAYS: Final = 200
"""Ways to leave out optional pieces that are followed at once."""
_SPACE: Final = re.compile(r"\s+")

_Key = tuple[int, int, int, str, str | None, tuple[media.Claim, ...]]
_recall: Final[Recall[_Key, Check]] = Recall(_REMEMBERED)
"""Asked for every feed and at every publish, and the answer depends on no clock."""


def words_hash(html: str) -> Digest:
    """Hash the readable words of a text.

    They are joined by single spaces, as NFKC, without what is invisible, and hashed as UTF-8, so
    that anybody who holds the text can do the same.
    """
    text = " ".join(words(plain_text(CleanHtml(html))))
    return Digest(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashes:
    """What the ledger keeps of a text: equal where every word of it left, and no other."""

    received: Digest
    published: Digest | None
    """None: no text of the story leaves."""


def hashes(item: Item, content: str, notice: Notice) -> Hashes:
    """Hash a story's text as it was received and as it is published.

    Args:
        item: as received.
        content: what is published of it, from `syndicator.rights.content.body.reprint`.
        notice: what it was made with; nothing of that counts as the story's.
    """
    came = received_of(item)
    own = own_text(content, notice, corrected=item.corrected is not None)
    received = words_hash(came)
    if not plain_text(own).strip():
        return Hashes(received=received, published=None)
    return Hashes(received=received, published=received if own == came else words_hash(own))


def received_of(item: Item) -> CleanHtml:
    """The text of a story as it came."""
    return item.article.content or item.article.summary


def edits(case: Case) -> Finding:
    """The text leaves as it came, if the permission demands that."""
    item, grant = case.item, case.grant
    if grant.edits is not Edits.NONE:
        return _found("The text may be changed, if it says so.", passed=True)
    if grant.scope is Scope.HEADLINE:
        return _found("No text leaves, so none is changed.", passed=True)
    claims = (
        claims_of(item, grant, source_title=case.source_title, agencies=case.agencies)
        if media.asks_for_claims(grant)
        else ()
    )
    key = (item.id, hash(item), hash(grant), case.zone.key, case.source_title, claims)
    return Finding(check=_recall.get(key, lambda: _made(case, claims)))


def _made(case: Case, claims: tuple[media.Claim, ...]) -> Check:
    """Make what would leave, and hold it against what came."""
    item, grant, title = case.item, case.grant, case.source_title
    try:
        notice = render(grant, item, zone=case.zone, source_title=title)
    except NoticeError:
        detail = "Without a notice nothing leaves, so nothing is changed."
        return Check(name=NAME, passed=True, detail=detail)
    kept = text_of(item, grant, notice, source_title=title, claims=claims)
    return check(item, grant, notice, around(kept.html, notice), taken=kept.taken)


def check(
    item: Item, grant: Grant, notice: Notice, body: str, *, taken: Iterable[str] = ()
) -> Check:
    """Hold what is about to leave against what was received.

    Args:
        item: the story as received.
        grant: its scope says whether the whole text must be there, or its beginning.
        notice: what `body` was made with.
        body: from `syndicator.rights.content.body.reprint`.
        taken: `syndicator.rights.content.body.Kept.taken`: what the permission itself took out.
    """
    published = own_text(body, notice, corrected=False)
    received = received_of(item)
    excerpt = grant.scope is Scope.EXCERPT
    leaving = _readable(published)
    if excerpt:
        leaving = leaving.removesuffix(ELLIPSIS)
    optional = set(map(_bare, taken)) | _counted(received, notice.counter)
    pieces = _pieces(received, optional, excerpt=excerpt)
    place = _parting(pieces, leaving, beginning=excerpt)
    if place is None:
        what = "The excerpt is the beginning of the text" if excerpt else "The text leaves"
        return Check(name=NAME, passed=True, detail=f"{what} word for word as it came.")
    came, leaves = place
    parted = f"where it said “{came}”, it would say “{leaves}”" if came else f"“{leaves}” is new"
    detail = f"The permission allows no edits, and the text would leave changed: {parted}."
    return Check(name=NAME, passed=False, detail=detail)


def _found(detail: str, *, passed: bool) -> Finding:
    return Finding(check=Check(name=NAME, passed=passed, detail=detail))


# ── comparing ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A run of the received text."""

    text: str
    bare: str
    """Without white space: what is compared."""
    optional: bool
    """Whether it may be missing."""


def _bare(text: str) -> str:
    return _SPACE.sub("", text)


def _readable(html: str) -> str:
    return " ".join(block.text for block in blocks.blocks(parse_fragment(CleanHtml(html))))


def _counted(received: CleanHtml, mark: CleanHtml) -> set[str]:
    """The text of the publisher's own counter, which may move to the end."""
    if not mark or counter.without(received, mark) == received:
        return set()
    return {_bare(_readable(mark))}


def _pieces(html: CleanHtml, optional: set[str], *, excerpt: bool) -> list[_Piece]:
    return [
        _Piece(
            text=block.text,
            bare=bare,
            optional=bare in optional or (excerpt and blocks.in_media(block)),
        )
        for block in blocks.blocks(parse_fragment(html))
        if (bare := _bare(block.text))
    ]


def _parting(
    pieces: Sequence[_Piece], published: str, *, beginning: bool
) -> tuple[str, str] | None:
    """Where two texts part: what came there, and what would leave; None: nowhere.

    Every way to leave out optional pieces is followed at once, by how far in the published text
    it has come.
    """
    wanted = _bare(published)
    reached = {0}
    furthest, came = 0, ""
    for piece in pieces:
        if beginning and len(wanted) in reached:
            return None
        following = set(reached) if piece.optional else set()
        for at in reached:
            same = _common(piece.bare, wanted, at)
            if at + same >= furthest:
                furthest, came = at + same, _around(piece.text, same)
            if same == len(piece.bare):
                following.add(at + same)
            elif beginning and at + same == len(wanted):
                return None
        if not following:
            return came, _around(published, furthest)
        # Many equal pieces make many ways. Of too many, the furthest are followed: at worst a
        # text is refused that might have left.
        reached = following if len(following) <= _WAYS else set(sorted(following)[-_WAYS:])
    return None if len(wanted) in reached else ("", _around(published, max(reached)))


def _common(piece: str, wanted: str, at: int) -> int:
    """How many characters a piece shares with the published text from some place on."""
    if wanted.startswith(piece, at):
        return len(piece)
    pairs = zip(piece, wanted[at : at + len(piece)], strict=False)
    same = 0
    for one, other in pairs:
        if one != other:
            break
        same += 1
    return same


def _around(text: str, place: int) -> str:
    """The words about a place, which is counted without white space."""
    text = " ".join(text.split())
    at = 0
    while at < len(text) and place > 0:
        place -= not text[at].isspace()
        at += 1
    start = text.rfind(" ", 0, max(at - _BEFORE, 0)) + 1
    end = at + _BEHIND
    before, behind = ELLIPSIS if start else "", ELLIPSIS if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{behind}"
