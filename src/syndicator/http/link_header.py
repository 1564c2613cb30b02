"""``Link`` header fields (RFC 8288), read as they are found and not only as they should be. Pure.

What cannot be read ends its own link, never another one, and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

MAX_HEADER: Final = 65_536
"""Characters that are read of all the fields together."""
MAX_LINKS: Final = 200

_TARGET: Final = re.compile(r"\s*<([^<>]*)>")
_NAME: Final = re.compile(r"[^\s=;,\"<>]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BARE: Final = re.compile(r"[^\s;,\"]*")
_SPACE: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLink:
    """One link."""

    target: str
    """As it was written; a reference that may be relative."""
    rels: tuple[str, ...] = ()
    """Relation types in lower case (RFC 8288 §2.1), of the first ``rel`` (§3.3)."""
    anchor: str | None = None
    """What it leads from, where that is not the resource itself (§3.2)."""


def web_links(fields: str) -> tuple[WebLink, ...]:
    """Read the links of one or more ``Link`` fields.

    Args:
        fields: the value; several joined with commas (RFC 9110 §5.3).
    """
    return tuple(_links(fields[:MAX_HEADER]))


def related(fields: str, rel: str, *, base: str) -> tuple[str, ...]:
    """The addresses, in their order and each once, to which a resource has this relation.

    Args:
        fields: the value of its ``Link`` fields.
        rel: the relation type, in lower case.
        base: its address, which relative references and anchors start from.

    Returns:
        Absolute http and https addresses, without fragments.
    """
    if not fields:
        return ()
    here = _absolute(base, base)
    found = (
        address
        for link in web_links(fields)
        if rel in link.rels
        and (link.anchor is None or _absolute(link.anchor, base) == here)
        and (address := _absolute(link.target, base)) is not None
    )
    return tuple(dict.fromkeys(found))


def _links(text: str) -> Iterator[WebLink]:
    position, found = 0, 0
    while position < len(text) and found < MAX_LINKS:
        if (target := _TARGET.match(text, position)) is not None:
            link, position = _read(target[1].strip(), text, target.end())
            found += 1
            yield link
        position = _after_comma(text, position)


def _read(target: str, text: str, position: int) -> tuple[WebLink, int]:
    """The parameters behind a target, up to what is none."""
    parameters: dict[str, str] = {}
    while True:
        at = _skip(text, position)
        if text[at : at + 1] != ";":
            break
        position = _skip(text, at + 1)
        if (name := _NAME.match(text, position)) is None:
            continue
        value, position = "", name.end()
        at = _skip(text, position)
        if text[at : at + 1] == "=":
            value, position = _value(text, _skip(text, at + 1))
        parameters.setdefault(name[0].lower(), value)
    anchor = parameters.get("anchor")
    rels = tuple(parameters.get("rel", "").lower().split())
    return WebLink(target=target, rels=rels, anchor=anchor), position


def _value(text: str, position: int) -> tuple[str, int]:
    if text[position : position + 1] == '"':
        quoted = _QUOTED.match(text, position)
        if quoted is None:
            # RFC 8288, appendix B.4: what is not closed goes on to the end.
            return text[position + 1 :], len(text)
        return re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL), quoted.end()
    bare = _BARE.match(text, position)
    return ("", position) if bare is None else (bare[0], bare.end())


def _after_comma(text: str, position: int) -> int:
    """Where the next link may begin: behind the next comma that is not in quotes."""
    while position < len(text):
        match text[position]:
            case ",":
                return position + 1
            case '"':
                _, position = _value(text, position)
            case _:
                position += 1
    return position


def _skip(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return position if space is None else space.end()


def _absolute(reference: str, base: str) -> str | None:
    """The http or https address that a reference means, without its fragment; None: none."""
    try:
        address = urljoin(base, reference).partition("#")[0]
        parts = urlsplit(address)
        # Asked for, since it raises for a port that is none.
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return address if usable else None
