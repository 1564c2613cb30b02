"""The configuration: ``config.toml`` → `Config`, or every problem at once, each with its line.

::

    text ─ tomllib ─▶ dict ─ presets laid under grants ─ schema (pydantic) ─▶ tables ─▶ Config
      └─ lines (tree-sitter) ────────── problems ◀── checks between tables ──┘

`values` says how a single value is read, `kinds` ties that to pydantic, `table` and its siblings
say which keys there are; `reference` prints ``docs/configuration.md`` from them.
"""

from __future__ import annotations

from syndicator.config.loader import find, from_preset, load
from syndicator.config.salvage import salvaged
from syndicator.config.settings import Config, EngineKind, Poll, Source

__all__ = ["Config", "EngineKind", "Poll", "Source", "find", "from_preset", "load", "salvaged"]
