"""A feed as JSON Feed 1.1 (https://jsonfeed.org/version/1.1).

What the format has no key for stands in ``_syndicator``, an object as its section "Extensions"
describes them: in the feed what was withdrawn, in an item its rights, its source and its history.
``docs/forms.md`` lists its keys.
"""

from __future__ import annotations

import json
from typing import Any, Final

from syndicator.errors import OutputError
from syndicator.model import Entry, Image, Link, Person, Podcast, PublishedFeed, SourceMeta
from syndicator.publish.compose.addresses import (
    MEDIA_TYPES,
    enclosures,
    home,
    hubs,
    landing,
    original,
)
from syndicator.publish.compose.fields import writable
from syndicator.publish.compose.stub import contradicted
from syndicator.publish.formats.xml import utc

MEDIA_TYPE: Final = MEDIA_TYPES["json"]
VERSION: Final = "https://jsonfeed.org/version/1.1"
EXTENSION: Final = "_syndicator"
DELETED: Final = "deleted"
"""The status of a stub, in the word that Media RSS has for it."""
ABOUT: Final = (
    "By what right each story stands here, what may be done with it, and where it was first "
    "published; and what was withdrawn."
)
_COMMENT: Final = (
    "This is a feed. To follow it, add its address to a feed reader that understands JSON Feed: "
)


def render(feed: PublishedFeed) -> bytes:
    """Write a feed as JSON: UTF-8, its keys in the specification's order, the same each time."""
    said = {
        "version": VERSION,
        "title": writable(feed.title),
        "home_page_url": home(feed),
        "feed_url": feed.address("json"),
        "description": writable(feed.subtitle or ""),
        "user_comment": f"{_COMMENT}{feed.address('json')}",
        "authors": [_author(Person(name=feed.author))],
        "language": feed.language,
        "expired": feed.closed,
        "hubs": [{"type": "WebSub", "url": hub} for hub in hubs(feed)],
        EXTENSION: _feed(feed),
    }
    document = _present(said) | {"items": [_item(entry) for entry in feed.entries]}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def reread(document: bytes, feed: PublishedFeed) -> None:
    """Check a document that was rendered, before it may replace what stands.

    Raises:
        OutputError: it is no JSON Feed, or does not hold the items that were meant, in their
            order, each with an id of its own, a text, rights and a licence; or one that was
            withdrawn.
    """
    try:
        read = json.loads(document.decode())
    except ValueError as error:
        raise OutputError(f"feed {feed.name} came out as no JSON: {error}") from error
    known = isinstance(read, dict) and read.get("version") == VERSION and read.get("title")
    if not known or read.get("feed_url") != feed.address("json"):
        raise OutputError(f"feed {feed.name} cannot be read back as it was written")
    items = read.get("items", [])
    ids = [item.get("id") for item in items]
    if ids != [entry.id for entry in feed.entries]:
        raise OutputError(
            f"feed {feed.name} was written with other items than intended "
            f"({len(ids)} instead of {len(feed.entries)}, or other ids)"
        )
    if len(set(ids)) != len(ids):
        raise OutputError(f"feed {feed.name} holds two items with one id")
    buried = [stone.get("id") for stone in read[EXTENSION].get("withdrawn", ())]
    if buried != [stone.ref for stone in feed.tombstones] or contradicted(feed):
        raise OutputError(f"feed {feed.name} came out with other tombstones than meant")
    gone = [item.get(EXTENSION, {}).get("status") == DELETED for item in items]
    if gone != [entry.withdrawn for entry in feed.entries]:
        raise OutputError(f"feed {feed.name} came out with other stubs than meant")
    for item in items:
        rights = item.get(EXTENSION, {})
        text = item.get("content_html") or item.get("content_text")
        if not (text and rights.get("notice") and rights.get("license")):
            raise OutputError(
                f"feed {feed.name}: the item {item['id']} came out without a text, its notice or "
                "its licence"
            )


def _present(said: dict[str, Any]) -> dict[str, Any]:
    """Only what there is: no key whose value is empty, None or false; nought is a number."""
    return {
        name: value
        for name, value in said.items()
        if value or (isinstance(value, int) and not isinstance(value, bool))
    }


def _feed(feed: PublishedFeed) -> dict[str, Any]:
    withdrawn = [
        {
            "id": stone.ref,
            "when": utc(stone.when),
            "by": writable(stone.by),
            "comment": writable(stone.comment),
        }
        for stone in feed.tombstones
    ]
    return _present(
        {
            "about": ABOUT,
            "updated": utc(feed.updated),
            "complete": feed.paging.complete,
            "withdrawn": withdrawn,
        }
    )


def _item(entry: Entry) -> dict[str, Any]:
    files = enclosures(entry)
    duration = entry.podcast.duration if entry.podcast else None
    return _present(
        {
            "id": entry.id,
            "url": landing(entry),
            "external_url": original(entry),
            "title": writable(entry.title),
            "content_html": writable(entry.content),
            "content_text": "" if entry.content else writable(entry.summary),
            "image": entry.images[0].url if entry.images else None,
            "date_published": utc(entry.published) if entry.published else None,
            "date_modified": utc(entry.updated),
            "authors": [_author(person) for person in entry.authors],
            "tags": list(dict.fromkeys(writable(each.term) for each in entry.categories)),
            "language": entry.language,
            "attachments": [
                # The first is the recording that the episode is about.
                _attachment(link, None if number else duration)
                for number, link in enumerate(files)
            ],
            EXTENSION: _rights(entry),
        }
    )


def _author(person: Person) -> dict[str, str]:
    mail = f"mailto:{person.email}" if person.email else None
    return _present({"name": writable(person.name), "url": person.uri or mail})


def _attachment(link: Link, duration: int | None) -> dict[str, Any]:
    return _present(
        {
            "url": link.href,
            "mime_type": link.type,
            "size_in_bytes": link.length,
            "duration_in_seconds": duration,
        }
    )


# ── the extension ────────────────────────────────────────────────────────────────────────────


def _rights(entry: Entry) -> dict[str, Any]:
    machines = entry.machines
    start, end = entry.valid_from, entry.valid_until
    return _present(
        {
            "status": DELETED if entry.withdrawn else None,
            "notice": writable(entry.rights),
            "license": entry.license,
            "holder": writable(entry.holder),
            "year": entry.copyrighted,
            "credit": writable(entry.credit),
            "scope": writable(entry.access),
            "valid": _present(
                {"from": utc(start) if start else None, "until": utc(end) if end else None}
            ),
            "source": _source(entry.source),
            "corrections": [utc(moment) for moment in entry.corrections],
            "tdm": _present({"reserved": machines.tdm_reserved, "policy": machines.tdm_policy}),
            "prohibited": list(machines.prohibited),
            "related": [link.href for link in entry.links if link.rel == "related"],
            "images": [_image(image) for image in entry.images],
            "episode": _episode(entry.podcast) if entry.podcast else None,
        }
    )


def _source(source: SourceMeta) -> dict[str, Any]:
    return _present(
        {
            "id": writable(source.id or ""),
            "title": writable(source.title or ""),
            "home_page_url": source.link,
            "feed_url": source.self_link,
            "updated": utc(source.updated) if source.updated else None,
            "rights": writable(source.rights or ""),
            "authors": [_author(person) for person in source.authors],
            "language": source.language,
            "icon": source.icon,
        }
    )


def _image(image: Image) -> dict[str, Any]:
    texts = ("title", "description", "credit", "copyright")
    said = {name: writable(getattr(image, name) or "") for name in texts}
    return _present({"url": image.url, "type": image.type, **said})


def _episode(podcast: Podcast) -> dict[str, Any]:
    chapters = _present({"url": podcast.chapters, "type": podcast.chapters_type})
    said = _present(
        {
            "season": podcast.season,
            "number": podcast.episode,
            "image": podcast.image,
            "chapters": chapters if podcast.chapters else None,
            "transcripts": [
                _present({"url": each.url, "type": each.type, "language": each.language})
                for each in podcast.transcripts
            ],
        }
    )
    return said if podcast.explicit is None else said | {"explicit": podcast.explicit}
