"""Markup that stands in a document as elements, where text is meant: its HTML, as text.

XHTML is meant so (RFC 4287 §3.1.1.3). Elsewhere somebody has forgotten to escape it; the words are
the story's all the same, and the elements are not the feed's.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from syndicator.parse import namespaces
from syndicator.parse.text import VOID

_HTML: Final = frozenset(
    {
        *("", namespaces.XHTML, "http://www.w3.org/1998/Math/MathML"),
        "http://www.w3.org/2000/svg",
    }
)
"""Namespaces whose elements HTML knows without a prefix."""
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NAME: Final = re.compile(r"[^\s<>\"'/=]{1,100}")
_MARKUP: Final = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9]{0,20}[\s/>]|&(?:[a-zA-Z]{2,8}|#[0-9]{2,7}|#x[0-9a-fA-F]{2,6});"
)


def html(element: etree._Element, *, escaped: bool = True) -> str:
    """Return what stands in an element as HTML.

    Args:
        element: its own tag is left out.
        escaped: the text between the elements is text. If not, it may be HTML of its own, escaped
            once, as it is usual in feeds: then it stays as it is.
    """
    around = namespaces.split(element.tag)[0]
    literal = not escaped and any(
        _MARKUP.search(text) for text in (element.text, *(child.tail for child in element)) if text
    )
    parts = [_text(element.text, literal=literal)]
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if each is element:
            continue
        name = _name(each, around)
        if event == "start":
            parts += (f"<{name}{_attributes(each)}>", _text(each.text, literal=False))
            continue
        if name not in VOID:
            parts.append(f"</{name}>")
        parts.append(_text(each.tail, literal=literal and each.getparent() is element))
    found = "".join(parts)
    return found if escaped else without_warnings(found)


_WARNING: Final = re.compile(
    r"(?:<br ?/?>\s{0,9})?<b>(?:Warning|Notice|Deprecated|Fatal error|Parse error)</b>:\s"
    r"[^<]{0,2000}\s<b>[^<]{0,500}</b> on line <b>[0-9]{1,7}</b>(?:<br ?/?>\s{0,2})?"
)


def without_warnings(text: str) -> str:
    """Take out what PHP writes into a page when something is wrong in its program."""
    return _WARNING.sub("", text) if "</b> on line <b>" in text else text


def _text(text: str | None, *, literal: bool) -> str:
    return "" if not text else text if literal else escape(text)


def _name(element: etree._Element, around: str) -> str:
    namespace, _, name = str(element.tag).rpartition("}")
    if namespace[1:] in _HTML or namespaces.own(namespace[1:], around) or not element.prefix:
        return name
    return f"{element.prefix}:{name}"


def _attributes(element: etree._Element) -> str:
    found = []
    for key, value in list(element.items())[:100]:
        name = "lang" if key == _LANG else str(key)
        if _NAME.fullmatch(name) and not name.startswith("{"):
            found.append(f' {name}="{escape(str(value), {chr(34): "&quot;"})}"')
    return "".join(found)
