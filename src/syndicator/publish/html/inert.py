"""A story's content for a page that must not act for it: words and links, and nothing that loads.

What leaves is clean, but the private pages are no place for what it asks of third parties, or for
names that their style sheet knows. Pictures and players become words; their addresses are listed
beside the text (`syndicator.publish.html.story`).
"""

from __future__ import annotations

from typing import Final

import nh3
from lxml import etree
from markupsafe import Markup

from syndicator.model import CleanHtml
from syndicator.parse.sanitise import ATTRIBUTES, SCHEMES, TAGS
from syndicator.parse.text import parse_fragment, remove, serialise

_LOADING: Final = {"audio": "Sound", "img": "Picture", "source": "", "video": "Video"}
_DEEPER: Final = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}
_CLEANER: Final = nh3.Cleaner(
    tags=set(TAGS - _LOADING.keys()),
    attributes={
        name: kept
        for name, values in ATTRIBUTES.items()
        if name not in _LOADING and (kept := values - {"cite", "datetime", "title"})
    },
    url_schemes=set(SCHEMES),
    link_rel="noopener noreferrer nofollow",
)


def inert(content: Markup) -> Markup:
    """Take out of a page's content whatever would be loaded or could be taken for the page's own.

    Args:
        content: from `syndicator.publish.html.content.fitted`; its headings begin with level 2.

    Returns:
        Markup whose headings begin with level 3.
    """
    root = parse_fragment(CleanHtml(str(content)))
    for element in list(root.iter(etree.Element)):
        if element.tag in _LOADING:
            _replace(element)
        elif element.tag in _DEEPER:
            element.tag = _DEEPER[str(element.tag)]
    return Markup(_CLEANER.clean(serialise(root)))  # noqa: S704  # just cleaned


def _replace(element: etree._Element) -> None:
    what = _LOADING[str(element.tag)]
    if not what or {element.get("width"), element.get("height")} <= {"0", "1"}:
        remove(element)  # of a player, or a counter that shows nothing
        return
    about = " ".join((element.get("alt") or "").split())
    tail = element.tail
    element.clear()
    element.tag = "em"
    element.text = f"[{what}{f': {about}' if about else ''}]"
    element.tail = tail
