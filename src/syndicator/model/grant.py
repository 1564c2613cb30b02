"""A permission, in the words of the agreement: the value behind a ``[grants.*]`` table.

A grant is made by `syndicator.config` out of the table, laid over the preset that it names, and
is never changed afterwards. Its `digest` is over all its conditions, so that the store can keep
every version under which something was ever republished.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from syndicator.model import Digest, GrantName

UNSPECIFIED: Final = "http://purl.org/atompub/license#unspecified"
"""RFC 4946 §2: no licence flows on to readers, and none may be inherited."""


class Scope(StrEnum):
    """How much of a story may leave."""

    FULL = "full"
    EXCERPT = "excerpt"
    HEADLINE = "headline"


class Images(StrEnum):
    """Which pictures may leave with the text."""

    KEEP = "keep"
    STRIP = "strip"
    OWN_CREDIT = "own-credit"


class Edits(StrEnum):
    """Whether the text may be changed."""

    NONE = "none"
    MARKED = "marked"


class Approval(StrEnum):
    """Who lets a story go."""

    AUTO = "auto"
    EDITOR = "editor"


class Reapproval(StrEnum):
    """Which changes of an approved story take it back to the editor."""

    IMPORTANT = "important"
    ALWAYS = "always"
    NEVER = "never"


class ThirdParty(StrEnum):
    """What happens to other holders' material inside a permitted feed."""

    WITHHOLD = "withhold"
    STRIP_MEDIA = "strip-media"
    HOLD = "hold"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """How much an excerpt holds; exactly one of the two is set."""

    words: int | None = None
    paragraphs: int | None = None


class Placement(StrEnum):
    """Where a notice stands."""

    ABOVE = "above"
    BELOW = "below"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A notice's wording from some day on, or in one language: a ``[[grants.X.wording]]``."""

    start: date | None = None
    """``from``: it holds for stories that appeared on this day or later; None: for any."""
    language: str | None = None
    """For stories in this language (RFC 4647 basic filtering); None: for any."""
    header: str | None = None
    footer: str | None = None
    placement: Placement | None = None
    """Where the notice stands, if one text serves for it; None: header above, footer below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One permission. Dates are days in the configured time zone, from their first moment."""

    name: GrantName
    preset: str | None = None
    holder: str = ""
    """Who owns the rights, as the notice must name it; empty: the source's title."""
    credit: str = ""
    """The publisher's name as readers know it; empty: the source's title."""
    scope: Scope = Scope.FULL
    granted: date | None = None
    """The first day of the permission."""
    expires: date | None = None
    """The first day on which nothing may be published."""
    proof: str | None = None
    """Where the agreement is kept; for the operator, never published."""
    license: str = UNSPECIFIED
    """A licence URL that flows on to readers; `UNSPECIFIED` where none does."""
    terms: str | None = None
    header: str | None = None
    """Jinja2; None: no notice above the text."""
    footer: str | None = None
    excerpt: Excerpt = Excerpt(words=150)
    images: Images = Images.KEEP
    edits: Edits = Edits.MARKED
    embargo: timedelta = timedelta(0)
    use_within: timedelta | None = None
    remove_after: timedelta | None = None
    keep: timedelta | None = None
    """How long a text is kept after its story ended; None: as the configuration says for all."""
    approval: Approval = Approval.AUTO
    reapprove: Reapproval = Reapproval.IMPORTANT
    daily_limit: int | None = None
    onward: bool = True
    index: bool = True
    """Whether search engines may list our page of the story."""
    territory: tuple[str, ...] = ("*",)
    third_party: ThirdParty = ThirdParty.KEEP
    counter: str | None = None
    """Jinja2: what must stay in the text for the publisher to count, an image or a link."""
    wording: tuple[Wording, ...] = ()
    overrides: tuple[str, ...] = ()
    """What the agreement allows although the source's feed forbids it: subjects of
    `syndicator.rights.conditions.reservations`."""

    @property
    def digest(self) -> Digest:
        """The version of this permission: the same conditions, the same digest."""
        said = _fields(self)
        # These keys are younger than permissions that are stored.
        if self.index:
            del said["index"]
        if self.keep is None:
            del said["keep"]
        if self.reapprove is Reapproval.IMPORTANT:
            del said["reapprove"]
        conditions = json.dumps(said, sort_keys=True, default=_said, ensure_ascii=False)
        return Digest(hashlib.sha256(conditions.encode()).hexdigest())


def _said(value: object) -> object:
    return _fields(value) if isinstance(value, Excerpt | Wording) else str(value)


def _fields(value: Grant | Excerpt | Wording) -> dict[str, object]:
    return {each.name: getattr(value, each.name) for each in fields(value)}
