"""The machine: room on its disks, who may read and write our files, the service (I/O)."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from syndicator.config import Config
from syndicator.monitor.doctor.found import Found, mend, note, well
from syndicator.store import disk_space

_LITTLE: Final = 500_000_000
"""Octets; less is soon used up."""
_FEW_INODES: Final = 0.02
_UNIT: Final = "syndicator.service"
_UNITS: Final = ("/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")
_SYSTEMD: Final = Path("/run/systemd/system")
_SECONDS: Final = 5.0


def disks(config: Config) -> Iterator[Found]:
    """Whether there is room where we write, and whether we may."""
    places = [("database", config.database.parent)]
    if isinstance(config.output, Path):
        places.append(("output", config.output))
    if config.backup is not None:
        places.append(("backups", config.backup.folder))
    for what, folder in places:
        yield _room(what, _there(folder))
    if found := disk_space.temporary_problem():
        folder, problem = found
        yield mend("disk", f"{folder}, for temporary files: {problem}", "free some space there")


def permissions(config: Config) -> Iterator[Found]:
    """Whether our files are for us alone to change, and for us alone to read where they should."""
    faults = [
        *_faults(config.path, "the configuration", others=stat.S_IWOTH),
        *_faults(config.database, "the database", others=stat.S_IROTH | stat.S_IWOTH),
    ]
    if config.backup is not None:
        faults += _faults(config.backup.folder, "the backups", others=stat.S_IROTH | stat.S_IWOTH)
    if isinstance(config.output, Path):
        faults += _faults(config.output, "the output", others=stat.S_IWOTH)
    yield from faults
    if not faults:
        yield well("permissions", "nobody else may change our files, or read the database")


def unit() -> Found:
    """Whether systemd runs the service."""
    if not _SYSTEMD.is_dir():
        return note(
            "unit",
            "systemd does not run on this machine",
            "keep `syndicator run` going by other means, or call `syndicator poll` from cron",
        )
    if not any((Path(folder) / _UNIT).exists() for folder in _UNITS):
        how = "see systemd/README.md; a timer that calls `syndicator poll` will do, too"
        return note("unit", f"{_UNIT} is not installed", how)
    active = _systemctl("is-active")
    if active == "active":
        return well("unit", f"{_UNIT} runs")
    how = f"`journalctl -u {_UNIT}` says why; `systemctl enable --now {_UNIT}` starts it"
    return mend("unit", f"{_UNIT} is installed and does not run ({active})", how)


def _room(what: str, folder: Path) -> Found:
    subject = "disk"
    try:
        free = shutil.disk_usage(folder).free
        status = os.statvfs(folder)
    except OSError as error:
        return mend(subject, f"{folder}, {what}: {error.strerror}", "make the folder")
    problem = disk_space.write_error(folder)
    if problem is not None:
        how = "have it written by the user that runs the service (chown), or free some space"
        return mend(subject, f"{folder}, {what}: cannot be written: {problem.strerror}", how)
    if free < _LITTLE:
        return mend(subject, f"{folder}, {what}: {free / 1e6:,.0f} MB are free", "free some space")
    if status.f_files and status.f_favail < status.f_files * _FEW_INODES:
        how = "remove small files there"
        return mend(subject, f"{folder}, {what}: {status.f_favail:,} inodes are free", how)
    return well(subject, f"{folder}, {what}: {free / 1e9:,.1f} GB are free")


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there: it will be made there."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder


def _faults(path: Path, what: str, *, others: int) -> Iterator[Found]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        yield mend("permissions", f"{what}, {path}: {error.strerror}", "let our user read it")
        return
    wrong = mode & others
    if wrong and not (wrong == stat.S_IROTH and _hidden(path.parent)):
        verb = "change" if wrong & stat.S_IWOTH else "read"
        letters = ("r" if wrong & stat.S_IROTH else "") + ("w" if wrong & stat.S_IWOTH else "")
        yield mend(
            "permissions", f"everybody may {verb} {what}, {path}", f"chmod o-{letters} {path}"
        )


def _hidden(folder: Path) -> bool:
    """Whether others cannot get into a folder, or into one above it."""
    return any(
        not stat.S_IMODE(each.stat().st_mode) & stat.S_IXOTH for each in (folder, *folder.parents)
    )


def _systemctl(verb: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # nothing of it comes from outside
            ["systemctl", verb, _UNIT],  # noqa: S607  # wherever the system has it
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return done.stdout.strip() or "unknown"
