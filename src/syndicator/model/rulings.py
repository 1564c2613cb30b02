"""What a permission says of a story, and what it makes us say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model.names import CleanHtml, Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition of a permission, held against one item: a row of ``syndicator why``."""

    name: str
    """The configuration key that sets the condition: ``expires``, ``scope`` …"""
    passed: bool
    detail: str
    """One sentence for an editor: what was compared with what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the permission makes us say, rendered for one story."""

    above: CleanHtml
    below: CleanHtml
    rights: str
    """The same in plain text, for ``atom:rights``."""
    digest: Digest
    """Over all three; what the ledger refers to."""
    label: CleanHtml = CleanHtml("")
    """What says that an excerpt is one; empty for any other scope."""
    more: CleanHtml = CleanHtml("")
    """The line below an excerpt that links to the whole."""
    counter: CleanHtml = CleanHtml("")
    """The publisher's counter, which ends the article's part; empty where none is due."""
    also: tuple[CleanHtml, ...] = ()
    """The same permission's other wordings of this notice, which a text may carry already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the permission says of one item at one moment."""

    permitted: bool
    reason: str
    """Why, in one sentence; for a refusal, what stands in the way."""
    code: str
    """``permitted``, or the name of the check that refused."""
    checks: tuple[Check, ...]
    wake_at: datetime | None = None
    """The next moment at which the ruling could differ, if it depends on the clock."""
