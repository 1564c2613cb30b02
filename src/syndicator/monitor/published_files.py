"""Whether the published documents are what the database says that was written (I/O).

The next publish writes what differs again; but whoever changed it will do so again, too, so that
somebody has to know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from syndicator.config import Config
from syndicator.model import SUFFIXES
from syndicator.model.incident import Finding, Kind, Severity
from syndicator.model.output_feed import OutputFeed
from syndicator.monitor.lifecycle import Observation
from syndicator.monitor.outside_view import FORMS, invalid
from syndicator.monitor.wording import SINCE, Words
from syndicator.store import files
from syndicator.store.database import Store

OUTPUT: Final = "output"
"""The subject of one incident for all feeds."""
_Stamp = tuple[int, int, int]


class PublishedFiles:
    """Looks at the documents; reads again only those that somebody touched."""

    def __init__(self) -> None:
        """Know of no file yet."""
        self._known: dict[Path, tuple[_Stamp, str]] = {}

    def look(self, store: Store, config: Config, words: Words) -> list[Observation]:
        """Hold every document of every feed against the database.

        Args:
            store: any mode; nothing may be published meanwhile.
            config: the configuration in force.
            words: how moments are said.
        """
        if not isinstance(config.output, Path):
            return []
        found = {
            feed.name: next(problems, None)
            for feed in config.feeds.values()
            if (problems := self._problems(store, config.output, feed)) is not None
        }
        wrong = {name: problem for name, problem in found.items() if problem}
        together = len(wrong) > 1 and len(wrong) == len(found)
        if together:
            # One cause: somebody emptied the folder, or restored another one.
            return [_observation(OUTPUT, next(iter(wrong.values())), words)]
        seen = [_observation(name, problem, words) for name, problem in found.items()]
        return [*seen, _observation(OUTPUT, None, words)] if found else []

    def _problems(self, store: Store, folder: Path, feed: OutputFeed) -> Iterator[str] | None:
        """What is wrong with the documents of a feed; None: it has none yet."""
        forms = {f"{feed.stem}{SUFFIXES[form]}": form for form in feed.formats if form in FORMS}
        written = [
            each
            for each in files.of_feed(store, feed.name, [files.Kind.DOCUMENT])
            if each.path in forms and each.output == str(folder)
        ]
        if not written:
            return None
        return (
            f"{each.path} {problem}"
            for each in written
            if (problem := self._problem(folder / each.path, each.sha256, forms[each.path]))
        )

    def _problem(self, path: Path, sha256: str, form: str) -> str | None:
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if self._known.get(path) == (stamp, sha256):
                return None
            document = path.read_bytes()
        except OSError as error:
            return f"cannot be read ({error.strerror})"
        if hashlib.sha256(document).hexdigest() == sha256:
            self._known[path] = (stamp, sha256)
            return None
        return invalid(document, form) or "is not what was written"


def _observation(subject: str, problem: str | None, words: Words) -> Observation:
    key = (Kind.FEED_INVALID.cause, subject)
    if problem is None:
        return Observation(key=key, finding=None)
    finding = Finding(
        kind=Kind.FEED_INVALID,
        subject=subject,
        severity=Severity.ERROR,
        since=words.now,
        sentence=f"Somebody else has changed the output since {SINCE}: {problem}; it is written "
        "again by itself: find out who writes there.",
        effect="Readers may have got something else than what was published.",
        command="syndicator doctor",
    )
    return Observation(key=key, finding=finding, at_once=True)
