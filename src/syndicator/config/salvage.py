"""What can be used of a ``config.toml`` that is wrong, to look at the database that it names."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from syndicator.config.loader import base_of, build
from syndicator.config.schema import Root
from syndicator.config.settings import Config

_USED: Final = ("database", "timezone")
_LINE: Final = re.compile(
    r"""^[ \t]*(database|timezone)[ \t]*=[ \t]*(?:"([^"\\\n]*)"|'([^'\n]*)')""", re.MULTILINE
)
_UNKNOWN: Final = {"title": "unknown", "base_url": "http://unknown.invalid/"}


def salvaged(path: Path, *, environ: Mapping[str, str] = os.environ) -> Config:
    """Build a configuration without sources, feeds and permissions: where the database is.

    Args:
        path: the file, however wrong; what it says of ``database`` and ``timezone`` counts.
        environ: as for `syndicator.config.load`.

    Raises:
        OSError: the file cannot be read.
    """
    file = path.absolute()
    found = _said(path.read_bytes().decode("utf-8-sig", "replace"))
    for keys in (_USED, _USED[:1], ()):
        kept = {key: found[key] for key in keys if key in found}
        try:
            root = Root.model_validate({"syndicator": {**_UNKNOWN, **kept}})
        except ValidationError:
            continue
        return build(root, file, base_of(file, environ))
    raise AssertionError(path)


def _said(text: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(text).get("syndicator")
    except (ValueError, RecursionError):
        return {key: double or single for key, double, single in reversed(_LINE.findall(text))}
    return table if isinstance(table, dict) else {}
