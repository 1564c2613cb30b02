"""From ``config.toml`` to `Config`: read, parse, validate, check, build."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from syndicator.config import checks, presets
from syndicator.config.admin_table import admin
from syndicator.config.agency_table import agencies
from syndicator.config.alert_table import channel
from syndicator.config.backup_table import backup
from syndicator.config.checks import Fault, tables
from syndicator.config.grant_table import GrantTable, WordingTable, templates
from syndicator.config.monitor_table import MonitorTable
from syndicator.config.output_feeds import output_feed, rule_sets
from syndicator.config.schema import PollTable, Root, SourceTable
from syndicator.config.settings import Config, Keep, Monitor, Poll, Silence, Source, Web
from syndicator.errors import ConfigError, Problem, UsageError
from syndicator.model import FeedName, GrantName, SourceName
from syndicator.model.grant import Excerpt, Grant, ThirdParty, Wording

DEFAULT_PATHS: Final = (Path("config.toml"), Path("/etc/syndicator/config.toml"))

SLOWEST: Final = timedelta(hours=6)
"""A source that rarely brings something is asked as often as this, unless ``max_every`` is set."""
PLAIN_NOTICE: Final = (
    "© {{ year }} {{ holder }}. "
    "{% if link %}First published by {{ credit_link }}{% else %}First published by {{ credit }}"
    "{% endif %}."
)
"""The footer of a grant that has no notice of its own: nothing may leave without one."""


def find(explicit: Path | None) -> Path:
    """Choose the configuration file.

    Args:
        explicit: what the command line names; it is taken as it is, whether it exists or not.

    Raises:
        UsageError: none was named, and there is none in the usual places.
    """
    if explicit is not None:
        return explicit
    for path in DEFAULT_PATHS:
        if os.path.exists(path):  # noqa: PTH110  # unlike Path.exists, false where forbidden
            return path
    places = " or ".join(str(path) for path in DEFAULT_PATHS)
    raise UsageError(f"no configuration: there is no {places}; name one with --config FILE")


def load(path: Path, *, environ: Mapping[str, str], text: str | None = None) -> Config:
    """Read a configuration file.

    Args:
        path: the file.
        environ: the environment; in ``STATE_DIRECTORY``, which systemd sets, relative paths start.
        text: what the file is to hold, in place of what it holds.

    Raises:
        ConfigError: it cannot be used; the error holds every `Problem`, in the file's order.
    """
    text = _read(path) if text is None else text
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_toml(path, error, text) from None
    file = path.absolute()
    base = base_of(file, environ)
    faults: list[Fault] = []
    root = None
    try:
        root = Root.model_validate(_with_presets(data), context=_context(data))
    except ValidationError as error:
        from syndicator.config import problems  # noqa: PLC0415  # see _not_toml

        faults += problems.from_pydantic(error.errors(include_url=False))
    faults += checks.faults(data, file=file, base=base)
    if root is None or faults:
        from syndicator.config import problems  # noqa: PLC0415  # see _not_toml

        raise ConfigError(problems.in_order(faults, file=str(path), text=text))
    return replace(build(root, file, base), digest=hashlib.sha256(text.encode()).hexdigest())


def base_of(file: Path, environ: Mapping[str, str]) -> Path:
    """The folder where relative paths of a configuration start; see `load`."""
    state = environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(state).absolute() if state else file.parent


def _read(path: Path) -> str:
    def wrong(message: str, line: int | None = None) -> ConfigError:
        return ConfigError((Problem(file=str(path), line=line, key="", message=message),))

    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise wrong("there is no such file") from None
    except IsADirectoryError:
        raise wrong("this is a folder, not a file") from None
    except OSError as error:
        raise wrong(f"cannot be read: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise wrong("not UTF-8; save the file in that encoding", line) from None


def _not_toml(path: Path, error: ValueError | RecursionError, text: str) -> ConfigError:
    # What explains problems is imported only when there is one: every command starts here.
    from syndicator.config import problems  # noqa: PLC0415

    line, message = problems.from_toml(error, text)
    return ConfigError((Problem(file=str(path), line=line, key="", message=message),))


def _context(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Gather the names that values may refer to, and the templates that need no check."""
    sources = tables(data, "sources")
    tags = (
        tag
        for table in sources.values()
        if isinstance(table.get("tags"), list)
        for tag in table["tags"]
    )
    used = {str(table["preset"]) for table in tables(data, "grants").values() if "preset" in table}
    shipped = [presets.load(name).sets for name in sorted(used.intersection(presets.choices()))]
    texts = (text for sets in shipped for text in templates(sets))
    return {
        "source": tuple(sources),
        "grant": (*tables(data, "grants"), presets.HEADLINE_ONLY),
        "tag": tuple(dict.fromkeys(tag for tag in tags if isinstance(tag, str))),
        "preset": presets.choices(),
        "rule set": tuple(tables(data, "rules")),
        "shipped": (PLAIN_NOTICE, *texts),
    }


def _with_presets(data: Mapping[str, Any]) -> dict[str, Any]:
    """Lay each grant over its preset, and give it a notice if it then has none."""
    grants = data.get("grants")
    if not isinstance(grants, dict):
        return dict(data)
    complete = {
        name: _over_preset(table) if isinstance(table, dict) else table
        for name, table in grants.items()
    }
    return {**data, "grants": complete}


def _over_preset(table: Mapping[str, Any]) -> dict[str, Any]:
    name = table.get("preset")
    known = isinstance(name, str) and name in presets.choices()
    complete = {**(presets.load(str(name)).sets if known else {}), **table}
    if "header" not in complete and "footer" not in complete:
        complete["footer"] = PLAIN_NOTICE
    return complete


def from_preset(name: str) -> Grant:
    """Make the permission that a preset is by itself, under the preset's own name.

    Raises:
        ValueError: there is no such preset.
    """
    conditions = _over_preset({"preset": name})
    context = {"preset": presets.choices(), "shipped": tuple(templates(conditions))}
    table = GrantTable.model_validate(conditions, context=context)
    return _grant(name, table)


def build(root: Root, file: Path, base: Path) -> Config:
    """Make a configuration of tables that are right."""
    poll = root.poll
    silence = root.monitor.silence
    sources = {name: _source(name, table, poll, silence) for name, table in root.sources.items()}
    grants = {name: _grant(name, table) for name, table in root.grants.items()}
    used = {source.grant for source in sources.values()}
    if presets.HEADLINE_ONLY in used:
        grants[presets.HEADLINE_ONLY] = from_preset(presets.HEADLINE_ONLY)
    top = root.syndicator
    named = rule_sets(root.rules, sources)
    asked = any(grant.third_party is not ThirdParty.KEEP for grant in grants.values())
    return Config(
        path=file,
        title=top.title,
        base_url=top.base_url,
        contact=top.contact,
        database=checks.resolved(base, top.database),
        output=checks.placed(base, top.output),
        timezone=top.timezone,
        hubs=top.hubs,
        poll=Poll(**{key: getattr(poll, key) for key in PollTable.model_fields}),
        sources={SourceName(name): source for name, source in sources.items()},
        grants={GrantName(name): grant for name, grant in grants.items()},
        feeds={
            FeedName(name): output_feed(name, table, sources, named, top.hubs)
            for name, table in root.feeds.items()
        },
        rules=tuple(named.values()),
        agencies=agencies(root.agencies) if asked else (),
        web=Web(listen=root.web.listen),
        admin=admin(root.admin),
        backup=backup(root.backup, base),
        alerts=tuple(channel(name, table, sources) for name, table in root.alerts.items()),
        keep=Keep(unpublished=root.keep.unpublished),
        monitor=Monitor(**{key: getattr(root.monitor, key) for key in MonitorTable.model_fields}),
    )


def _source(name: str, table: SourceTable, poll: PollTable, silence: Silence) -> Source:
    own_backfill = "backfill" in table.model_fields_set
    every, least, most = _pace(table, poll)
    return Source(
        name=SourceName(name),
        url=table.url,
        title=table.title,
        grant=GrantName(table.grant),
        tags=table.tags,
        every=every,
        min_every=least,
        max_every=most,
        own_every=table.every is not None,
        timeout=table.timeout or poll.timeout,
        max_bytes=table.max_bytes or poll.max_bytes,
        backfill=table.backfill if own_backfill else poll.backfill,
        full_text=table.full_text,
        silence=table.silence or silence,
    )


def _pace(table: SourceTable, poll: PollTable) -> tuple[timedelta, timedelta, timedelta]:
    """The usual, the shortest and the longest wait of a source.

    One with an ``every`` of its own keeps to that, but for the bounds that stand beside it.
    """
    if table.every:
        usual = low = high = table.every
    else:
        usual = poll.every
        low = poll.min_every or min(usual, poll.max_every or usual)
        high = poll.max_every or max(usual, low, SLOWEST)
    least = table.min_every or min(low, table.max_every or low)
    most = table.max_every or max(high, least)
    return min(max(usual, least), most), least, most


def _grant(name: str, table: GrantTable) -> Grant:
    conditions = {key: getattr(table, key) for key in GrantTable.model_fields}
    conditions["excerpt"] = Excerpt(**table.excerpt.model_dump())
    conditions["wording"] = tuple(_wording(each) for each in table.wording)
    return Grant(name=GrantName(name), **conditions)


def _wording(table: WordingTable) -> Wording:
    return Wording(
        start=table.from_,
        language=table.language,
        header=table.header,
        footer=table.footer,
        placement=table.placement,
    )
