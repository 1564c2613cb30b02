"""What can go wrong, as exceptions.

A source that fails is not here: that is data (`syndicator.model.Failed`) and never stops a tick.
What is here is something that an operator can mend, said in one line, with its exit code::

    SyndicatorError            1   something failed
    ├── UsageError             2   the command line asks for what does not exist
    ├── ConfigError            2   config.toml is wrong; carries every Problem (78 from `run`)
    ├── StoreError             1   the database cannot do what is asked
    │   ├── NewerDatabase      1   made by a newer version: refused, untouched
    │   ├── CorruptDatabase    1   not a database of ours, or damaged: refused, untouched
    │   ├── StoreUnwritable    1   read-only, no room, no permission
    │   └── InstanceRunning    1   another process holds it (75 from `run`)
    ├── OutputError            1   a feed could not be written; what stood still stands
    ├── ForeignOutput          1   another database wrote the output: refused (78 from `run`)
    └── ListenError            1   the web server cannot have its address
    └── EngineError            1   sources cannot be asked: the cluster that does it is not there
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_DISK: Final = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the disk quota is used up; free some space or raise the quota",
    errno.EROFS: "the file system is mounted read-only; mount it for writing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a configuration file."""

    file: str
    line: int | None
    key: str
    """The dotted key, ``sources.rferl.every``; empty where the file as a whole is meant."""
    message: str

    def __str__(self) -> str:
        """``config.toml:12: sources.rferl.evry: unknown key; did you mean "every"?``."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.key, self.message) if part)


def disk_problem(error: OSError) -> str | None:
    """Say what is wrong with a disk and what to do; None: the error is about something else."""
    found = _DISK.get(error.errno or 0)
    return f"{found} ({error.strerror})" if found and error.strerror else found


def why_unwritten(error: OSError) -> str:
    """Say why a file could not be written, as the end of a sentence."""
    return disk_problem(error) or error.strerror or type(error).__name__


class SyndicatorError(Exception):
    """The root; its text is what the operator reads, without a traceback."""

    exit_code = 1


class UsageError(SyndicatorError):
    """The command line names something that does not exist."""

    exit_code = 2


def unknown(what: str, name: str, known: Iterable[str]) -> UsageError:
    """The error for a name that is not in the configuration; it says which there are."""
    there = ", ".join(sorted(known))
    return UsageError(f'no {what} "{name}" in the configuration; there are: {there}')


class ConfigError(SyndicatorError):
    """The configuration cannot be used.

    Attributes:
        problems: all that is wrong, in the order of the file.
    """

    exit_code = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class StoreError(SyndicatorError):
    """The database cannot do what is asked."""


class NewerDatabase(StoreError):
    """It was made by a newer version of this program."""


class CorruptDatabase(StoreError):
    """It is damaged, or not a database of ours."""


class StoreUnwritable(StoreError):
    """It is read-only, the disk is full, or the permissions forbid writing."""


class InstanceRunning(StoreError):
    """Another process of ours works on it."""


class EngineError(SyndicatorError):
    """What fetches the sources is not there."""


class OutputError(SyndicatorError):
    """An output file could not be written; the one that stood still stands."""


class ForeignOutput(SyndicatorError):
    """Another database wrote the output, or a later state of this one; it was left as it is."""


class ListenError(SyndicatorError):
    """The web server cannot have its address."""
