"""What a podcast says of an episode: Apple's elements and those of Podcasting 2.0.

feedparser keeps a duration as it was written, one transcript of several, and of ``explicit`` only
the spelling "yes"; so this is read from the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from syndicator.model import Podcast, Transcript
from syndicator.parse import namespaces
from syndicator.parse.language import language_tag
from syndicator.parse.links import http_url, strip_tracking

MAX_ALIKE: Final = 20
"""Transcripts of one episode; what comes after is left out."""
MAX_DURATION: Final = 7 * 24 * 3600
"""Seconds: a longer "duration" is a mistake, of milliseconds perhaps."""

_CLOCK: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,5}):([0-9]{1,2})(?:[.,][0-9]{1,9})?")
_SECONDS: Final = re.compile(r"([0-9]{1,9})(?:[.,][0-9]{1,9})?\s*(?:s|sec|secs|seconds)?")
_UNITS: Final = re.compile(
    r"(?:pt)?\s*(?:([0-9]{1,3})\s*(?:h|hr|hrs|hours?))?\s*(?:([0-9]{1,5})\s*(?:m|min|mins|minutes?))?"
    r"\s*(?:([0-9]{1,6})(?:[.,][0-9]{1,9})?\s*(?:s|sec|secs|seconds?))?"
)
_MEDIA_TYPE: Final = re.compile(r"[\w.+-]{1,127}/[\w.+-]{1,127}", re.ASCII)
_PLAIN: Final = "text/plain"
_NAMESPACES: Final = namespaces.ITUNES | namespaces.PODCAST
_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_EXPLICIT: Final = {
    **dict.fromkeys(("yes", "true", "explicit", "1"), True),
    **dict.fromkeys(("no", "false", "clean", "0"), False),
}


def read(item: etree._Element, url: str) -> Podcast | None:
    """Read an item or an entry; what is returned is not clean.

    Args:
        item: from a tree that nothing was taken out of yet.
        url: where the document came from; relative addresses end there.

    Returns:
        What is said of the episode; None where that is nothing.
    """
    if all(namespaces.split(child.tag)[0] not in _NAMESPACES for child in item):
        return None
    apple = dict(_first(item, namespaces.ITUNES))
    podcasting = dict(_first(item, namespaces.PODCAST))
    chapters = podcasting.get("chapters")
    found = Podcast(
        duration=duration(namespaces.text(apple.get("duration"))),
        season=_number(apple, podcasting, "season"),
        episode=_number(apple, podcasting, "episode"),
        explicit=_EXPLICIT.get(namespaces.text(apple.get("explicit")).lower()),
        image=_address(apple.get("image"), ("href", "url"), url),
        chapters=_address(chapters, ("url",), url),
        chapters_type=(chapters.get("type", "").strip().lower() or None)
        if chapters is not None
        else None,
        transcripts=tuple(dict.fromkeys(_transcripts(item, url)))[:MAX_ALIKE],
    )
    return found if found != Podcast() else None


def duration(written: str) -> int | None:
    """Read a duration in seconds.

    ``3600``, ``59:30``, ``1:02:03``, and what stands in feeds although nothing describes it:
    fractions, ``1h 2m``, ``45 min``, ISO 8601's ``PT1H2M3S``.
    """
    text = written.strip().lower()[:40]
    if match := _SECONDS.fullmatch(text):
        seconds = int(match[1])
    elif (match := _CLOCK.fullmatch(text) or _UNITS.fullmatch(text)) and any(match.groups()):
        hours, minutes, rest = (int(each or 0) for each in match.groups())
        seconds = (hours * 60 + minutes) * 60 + rest
    else:
        return None
    return seconds if 0 < seconds <= MAX_DURATION else None


def _first(item: etree._Element, wanted: frozenset[str]) -> Iterator[tuple[str, etree._Element]]:
    """Yield the first child of each name in these namespaces."""
    seen = set()
    for child in item:
        namespace, name = namespaces.split(child.tag)
        if namespace in wanted and name not in seen:
            seen.add(name)
            yield name, child


def _number(
    apple: dict[str, etree._Element], podcasting: dict[str, etree._Element], name: str
) -> int | None:
    for source in (apple, podcasting):
        text = namespaces.text(source.get(name))
        if _NUMBER.fullmatch(text) and int(text) > 0:
            return int(text)
    return None


def _address(element: etree._Element | None, names: tuple[str, ...], url: str) -> str | None:
    if element is None:
        return None
    written = next((element.get(name) for name in names if element.get(name)), None)
    return http_url(written, element.base or url)


def _transcripts(item: etree._Element, url: str) -> Iterator[Transcript]:
    for child in item:
        namespace, name = namespaces.split(child.tag)
        if namespace not in namespaces.PODCAST or name != "transcript":
            continue
        if address := _address(child, ("url",), url):
            yield Transcript(
                url=address,
                type=child.get("type", "").strip().lower() or _PLAIN,
                language=language_tag(child.get("language")),
            )


# ── cleaning ─────────────────────────────────────────────────────────────────────────────────


def clean(podcast: Podcast | None, base: str | None) -> Podcast | None:
    """Make safe what was read: its addresses lead to http and https, its types are media types.

    Args:
        podcast: as received.
        base: for relative addresses.
    """
    if podcast is None:
        return None
    chapters = http_url(podcast.chapters, base)
    known = chapters and _MEDIA_TYPE.fullmatch(podcast.chapters_type or "")
    found = replace(
        podcast,
        image=http_url(podcast.image, base),
        chapters=chapters,
        chapters_type=podcast.chapters_type if known else None,
        transcripts=tuple(filter(None, (_clean(each, base) for each in podcast.transcripts))),
    )
    return found if found != Podcast() else None


def _clean(transcript: Transcript, base: str | None) -> Transcript | None:
    url = http_url(transcript.url, base)
    kind = transcript.type if _MEDIA_TYPE.fullmatch(transcript.type) else _PLAIN
    language = language_tag(transcript.language)
    return Transcript(url=url, type=kind, language=language) if url else None


def without_tracking(podcast: Podcast | None) -> Podcast | None:
    """The same episode without what changes in its addresses with every fetch of some feeds."""
    if podcast is None:
        return None
    return replace(
        podcast,
        image=strip_tracking(podcast.image) if podcast.image else None,
        chapters=strip_tracking(podcast.chapters) if podcast.chapters else None,
        transcripts=tuple(
            replace(each, url=strip_tracking(each.url)) for each in podcast.transcripts
        ),
    )
