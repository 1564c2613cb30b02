"""Which program this is: its own files, and the libraries that make what it publishes.

What was decided and composed is kept, and used again while all that it was made from is the same.
The program is a part of that: one that was mended, under whatever version, makes it anew.
"""

from __future__ import annotations

import hashlib
import os
import platform
import zoneinfo
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Final

LIBRARIES: Final = (
    *(
        "feedgen",
        "google-re2",
        "jinja2",
        "lxml",
        "markupsafe",
        "nh3",
        "rapidfuzz",
        "regex",
        "w3lib",
    ),
)
"""Those that what is decided or composed goes through."""


@cache
def identity() -> str:
    """Return what another program, or another state of this one, would not return.

    Files are told apart by size and time: to read them all would be slow, and to make a feed
    again once too often is no harm.
    """
    here = Path(__file__).parents[1]
    found = [f"Python {platform.python_version()}"]
    found += [f"{name} {version(name)}" for name in LIBRARIES]
    for folder, folders, names in os.walk(here):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in sorted(names):
            path = os.path.join(folder, name)  # noqa: PTH118  # hundreds of files, at every start
            status = os.stat(path)  # noqa: PTH116
            found.append(f"{os.path.relpath(path, here)} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def time_zone_data(key: str) -> str:
    """Return a digest over what is known of a time zone, which decides when a day begins.

    Looked up where `zoneinfo` looks: in the system's folders, then in the package ``tzdata``.

    Args:
        key: of a zone that there is: ``Europe/Berlin``.
    """
    for root in zoneinfo.TZPATH:
        path = Path(root, key)
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    data = resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes()
    return hashlib.sha256(data).hexdigest()
