"""The house as it is built: who imports whom, read from the code.

A pure module reaches neither the world nor the clock, an earlier room never imports a later one,
and the picture in ``docs/architecture.md`` is the import graph.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "syndicator"
PICTURE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- imports -->", "<!-- /imports -->"

ORDER = (
    *("model", "errors", "logs", "log", "notify", "heap", "program"),
    *("poll", "parse", "dedupe", "rights", "curate", "config", "publish", "store"),
    *("reading", "workers", "collect", "digests", "plan", "proof", "recording", "withdrawals"),
    *("pacing", "intake", "ingest", "publishing", "events", "explain", "page_check", "pinging"),
    *("succession", "receiving", "subscribing", "tending", "engines", "output", "pipeline"),
    *("web", "lifecycle", "ticks", "service", "demo", "cli"),
)
"""Every room, the earliest first: each may import those before it."""

PURE = (
    *("model", "errors", "parse", "dedupe", "rights", "curate"),
    *(
        "web.paths",
        "web.asking",
        "web.negotiation",
        "web.conditional",
        "web.ranges",
        "web.delta",
        "web.tokens",
    ),
    *(
        "publish.compose",
        "publish.archive",
        "publish.closing",
        "publish.paths",
        "publish.coding",
        "publish.atom",
        "publish.rss",
    ),
    *("publish.jsonfeed", "publish.opml", "publish.rsl", "publish.addresses"),
    *("publish.elements", "publish.extensions"),
    *("publish.page", "publish.page_content", "publish.page_schema", "publish.page_story"),
    *("publish.page_structure", "publish.page_text"),
    *("poll.cadence", "poll.discover", "poll.hosts", "poll.links", "poll.moves", "poll.signature"),
    *("reading",),
)
"""Modules and whole rooms that only decide."""

WORLDLY = (
    *("poll.fetch", "poll.guard", "poll.websub"),
    *("publish.local", "publish.remote", "publish.hub", "store"),
    *(
        "workers",
        "collect",
        "recording",
        "ingest",
        "engines",
        "publishing",
        "output",
        "pipeline",
        "ticks",
        "service",
        "cli",
    ),
)
"""What a pure module may not even reach through others."""

FORBIDDEN = frozenset(
    {
        *("asyncio", "concurrent", "multiprocessing", "signal", "subprocess", "threading"),
        *("fcntl", "glob", "importlib", "os", "pathlib", "shutil", "tempfile"),
        *("ftplib", "http", "requests", "select", "smtplib", "socket", "ssl", "urllib3"),
        *("apscheduler", "sqlite3", "sqlite_utils", "logging", "structlog", "click", "rich"),
        *("random", "secrets", "time", "uuid"),
    }
)
HARMLESS = frozenset({"time.struct_time", "os.path", "uuid.uuid5", "uuid.NAMESPACE_OID"})
"""Of the forbidden modules, what neither asks the world nor the clock."""
FORBIDDEN_CALLS = frozenset({"open", "input", "print", "urlopen"})
FORBIDDEN_METHODS = frozenset(
    {"now", "utcnow", "today", "urlopen", "read_text", "read_bytes", "write_text", "write_bytes"}
)


@dataclass(frozen=True)
class Module:
    imports: frozenset[str]
    """Ours, by full name."""
    offences: tuple[str, ...]
    """What a pure module may not do."""


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield every name imported anywhere in a module, in functions and for type checkers too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offences(tree: ast.AST) -> Iterator[str]:
    for name in imported(tree):
        if name.split(".")[0] in FORBIDDEN and name not in HARMLESS:
            yield f"imports {name}"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        call = node.func
        if isinstance(call, ast.Name) and call.id in FORBIDDEN_CALLS:
            yield f"line {node.lineno} calls {call.id}"
        if isinstance(call, ast.Attribute) and call.attr in FORBIDDEN_METHODS:
            yield f"line {node.lineno} calls {call.attr}"
        # Without an argument it asks for the time zone of the machine.
        if isinstance(call, ast.Attribute) and call.attr == "astimezone" and not node.args:
            yield f"line {node.lineno} calls astimezone()"


@cache
def house() -> dict[str, Module]:
    """Read every module of ours, by its name without the package's: ``poll.fetch``, ``poll``."""
    trees = {}
    for file in sorted((ROOT / "src" / PACKAGE).rglob("*.py")):
        parts = file.relative_to(ROOT / "src" / PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        trees[name] = ast.parse(file.read_text(encoding="utf-8"))
    return {
        name: Module(
            imports=frozenset(_ours(tree, trees.keys())) - {name}, offences=tuple(offences(tree))
        )
        for name, tree in trees.items()
    }


def _ours(tree: ast.AST, known: Container[str]) -> Iterator[str]:
    """Yield the modules of ours that an import runs: the module and the packages around it."""
    for name in imported(tree):
        package, *parts = name.split(".")
        if package != PACKAGE:
            continue
        for length in range(1, len(parts) + 1):
            if (module := ".".join(parts[:length])) in known:
                yield module


def room(module: str) -> str:
    return module.partition(".")[0]


def within(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in rooms)


def graph() -> dict[str, set[str]]:
    """Give for each room the other rooms that it imports."""
    rooms: dict[str, set[str]] = {room(name): set() for name in house() if name}
    for name, module in house().items():
        if name:
            rooms[room(name)] |= {room(other) for other in module.imports} - {room(name)}
    return rooms


def ways(start: str) -> dict[str, tuple[str, ...]]:
    """Give every module that one reaches through imports, with the way to it."""
    found: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = [start]
    while waiting:
        name = waiting.pop(0)
        for other in sorted(house()[name].imports - found.keys()):
            found[other] = (*found[name], other)
            waiting.append(other)
    return found


def place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def picture() -> str:
    imports = graph()
    width = max(map(len, imports))
    lines = [
        f"{name:{width}} → {', '.join(sorted(imports[name], key=place)) or 'nothing'}"
        for name in sorted(imports, key=place)
    ]
    return "\n".join([BEGIN, "```text", *lines, "```", END])


def test_every_room_has_its_place() -> None:
    assert set(graph()) - set(ORDER) == set(), "a new room: say in ORDER where it belongs"


def test_every_pure_module_exists() -> None:
    for name in (*PURE, *WORLDLY):
        assert name in house(), f"{name} was renamed or removed"


@pytest.mark.parametrize("name", [name for name in house() if within(name, PURE)])
def test_a_pure_module_reaches_neither_the_world_nor_the_clock(name: str) -> None:
    for reached, way in ways(name).items():
        path = " → ".join(way)
        assert not within(reached, WORLDLY), path
        assert house()[reached].offences == (), path


@pytest.mark.parametrize("name", ORDER)
def test_no_room_imports_a_later_one(name: str) -> None:
    later = ORDER[ORDER.index(name) :]
    assert graph().get(name, set()) & set(later) == set()


def test_the_picture_is_the_import_graph() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    drawn, end, _ = rest.partition(END)
    wanted = picture()
    assert begin, f"{PICTURE.name} needs this block:\n{wanted}"
    assert end, f"{PICTURE.name} needs this block:\n{wanted}"
    assert f"{begin}{drawn}{end}" == wanted, f"in {PICTURE.name}, put this instead:\n{wanted}"
    assert BEGIN not in before


@pytest.mark.parametrize(
    "code",
    [
        "import socket",
        "import os.path, time",
        "from time import time, struct_time",
        "from urllib3.util import Retry",
        "def f():\n    import random",
        "if TYPE_CHECKING:\n    from pathlib import Path",
        "datetime.now(UTC)",
        "date.today()",
        "open('x')",
        "resource.read_text()",
        "moment.astimezone()",
    ],
)
def test_what_a_pure_module_may_not_do(code: str) -> None:
    assert list(offences(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "from time import struct_time",
        "from datetime import datetime, UTC",
        "from io import BytesIO",
        "moment.astimezone(UTC)",
        "import urllib.parse",
        "from os import path",
        "opened(now)",
    ],
)
def test_what_a_pure_module_may_do(code: str) -> None:
    assert not list(offences(ast.parse(code)))
