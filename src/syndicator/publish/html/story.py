"""What a story's page shows, read from its entry. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from syndicator.model import Entry, Image, Link, Notice
from syndicator.model.grant import UNSPECIFIED
from syndicator.parse.text import parse_fragment, plain_text
from syndicator.publish.compose import fields
from syndicator.publish.html import localized
from syndicator.publish.html.content import fitted
from syndicator.rights.notice.render import license_name

_PLAYED: Final = frozenset({"audio", "video"})
_KINDS: Final = {
    "application/json": "JSON",
    "application/pdf": "PDF",
    "application/srt": "SRT",
    "application/x-subrip": "SRT",
    "text/html": "web page",
    "text/plain": "plain text",
    "text/srt": "SRT",
    "text/vtt": "WebVTT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with the story."""

    url: str
    player: str
    """``audio`` or ``video``; empty where it is only linked to."""
    type: str
    name: str
    """What the link to it says: ``Audio``, ``PDF`` …"""
    about: str
    """Its length and size; empty where they are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """The words of an episode, or its chapters."""

    url: str
    type: str | None
    name: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a story's page shows beside the fields of its entry."""

    entry: Entry
    language: str | None
    """One that browsers know; None: not known."""
    direction: str
    original: str | None
    """Where it was first published."""
    byline: str
    """Empty where nobody but the publisher is named."""
    content: Markup
    figures: tuple[Image, ...]
    """Pictures that came beside a text that holds none."""
    credits: tuple[str, ...]
    """Whose the other pictures are, as far as the text does not say so."""
    attachments: tuple[Attachment, ...]
    texts: tuple[Transcript, ...]
    rights: str
    """The notice in plain text, without the lines that the content says already."""
    license: str | None
    """The address of the licence that readers get."""
    license_name: str
    link: str
    """Where the story is read on, from a page beside its own."""


def story_of(entry: Entry, stem: str, notice: Notice | None = None) -> Story:
    """Read an entry for its page.

    Args:
        entry: the story.
        stem: the address of its feed's folder, without the slash at its end.
        notice: what stands above and below the text in its content.
    """
    via = (link.href for rel in ("via", "alternate") for link in entry.links if link.rel == rel)
    original = next((href for href in via if href != entry.page), None)
    said = " ".join(plain_text(entry.content).split())
    shown = _addresses(entry.content)
    figures = () if shown else _different(entry.images)
    credited = [_credit(image) for image in entry.images if image not in figures]
    language = entry.language if localized.known_language(entry.language or "") else None
    authors = ", ".join(person.name for person in entry.authors)
    licensed = None if entry.license == UNSPECIFIED else entry.license
    return Story(
        entry=entry,
        language=language,
        direction=localized.direction(language),
        original=original,
        byline="" if authors in {entry.credit, entry.source.title} else authors,
        content=fitted(entry.content, notices=(notice.above, notice.below) if notice else ()),
        figures=figures,
        credits=tuple(dict.fromkeys(each for each in credited if each and each not in said)),
        attachments=tuple(
            _attachment(link, entry)
            for link in entry.links
            if link.rel == "enclosure" and _place(link.href) not in shown
            if _place(link.href) not in {_place(image.url) for image in figures}
        ),
        texts=_texts(entry),
        rights="\n".join(
            line for line in entry.rights.split("\n") if " ".join(line.split()) not in said
        ),
        license=licensed,
        license_name=license_name(licensed or ""),
        link=(entry.page or original or "").removeprefix(f"{stem}/"),
    )


def _place(url: str) -> str:
    """An address without its query: sizes of one picture differ in that."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}"


def _addresses(content: str) -> frozenset[str]:
    """What a text shows of pictures, sound and films; counters are not shown."""
    return frozenset(
        _place(element.get("src", ""))
        for element in parse_fragment(content).iter("img", "audio", "video", "source")
        if not {element.get("width"), element.get("height")} <= {"0", "1"}
    )


def _different(images: tuple[Image, ...]) -> tuple[Image, ...]:
    """Each picture once; of the sizes of one, the last, which sources name the largest."""
    return tuple({_place(image.url): image for image in images}.values())


def _credit(image: Image) -> str:
    return ", ".join(dict.fromkeys(filter(None, (image.credit, image.copyright))))


def _attachment(link: Link, entry: Entry) -> Attachment:
    kind = (link.type or "").partition("/")[0]
    player = kind if kind in _PLAYED else ""
    seconds = entry.podcast.duration if entry.podcast and player else None
    about = [
        localized.length(seconds) if seconds else "",
        localized.size(link.length) if link.length else "",
    ]
    named = {"audio": "Audio", "video": "Video", "image": "Picture"}
    return Attachment(
        url=link.href,
        player=player,
        type=link.type or fields.OCTETS,
        name=named.get(kind) or _KINDS.get(link.type or "", "File"),
        about=", ".join(filter(None, about)),
    )


def _texts(entry: Entry) -> tuple[Transcript, ...]:
    if entry.podcast is None:
        return ()
    found = [
        Transcript(
            url=each.url,
            type=each.type,
            name=f"Transcript ({_KINDS.get(each.type, each.type)})",
            language=each.language,
        )
        for each in entry.podcast.transcripts
    ]
    if entry.podcast.chapters:
        chapters = entry.podcast.chapters
        found.append(Transcript(url=chapters, type=entry.podcast.chapters_type, name="Chapters"))
    return tuple(found)
