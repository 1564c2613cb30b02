"""Files on their way to their place: staged, put there in order, recorded."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from syndicator.errors import OutputError
from syndicator.model import Digest, FeedName
from syndicator.publish.storage.base import File, Staged, Standing, Storage
from syndicator.publish.storage.open import open_storage
from syndicator.store.files import Kind, Written


class Staging:
    """Files of one feed, or of none, that are about to stand in one output.

    A context manager: what was staged and not put in its place is taken away at its end.

    Attributes:
        written: what was put in its place.
        changed: whether any of it is new to readers.
    """

    def __init__(self, output: Path | str, feed: FeedName | None) -> None:
        self.shelf: Storage = open_storage(output)
        self.output = str(output)
        self.written: list[Written] = []
        self.changed = False
        self._feed = feed
        self._staged: list[tuple[Kind, int | None, Staged]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _, _, staged in self._staged:
            with suppress(OutputError):
                staged.discard()

    def stage(self, kind: Kind, file: File, *, item: int | None = None) -> Digest:
        """Prepare a file.

        Args:
            kind: what it is.
            file: as it should stand.
            item: the story whose page it is.

        Returns:
            The digest of its content.

        Raises:
            OutputError: it cannot be written there.
        """
        staged = self.shelf.stage(file)
        self._staged.append((kind, item, staged))
        return staged.sha256

    def put(self, *kinds: Kind) -> None:
        """Put the files of these kinds in their places, kind by kind.

        Raises:
            OutputError: one could not be put there; those before it were.
        """
        for wanted in kinds:
            for entry in [each for each in self._staged if each[0] is wanted]:
                kind, item, staged = entry
                standing = staged.commit()
                self._staged.remove(entry)
                self.changed = self.changed or staged.changed
                self.written.append(
                    Written(
                        output=self.output,
                        path=staged.path,
                        feed=self._feed,
                        kind=kind,
                        sha256=standing.sha256,
                        stamp=standing.stamp,
                        item=item,
                    )
                )


def stands(shelf: Storage, output: str, written: Written) -> bool:
    """Whether a file is still what was recorded of it, where the output is now."""
    standing = Standing(sha256=written.sha256, stamp=written.stamp)
    return written.output == output and shelf.stands(written.path, standing)


def take_down(written: Iterable[Written]) -> list[tuple[str, str]]:
    """Remove files, wherever they lie.

    Returns:
        For each file its output and its path, to be forgotten.

    Raises:
        OutputError: one could not be removed.
    """
    shelves: dict[str, Storage] = {}
    done: list[tuple[str, str]] = []
    for each in written:
        if each.output not in shelves:
            place = each.output if "://" in each.output else Path(each.output)
            shelves[each.output] = open_storage(place)
        shelves[each.output].remove(each.path)
        done.append((each.output, each.path))
    return done
