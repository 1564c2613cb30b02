"""Whether the agreements that permissions name are where they are said to be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from syndicator.config.settings import Config
from syndicator.model import GrantName


def missing_proofs(config: Config) -> Iterator[tuple[GrantName, Path]]:
    """Find the permissions whose ``proof`` names a file that is not there.

    A relative path starts at the folder of the configuration. What is no file's name (an address,
    a shelf mark in words) is taken as it is.

    Yields:
        The permission, and the file that was looked for.
    """
    for grant in config.grants.values():
        if not grant.proof or "://" in grant.proof:
            continue
        path = config.path.parent / os.path.expanduser(grant.proof)  # noqa: PTH111  # never raises
        a_file = "/" in grant.proof or (path.suffix and " " not in path.suffix)
        if a_file and not os.path.exists(path):  # noqa: PTH110  # never raises, however odd the name
            yield grant.name, path
