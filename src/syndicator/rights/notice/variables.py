"""What the wording of a notice may name. Apart from `notice`, because the configuration asks it.

A configuration is read before any story is, by every command: what cleans and renders is not
imported for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from syndicator.rights.notice import template

VARIABLES: Final[Mapping[str, str]] = {
    "credit": "the publisher's name for readers: the grant's credit, else the source's title",
    "credit_link": "the credit as a link to the original; a story without a link is withheld, "
    "unless this stands inside {% if link %}",
    "holder": "who owns the rights: the grant's holder, else the source's title",
    "year": "the story's year, as the source dated it; else of the day it was first seen",
    "title": "the story's title",
    "link": "the original's address; a story without one is withheld, unless this stands inside "
    "{% if link %}",
    "published": "the story's day, as 2020-04-25, by the same rule as the year",
    "author": "the story's authors, with commas; else the source's; else the source's title",
    "source": "the source's title",
    "license": "the address of the licence that flows on to readers; empty if there is none",
    "license_link": "the licence's name as a link to it; empty if there is none",
    "terms": "the grant's terms; empty if there are none",
}
"""Every variable of ``header`` and ``footer``, and what it stands for; the docs print it."""

_LINKS: Final = frozenset({"credit_link", "license_link"})
COUNTER_VARIABLES: Final = {key: said for key, said in VARIABLES.items() if key not in _LINKS}
"""Those of `VARIABLES` that a ``counter`` may use, beside those of its own."""


def problems(text: str) -> list[str]:
    """Find everything that is wrong with a ``header`` or ``footer``; empty for a good one."""
    return template.problems(text, variables=VARIABLES, links=_LINKS)
