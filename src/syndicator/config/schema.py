"""The tables of ``config.toml``, each key with its kind, default, meaning and an example.

This is what the file is checked against and what ``docs/configuration.md`` is printed from. Only
what concerns one table alone is checked here; what concerns several is in `checks`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from syndicator.config import kinds, stores, values
from syndicator.config.address import Address, address
from syndicator.config.admin_table import AdminTable
from syndicator.config.agency_table import AgencyTable
from syndicator.config.alert_table import AlertTable
from syndicator.config.backup_table import BackupTable
from syndicator.config.feed_table import FeedTable
from syndicator.config.grant_table import GrantTable
from syndicator.config.kinds import Kind, duration, one_of, or_all, size, whole
from syndicator.config.monitor_table import MonitorTable, SilenceKind
from syndicator.config.rule_table import RuleSetTable
from syndicator.config.settings import EngineKind, Silence
from syndicator.config.table import Table, key

File = Annotated[Path, Kind("path", values.path)]


class SyndicatorTable(Table):
    """The newsroom, and where its output goes."""

    where = "syndicator"

    title: kinds.Text = key(
        "The newsroom's name; readers see it as the author of the feeds.", '"Example Newsroom"'
    )
    base_url: Annotated[str, Kind("URL", values.base_url)] = key(
        "Where subscribers reach the output folder. It becomes part of every feed's own address, "
        "so it should not change once there are subscribers. A slash is added at the end.",
        '"https://feeds.example.org/"',
    )
    contact: Annotated[str, Kind("URL or e-mail address", values.contact)] | None = key(
        "How a publisher can reach you. It is sent with every request, in the `User-Agent`.",
        '"https://example.org/about-our-feeds"',
        None,
    )
    database: File = key(
        "The SQLite file that holds everything. A relative path starts at the folder of this "
        "file, or at `$STATE_DIRECTORY` where systemd sets it. It may not lie in `output`.",
        '"syndicator.db"',
        Path("syndicator.db"),
    )
    output: Annotated[Path | str, Kind("path or URL of a store", stores.output)] = key(
        "The folder that the feeds are written to and that a web server makes public. Relative "
        "paths start where those of `database` do. Or a place in an object store, such as "
        "`s3://bucket/feeds`; see `docs/serving.md`.",
        '"feeds"',
        Path("feeds"),
    )
    timezone: Annotated[ZoneInfo, Kind("time zone", values.time_zone)] = key(
        "The zone in which days begin: those of `granted`, `expires` and `daily_limit`.",
        '"Europe/Berlin"',
        ZoneInfo("UTC"),
    )
    hubs: kinds.Hubs = key(
        "[WebSub](https://www.w3.org/TR/websub/) hubs. They are told of every change in a public "
        "feed, and tell its subscribers, who then need not poll.",
        '["https://hub.example.org/"]',
        (),
    )


class PollTable(Table):
    """How sources are asked for news. What a source's own table may set, too, is a default.

    Requests are conditional: a source that has nothing new says so, and sends nothing. Once a week
    without anything new a source is asked for its whole feed, in case its server answers by an
    `ETag` that never changes; `syndicator status` shows the newest story of each. A source that
    refuses us (429, 503) waits for as long as it asks for; the other sources of its host wait for
    an hour at most, and longer only if they are refused, too.
    """

    where = "poll"

    every: Annotated[timedelta, duration("1m", "30d")] = key(
        "How long to wait between two requests to a source that has no rhythm of its own yet, "
        "where it does not ask for longer. A source that gives no validators, so that every "
        "request brings the whole feed, is asked once a day, unless `every` is set in its own "
        "table.",
        '"30m"',
        timedelta(hours=1),
    )
    min_every: Annotated[timedelta, duration("1m", "30d")] | None = key(
        "The shortest such wait. Between the two, a source is asked as often as fits it: after "
        "half of the median gap between its last ten stories. Left out: `every`.",
        '"15m"',
        None,
    )
    max_every: Annotated[timedelta, duration("1m", "30d")] | None = key(
        "The longest such wait, for sources that rarely bring something. Left out: six hours, "
        "or `every` if that is longer.",
        '"1d"',
        None,
    )
    timeout: Annotated[timedelta, duration("1s", "10m")] = key(
        "How long a whole exchange may take, from the look-up of the name to the last byte.",
        '"20s"',
        timedelta(seconds=20),
    )
    max_bytes: Annotated[int, size("1KB", "1GB")] = key(
        "How large a feed may be after decompression.", '"10MB"', 10_000_000
    )
    backfill: kinds.Backfill = key(
        "How old a story may be that was already in the feed when its source was polled for the "
        "first time. Older ones are stored and never published, so that a new source does not "
        'flood the feeds. `"all"` publishes whatever is there.',
        '"2d"',
        timedelta(days=7),
    )
    per_host: Annotated[int, whole(1, 8)] = key(
        "How many requests one host gets at a time. More than one is rarely welcome.", "1", 1
    )
    host_delay: Annotated[timedelta, duration("0s", "10m")] = key(
        "How long to wait between an answer of a host and the next request to it. Hosts that are "
        "themselves in `allow_private` are asked without a pause.",
        '"2s"',
        timedelta(seconds=1),
    )
    workers: Annotated[int, whole(1, 256)] = key("How many sources are polled at a time.", "32", 32)
    allow_private: kinds.Networks = key(
        "Networks that may be dialled although they are not public: for a source in your own "
        "house. All other private addresses are refused.",
        '["127.0.0.0/8"]',
        (),
    )
    websub: kinds.Flag = key(
        "Whether to subscribe at the [WebSub](https://www.w3.org/TR/websub/) hubs that sources "
        "name. They then bring what is new at once, and such a source is polled once a day. They "
        "bring it to `syndicator run`, so `[web]` has to say where it listens; a server in front "
        "has to pass on `websub/` below `base_url` (`docs/serving.md`).",
        "false",
        False,
    )
    engine: Annotated[EngineKind, one_of(EngineKind)] = key(
        'Where sources are asked and their feeds read. `"local"`: here, in threads and processes. '
        '`"dask"`: on the machines of a [Dask](https://distributed.dask.org/) cluster, which have '
        "the same version installed as `syndicator[dask]`. What is asked when is decided here in "
        "either case, and stored here.",
        '"dask"',
        EngineKind.LOCAL,
    )
    scheduler: kinds.Scheduler | None = key(
        'Where the scheduler of that cluster is: `"tcp://HOST:PORT"`, or `"tls://HOST:PORT"` '
        "with certificates in Dask's own configuration. Whoever reaches it can run programs as "
        "we: it belongs on a network of your own.",
        '"tcp://127.0.0.1:8786"',
        None,
    )
    check_pages: kinds.Flag = key(
        "Whether the pages of published stories are asked for, to see whether they are still "
        "there: each once a day in its first week, then once a week, without reading them. A "
        "page that answers 410 (gone) withdraws its story for good.",
        "false",
        True,
    )


class WebTable(Table):
    """The web server of `syndicator run`; see `docs/serving.md`. Without it, it has none."""

    where = "web"

    listen: Annotated[Address, Kind("address", address)] | None = key(
        "Where it listens: an IP address and a port, `unix:` and the path of a socket, or "
        '`"systemd"` for what a socket unit hands over. It speaks HTTP, without TLS: to be '
        "reached from outside it wants a server in front of it.",
        '"127.0.0.1:8080"',
        None,
    )


class KeepTable(Table):
    """How long texts are kept.

    What is deleted are texts; what was received and published of them stays provable by its
    hashes, and the story is known again.
    """

    where = "keep"

    unpublished: Annotated[timedelta | None, or_all(duration("1d", "36500d"))] = key(
        "How long texts are kept that were never published and that no editor decided on; "
        '`"all"`: for ever. A permission may demand less, by its own `keep`.',
        '"1y"',
        None,
    )


class SourceTable(Table):
    """One feed that is polled; the table's name is what commands and rules call it."""

    where = "sources.*"

    url: kinds.Url = key(
        "The feed's address: RSS, Atom or JSON Feed. No two sources may have the same.",
        '"https://www.example.org/rss"',
    )
    grant: kinds.Grant = key(
        "The permission under which its stories are reprinted: a table of `[grants]`, or the "
        'built-in `"headline-only"`, which lets title and link through and no text.',
        '"headline-only"',
    )
    title: kinds.Text | None = key(
        "What readers see as the publisher's name; else what the feed says.", '"RFE/RL"', None
    )
    tags: kinds.NewTags = key("Names by which feeds choose sources.", '["europe"]', ())
    every: Annotated[timedelta, duration("1m", "30d")] | None = key(
        "How long to wait between two requests to this source, whatever its rhythm is and "
        "whether it gives validators or not; it may still ask for longer.",
        '"15m"',
        None,
    )
    min_every: Annotated[timedelta, duration("1m", "30d")] | None = key(
        "As in `[poll]`, for this source. If `every` is set too, `every` is the usual wait and "
        "this the shortest.",
        '"10m"',
        None,
    )
    max_every: Annotated[timedelta, duration("1m", "30d")] | None = key(
        "As in `[poll]`, for this source. If `every` is set too, `every` is the usual wait and "
        "this the longest.",
        '"2h"',
        None,
    )
    timeout: Annotated[timedelta, duration("1s", "10m")] | None = key(
        "As in `[poll]`, for this source.", '"60s"', None
    )
    max_bytes: Annotated[int, size("1KB", "1GB")] | None = key(
        "As in `[poll]`, for this source.", '"25MB"', None
    )
    backfill: kinds.Backfill = key("As in `[poll]`, for this source.", '"all"', None)
    silence: Annotated[Silence, SilenceKind] | None = key(
        "As in `[monitor]`, for this source.", '"off"', None
    )
    full_text: kinds.Flag = key(
        "Whether the story's page is read for text that the feed leaves out.", "false", False
    )


Named = Annotated[str, Kind("name", values.name)]


class Root(Table):
    """The whole file."""

    syndicator: SyndicatorTable
    poll: PollTable = PollTable()
    web: WebTable = WebTable()
    admin: AdminTable = AdminTable()
    keep: KeepTable = KeepTable()
    monitor: MonitorTable = MonitorTable()
    backup: BackupTable | None = None
    alerts: dict[Named, AlertTable] = Field(default={})
    sources: dict[Named, SourceTable] = Field(default={})
    grants: dict[Named, GrantTable] = Field(default={})
    agencies: tuple[AgencyTable, ...] = Field(default=())
    rules: dict[Named, RuleSetTable] = Field(default={})
    feeds: dict[Named, FeedTable] = Field(default={})


class PresetFile(Table):
    """One file of ``rights/presets``: where its conditions come from, and what they are."""

    summary: kinds.Text
    page: kinds.Url | None = None
    read: kinds.Text | None = None
    grade: Annotated[str, Kind("A or B", lambda value: values.choice(value, ("A", "B")))] | None = (
        None
    )
    conditions: tuple[kinds.Text, ...]
    decide: tuple[kinds.Text, ...]
    grant: GrantTable
