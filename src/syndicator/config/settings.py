"""The configuration as the program sees it: checked, complete, with every default applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from syndicator import __version__
from syndicator.config.address import Address
from syndicator.model import FeedName, GrantName, Limits, Network, SourceName
from syndicator.model.alert import Channel
from syndicator.model.grant import Grant
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import RuleSet
from syndicator.rights.attribution.agencies import Agency

Silence = timedelta | Literal["auto", "off"]
Outside = timedelta | Literal["auto"] | None
"""After how long a source is silent; ``auto``: by its own rhythm; ``off``: never."""


class EngineKind(StrEnum):
    """Where sources are fetched and read."""

    LOCAL = "local"
    DASK = "dask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The ``[poll]`` table."""

    every: timedelta
    timeout: timedelta
    max_bytes: int
    """Octets after decompression."""
    per_host: int
    workers: int
    allow_private: tuple[Network, ...]
    backfill: timedelta | None
    """None: of any age."""
    check_pages: bool = True
    websub: bool = False
    """Whether hubs that sources name are asked to push."""
    min_every: timedelta | None = None
    """None: ``every``."""
    max_every: timedelta | None = None
    """None: `syndicator.config.loader.SLOWEST`, or ``every`` if that is longer."""
    host_delay: timedelta = timedelta(seconds=1)
    engine: EngineKind = EngineKind.LOCAL
    scheduler: str | None = None
    """The address of the Dask scheduler; not None if the engine is Dask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The ``[web]`` table."""

    listen: Address | None = None
    """None: there is no web server."""


class Role(StrEnum):
    """What a user of the private pages may do; each also what those before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OPERATOR = "operator"

    def includes(self, other: Role) -> bool:
        """Whether who has this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One ``[admin.users.*]`` table."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Admin:
    """The ``[admin]`` table."""

    listen: Address | None = None
    """None: there are no private pages."""
    base_url: str | None = None
    """Ends with a slash, and has no path. None: they are reached where they listen."""
    users: Mapping[str, User] = field(default_factory=dict)
    """None of them: whoever can connect is the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """The ``[keep]`` table."""

    unpublished: timedelta | None = None
    """How long texts are kept that never left and that nobody decided on; None: for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """The ``[monitor]`` table."""

    silence: Silence = "auto"
    """When a source is silent: by its own rhythm, after so long, or never."""
    egress: tuple[str, ...] = ()
    heartbeat: bool = False
    outside: Outside = "auto"
    """How often our own feeds are asked for; None: never."""
    open_after: int = 3
    close_after: int = 2
    metrics_per_source: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The ``[backup]`` table."""

    every: timedelta
    keep: int
    folder: Path
    """Absolute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One ``[sources.*]`` table; what it leaves open is filled in from ``[poll]``."""

    name: SourceName
    url: str
    title: str | None
    grant: GrantName
    tags: tuple[str, ...]
    every: timedelta
    timeout: timedelta
    max_bytes: int
    """Octets after decompression."""
    backfill: timedelta | None
    """How old an item may be that was there at the first poll; None: of any age."""
    full_text: bool = False
    min_every: timedelta = timedelta(hours=1)
    """At most ``every``, which is at most ``max_every``."""
    max_every: timedelta = timedelta(hours=1)
    silence: Silence = "auto"
    own_every: bool = False
    """``every`` was set for this source, and not for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of ``config.toml``; every name in it refers to something that is in it."""

    path: Path
    """Absolute, so that it can be read again from any folder."""
    title: str
    base_url: str
    """Ends with a slash."""
    contact: str | None
    database: Path
    """Absolute."""
    output: Path | str
    """A folder, absolute, or the URL of a place in an object store (`config.stores`)."""
    timezone: ZoneInfo
    poll: Poll
    sources: dict[SourceName, Source]
    grants: dict[GrantName, Grant]
    """Those of the file, and the built-in ``headline-only`` where a source uses it."""
    feeds: dict[FeedName, OutputFeed]
    rules: tuple[RuleSet, ...] = ()
    """The named ones, whether a feed uses them or not."""
    agencies: tuple[Agency, ...] = ()
    """The shipped ones and the file's; none where no permission asks whose material it is."""
    web: Web = Web()
    admin: Admin = Admin()
    keep: Keep = Keep()
    monitor: Monitor = Monitor()
    alerts: tuple[Channel, ...] = ()
    backup: Backup | None = None
    """None: no backups are made."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs of the public feeds that do not name their own."""
    digest: str = field(default="", compare=False)
    """SHA-256 of the file's text in hexadecimal: has it been read as it is now?"""

    @property
    def user_agent(self) -> str:
        """What requests are signed with (RFC 9110 §10.1.5)."""
        comment = f" (+{self.contact})" if self.contact else ""
        return f"syndicator/{__version__}{comment}"

    def limits(self, *, timeout: timedelta, max_bytes: int) -> Limits:
        """What one exchange with whoever it is may cost, and where it may go."""
        return Limits(
            timeout=timeout,
            max_bytes=max_bytes,
            user_agent=self.user_agent,
            allow_private=self.poll.allow_private,
        )
