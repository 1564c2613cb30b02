"""What ``output`` may name: a folder, or a place in an object store.

The stores are those in which a file is replaced whole or not at all and keeps its content type.
Credentials are none of this file's: each store's own package finds them in the environment.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from syndicator.config import values
from syndicator.config.suggest import quoted

PACKAGES: Final = {
    "s3": ("s3fs", "s3"),
    "gs": ("gcsfs", "gs"),
    "az": ("adlfs", "az"),
}
"""The scheme of each store, with the package that speaks with it and the extra that brings it."""

_PLACE: Final = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._~!$&'()+,;=@-]+)*")


def output(value: object) -> Path | str:
    """Read where the output goes; a URL comes back without a slash at its end.

    Raises:
        ValueError: with a sentence for the operator.
    """
    word = values.text(value)
    scheme, separator, place = word.partition("://")
    if not separator:
        return values.path(value)
    if scheme == "file":
        raise ValueError(f"write the folder as a path, without {quoted('file://')}")
    if scheme not in PACKAGES:
        listed = ", ".join(quoted(f"{each}://") for each in PACKAGES)
        raise ValueError(
            f"{quoted(f'{scheme}://')} is not supported; there are"
            f" folders on this machine, and the object stores {listed}"
        )
    bucket, _, prefix = place.rstrip("/").partition("/")
    if "@" in bucket or ":" in bucket:
        raise ValueError(
            "neither credentials nor a server may stand here: the store's own package finds them"
            " in the environment"
        )
    if not _PLACE.fullmatch(place.rstrip("/")) or {".", ".."} & set(prefix.split("/")):
        raise ValueError(f"expected a bucket and a folder in it, such as {quoted('s3://my/feeds')}")
    package, extra = PACKAGES[scheme]
    if find_spec("fsspec") is None or find_spec(package) is None:
        raise ValueError(
            f"the package {package}, which speaks with this store, is not installed: run"
            f' pip install "syndicator[{extra}]"'
        )
    return f"{scheme}://{place.rstrip('/')}"
