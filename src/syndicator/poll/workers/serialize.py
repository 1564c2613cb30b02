"""Values of the model as octets, and back. Pure.

What is written is pickle's. Of a frozen dataclass with slots pickle asks Python for each field and
sets it in Python again; here the fields are one tuple, and are set by the slots themselves.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any, Final

from syndicator import model


def dumps(value: object) -> bytes:
    """Return a value as octets that ``pickle.loads`` reads."""
    octets = io.BytesIO()
    pickler = pickle.Pickler(octets, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCERS
    pickler.dump(value)
    return octets.getvalue()


_Reduced = tuple[Callable[..., object], tuple[object, ...]]


def _restored(kind: type[Any], values: tuple[object, ...]) -> object:
    """Make a value again; its class was asked when it was made the first time."""
    value = object.__new__(kind)
    for put, each in zip(_SETTERS[kind], values, strict=True):
        put(value, each)
    return value


def _reducer(kind: type[Any]) -> Callable[[Any], _Reduced]:
    taken = attrgetter(*_NAMES[kind])
    return lambda value: (_restored, (kind, taken(value)))


_NAMES: Final[dict[type[Any], tuple[str, ...]]] = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (getattr(model, name) for name in model.__all__)
    if isinstance(kind, type) and is_dataclass(kind) and len(fields(kind)) > 1
}
"""Of each class the fields; of one alone, `operator.attrgetter` would make no tuple."""
_SETTERS: Final = {
    kind: tuple(getattr(kind, name).__set__ for name in names) for kind, names in _NAMES.items()
}
_REDUCERS: Final = {kind: _reducer(kind) for kind in _NAMES}
