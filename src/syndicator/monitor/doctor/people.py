"""Permissions by date, and whether people hear of trouble (I/O)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from syndicator.config import Config, presets
from syndicator.config.credentials import secret_lines, variable_of
from syndicator.config.proofs import missing_proofs
from syndicator.errors import ConfigError, StoreError
from syndicator.monitor.alerts.credentials import urls_of
from syndicator.monitor.doctor.found import Found, mend, note, well
from syndicator.monitor.heartbeat import CREDENTIAL
from syndicator.store import alerts, incidents
from syndicator.store.database import Store

_SOON: Final = timedelta(days=60)
_OLD: Final = timedelta(days=365)


def permissions(config: Config, today: date) -> list[Found]:
    """Permissions that have ended or soon will, agreements that are missing, presets of old."""
    found = [*_by_date(config, today), *_presets(config, today)]
    for name, path in missing_proofs(config):
        what = f"{name}: its proof, {path}, is not there"
        found.append(mend("permission", what, "put the agreement there, or correct `proof`"))
    return found or [well("permissions", f"{len(config.grants)}, none of which ends soon")]


def _by_date(config: Config, today: date) -> Iterator[Found]:
    for grant in config.grants.values():
        if grant.expires is not None and grant.expires <= today:
            what = f"{grant.name} ended on {grant.expires}; nothing leaves under it"
            yield mend("permission", what, "renew it, or remove its sources")
        elif grant.expires is not None and grant.expires - today <= _SOON:
            what = f"{grant.name} ends on {grant.expires}"
            yield note("permission", what, "ask its holder to renew it")
        if grant.granted is not None and grant.granted > today:
            yield note("permission", f"{grant.name} begins on {grant.granted}")


def _presets(config: Config, today: date) -> Iterator[Found]:
    for name in sorted({grant.preset for grant in config.grants.values() if grant.preset}):
        preset = presets.load(name)
        if preset.page and preset.read and old(preset.read, today):
            what = f"the page behind the preset {name} was read in {preset.read}"
            yield note("preset", what, f"read it again: {preset.page}")


def old(read: str, today: date) -> bool:
    """Whether a day, or a year, is more than a year ago. Pure."""
    try:
        day = date.fromisoformat(read) if len(read) > len("2026") else date(int(read), 12, 31)
    except ValueError:
        return False
    return today - day > _OLD


def channels(config: Config, environ: Mapping[str, str]) -> Iterator[Found]:
    """Whether somebody is told of incidents, and can be."""
    if not config.alerts:
        yield note("alerts", "nobody is told of incidents", "add a table [alerts.NAME]")
    failing = _failing(config)
    for channel in config.alerts:
        urls, problem = urls_of(channel.name, environ=environ)
        if not urls:
            how = "put apprise's URLs there; this check sees only what its own user may"
            yield mend("alerts", f"{channel.name}: {problem}", how)
        elif error := failing.get(channel.name):
            how = f"`syndicator alerts test {channel.name}`"
            yield mend("alerts", f"{channel.name} cannot be told: {error}", how)
        else:
            yield well("alerts", f"{channel.name}: {len(urls)} recipients")
    yield _heartbeat(config, environ)


def open_incidents(config: Config) -> Found:
    """How many incidents are open."""
    try:
        with Store.open(config.database, mode="read") as store:
            standing = incidents.standing(store)
    except StoreError:
        return note("incidents", "not known without a database")
    if not standing:
        return well("incidents", "none is open")
    verb = "is" if len(standing) == 1 else "are"
    return note("incidents", f"{len(standing)} {verb} open", "`syndicator incidents`")


def _heartbeat(config: Config, environ: Mapping[str, str]) -> Found:
    if not config.monitor.heartbeat:
        how = "set heartbeat = true in [monitor], and its URL as the credential heartbeat"
        return note("heartbeat", "nobody notices if the service itself is gone", how)
    try:
        urls = secret_lines(CREDENTIAL, environ=environ)
    except ConfigError as error:
        return mend("heartbeat", str(error), "let our user read it")
    if not urls:
        what = f"it has no URL: the credential {CREDENTIAL}, or ${variable_of(CREDENTIAL)}"
        return mend("heartbeat", what, "put the URL there")
    return well("heartbeat", f"{len(urls)} addresses are asked after each poll")


def _failing(config: Config) -> dict[str, str]:
    try:
        with Store.open(config.database, mode="read") as store:
            found = {each.name: alerts.recipients(store, each.name) for each in config.alerts}
    except StoreError:
        return {}
    return {name: next(iter(each.values())).error for name, each in found.items() if each}
