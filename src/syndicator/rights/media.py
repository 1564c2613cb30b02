"""Which pictures may leave with a story: in its text, beside it, and as enclosures.

::

    grant, names, claims ─ rule ─▶ Pictures ─┬─ without_pictures(html)
                                             ├─ announced(images)
                                             └─ enclosures(found)

``images = "strip"`` is about pictures: recordings and podcasts stay, a player loses the picture
that it shows before it plays. ``own-credit`` keeps what is credited to the holder; a picture
without any credit goes. What a claim of somebody else's is about goes where the grant says
``strip-media``, and always under ``own-credit``; with ``strip-media``, a claim that can be pinned
to no picture is taken to mean them all. A story with so many pictures, or so much said beside them,
that telling them apart would hold up everything else loses them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol
from urllib.parse import urlsplit

from syndicator.model import CleanHtml, Enclosure, Image, Item
from syndicator.parse.links import canonical_link
from syndicator.parse.text import parse_fragment
from syndicator.rights import figures, pruning
from syndicator.rights.grant import Grant, Images, Scope, ThirdParty
from syndicator.rights.own_credit import credits_one_of, says

_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".heic")
_MOST_PICTURES: Final = 500
"""So many in a story, its text and what is announced beside it together, are told apart."""
_MOST_READ: Final = 5_000_000
"""Characters beside its pictures, each read once for its credit and once for every claim."""
_UNKNOWN: Final = frozenset({"", "application/octet-stream"})


class Claim(Protocol):
    """What the detector of third-party material says (`syndicator.rights.thirdparty`)."""

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

    def may_leave(self, url: str, captions: Sequence[str]) -> bool:
        """Whether one picture may leave, by what stands beside it."""
        if self.images is Images.STRIP:
            return False
        plain = self._plain(url)
        if any(_about(claim, (*plain, *captions)) for claim in self.claims):
            return False
        return self.images is Images.KEEP or credits_one_of(
            self.names, plain=plain, captions=(*captions, *self._described(url))
        )

    def claimed(self, captions: Sequence[str]) -> bool:
        """Whether somebody else claims what these words stand beside."""
        if self.crowded:
            return bool(self.claims)
        return any(_about(claim, captions) for claim in self.claims)

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
        images=grant.images, names=tuple(names), claims=media, credited=article.images
    )
    if pictures.all or (grant.images is Images.STRIP and not media):
        return pictures
    found = figures.pictures(parse_fragment(article.content or article.summary))
    if _crowded(item, found, len(media)):
        return replace(pictures, images=Images.STRIP, crowded=True)
    if strip and media:
        texts = [text for each in found for text in each.captions]
        texts += [text for image in article.images for text in _words_of(image)]
        if not all(_about(claim, texts) for claim in media):
            return replace(pictures, images=Images.STRIP)
    return pictures


def _distinct(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims about media, one of each kind."""
    told = {(each.holder, each.evidence): each for each in claims if each.subject == "media"}
    return tuple(told.values())


def _crowded(item: Item, found: Sequence[figures.Picture], claims: int) -> bool:
    """Whether to tell a story's pictures apart would take too long."""
    article = item.article
    files = sum(map(is_picture, article.enclosures))
    if len(found) + len(article.images) + files > _MOST_PICTURES:
        return True
    lengths: dict[int, int] = {}
    for each in found:
        # One tuple for all the pictures of a figure: it is measured once, but read for each.
        if id(each.shared) not in lengths:
            lengths[id(each.shared)] = sum(map(len, each.shared))
    read = sum(lengths[id(each.shared)] + sum(map(len, each.own)) for each in found)
    read += sum(len(text) for image in article.images for text in _words_of(image))
    return read * (1 + claims) > _MOST_READ


def _words_of(image: Image) -> tuple[str, ...]:
    texts = (image.credit, image.copyright, image.title, image.description)
    return tuple(text for text in texts if text)


def without_pictures(html: CleanHtml, pictures: Pictures) -> tuple[CleanHtml, tuple[str, ...]]:
    """Take out of a text the pictures that may not leave.

    Captions and credit lines go with their pictures, links around a picture alone vanish, and no
    block stays behind empty.

    Returns:
        The text, the same bytes where nothing went; and the text of each block that went.
    """
    if pictures.all or not ("<img" in html or "<video" in html):
        return html, ()
    root = parse_fragment(html)
    found = figures.pictures(root)
    doomed = [each for each in found if not pictures.may_leave(each.url, each.captions)]
    if not doomed:
        return html, ()
    gone = set(map(id, doomed))
    taken = figures.take_out(
        doomed,
        kept=[each for each in found if id(each) not in gone],
        whole=lambda each: pictures.claimed(each.captions),
    )
    return pruning.written(root), taken


def announced(images: Iterable[Image], pictures: Pictures) -> tuple[Image, ...]:
    """Those of the pictures beside a text that may leave."""
    return tuple(each for each in images if pictures.all or pictures.may_leave(each.url, ()))


def enclosures(found: Iterable[Enclosure], pictures: Pictures) -> tuple[Enclosure, ...]:
    """Those of a story's files that may leave: a picture by its credit, all else always."""
    return tuple(
        each
        for each in found
        if pictures.all or not is_picture(each) or pictures.may_leave(each.url, ())
    )


def is_picture(enclosure: Enclosure) -> bool:
    """Whether a file is a picture, by its type, or by its name where it has none."""
    kind = enclosure.type.partition(";")[0].strip().lower()
    if kind in _UNKNOWN:
        return urlsplit(enclosure.url).path.lower().endswith(_SUFFIXES)
    return kind.startswith("image/")
