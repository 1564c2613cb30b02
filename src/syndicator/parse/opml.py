"""OPML 2.0 (opml.org/spec2.opml): the feeds that a list names, with their folders. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from syndicator.parse.text import collapsed

MAX_DEPTH = 32
"""Folders in folders; deeper ones are read as if they were the one above."""


_BARE = re.compile(rb"&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);)")


class NotOpml(ValueError):
    """The document is no list of feeds; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeed:
    """One feed of a list."""

    url: str
    title: str
    folders: tuple[str, ...]
    """The names of the folders around it, the outermost first, and its categories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """What could be read of a list."""

    feeds: tuple[ListedFeed, ...]
    problem: str = ""
    """Why some may be missing: where it is not well-formed; else empty."""


def read_opml(body: bytes) -> FeedList:
    """Read a list of feeds, in its order; outlines without an address are folders.

    Elements count in any namespace, and however their names are written. A list that is not
    well-formed is read as far as it can be.

    Raises:
        NotOpml: it is no OPML at all.
    """
    root, problem = _root(body)
    if _name(root) != "opml":
        raise NotOpml("its outermost element is not <opml>")
    feeds = tuple(_feeds(root))
    if problem and not feeds:
        raise NotOpml(problem)
    return FeedList(feeds=feeds, problem=problem)


def _root(body: bytes) -> tuple[etree._Element, str]:
    try:
        return _parsed(body), ""
    except etree.XMLSyntaxError as error:
        problem = f"it is not well-formed XML: {error.msg}"
    except ValueError as error:
        raise NotOpml(f"it cannot be read: {error}") from None
    text = body.lstrip(b" \t\r\n")
    if b"<html" in text[:1_000].lower():
        raise NotOpml("it is a web page")
    try:
        text.decode()
    except UnicodeDecodeError:
        if not text.startswith((b"\xff\xfe", b"\xfe\xff")) and b"encoding=" not in text[:100]:
            # Without a word about its encoding it would be UTF-8, and is not.
            text = text.decode("cp1252", "replace").encode()
    # A bare ampersand, as in an address, is what programs forget; nothing may go from an address.
    if b"\x00" not in text:  # of an encoding in which it is one octet
        text = _BARE.sub(b"&amp;", text)
    try:
        # White space before the declaration, or letters of another encoding: then nothing is lost.
        return _parsed(text), ""
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        root: etree._Element | None = _parsed(text, recover=True)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:  # there was no element at all
        raise NotOpml(problem)
    return root, problem


def _parsed(body: bytes, *, recover: bool = False) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=recover
    )
    return etree.fromstring(body, parser)


def _feeds(root: etree._Element) -> Iterator[ListedFeed]:
    bodies = [each for each in root if _name(each) == "body"]
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(each, ()) for each in bodies[::-1]]
    while waiting:
        element, folders = waiting.pop()
        title = _attribute(element, "title") or _attribute(element, "text")
        inside = folders
        if address := _address(element):
            categories = (
                part.strip("/ ")
                for each in _attribute(element, "category").split(",")
                for part in each.split("/")
            )
            names = dict.fromkeys((*folders, *filter(None, categories)))
            yield ListedFeed(url=address, title=title, folders=tuple(names))
        elif title and len(folders) < MAX_DEPTH:
            inside = (*folders, title)
        waiting += [(each, inside) for each in reversed(element) if _name(each) == "outline"]


def _name(element: etree._Element) -> str:
    """The name of an element without its namespace, in small letters; empty for a comment."""
    tag: object = element.tag
    return etree.QName(tag).localname.lower() if isinstance(tag, str) else ""


def _address(element: etree._Element) -> str:
    if address := _attribute(element, "xmlUrl"):
        return address
    if _attribute(element, "type").lower() in {"rss", "atom"}:
        return _attribute(element, "url")
    return ""


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute, however its name is written: lists spell ``xmlurl`` and ``XMLURL``, too."""
    for key, value in element.items():
        if str(key).lower() == name.lower():
            return collapsed(str(value))
    return ""
