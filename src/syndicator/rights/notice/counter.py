"""The publisher's republication counter: an image or a link that must stay in the text.

A permission gives it as an address, which becomes an invisible image, or as the HTML that the
publisher hands out; in both, the story's variables may stand. It ends the article's part, once:
the publisher's own feed often carries the same counter already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from syndicator.model import CleanHtml
from syndicator.parse.links import canonical_link, http_url
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import parse_fragment, plain_text
from syndicator.rights.markup import blocks, remove
from syndicator.rights.notice import template

VARIABLES: Final[Mapping[str, str]] = {
    "id": "the story's id in its source's feed",
    "number": "the last number in that id, else in the original's address; empty if there is none",
}
"""What a counter may name beside the variables of a notice."""

_PIXEL: Final = frozenset({"0", "1"})
_MARKUP: Final = re.compile(r"<\s*[a-zA-Z]")
_SCHEME: Final = re.compile(r"\s*https?://", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+")
_SCRIPTED: Final = re.compile(r"<\s*(script|iframe|object|embed|noscript)\b", re.IGNORECASE)


def problems(text: str, *, variables: Mapping[str, str]) -> list[str]:
    """Find everything that is wrong with a ``counter``; empty for a good one."""
    found = template.problems(text, variables={**variables, **VARIABLES}, links=frozenset())
    if found:
        return found
    if scripted := _SCRIPTED.search(text):
        name = scripted[1].lower()
        return [f"<{name}> does not leave; use the publisher's counter in the form of an image"]
    sample = dict.fromkeys([*variables, *VARIABLES], "1") | {"link": "https://example.org/1"}
    try:
        make(text, sample)
    except template.TemplateFault as fault:
        return [str(fault)]
    return []


def number(*texts: str | None) -> str:
    """The last number in the first of some texts that has one."""
    found = (_NUMBER.findall(text or "") for text in texts)
    return next((numbers[-1] for numbers in found if numbers), "")


def make(text: str, values: Mapping[str, object]) -> CleanHtml:
    """Say a counter for one story.

    Args:
        text: a template without `problems`: an address, or HTML.
        values: the story's variables.

    Returns:
        Clean HTML with an image or a link in it.

    Raises:
        template.TemplateFault: it failed, or what came of it holds neither.
    """
    filled = template.fill(text, values)
    if _MARKUP.search(text):
        cleaned = sanitise(filled)
    else:
        # An address without its scheme is no counter: it must be in the text as it was agreed.
        address = http_url(unescape(filled)) if _SCHEME.match(unescape(filled)) else None
        if address is None:
            raise template.TemplateFault("it is no http or https address")
        cleaned = sanitise(f'<img src="{escape(address)}" width="1" height="1" alt="">')
    if not any(_addresses(parse_fragment(cleaned))):
        raise template.TemplateFault("it holds no image and no link after cleaning")
    return blocks.as_paragraph(cleaned) if plain_text(cleaned) else cleaned


def without(html: CleanHtml, counter: CleanHtml) -> CleanHtml:
    """Take out of a text what already is this counter; the same bytes where there is nothing.

    An image is the same counter if its address is, or if it is a pixel of the same host and path:
    a publisher's own feed counts itself as another distributor. A link is the same only if it has
    the same address and words and is a line of its own: links of the original survive.
    """
    if not counter or not html:
        return html
    images, links = _marks(parse_fragment(counter))
    root = parse_fragment(html)
    doomed = [each for each in root.iter("img") if _is_image(each, images)]
    if not images:
        doomed += _lines(root, links, plain_text(counter))
    if not doomed:
        return html
    remove.take_out(doomed, breaks=False)
    return remove.written(root)


def _marks(root: etree._Element) -> tuple[frozenset[str], frozenset[str]]:
    images = frozenset(canonical_link(each.get("src", "")) for each in root.iter("img"))
    links = frozenset(canonical_link(each.get("href", "")) for each in root.iter("a"))
    return images, links


def _addresses(root: etree._Element) -> list[str]:
    images, links = _marks(root)
    return [address for address in (*images, *links) if address]


def _is_image(element: etree._Element, wanted: frozenset[str]) -> bool:
    address = canonical_link(element.get("src", ""))
    if address in wanted:
        return True
    pixel = {element.get("width"), element.get("height")} <= _PIXEL
    return pixel and _place(address) in map(_place, wanted)


def _place(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.netloc, parts.path


def _lines(root: etree._Element, wanted: frozenset[str], said: str) -> list[etree._Element]:
    """The links that are lines of their own, with the counter's address and its words."""
    return [
        element
        for block in blocks.blocks(root)
        if " ".join(block.text.split()) == said
        for element in block.inline
        if element.tag == "a" and canonical_link(element.get("href", "")) in wanted
    ]
