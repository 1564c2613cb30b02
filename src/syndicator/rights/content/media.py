"""Which pictures and recordings may leave with a story: in its text, beside it, as enclosures.

::

    grant, names, claims ─ rule ─▶ Pictures ─┬─ without_pictures(html)
                                             ├─ announced(images)
                                             └─ enclosures(found)

``images = "strip"`` is about pictures: recordings and podcasts stay, a player loses the picture
that it shows before it plays. A file that does not say what it is may be a picture. ``own-credit``
keeps what is credited to the holder; a picture without any credit goes. What a claim of somebody
else's is about goes, picture or recording, where the grant says ``strip-media``, and always under
``own-credit``. A claim that can be pinned to nothing is taken to mean every recording, unless it
speaks of a picture, and with ``strip-media`` every picture. A story with so many pictures, or so
much said beside them, that telling them apart would hold up everything else loses them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from syndicator.model import CleanHtml, Enclosure, Image, Item
from syndicator.model.grant import Grant, Images, Scope, ThirdParty
from syndicator.parse import media_types
from syndicator.parse.links import canonical_link
from syndicator.parse.text import parse_fragment
from syndicator.rights.content import figures
from syndicator.rights.content.own_credit import credits_one_of, says, speaks_of_picture
from syndicator.rights.markup import remove

_MAX_PICTURES: Final = 500
"""So many in a story, its text and what is announced beside it together, are told apart."""
_MAX_READ: Final = 5_000_000
"""Characters beside its pictures, each read once for its credit and once for every claim."""


class Claim(Protocol):
    """What the detector of third-party material says (`syndicator.rights.attribution.detect`)."""

    @property
    def subject(self) -> str:
        """``text`` or ``media``."""

    @property
    def holder(self) -> str:
        """Whose it is."""

    @property
    def evidence(self) -> str:
        """The words that say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Which pictures of one story may leave."""

    images: Images
    names: tuple[str, ...]
    claims: tuple[Claim, ...]
    credited: tuple[Image, ...]
    """What the source announces, which may credit a picture of the same address."""
    crowded: bool = False
    """Whether there are too many to tell them apart: what is claimed is then taken to be all."""
    unpinned: bool = False
    """Whether something is claimed of which only this is known: it may be any recording."""
    files: tuple[Enclosure, ...] = ()
    """The story's enclosures, which may credit a player of the same address."""
    _by_address: dict[str, list[Image]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Sort what is announced by its address, once for all the pictures of a text."""
        for image in self.credited:
            self._by_address.setdefault(canonical_link(image.url), []).append(image)

    @property
    def all(self) -> bool:
        """Whether every picture may leave."""
        return self.images is Images.KEEP and not self.claims

    def may_leave(self, url: str, captions: Sequence[str], credit: str | None = None) -> bool:
        """Whether one picture may leave, by what stands beside it."""
        if self.images is Images.STRIP:
            return False
        plain = (*self._plain(url), *filter(None, [credit]))
        if any(_about(claim, (*plain, *captions)) for claim in self.claims):
            return False
        return self.images is Images.KEEP or credits_one_of(
            self.names, plain=plain, captions=(*captions, *self._described(url))
        )

    def claimed(self, captions: Sequence[str]) -> bool:
        """Whether somebody else claims the recording that these words stand beside."""
        if self.crowded or self.unpinned:
            return bool(self.claims)
        return any(_about(claim, captions) for claim in self.claims)

    def claimed_player(self, player: figures.Picture) -> bool:
        """Whether somebody else claims what a player in the text plays."""
        played = set(map(canonical_link, player.plays))
        files = [each for each in self.files if canonical_link(each.url) in played]
        return self.claimed(
            (*player.captions, *(text for each in files for text in _said_of(each)))
        )

    def keeps(self, found: figures.Picture) -> bool:
        """Whether something in the text may leave as it is."""
        if found.player and self.claimed_player(found):
            return False
        return not found.url or self.may_leave(found.url, found.captions)

    def _same(self, url: str) -> list[Image]:
        return self._by_address.get(canonical_link(url), [])

    def _plain(self, url: str) -> tuple[str, ...]:
        found = ((image.credit, image.copyright) for image in self._same(url))
        return tuple(text for pair in found for text in pair if text)

    def _described(self, url: str) -> tuple[str, ...]:
        found = ((image.title, image.description) for image in self._same(url))
        return tuple(text for pair in found for text in pair if text)


def _about(claim: Claim, texts: Iterable[str]) -> bool:
    return any(says(text, evidence=claim.evidence, holder=claim.holder) for text in texts)


def asks_for_claims(grant: Grant) -> bool:
    """Whether it matters to a grant's pictures what somebody else claims."""
    return grant.scope is Scope.FULL and (
        grant.third_party is ThirdParty.STRIP_MEDIA or grant.images is Images.OWN_CREDIT
    )


def rule(item: Item, grant: Grant, names: Iterable[str], claims: Iterable[Claim] = ()) -> Pictures:
    """Say which pictures of a story may leave.

    Args:
        item: the story.
        grant: its ``images`` and ``third_party`` decide.
        names: holder, credit and source: to whom an own picture is credited.
        claims: what in the story is said to be another's; only those about media count.
    """
    strip = grant.third_party is ThirdParty.STRIP_MEDIA
    counted = strip or grant.images is Images.OWN_CREDIT
    media = _distinct(claims) if counted else ()
    article = item.article
    pictures = Pictures(
        images=grant.images,
        names=tuple(names),
        claims=media,
        credited=article.images,
        files=article.enclosures,
    )
    if pictures.all or (grant.images is Images.STRIP and not media):
        return pictures
    found = figures.pictures(parse_fragment(article.content or article.summary))
    if _crowded(item, found, len(media)):
        return replace(pictures, images=Images.STRIP, crowded=True)
    texts = [text for each in found for text in each.captions]
    texts += [text for image in article.images for text in _words_of(image)]
    texts += [text for file in article.enclosures for text in _said_of(file)]
    loose = [claim for claim in media if not _about(claim, texts)]
    return replace(
        pictures,
        images=Images.STRIP if strip and loose else grant.images,
        unpinned=not all(speaks_of_picture(claim.evidence) for claim in loose),
    )


def _said_of(file: Enclosure) -> tuple[str, ...]:
    return tuple(text for text in (file.credit, file.caption) if text)


def _distinct(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims about media, one of each kind."""
    told = {(each.holder, each.evidence): each for each in claims if each.subject == "media"}
    return tuple(told.values())


def _crowded(item: Item, found: Sequence[figures.Picture], claims: int) -> bool:
    """Whether to tell a story's pictures apart would take too long."""
    article = item.article
    if len(found) + len(article.images) + len(article.enclosures) > _MAX_PICTURES:
        return True
    lengths: dict[int, int] = {}
    for each in found:
        # One tuple for all the pictures of a figure: it is measured once, but read for each.
        if id(each.shared) not in lengths:
            lengths[id(each.shared)] = sum(map(len, each.shared))
    read = sum(lengths[id(each.shared)] + sum(map(len, each.own)) for each in found)
    read += sum(len(text) for image in article.images for text in _words_of(image))
    read += sum(len(text) for file in article.enclosures for text in _said_of(file))
    return read * (1 + claims) > _MAX_READ


def _words_of(image: Image) -> tuple[str, ...]:
    texts = (image.credit, image.copyright, image.title, image.description)
    return tuple(text for text in texts if text)


def without_pictures(html: CleanHtml, pictures: Pictures) -> tuple[CleanHtml, tuple[str, ...]]:
    """Take out of a text the pictures and players that may not leave.

    Captions and credit lines go with their pictures, links around a picture alone vanish, and no
    block stays behind empty.

    Returns:
        The text, the same bytes where nothing went; and the text of each block that went.
    """
    if pictures.all or not ("<img" in html or "<video" in html or "<audio" in html):
        return html, ()
    root = parse_fragment(html)
    found = figures.pictures(root)
    doomed = [each for each in found if not pictures.keeps(each)]
    if not doomed:
        return html, ()
    gone = set(map(id, doomed))
    taken = figures.take_out(
        doomed,
        kept=[each for each in found if id(each) not in gone],
        whole=pictures.claimed_player,
    )
    return remove.written(root), taken


def announced(images: Iterable[Image], pictures: Pictures) -> tuple[Image, ...]:
    """Those of the pictures beside a text that may leave."""
    return tuple(each for each in images if pictures.all or pictures.may_leave(each.url, ()))


def enclosures(found: Iterable[Enclosure], pictures: Pictures) -> tuple[Enclosure, ...]:
    """Those of a story's files that may leave: a picture by its credit, all else if unclaimed."""
    return tuple(each for each in found if pictures.all or _file_may_leave(each, pictures))


def _file_may_leave(file: Enclosure, pictures: Pictures) -> bool:
    if is_picture(file):
        captions = (file.caption,) if file.caption else ()
        return pictures.may_leave(file.url, captions, file.credit)
    return not pictures.claimed(_said_of(file))


def is_picture(enclosure: Enclosure) -> bool:
    """Whether a file is a picture, or may be one because nothing says what it is.

    A name counts beside the type: servers call any file text, or nothing.
    """
    named = media_types.by_name(enclosure.url) or ""
    kind = (media_types.usable(enclosure.type) or "").partition("/")[0]
    if "image" in {kind, named.partition("/")[0]}:
        return True
    return kind not in {"application", "audio", "video"} and not named


def removed(item: Item, pictures: Pictures) -> tuple[int, int]:
    """Count what `Pictures` takes out of a story: pictures, and recordings or other files."""
    article = item.article
    found = figures.pictures(parse_fragment(article.content or article.summary))
    gone = [each for each in found if not pictures.keeps(each)]
    players = [each for each in gone if each.player and pictures.claimed_player(each)]
    images = len(article.images) - len(announced(article.images, pictures))
    left = set(enclosures(article.enclosures, pictures))
    files = [each for each in article.enclosures if each not in left]
    shown = sum(map(is_picture, files))
    return len(gone) - len(players) + images + shown, len(players) + len(files) - shown
