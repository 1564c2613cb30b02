"""Prints ``docs/configuration.md``: the prose of ``reference.md``, the keys from the tables.

``python -m syndicator.config.reference > docs/configuration.md``; a test holds the two together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from inspect import cleandoc
from typing import Any, Final, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from syndicator.config import presets, values
from syndicator.config.admin_table import AdminTable, UserTable
from syndicator.config.agency_table import AgencyTable
from syndicator.config.alert_table import AlertTable
from syndicator.config.backup_table import BackupTable
from syndicator.config.checks import RESERVED
from syndicator.config.feed_table import FeedTable, QuotaTable
from syndicator.config.grant_table import ExcerptTable, GrantTable, WordingTable
from syndicator.config.kinds import written
from syndicator.config.loader import PLAIN_NOTICE
from syndicator.config.monitor_table import MonitorTable
from syndicator.config.rule_table import RuleSetTable, RuleTable
from syndicator.config.schema import KeepTable, PollTable, SourceTable, SyndicatorTable, WebTable
from syndicator.config.table import Table, key_names
from syndicator.config.unsupported import NOT_YET
from syndicator.rights.notice.template import FILTERS
from syndicator.rights.notice.variables import VARIABLES

_TEXT: Final = files("syndicator.config") / "reference.md"


TABLES: Final[tuple[type[Table], ...]] = (
    SyndicatorTable,
    PollTable,
    WebTable,
    AdminTable,
    UserTable,
    KeepTable,
    MonitorTable,
    BackupTable,
    AlertTable,
    SourceTable,
    GrantTable,
    AgencyTable,
    FeedTable,
)
"""The tables of ``config.toml``, in the order in which the reference shows them."""


def main() -> None:
    """Print the reference."""
    sys.stdout.write(markdown())


def markdown() -> str:
    """Give the reference as Markdown."""
    filters = ", ".join(f"`{name}` ({meaning})" for name, meaning in FILTERS.items())
    variables = ((f"`{name}`", meaning) for name, meaning in VARIABLES.items())
    generated = {
        "syndicator": _section(SyndicatorTable),
        "poll": _section(PollTable),
        "web": _section(WebTable),
        "admin": _section(AdminTable),
        "users": _section(UserTable),
        "keep": _section(KeepTable),
        "monitor": _section(MonitorTable),
        "backup": _section(BackupTable),
        "alerts": _section(AlertTable),
        "sources": _section(SourceTable),
        "grants": _section(GrantTable),
        "excerpt": _keys(ExcerptTable),
        "wording": _keys(WordingTable),
        "agencies": _keys(AgencyTable),
        "feeds": _section(FeedTable),
        "reserved": ", ".join(f"`{name}`" for name in sorted(RESERVED)),
        "quota": _keys(QuotaTable),
        "rule_sets": _keys(RuleSetTable),
        "rules": _keys(RuleTable),
        "variables": _table(("variable", "stands for"), variables),
        "filters": filters,
        "plain_notice": PLAIN_NOTICE,
        "presets": "\n\n".join(_preset(presets.load(name)) for name in presets.names()),
    }
    text = _TEXT.read_text(encoding="utf-8")
    return re.sub(r"@@([a-z_]+)@@", lambda mark: generated[mark[1]], text)


def _section(table: type[Table]) -> str:
    name = table.where.replace("*", "NAME")
    examples = (
        f"{key} = {(field.examples or [''])[0]}"
        for key, field in table.model_fields.items()
        if f"{table.where}.{key}" not in NOT_YET
    )
    block = "\n".join((f"[{name.replace('NAME', 'example')}]", *examples))
    said = cleandoc(table.__doc__ or "")
    return f"## `[{name}]`\n\n{said}\n\n{_keys(table)}\n\n```toml\n{block}\n```"


def _keys(table: type[Table]) -> str:
    rows = ((f"`{key}`", *others) for key, *others in keys_of(table))
    return _table(("key", "value", "default", "meaning"), rows)


def keys_of(table: type[Table]) -> Iterator[tuple[str, str, str, str]]:
    """Each key of a table, with its kind of value, its default and its meaning, as Markdown."""
    for key, field in key_names(table).items():
        meaning = _meaning(f"{table.where}.{key}", field)
        yield key, _kind(field), _default(table, key), meaning


def _meaning(key: str, field: FieldInfo) -> str:
    meaning = field.description or ""
    if key not in NOT_YET:
        return meaning
    neutral = NOT_YET[key]
    if neutral is None:
        return f"{meaning} **Not supported yet.**"
    return f"{meaning} **Not supported yet** other than as `{written(neutral)}`."


def _kind(field: FieldInfo) -> str:
    """Name the kind of value that a key takes."""
    waiting: list[Any] = [*field.metadata, field.annotation]
    for part in waiting:
        if isinstance(name := getattr(part, "name", None), str):
            in_list = get_origin(field.annotation) is tuple and part not in field.metadata
            return f"list: {name}" if in_list else name
        if isinstance(part, type) and issubclass(part, Table):
            return "list of tables" if get_origin(field.annotation) is tuple else "table"
        waiting.extend(getattr(part, "__metadata__", ()))
        waiting.extend(get_args(part))
    raise AssertionError(field)  # a key without a kind cannot be documented


def _default(table: type[Table], key: str) -> str:
    field = key_names(table)[key]
    default = field.default
    for general in (PollTable, MonitorTable):
        if table is SourceTable and key in general.model_fields:
            return f"that of `[{general.where}]`"
    if default is PydanticUndefined:
        return "required"
    if isinstance(default, Table):
        default = default.model_dump(exclude_none=True)
    if default in (None, "", (), {}):
        return "–"
    if _kind(field) == "size":
        return f'`"{values.show_size(default)}"`'
    return f"`{written(default)}`"


def _preset(preset: presets.Preset) -> str:
    lines = [f"### `{preset.name}`", "", preset.summary]
    if preset.page:
        known = f"Read: {preset.read}. Grade {preset.grade}."
        lines.append(f"Conditions: <{preset.page}>. {known}")
    lines += ["", *(f"- {condition}" for condition in preset.conditions)]
    lines += ["", "For you to decide:", "", *(f"- {each}" for each in preset.decide)]
    sets = (f"{key} = {written(value)}" for key, value in preset.sets.items())
    lines += ["", "It sets:", "", "```toml", *sets, "```"]
    return "\n".join(lines)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    def lines() -> Iterator[str]:
        yield "| " + " | ".join(head) + " |"
        yield "|" + "---|" * len(head)
        for row in rows:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"

    return "\n".join(lines())


if __name__ == "__main__":
    main()
