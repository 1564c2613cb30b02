"""Fingerprints that are equal for equal values, in every process and version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from syndicator.model import Digest

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def fingerprint(**values: object) -> Digest:
    """Hash named values: dataclasses, sequences, strings, numbers, dates.

    Empty values are left out, so that a field added to a dataclass by a later version changes no
    hash as long as nothing is in it. Dates count with the offset that they carry.
    """
    return _digest(_ENCODER.encode(_present(values.items())))


def fingerprint_of_words(said: str) -> Digest:
    """Return ``fingerprint(words=said.split())`` for words with one space between each two."""
    if not said:
        return fingerprint()
    # JSON leaves a space as it is.
    joined = _ENCODER.encode(said).replace(" ", '","')
    return _digest(f'{{"words":[{joined}]}}')


def _digest(canonical: str) -> Digest:
    return Digest(hashlib.sha256(canonical.encode("ascii")).hexdigest())


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return [each if type(each) is str else _plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value) and not isinstance(value, type):
        return _present((name, getattr(value, name)) for name in _names(type(value)))
    if isinstance(value, dict):
        return _present((str(name), each) for name, each in value.items())
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _present(named: Iterable[tuple[str, object]]) -> dict[str, object]:
    present = {}
    for name, value in named:
        plain = value if type(value) is str else _plain(value)
        # Zero and False count: they are something that was said.
        if plain or plain not in _EMPTY:
            present[name] = plain
    return present


_EMPTY: Final[tuple[object, ...]] = (None, "", [], {})


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
