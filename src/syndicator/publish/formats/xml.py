"""What the XML forms have in common: text that is read as it was meant, dates, links.

A text element of Atom says whether it is HTML; those of RSS and of most extensions do not, and
readers guess. `plain` writes such a text so that both guesses show the same.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from html.entities import name2codepoint
from typing import Final

from lxml import etree

from syndicator.errors import OutputError
from syndicator.model import Link
from syndicator.publish.compose.fields import writable

ATOM: Final = "http://www.w3.org/2005/Atom"
CREATIVE_COMMONS: Final = "http://backend.userland.com/creativeCommonsRssModule"
DC: Final = "http://purl.org/dc/elements/1.1/"
DCTERMS: Final = "http://purl.org/dc/terms/"
HISTORY: Final = "http://purl.org/syndication/history/1.0"
ITUNES: Final = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA: Final = "http://search.yahoo.com/mrss/"
PODCAST: Final = "https://podcastindex.org/namespace/1.0"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_JOINER: Final = "\u2060"
"""WORD JOINER: of no width, breaks no line, and ends a tag or a reference before it begins."""
# What HTML takes for a tag, an end tag, a comment or an instruction.
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?])")
_REFERENCE: Final = re.compile(r"&(#?\w+)")
# What validators and readers (feedparser among them) take for UTF-8 that was decoded as Latin-1,
# and "repair".
_MISREADABLE: Final = re.compile("[\ufffd\xc2-\xf4](?:(?<=\ufffd)|[\x80-\xbf]+)")
_MISREAD: Final = re.compile("(?<=[\xc2-\xf4])(?=[\x80-\xbf])")


def plain(text: str) -> str:
    """Text for an element that cannot say whether it is HTML: it reads the same either way.

    What HTML would take for markup is parted by a character that is not seen, and so is what a
    reader would take for a wrong encoding; U+FFFD, the sign of one, becomes a question mark.
    """
    text = _TAG.sub(f"<{_JOINER}", writable(text).replace("\ufffd", "?"))
    return _MISREAD.sub(_JOINER, _REFERENCE.sub(_parted, text))


def _parted(found: re.Match[str]) -> str:
    name = found[1]
    reference = not name.isalpha() or name in name2codepoint or html.unescape(found[0]) != found[0]
    return f"&{_JOINER}{name}" if reference or name == "apos" else found[0]


def misreadable(text: str) -> bool:
    """Tell whether a reader would take this for text in a wrong encoding."""
    return _MISREADABLE.search(text) is not None


def unmistakable(markup: str) -> str:
    """HTML in which what would be misread stands as references, which say the same."""
    if markup.isascii():
        return markup
    return _MISREADABLE.sub(
        lambda found: "".join(f"&#{ord(character)};" for character in found.group()), markup
    )


def child(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    """Append an element; feedgen's own are in no namespace until the document is written."""
    element = etree.SubElement(parent, name)
    element.text = text
    return element


def language(element: etree._Element, tag: str | None) -> None:
    """Say in which language an element is."""
    if tag:
        element.set(_LANG, tag)


def utc(moment: datetime) -> str:
    """Whole seconds of UTC, as RFC 3339 §5.6 writes them."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def date(element: etree._Element, name: str, moment: datetime) -> None:
    """Write a date of Atom, in the place of one that stands there already."""
    made = element.find(name)
    if made is None:
        made = etree.SubElement(element, name)
    made.text = utc(moment)


def links(element: etree._Element, found: tuple[Link, ...], name: str = "link") -> None:
    """Write links, in the place of those that stand there already."""
    for wrong in element.findall(name):
        element.remove(wrong)
    for link in found:
        made = etree.SubElement(element, name, rel=link.rel, href=writable(link.href))
        for attribute in ("type", "hreflang", "title"):
            if value := getattr(link, attribute):
                made.set(attribute, writable(value))
        if link.length is not None:
            made.set("length", str(link.length))


def styled(root: etree._Element, address: str | None) -> None:
    """Name the style sheet with which browsers show the document (xml-stylesheet §3)."""
    if address:
        said = f'type="text/css" href="{html.escape(address)}"'
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", said))


def read_back(document: bytes, feed: str) -> etree._Element:
    """Parse what was rendered, as a reader without any knowledge of it would.

    Args:
        document: to be parsed.
        feed: its name, for the error.

    Raises:
        OutputError: it is not well-formed.
    """
    # Our own document may be large; no entity, DTD or network is ever needed to read it.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        return etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise OutputError(f"feed {feed} came out not well-formed: {error}") from error
