"""The shipped conditions: ``rights/presets/*.toml``, one file for each publisher or licence.

A preset is a starting point, never legal advice: each says on which page its conditions stand,
when that page was read and how well it is known, and what the operator must still decide.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from syndicator.config.grant_table import templates
from syndicator.config.licenses import FAMILIES, SHORT_NAMES, VERSIONS, split_version
from syndicator.config.schema import PresetFile
from syndicator.config.suggest import hint, quoted

HEADLINE_ONLY: Final = "headline-only"
"""The preset that is a grant as well: what a source has without any permission."""

_FOLDER: Final = files("syndicator.rights") / "presets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One shipped set of conditions."""

    name: str
    """As a grant names it: for a Creative Commons licence, with its version."""
    summary: str
    page: str | None
    """Where the publisher states the conditions; None where nobody has to."""
    read: str | None
    """The date, or the year, of the text that was read."""
    grade: str | None
    """``A``: the publisher's own page or a copy of it. ``B``: quoted by a third party."""
    conditions: tuple[str, ...]
    """In our words, also those that the program cannot see to."""
    decide: tuple[str, ...]
    """What is left to the operator."""
    sets: Mapping[str, Any]
    """Keys of a ``[grants.*]`` table, as TOML has them."""


@cache
def names() -> tuple[str, ...]:
    """List the shipped files by name, without versions."""
    found = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def choices() -> tuple[str, ...]:
    """List every word that a grant's ``preset`` may be."""
    versioned = (f"{name}-{version}" for name in FAMILIES for version in VERSIONS)
    return (*names(), *versioned)


@cache
def load(name: str) -> Preset:
    """Read one preset.

    Args:
        name: one of `choices`; ``cc-by-3.0`` is the preset ``cc-by`` with that licence set.

    Raises:
        ValueError: there is no such preset.
    """
    if name not in choices():
        raise ValueError(f"unknown preset {quoted(name)}{hint(name, choices())}")
    family, version = split_version(name)
    content = tomllib.loads((_FOLDER / f"{family}.toml").read_text(encoding="utf-8"))
    # The wording is held by the tests, so that Jinja2 is not imported for it at each start.
    shipped = tuple(templates(content["grant"]))
    checked = PresetFile.model_validate(content, context={"shipped": shipped})
    return Preset(
        name=name,
        summary=checked.summary,
        page=checked.page,
        read=checked.read,
        grade=checked.grade,
        conditions=checked.conditions,
        decide=checked.decide,
        sets=content["grant"] | ({"license": SHORT_NAMES[name]} if version else {}),
    )
