"""The house as it is built: who imports whom, read from the code.

A pure module reaches neither the world nor the clock, an earlier room never imports a later one,
and the picture in ``docs/architecture.md`` is the import graph.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "syndicator"
PICTURE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- imports -->", "<!-- /imports -->"

ORDER = (
    *("model", "errors", "log", "http", "parse", "dedupe", "rights", "config", "curate", "store"),
    *("poll", "publish", "monitor", "web", "pipeline", "service", "cli"),
)
"""Every room, the earliest first: each may import those before it."""

PURE = (
    *("model", "errors", "parse", "dedupe", "rights", "curate"),
    *("poll.cadence", "poll.permanent_redirects", "poll.read_document"),
    *("poll.websub.discover", "poll.websub.signature", "http.link_header"),
    *("publish.compose", "publish.formats", "publish.html", "publish.storage.compression"),
    *("web.paths", "web.request_headers", "web.negotiation", "web.conditional", "web.ranges"),
    *("web.delta", "web.tokens", "web.admin.hosts", "web.admin.origins", "web.admin.local_paths"),
    *("monitor.lifecycle", "monitor.source_health", "monitor.broken", "monitor.causes"),
    *("monitor.merge", "monitor.output", "monitor.permissions", "monitor.rhythm"),
    *("monitor.wording", "monitor.incident_feed", "monitor.outside_view", "monitor.pages"),
    "monitor.unread",
    "poll.contents",
)
"""Modules and whole rooms that only decide."""

WORLDLY = (
    *("http.fetch", "http.transport", "store", "poll.collect", "poll.ingest", "poll.executors"),
    *("poll.workers", "publish.storage.local", "publish.storage.object_store", "publish.hubs"),
    *("publish.feed", "publish.run", "publish.ledger", "pipeline", "service", "cli"),
)
"""What a pure module may not even reach through others."""

NEVER = (
    ("model", ORDER[1:]),
    *((room, ("config", "store", "poll", "publish", "http")) for room in PURE[2:6]),
    ("store", ("parse", "dedupe", "rights", "curate", "poll", "publish", "http")),
    ("http", tuple(room for room in ORDER if room not in {"model", "errors", "log", "http"})),
    ("poll", ("publish",)),
    ("publish", ("poll",)),
    ("publish.compose", ("store", "publish.formats", "publish.html", "publish.storage")),
    ("publish.formats", ("store",)),
    ("publish.html", ("store",)),
    ("publish.storage.base", ("publish.storage.local", "publish.storage.object_store")),
    (
        "rights.attribution",
        tuple(
            f"rights.{each}"
            for each in (
                "conditions",
                "notice",
                "content",
                "markup",
                "reservations",
                "permit",
                "cache",
                "summary",
                "expiring",
            )
        ),
    ),
    ("monitor", ("poll", "publish")),
    ("service", ("pipeline",)),
)
"""What one may not import of the other: the rules of ``docs/architecture.md``."""

ATTRIBUTION = ("detect", "agencies", "holders", "copyright_line", "word_files")
"""What of `rights.attribution` others use."""

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
    """Ours that its imports run: those it names, and the packages around them."""
    names: frozenset[str]
    """Of these, those it names."""
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
            imports=frozenset(_ours(tree, trees.keys())) - {name},
            names=frozenset(_named(tree, trees.keys())) - {name},
            offences=tuple(offences(tree)),
        )
        for name, tree in trees.items()
    }


def _ours(tree: ast.AST, known: Container[str]) -> Iterator[str]:
    """Yield the modules of ours that an import runs: the module and the packages around it."""
    for name in imported(tree):
        yield from (module for module in _parents(name) if module in known)


def _named(tree: ast.AST, known: Container[str]) -> Iterator[str]:
    """Yield the modules of ours that are named, without the packages around them."""
    for name in imported(tree):
        found = [each for each in _parents(name) if each in known]
        yield from found[-1:]


def _parents(name: str) -> Iterator[str]:
    package, *parts = name.split(".")
    if package == PACKAGE:
        for length in range(1, len(parts) + 1):
            yield ".".join(parts[:length])


def room(module: str) -> str:
    return module.partition(".")[0]


def within(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in rooms)


def within_any(modules: Iterable[str], rooms: tuple[str, ...]) -> bool:
    return any(within(module, rooms) for module in modules)


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


@pytest.mark.parametrize(("name", "others"), NEVER)
def test_what_may_not_be_imported(name: str, others: tuple[str, ...]) -> None:
    for module in (each for each in house() if within(each, (name,))):
        wrong = {other for other in house()[module].imports if within(other, others)}
        assert not wrong, module


def test_only_activation_knows_the_configuration_in_the_store() -> None:
    knows = {name for name, module in house().items() if within_any(module.imports, ("config",))}
    assert {name for name in knows if within(name, ("store",))} == {"store.activate"}


def test_nothing_imports_the_command_line_or_beside_it_the_monitor() -> None:
    for name, module in house().items():
        if room(name) not in {"cli", ""}:
            assert not within_any(module.imports, ("cli",)), name
        if room(name) not in {"monitor", "pipeline", "web", "cli", ""}:
            assert not within_any(module.imports, ("monitor",)), name


def test_attribution_is_used_by_its_doors() -> None:
    doors = {"rights.attribution", *(f"rights.attribution.{each}" for each in ATTRIBUTION)}
    for name, module in house().items():
        if not within(name, ("rights.attribution",)):
            inside = {each for each in module.imports if within(each, ("rights.attribution",))}
            assert inside <= doors, name


def test_few_rooms_and_fewer_loose_modules() -> None:
    rooms = set(graph())
    loose = {name for name in rooms if not any(other.startswith(f"{name}.") for other in house())}
    assert loose == {"errors", "log", "pipeline"}
    assert len(rooms) <= 17


def test_no_file_imports_itself_through_others() -> None:
    sorter = TopologicalSorter({name: module.names for name, module in house().items()})
    try:
        sorter.prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


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
