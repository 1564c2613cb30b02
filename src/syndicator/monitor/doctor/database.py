"""The database, and the output as the database knows it (I/O)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from syndicator.config import Config
from syndicator.errors import NewerDatabase, StoreError
from syndicator.model.moments import format_moment
from syndicator.monitor.backups import newest, of_age
from syndicator.monitor.doctor.found import Found, mend, note, well
from syndicator.store import backups, files, watched
from syndicator.store.database import Store
from syndicator.store.inspection import exists, inspect, wal_bug
from syndicator.store.migrations import SCHEMA_VERSION

_MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "afs", "lustre", "gfs2"}
)
_SECONDS: Final = 5.0
_CLOCK_SLACK: Final = timedelta(minutes=5)
_FEW: Final = 3


def database(config: Config, now: datetime) -> Iterator[Found]:
    """Look at the database: whole, of this version, on a disk of this machine; and the clock."""
    path = config.database
    if kind := network_file_system(path.parent):
        yield mend(
            "database",
            f"{path} lies on a network file system ({kind}), where SQLite may lose data",
            "move it to a disk of this machine, and name that place in [syndicator] database",
        )
    try:
        if not exists(path):
            yield note("database", f"there is none yet at {path}", "run `syndicator poll`")
            return
        found = inspect(path, timeout=_SECONDS, check="integrity_check")
    except NewerDatabase as error:
        yield mend("database", str(error), "install the newer version again")
        return
    except StoreError as error:
        how = "stop the service, then `syndicator restore FILE` with a backup"
        yield mend("database", str(error), how)
        return
    if found.pending:
        how = "`syndicator poll`, or a restart of the service, does so"
        yield mend("database", "it has to be brought up to date", how)
        return
    size = path.stat().st_size / 1e6
    yield well("database", f"{path}: whole, version {SCHEMA_VERSION}, {size:,.1f} MB")
    if bug := wal_bug():
        yield note("SQLite", bug)
    try:
        with Store.open(path, mode="read") as store:
            yield clock(watched.latest(store), now, config.timezone)
            yield from output(store, config)
    except StoreError as error:
        yield mend("database", str(error), "see to what it says, then ask the doctor again")


def clock(latest: datetime | None, now: datetime, timezone: tzinfo = UTC) -> Found:
    """Whether the database knows of moments that are still to come. Pure."""
    shown = format_moment(now, timezone)
    if latest is not None and latest > now + _CLOCK_SLACK:
        return mend(
            "clock",
            f"the database was last written at {format_moment(latest, timezone)}, and the clock "
            f"shows {shown}",
            "set the clock of this machine, and have it kept by NTP (`timedatectl set-ntp true`)",
        )
    return well("clock", f"{shown}, not behind the database")


def output(store: Store, config: Config) -> Iterator[Found]:
    """Whether the output folder holds what the database says that it does."""
    place = config.output
    if isinstance(place, str):
        yield note("output", f"{place} is in an object store, which is not looked through here")
        return
    total, wrong = 0, []
    for name, kind, digest in files.recorded(store, str(place)):
        total += 1
        # Documents are read; of pages, of which there may be very many, it is enough to be there.
        whole = kind in {files.Kind.PAGE, files.Kind.GONE}
        if not (place / name).is_file() or not (whole or _digest(place / name) == digest):
            wrong.append(name)
    if wrong:
        named = ", ".join(wrong[:_FEW]) + (" …" if len(wrong) > _FEW else "")
        yield mend(
            "output",
            f"of {total} files in {place}, {len(wrong)} are missing or have changed: {named}",
            "`syndicator publish` writes them again; who else writes there?",
        )
    else:
        yield well("output", f"{total} files in {place}, all as they were written")


def copies(config: Config, now: datetime) -> Found:
    """Whether there are backups, and whether the newest can be opened."""
    table = config.backup
    if table is None:
        how = "add a table [backup], or call `syndicator backup FILE` from a timer"
        return note("backups", "none are made by the service", how)
    if not config.database.exists():
        return note("backups", "there is nothing to back up yet")
    if finding := of_age(config, table, now, None):
        how = "look into the log for backup.failed; then `syndicator poll` tries again"
        return mend("backups", finding.sentence, how)
    made = backups.made(config.database, table.folder)
    last = newest(config, table, now)
    if last is None:
        how = "`syndicator poll`, or the service within some minutes, makes the first"
        return mend("backups", f"there is no backup in {table.folder}", how)
    path = next(path for moment, path in made if moment == last)
    try:
        inspect(path, timeout=_SECONDS, check="integrity_check")
    except StoreError as error:
        return mend("backups", str(error), "remove it; the next one is made in its place")
    return well(
        "backups",
        f"{len(made)} in {table.folder}, the newest of {format_moment(last, config.timezone)}",
    )


def network_file_system(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of network file system on which a folder lies; None: none is known of.

    Args:
        folder: absolute.
        mounts: as in proc_pid_mountinfo(5).
    """
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    real = os.path.realpath(folder)
    best, kind = "", ""
    for line in lines:
        before, _, after = line.partition(" - ")
        words = before.split(" ")
        if len(words) > 4 and after:  # noqa: PLR2004  # the fifth is the place
            place = words[4].replace("\\040", " ")
            inside = real == place or real.startswith(place.rstrip("/") + "/")
            if inside and len(place) >= len(best):
                best, kind = place, after.split(" ")[0]
    remote = kind in _REMOTE or kind.startswith("fuse.ss")
    return kind if remote else None


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
