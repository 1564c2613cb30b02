"""The namespaces of feeds, and names of elements in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from lxml import etree

ATOM: Final = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
MEDIA: Final = frozenset(
    {
        *("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"),
        *("https://search.yahoo.com/mrss/", "https://search.yahoo.com/mrss"),
        *("http://video.search.yahoo.com/mrss", "http://video.search.yahoo.com/mrss/"),
        "http://www.rssboard.org/media-rss",
    }
)
OWN: Final = frozenset(
    {
        *("", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"),
        *("http://www.w3.org/2005/atom", "http://purl.org/atom/ns#", "http://purl.org/net/rss1.1#"),
        *("http://backend.userland.com/rss", "http://backend.userland.com/rss2"),
        *("http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/modules/rss091#"),
    }
)
"""Namespaces of the formats themselves, in lower case: RSS in all its versions, and Atom."""
ITUNES: Final = frozenset(
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", "http://www.itunes.com/DTDs/PodCast-1.0.dtd"}
)
PODCAST: Final = frozenset(
    {
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    }
)
DUBLIN_CORE: Final = frozenset({"http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"})
LICENSES: Final = frozenset(
    {
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://backend.userland.com/creativeCommonsRssModule",
        "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html",
        "http://purl.org/dc/terms/",
    }
)
"""Those with an element ``license``."""
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XHTML: Final = "http://www.w3.org/1999/xhtml"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"

WHITE: Final = " \t\r\n"
"""What XML 1.0 §2.3 calls white space."""

PREFIXES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "cc": "http://web.resource.org/cc/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "rdf": RDF,
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
"""What a prefix means where a source forgot to declare it."""


_REMEMBERED: Final = 256
"""Names of elements: more than an honest feed has."""
_LONG: Final = 256
"""Characters. Longer names are not remembered: a namespace may be as long as a document."""


def split(tag: object) -> tuple[str, str]:
    """Take lxml's ``{namespace}Name`` apart: the namespace, and the name in lower case."""
    if not isinstance(tag, str):  # a comment or a processing instruction
        return "", ""
    return _split(tag) if len(tag) > _LONG else _remembered(tag)


def _split(tag: str) -> tuple[str, str]:
    namespace, _, name = tag.rpartition("}")
    return namespace[1:], name.lower()


_remembered = lru_cache(_REMEMBERED)(_split)


def own(namespace: str, around: str) -> bool:
    """Say whether an element of a feed's format is meant, not one of an extension.

    Args:
        namespace: the element's.
        around: that of the item or the feed that it stands in. One that nobody knows is the
            format's own if the whole document is in it.
    """
    return namespace == around or namespace in OWN or namespace.lower() in OWN


def channels(root: etree._Element) -> list[etree._Element]:
    """Return the channels of a document in RSS or RDF; Atom has none."""
    around, name = split(root.tag)
    if name == "feed":
        return []
    found = ((child, *split(child.tag)) for child in root.iterchildren(etree.Element))
    return [child for child, within, each in found if each == "channel" and own(within, around)]


def text(element: etree._Element | None) -> str:
    """Return the text in an element without outer white space."""
    if element is None:
        return ""
    if len(element) == 0:
        return (element.text or "").strip(WHITE)
    return "".join(map(str, element.itertext(etree.Element))).strip(WHITE)
