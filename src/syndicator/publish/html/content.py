"""A story's content made fit for a page: its words as they are, its markup by HTML's own rules.

What leaves is safe, but it was written for other pages: headings begin anywhere, list items stand
without a list, links and pictures have no name. Feed readers cope; a page of ours should satisfy
validators and people who listen to it. No word is added or taken away, but for the name of a link
that has none.

::

    clean HTML ─ attributes ─ put in order ─ headings ─ links, pictures, tables ─▶ HTML of a page
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from lxml import etree
from markupsafe import Markup

from syndicator.model import CleanHtml
from syndicator.parse.text import parse_fragment, remove, serialise, unwrap
from syndicator.publish.compose import fields
from syndicator.publish.html.localized import known_language
from syndicator.publish.html.structure import HEADINGS, MEDIA, put_in_order, rename, said

FIRST_HEADING: Final = 2
"""The level of a story's first heading: the page's own is its title."""
LAST_HEADING: Final = 6

_HEADLESS: Final = frozenset({"dt", "summary", "th"})
"""What may hold no heading."""
_TYPES_OF_LIST: Final = frozenset({"1", "a", "A", "i", "I"})
_SCOPES: Final = frozenset({"row", "col", "rowgroup", "colgroup"})
_PIXEL: Final = frozenset({"0", "1"})
_DATE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?"
    r"(?:Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?)?"
)
"""A date, or a date with a time (HTML Standard §2.3.5)."""


def fitted(content: CleanHtml, *, notices: Collection[CleanHtml] = ()) -> Markup:
    """Rewrite a story's content for a page.

    Args:
        content: clean, with the notices around it.
        notices: what of it is a notice, each in a ``<div>`` of its own: set apart by its class.

    Returns:
        Markup for a block below a heading of the first level.
    """
    root = parse_fragment(content)
    divs = root.findall("div") if notices else []
    set_apart = [each for each in divs if serialise(each) in notices]
    for element in list(root.iter(etree.Element)):
        _attributes(element)
    put_in_order(root)
    for step in (_headings, _links, _pictures, _players, _tables):
        step(root)
    for each in set_apart:
        each.set("class", "notice")
    return Markup(serialise(root))  # noqa: S704  # it was clean, and nothing was let in


# ── attributes ───────────────────────────────────────────────────────────────────────────────


def _attributes(element: etree._Element) -> None:
    if not element.attrib:
        return
    for name, bad in _UNFIT.items():
        value = element.get(name)
        if value is not None and bad(value, element):
            del element.attrib[name]


def _is_date(value: str) -> bool:
    shaped = _DATE.fullmatch(value)
    try:
        return shaped is not None and date.fromisoformat(shaped[1]) is not None
    except ValueError:
        return False


_UNFIT: Final[dict[str, Callable[[str, etree._Element], bool]]] = {
    "lang": lambda value, _: not known_language(value),
    "hreflang": lambda value, _: not known_language(value),
    "headers": lambda *_: True,  # it names ids, which do not leave
    "scope": lambda value, element: element.tag != "th" or value not in _SCOPES,
    "type": lambda value, element: element.tag == "ol" and value not in _TYPES_OF_LIST,
    "datetime": lambda value, _: not _is_date(value),
    "colspan": lambda value, _: not 0 < int(value) <= 1000,  # noqa: PLR2004  # §4.9.11
    "rowspan": lambda value, _: not 0 <= int(value) <= 65534,  # noqa: PLR2004  # §4.9.11
    "span": lambda value, _: not 0 < int(value) <= 1000,  # noqa: PLR2004  # §4.9.3
}


# ── headings ─────────────────────────────────────────────────────────────────────────────────


def _headings(root: etree._Element) -> None:
    """Number the headings from `FIRST_HEADING`, none more than one below the one before."""
    above: list[int] = []
    for heading in list(root.iter(*HEADINGS)):
        if not said(heading):
            unwrap(heading)
            continue
        if any(each.tag in _HEADLESS for each in heading.iterancestors()):
            rename(heading, "span", "strong")
            continue
        level = int(str(heading.tag)[1:])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.tag = f"h{min(FIRST_HEADING - 1 + len(above), LAST_HEADING)}"


# ── links, pictures, tables ──────────────────────────────────────────────────────────────────


def _links(root: etree._Element) -> None:
    for link in list(root.iter("a")):
        if any(True for _ in link.iter("audio", "video", "details")):
            unwrap(link)
            continue
        pictures = list(link.iter("img"))
        words = fields.one_line("".join(map(str, link.itertext())))
        for picture in pictures:
            if words and picture.get("alt", "").strip() == words:
                picture.set("alt", "")  # it would be heard twice
        if said(link) or "href" not in link.attrib:
            continue
        if pictures:
            named = fields.one_line(link.get("title", "")) or fields.host(link.get("href"))
            pictures[0].set("alt", named or "Picture")
        else:
            unwrap(link)


def _pictures(root: etree._Element) -> None:
    for picture in root.iter("img"):
        picture.set("alt", picture.get("alt", ""))
        if {picture.get("width"), picture.get("height")} <= _PIXEL:
            continue  # the counter of a permission, which counts as its publisher means it to
        picture.set("loading", "lazy")
        picture.set("referrerpolicy", "no-referrer")


def _players(root: etree._Element) -> None:
    for player in root.iter(*MEDIA):
        player.set("controls", "")
        player.set("preload", "none")
        for source in list(player.iter("source")) if "src" in player.attrib else ():
            remove(source)


def _tables(root: etree._Element) -> None:
    for row in list(root.iter("tr")):
        if not len(row):
            remove(row)
    for cell in list(root.iter("th")):
        if not said(cell):
            cell.tag = "td"
            for name in {"abbr", "scope"}.intersection(map(str, cell.attrib)):
                del cell.attrib[name]
    for number, table in enumerate(list(root.iter("table")), start=1):
        parent = table.getparent()
        assert parent is not None
        # A wide table scrolls in a frame of its own, which the keyboard can reach.
        frame = etree.Element("div", {"class": "wide", "role": "region", "tabindex": "0"})
        frame.set("aria-label", f"Table {number}")
        frame.tail, table.tail = table.tail, None
        parent.replace(table, frame)
        frame.append(table)
