"""From what went wrong to the line that an operator reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from tomllib import TOMLDecodeError
from typing import Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from syndicator.config import lines
from syndicator.config.admin_table import AdminTable, UserTable
from syndicator.config.agency_table import AgencyTable
from syndicator.config.alert_table import AlertTable
from syndicator.config.backup_table import BackupTable
from syndicator.config.checks import Fault
from syndicator.config.feed_table import FeedTable, QuotaTable
from syndicator.config.grant_table import ExcerptTable, GrantTable, WordingTable
from syndicator.config.keys import KeyPath, dotted
from syndicator.config.kinds import TABLE, WORD
from syndicator.config.monitor_table import MonitorTable
from syndicator.config.rule_table import ActionsTable, LengthTable, RuleSetTable, RuleTable
from syndicator.config.schema import PollTable, Root, SourceTable, SyndicatorTable
from syndicator.config.suggest import did_you_mean, quoted
from syndicator.config.table import key_names
from syndicator.config.values import described
from syndicator.errors import Problem

_NAMED: Final[dict[str, type[BaseModel]]] = {
    "sources": SourceTable,
    "grants": GrantTable,
    "feeds": FeedTable,
    "rules": RuleSetTable,
    "alerts": AlertTable,
}
_SINGLE: Final[dict[str, type[BaseModel]]] = {
    "syndicator": SyndicatorTable,
    "poll": PollTable,
    "admin": AdminTable,
    "monitor": MonitorTable,
    "backup": BackupTable,
}
_INNER: Final[dict[tuple[str, str], type[BaseModel]]] = {
    ("grants", "excerpt"): ExcerptTable,
    ("grants", "wording"): WordingTable,
    ("feeds", "quota"): QuotaTable,
    **{(kind, key): RuleTable for kind in ("feeds", "rules") for key in ActionsTable.model_fields},
}
_NOWHERE: Final = frozenset({"[key]", TABLE, WORD})
"""Parts of pydantic's places that are none in the file."""
_TABLES: Final[dict[str | int, str]] = {
    "excerpt": "{ words = 150 }",
    "length": "{ min = 150 }",
    "quota": "{ source = 10 }",
    "label": '{ Elections = [{ any = ["ballot", "vote"] }] }',
}
_MEANT: Final = {
    **dict.fromkeys(("not", "except", "unless", "without"), "none"),
    **dict.fromkeys(("or", "one"), "any"),
    **dict.fromkeys(("and", "every"), "all"),
    **dict.fromkeys(("words", "min", "max"), "length"),
    **dict.fromkeys(("after", "from", "date"), "since"),
    **dict.fromkeys(("before", "to"), "until"),
    **dict.fromkeys(("headline", "heading"), "title"),
    **dict.fromkeys(("body", "content", "summary", "description"), "text"),
    **dict.fromkeys(("url", "uri", "address"), "link"),
    **dict.fromkeys(("picture", "photo", "media"), "image"),
    **dict.fromkeys(("file", "attachment", "audio", "video"), "enclosure"),
    **dict.fromkeys(("keyword", "subject", "topic"), "category"),
}
"""What editors may call a key of a rule."""
_LISTED: Final[dict[str | int, str]] = {
    "agencies": "such as [[agencies]]",
    "wording": "such as [[grants.NAME.wording]]",
}
_AT_LINE: Final = re.compile(
    r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL
)
_PLAINLY: Final = {
    "Cannot overwrite a value": "this key is set a second time",
    "Duplicate inline table key": "a key of this table is set a second time",
    "Invalid statement": "expected a [table], a key = value, or a # comment",
    "Invalid value": 'expected a value, such as "text", 50, true or ["a", "list"]',
    "Expected newline or end of document after a statement": "expected nothing more on this line",
    "Expected '=' after a key in a key/value pair": 'expected "=" after the key',
    "Unterminated string": "a quotation mark is missing at the end of this text",
    "Unclosed array": 'a "]" is missing',
    "Unclosed inline table": 'a "}" is missing',
}


def from_toml(error: ValueError | RecursionError, text: str) -> tuple[int | None, str]:
    """Explain why a document is no TOML, and on which line."""
    if not isinstance(error, TOMLDecodeError):
        # Numbers of thousands of digits, and tables in tables in tables.
        return None, "not valid TOML: something in it is too long or nested too deeply"
    last = text.count("\n") + (not text.endswith("\n"))
    if not (parts := _AT_LINE.fullmatch(str(error))):
        return last, f"not valid TOML: {quoted(str(error))}"
    reason = _PLAINLY.get(parts[1], parts[1])
    if again := re.fullmatch(r"Cannot (?:declare|mutate|redefine).*", parts[1], re.DOTALL):
        reason = f"this table or one above it was defined before ({quoted(again[0])})"
    elif parts[1].startswith("Illegal character"):
        reason = (
            "a line break or control character may not stand here; is a quotation mark missing?"
        )
    elif parts[1] not in _PLAINLY:
        reason = quoted(parts[1])[1:-1]
    column = f" (column {parts[3]})" if parts[3] else " (at the end of the file)"
    return int(parts[2] or last), f"not valid TOML: {reason}{column}"


def from_pydantic(details: Iterable[ErrorDetails]) -> Iterable[Fault]:
    """Put what pydantic collected into our words."""
    for detail in details:
        path: KeyPath = tuple(part for part in detail["loc"] if part not in _NOWHERE)
        match detail["type"]:
            case "value_error":
                yield path, str(detail.get("ctx", {})["error"])
            case "extra_forbidden":
                yield path, _unknown(path)
            case "missing":
                yield path, _missing(path)
            case "model_type" | "dict_type" | "tuple_type" as wanted:
                expected = _expected(wanted, path)
                yield path, f"expected {expected}, got {described(detail['input'])}"
            case other:
                yield path, f"is not valid ({other})"


def _expected(wanted: str, path: KeyPath) -> str:
    """Name the structure that should have stood at a place."""
    if path[-1] in _TABLES:
        return f"a table such as {_TABLES[path[-1]]}"
    if wanted == "dict_type":
        return f"tables such as [{dotted(path)}.example]"
    listed = next((name for name in path[-2:] if name in _LISTED), None)
    if wanted == "tuple_type":
        return _list(path, listed)
    if listed:
        return f"a table {_LISTED[listed]}"
    if isinstance(path[-1], int):
        return 'a table such as { category = "sport" }'
    return f"a table [{dotted(path)}]"


def _list(path: KeyPath, listed: str | int | None) -> str:
    if {*path[2:4]} & {*ActionsTable.model_fields}:
        return 'a list of rules such as [{ category = "sport" }]'
    return f"tables {_LISTED[listed]}" if listed else 'a list such as ["…", "…"]'


def in_order(faults: Iterable[Fault], *, file: str, text: str) -> tuple[Problem, ...]:
    """Give each fault its line, and put them into the order of the file."""
    known = lines.locate(text)
    found: dict[Problem, int] = {}
    for path, message in faults:
        while path not in known and path and isinstance(path[-1], int):
            # A single word was given where a list may stand.
            path = path[:-1]  # noqa: PLW2901  # the path is what is being corrected
        line = lines.nearest_line(known, path)
        found[Problem(file=file, line=line, key=dotted(path), message=message)] = line
    return tuple(sorted(found, key=found.__getitem__))


def _unknown(path: KeyPath) -> str:
    word = str(path[-1])
    table = _table_of(path)
    known = key_names(table)
    if table is RuleTable:
        return _unknown_condition(word, known)
    if word in RuleTable.model_fields and issubclass(table, ActionsTable):
        return (
            f"unknown key here; what a rule asks stands in a list: exclude = [{{ {word} = … }}], "
            "or include, hold, pin"
        )
    if place := _elsewhere(word):
        return f"unknown key here; it belongs in {place}"
    what = "key" if len(path) > 1 else "table"
    return f"unknown {what}{did_you_mean(word, known)}"


def _unknown_condition(word: str, known: Iterable[str]) -> str:
    """Of a key that no rule has, say which was meant."""
    names = tuple(known)
    meant = _MEANT.get(word) or next((each for each in names if word == f"{each}s"), None)
    if meant:
        return f"unknown key; did you mean {quoted(meant)}?"
    if place := _elsewhere(word):
        return f"unknown key of a rule; it belongs in {place}"
    said = did_you_mean(word, names)
    return f"unknown key{said}" if said else f"unknown key of a rule: {', '.join(names)}"


def _elsewhere(word: str) -> str | None:
    for name, table in _SINGLE.items():
        if word in table.model_fields:
            return f"[{name}]"
    for name, table in _NAMED.items():
        if word in table.model_fields:
            return f"a table of [{name}]"
    return None


def _missing(path: KeyPath) -> str:
    if path == ("syndicator",):
        return "this table is missing; it needs a title and a base_url"
    if path[0] == "sources" and path[-1] == "grant":
        return (
            "is missing: nothing is republished without a permission; name one of [grants], "
            'or let only title and link through with grant = "headline-only"'
        )
    field = _table_of(path).model_fields[str(path[-1])]
    example = (field.examples or ["…"])[0]
    return f"is missing; for example: {path[-1]} = {example}"


def _table_of(path: KeyPath) -> type[BaseModel]:
    """Find the table in which a key stands."""
    match path:
        case [str(kind), _] if kind in _SINGLE:
            return _SINGLE[kind]
        case [str(kind), _, _] if kind in _NAMED:
            return _NAMED[kind]
        case [str(kind), _, str(inner), *_] if (kind, inner) in _INNER:
            return LengthTable if path[-2] == "length" else _INNER[kind, inner]
        case ["admin", "users", _, _]:
            return UserTable
        case ["agencies", _, _]:
            return AgencyTable
        case _:
            return Root
