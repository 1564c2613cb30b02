"""What a source reserves, collected for one story, and how a single statement is read.

`syndicator.parse.rights_metadata` writes them; `reserved` holds them against the permission and
`carried` says what of them an entry must repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from syndicator.model import Article, Reservation, SourceMeta
from syndicator.rights.attribution import copyright_line
from syndicator.rights.reservations import licenses

_MAX_QUOTE: Final = 160


def said(article: Article, meta: SourceMeta) -> tuple[Reservation, ...]:
    """All that an item, its feed and the response said, the item's own first.

    Rights and licences count wherever they were read: also those of a document that was too
    malformed for its elements to be looked at, and of an ``atom:source`` that came with the item.
    """
    parts = (article.reserved, article.rights, article.licenses, article.source)
    if not any(parts) and not (meta.reserved or meta.rights or meta.licenses):
        return ()
    found = dict.fromkeys(article.reserved)
    found.update(dict.fromkeys(_plain(article.rights, article.licenses, article.reserved, "item")))
    if article.source is not None:
        copied = article.source
        found.update(dict.fromkeys(_plain(copied.rights, copied.licenses, (), "source")))
    found.update(dict.fromkeys(meta.reserved))
    found.update(dict.fromkeys(_plain(meta.rights, meta.licenses, meta.reserved, "feed")))
    return tuple(found)


def _plain(
    rights: str | None, addresses: Iterable[str], known: Iterable[Reservation], level: str
) -> Iterator[Reservation]:
    known = tuple(known)
    values = {each.value for each in known}
    if rights and not any(each.kind == "rights" for each in known):
        yield Reservation(kind="rights", value=rights, where=f"{level} rights")
    for address in addresses:
        if address not in values:
            yield Reservation(kind="license", value=address, where=f"{level} license")


def of_item(reservation: Reservation) -> bool:
    """Whether it stands in the item itself, not in its feed or the response."""
    return reservation.where.startswith("item")


def of_media(reservation: Reservation) -> bool:
    """Whether it speaks of pictures, sound and film: an element of Media RSS."""
    return " media:" in reservation.where


def outweighed(reservation: Reservation, said_of_all: Iterable[Reservation]) -> bool:
    """A feed's period or licence holds for items that name none themselves (RFC 4946 §2)."""
    return not of_item(reservation) and any(
        each.kind == reservation.kind and of_item(each) and not of_media(each)
        for each in said_of_all
    )


def is_license(value: str) -> bool:
    """An address, or a name that is understood; other words are read as sentences."""
    return "://" in value or licenses.terms_of(value) is not None


def element(reservation: Reservation) -> str:
    """The element or header in which it stands."""
    return reservation.where.partition(" ")[2]


def quote(text: str) -> str:
    """As much of a text as stands in one sentence of a reason."""
    return text if len(text) <= _MAX_QUOTE else text[: _MAX_QUOTE - 1].rstrip() + "…"


def holders(reservation: Reservation) -> tuple[str, ...]:
    """The holders that it names."""
    if reservation.kind == "holder":
        return (reservation.value,)
    return copyright_line.holders(reservation.value) if reservation.kind == "rights" else ()


def place(reservation: Reservation) -> str:
    """Where it stands, as the subject of a sentence: "the feed's dc:rights"."""
    level, _, element = reservation.where.partition(" ")
    owner = {
        "item": "the story's",
        "source": "its first feed's",
        "feed": "the feed's",
        "response": "the response's",
    }
    return f"{owner.get(level, level)} {element}".rstrip()
