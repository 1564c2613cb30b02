"""Where the files of a feed lie below the output folder, and below its address."""

from __future__ import annotations

from typing import Final

from syndicator.model import SUFFIXES

INDEX: Final = "index.html"
"""The file that is a folder's page."""


def document(stem: str, form: str) -> str:
    """The document of a feed, or its page; of an archive, with the stem of that."""
    suffix = SUFFIXES[form]
    return f"{stem}{suffix}{INDEX}" if suffix.endswith("/") else f"{stem}{suffix}"


def archive_stem(stem: str, month: str) -> str:
    """The files of a month's archive, without their suffix."""
    return f"{stem}/{month}"


def page_of(stem: str, item: int) -> str:
    """The page of one story of a feed."""
    return f"{stem}/{item}.html"
