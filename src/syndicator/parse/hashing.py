"""Fingerprints that are equal for equal values, in every process and version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta

from syndicator.model import Digest


def fingerprint(**values: object) -> Digest:
    """Hash named values: dataclasses, sequences, strings, numbers, dates.

    Empty values are left out, so that a field added to a dataclass by a later version changes no
    hash as long as nothing is in it. Dates count with the offset that they carry.
    """
    canonical = json.dumps(_plain(values), sort_keys=True, separators=(",", ":"))
    return Digest(hashlib.sha256(canonical.encode("ascii")).hexdigest())


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return _present(named)
    if isinstance(value, dict):
        return _present(value.items())
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _present(named: object) -> dict[str, object]:
    plain = ((str(name), _plain(value)) for name, value in named)  # type: ignore[attr-defined]  # pairs
    return {name: value for name, value in plain if value not in (None, "", [], {})}
