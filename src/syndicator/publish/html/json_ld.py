"""A story for search engines and other machines: schema.org's NewsArticle as JSON-LD. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from syndicator.model import Entry, Link, Person
from syndicator.model.grant import UNSPECIFIED
from syndicator.publish.html.localized import machine, period

# What could end the element, open a comment in it (HTML Standard §4.12.1.3), or pass for the end of
# a line in JavaScript. In a JSON string the escape says the same.
_UNSAFE: Final = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
_MEDIA: Final = {"audio": "AudioObject", "video": "VideoObject", "image": "ImageObject"}


def news_article(entry: Entry, *, site_title: str, base_url: str, original: str | None) -> Markup:
    """Say a story as JSON-LD, safe as the content of a ``<script>`` in HTML.

    The publisher, the rights and the licence are the original's; what is ours is only the making of
    this record (``sdPublisher``) and the address of the page.

    Args:
        entry: the story.
        site_title: who republishes it.
        base_url: of who republishes it.
        original: the address where it was first published, if it is known.
    """
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": entry.title,
        "url": entry.page,
        "mainEntityOfPage": original or entry.page,
        "inLanguage": entry.language,
        "datePublished": machine(entry.published) if entry.published else None,
        "dateModified": machine(entry.updated),
        "expires": machine(entry.valid_until) if entry.valid_until else None,
        "author": [_author(person, entry) for person in entry.authors],
        "publisher": _organization(entry.credit, entry.source.link),
        "copyrightHolder": _organization(entry.holder),
        "copyrightYear": int(entry.copyrighted) if entry.copyrighted.isdecimal() else None,
        "copyrightNotice": entry.rights,
        "creditText": entry.credit,
        "license": None if entry.license == UNSPECIFIED else entry.license,
        "usageInfo": {"@type": "CreativeWork", "text": entry.access} if entry.access else None,
        "isBasedOn": original,
        "sdPublisher": _organization(site_title, base_url),
        "keywords": [category.label or category.term for category in entry.categories],
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": image.url,
                "caption": image.title or image.description,
                "creditText": image.credit,
                "copyrightNotice": image.copyright,
            }
            for image in entry.images
        ],
        "associatedMedia": [_media(link, entry) for link in entry.links if link.rel == "enclosure"],
        "correction": [
            {"@type": "CorrectionComment", "datePublished": machine(each)}
            for each in entry.corrections
        ],
    }
    return Markup(  # noqa: S704  # what is unsafe was taken out
        json.dumps(_filled(said), ensure_ascii=False, indent=1).translate(_UNSAFE)
    )


def _author(person: Person, entry: Entry) -> dict[str, Any]:
    organization = person.name in {entry.credit, entry.holder, entry.source.title}
    return {
        "@type": "Organization" if organization else "Person",
        "name": person.name,
        "url": person.uri,
    }


def _organization(name: str, url: str | None = None) -> dict[str, Any]:
    return {"@type": "Organization", "name": name, "url": url}


def _media(link: Link, entry: Entry) -> dict[str, Any]:
    kind = _MEDIA.get((link.type or "").partition("/")[0], "MediaObject")
    duration = entry.podcast.duration if entry.podcast else None
    return {
        "@type": kind,
        "contentUrl": link.href,
        "encodingFormat": link.type,
        "contentSize": f"{link.length} B" if link.length else None,
        "duration": period(duration)
        if duration and kind in {"AudioObject", "VideoObject"}
        else None,
    }


def _filled(value: Any) -> Any:
    """The same without what is empty."""
    if isinstance(value, Mapping):
        return {key: _filled(each) for key, each in value.items() if each not in (None, "", [])}
    return [_filled(each) for each in value] if isinstance(value, list) else value
