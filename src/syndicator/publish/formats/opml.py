"""A list of feeds as OPML 2.0 (http://opml.org/spec2.opml), for feed readers to import. Pure.

One outline for a feed, in its best form, so that nobody who imports the list follows a feed twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from lxml import etree

from syndicator.model import PublishedFeed
from syndicator.publish.compose.addresses import home
from syndicator.publish.compose.fields import one_line
from syndicator.publish.formats.xml import child, plain

MEDIA_TYPE: Final = "text/x-opml"
_BEST: Final = ("atom", "rss", "json")
"""Atom says the most about rights, and every reader understands it."""
# OPML 2.0 allows HTML in texts; some readers take them for it, others do not. These look the same
# to both.
_AMPERSAND: Final = re.compile(r"&(?!\s)")
_NONE: Final = "There are no feeds for everybody yet."


def render(
    feeds: Sequence[PublishedFeed], *, title: str, updated: datetime, home_page: str | None = None
) -> bytes:
    """Write the list of those feeds that are for everybody.

    Args:
        feeds: in the order of the list; those for subscribers with a token are left out, and so
            are those in a form that no feed reader reads.
        title: who publishes them.
        updated: when the list or one of its feeds last changed.
        home_page: the page of whoever publishes them.

    Returns:
        The document: UTF-8, with an XML declaration; the same values give the same bytes.
    """
    root = etree.Element("opml", version="2.0")
    head = child(root, "head")
    child(head, "title", _text(f"Feeds of {title}"))
    child(head, "dateModified", format_datetime(updated.astimezone(UTC), usegmt=True))
    child(head, "ownerName", _text(title))
    if home_page:
        child(head, "ownerId", home_page)
    body = child(root, "body")
    listed = [
        (feed, form)
        for feed in feeds
        if not (feed.private or feed.closed)
        if (form := next((each for each in _BEST if each in feed.forms), None))
    ]
    for feed, form in listed:
        _outline(body, feed, form)
    if not listed:  # OPML 2.0: a body holds one outline or more
        child(body, "outline").set("text", _NONE)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _outline(body: etree._Element, feed: PublishedFeed, form: str) -> None:
    title = _text(feed.title)
    said = {
        "text": title,
        "title": title,
        "type": "rss",  # of every form: OPML 2.0 knows no other for a feed
        "version": "RSS2" if form == "rss" else None,
        "xmlUrl": feed.address(form),
        "htmlUrl": home(feed),
        "description": _text(feed.subtitle) if feed.subtitle else None,
        "language": feed.language,
    }
    made = child(body, "outline")
    for attribute, value in said.items():
        if value:
            made.set(attribute, value)


def _text(text: str) -> str:
    return plain(_AMPERSAND.sub("\N{FULLWIDTH AMPERSAND}", one_line(text).replace("<", "‹")))
