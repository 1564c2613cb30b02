"""``config.toml`` as commands change it: in one step, as right as before, and with its own look."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from syndicator import config as configuration
from syndicator.cli.context import relative
from syndicator.config import Config
from syndicator.errors import ConfigError, OutputError, UsageError

MAX_NAME: Final = 64
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source that is to be added."""

    name: str
    url: str
    title: str
    grant: str
    tags: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """Its keys, as they are written."""
        made: dict[str, Any] = {"url": self.url}
        if self.title:
            made["title"] = self.title
        made["grant"] = self.grant
        if self.tags:
            made["tags"] = list(self.tags)
        return made


def write(config: Config, new: Sequence[NewSource], *, feed: str | None = None) -> None:
    """Add sources to the file of a configuration, in one step, if the result is right.

    Byte order mark, line ends, owner and mode stay as they are.

    Raises:
        UsageError: it would not be right, it has one of them by now, or the file has a shape that
            a program cannot change.
        OutputError: the file cannot be written.
    """
    from syndicator.config.edit import NotEdited, add_tables, add_to_list

    with _alone(config.path):
        with config.path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        marked = text.startswith(_BOM)
        text = text.removeprefix(_BOM)
        dos = text.count("\n") == text.count("\r\n") > 0
        text = text.replace("\r\n", "\n") if dos else text
        # Another command may have changed it while this one asked somebody.
        addresses = known_addresses(configuration.load(config.path, environ=os.environ))
        for source in new:
            if (known := addresses.get(address_key(source.url) or "")) is not None:
                raise UsageError(f'{source.url} is already the source "{known}"')
        try:
            text = add_tables(text, "sources", {each.name: each.values() for each in new})
            for source in new if feed is not None else ():
                text = add_to_list(text, ("feeds", str(feed), "sources"), source.name)
        except NotEdited as error:
            raise UsageError(f"{relative(config.path)}: {error}") from None
        text = text.replace("\n", "\r\n") if dos else text
        replace_file(config.path, _BOM * marked + text)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other commands of ours from changing a file meanwhile, where the file system can."""
    folder = os.open(os.path.realpath(path.parent), os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def replace_file(path: Path, text: str) -> None:
    """Replace a configuration by another that is right; what stands is kept if it is not.

    A link stays one: the file that it leads to is replaced.

    Raises:
        UsageError: the new one would be wrong; with every problem.
        OutputError: it cannot be written, or is protected.
    """
    try:
        configuration.load(path, environ=os.environ, text=text.removeprefix(_BOM))
    except ConfigError as error:
        problems = "; ".join(f"{each.key}: {each.message}" for each in error.problems)
        raise UsageError(f"nothing was changed: {problems}") from None
    real = Path(os.path.realpath(path))
    try:
        there = real.stat() if real.exists() else None
        if there is not None and not there.st_mode & 0o222:
            raise OutputError(
                f"{relative(path)} is write-protected, and was not changed; "
                f"`chmod u+w {relative(path)}` lets it be"
            )
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="",
            dir=real.parent,
            prefix=f".{real.name}.",
            delete=False,
        ) as aside:
            aside.write(text)
            aside.flush()
            os.fsync(aside.fileno())
        new = Path(aside.name)
        try:
            new.chmod(there.st_mode & 0o777 if there else 0o644)
            if there:
                _give(new, there)
            new.replace(real)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{relative(path)} cannot be written: {error.strerror}") from error


def _give(new: Path, there: os.stat_result) -> None:
    """Let a file belong to whom the former one belonged, as far as we may."""
    for owner, group in ((-1, there.st_gid), (there.st_uid, -1)):
        with suppress(PermissionError):
            os.chown(new, owner, group)


def known_addresses(config: Config) -> dict[str, str]:
    """The sources by the address that each polls, in the form of `address_key`."""
    return {address_key(source.url) or "": name for name, source in config.sources.items()}


def address_key(url: str) -> str | None:
    """What is the same for two addresses of one feed; None for what is no web address."""
    from syndicator.config.values import same_address

    try:
        if urlsplit(url).scheme not in {"http", "https"}:
            return None
        return same_address(url)
    except ValueError:
        return None


def slug(text: str) -> str:
    """A name for the configuration, from words: ``a-z``, ``0-9`` and hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_NAME].strip("-")


def free_name(text: str, taken: Iterable[str] | Mapping[str, object]) -> str:
    """A name that is not taken, from a title or a host."""
    base = slug(text.removeprefix("www.")) or "source"
    used = set(taken)
    name, number = base, 1
    while name in used:
        number += 1
        end = f"-{number}"
        name = f"{base[: MAX_NAME - len(end)]}{end}"
    return name
