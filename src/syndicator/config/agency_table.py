"""The ``[[agencies]]`` tables: agencies beside those that are shipped, or more names for them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from syndicator.config import kinds, values
from syndicator.config.kinds import Kind, one_of
from syndicator.config.table import Table, key
from syndicator.rights.attribution.agencies import Agency, AgencyKind, load_agencies, merge

_SHIPPED: Final = files("syndicator.rights.attribution") / "agencies.toml"
_MAX_NAME: Final = 100


def _mark(value: object) -> str:
    word = values.text(value)
    if len(word) > _MAX_NAME or not any(letter.isalpha() for letter in word):
        raise ValueError(f"expected a name: {_MAX_NAME} characters at most, and a letter in it")
    return word


Mark = Annotated[str, Kind("name of an agency", _mark)]
Marks = Annotated[tuple[Mark, ...], kinds.Once]


class AgencyTable(Table):
    """An agency whose material turns up in other publishers' feeds.

    Some hundred are shipped; a table with a shipped name adds to that one.
    """

    where = "agencies.*"

    name: Mark = key("The agency's name, as reasons show it.", '"Harbor Press Agency"')
    marks: Marks = key(
        "Other names that mean this agency and nothing else.", '["HPA", "HPA Photo"]', ()
    )
    shared: Marks = key(
        "Names that are other things as well: they count where a credit stands, not as a topic.",
        '["Harbor Wire"]',
        (),
    )
    guarded: Marks = key(
        "Names that are mostly other things: they count only beside a person's name and in the "
        "credit of a picture.",
        '["HP"]',
        (),
    )
    kind: Annotated[AgencyKind, one_of(AgencyKind)] | None = key(
        "What its name stands for where nothing else says so. Left out: both, or what is shipped.",
        '"media"',
        None,
    )


@cache
def shipped() -> tuple[Agency, ...]:
    """The agencies that are known without any configuration."""
    return load_agencies(_SHIPPED.read_text(encoding="utf-8"))


def agencies(tables: Iterable[AgencyTable]) -> tuple[Agency, ...]:
    """The shipped agencies, and those of the configuration laid over them."""
    kind_of = {agency.name: agency.kind for agency in shipped()}
    own = (
        Agency(
            name=table.name,
            marks=table.marks,
            shared=table.shared,
            guarded=table.guarded,
            kind=table.kind or kind_of.get(table.name, AgencyKind.BOTH),
        )
        for table in tables
    )
    return merge((*shipped(), *own))
