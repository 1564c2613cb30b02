"""Authors: names, mail addresses and pages, in all the ways in which sources write them.

Read from the tree, because feedparser cuts mail addresses after four letters of their last label
and leaves the rest in the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from syndicator.model import Person
from syndicator.parse import namespaces
from syndicator.parse.links import http_url

MAX_PEOPLE: Final = 100
"""Authors of one item or feed; what comes after is left out."""
_MAX_NAME: Final = 1_000

_ADDRESS: Final = re.compile(
    r"[\w.+!#$%&'*/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?:\?subject=\S{0,200})?"
)
_LEFT_OVER: Final = re.compile(r"[(<\[]?\s*mailto:\s*[)>\]]?|\(\s*\)|<\s*>", re.IGNORECASE)


def person(name: str, email: str = "", uri: str = "") -> Person | None:
    """Tell name and address apart in what a source wrote as its author.

    RSS 2.0 has ``mail@host (Name)``; others write ``Name <mail@host>``, ``Name (mail@host)``, or
    only one of the two. Where there is no name, the address stands for it.
    """
    name, email = name.strip()[:_MAX_NAME], email.strip()[:_MAX_NAME]
    found = _ADDRESS.search(name) if "@" in name else None
    if found:
        email = email or found[0].partition("?")[0].removeprefix("mailto:")
        name = _LEFT_OVER.sub(" ", f"{name[: found.start()]} {name[found.end() :]}").strip()
        if name.startswith("(") and name.endswith(")"):
            name = name[1:-1]
    name = " ".join(name.split()).strip(" ,;<>") or email
    return Person(name=name, email=email or None, uri=http_url(uri)) if name else None


def once(people: Iterable[Person | None]) -> tuple[Person, ...]:
    """Return every author once, in the form that says most."""
    found: dict[str, Person] = {}
    for each in people:
        if each is None:
            continue
        key = each.name.casefold()
        known = found.get(key)
        if known is None and len(found) >= MAX_PEOPLE:
            continue
        if known is None or not (known.email or known.uri):
            found[key] = each
    return tuple(found.values())


def authors(element: etree._Element) -> tuple[Person, ...]:
    """Return the authors of an item, an entry, a channel or a feed.

    RFC 4287 §4.2.1; RSS 2.0 ``author`` and ``managingEditor``; ``dc:creator``, which may stand
    several times; ``itunes:author``.
    """
    return once(_people(element))


def _people(element: etree._Element) -> Iterator[Person | None]:
    around = namespaces.split(element.tag)[0]
    for child in element:
        namespace, name = namespaces.split(child.tag)
        own = namespaces.own(namespace, around)
        if (
            (own and name in {"author", "managingeditor"})
            or (namespace in namespaces.DUBLIN_CORE and name in {"creator", "author"})
            or (namespace in namespaces.ITUNES and name == "author")
        ):
            yield _person(child)


def _person(element: etree._Element) -> Person | None:
    around = namespaces.split(element.tag)[0]
    parts: dict[str, str] = {}
    for part in element:
        namespace, name = namespaces.split(part.tag)
        if namespaces.own(namespace, around):
            parts.setdefault(name, namespaces.text(part))
    if not {"name", "email"}.intersection(parts):
        return person(namespaces.text(element))
    page = parts.get("uri") or parts.get("url") or parts.get("homepage") or ""
    return person(parts.get("name", ""), parts.get("email", ""), page)
