"""``docs/monitoring.md`` names every state, incident, alert and log event, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from syndicator.model.alert import Event
from syndicator.model.health import State
from syndicator.model.incident import Kind

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "syndicator"
LEVELS = frozenset({"debug", "info", "warning", "error", "critical"})
COUNTED = "kind"
"""What only a `LimitedLog` counts by."""


def section(heading: str) -> list[list[str]]:
    """The rows of the tables below a heading, without the columns' names."""
    text = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row] for row in rows]


def named(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def test_states_and_kinds_of_broken_sources() -> None:
    text = (SOURCE / "monitor" / "broken.py").read_text("utf-8")
    known = {
        str(each.value)
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)*", str(each.value))
    }
    documented = {row[0].strip("`") for row in section("States of a source")}
    states = {each.value for each in State}
    assert states <= documented
    assert documented - states <= known
    assert {word for word in known if "-" in word} | {"empty", "encoding"} == documented - states


def test_incidents_with_their_topics() -> None:
    rows = section("Incidents")
    assert {row[0].strip("`"): row[1] for row in rows} == {each: each.topic for each in Kind}
    assert len(rows) == len(Kind)


def test_alerts() -> None:
    assert [row[0].strip("`") for row in section("Alerts")] == [each.value for each in Event]


def calls(path: Path) -> Iterator[tuple[set[str], ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and (levels := _levels(node.func)) and _event(node):
            yield levels, node


def _event(call: ast.Call) -> str:
    """Its name; none: this is no event, or one that is passed on."""
    first = call.args[0] if call.args else None
    value = first.value if isinstance(first, ast.Constant) else None
    return value if isinstance(value, str) and re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", value) else ""


def _levels(function: ast.expr) -> set[str]:
    if isinstance(function, ast.IfExp):
        return _levels(function.body) | _levels(function.orelse)
    if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
        return set()
    return {function.attr}


def test_log_events_with_their_levels_and_keys() -> None:
    events: dict[str, tuple[set[str], set[str]]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        limited = "LimitedLog" in path.read_text("utf-8")
        for levels, call in calls(path):
            known = events.setdefault(_event(call), (set(), set()))
            known[0].update(levels)
            known[1].update(each.arg for each in call.keywords if each.arg is not None)
            if limited:
                known[1].discard(COUNTED)
            if any(each.arg is None for each in call.keywords):
                known[1].update(_keys(path))
    documented = {
        row[0].strip("`"): (set(re.findall("|".join(LEVELS), row[1])), named(row[2]))
        for row in section("Log")
    }
    assert documented == events


def _keys(path: Path) -> set[str]:
    """The keys of the dictionary that a module's events share, made in its function ``_facts``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == "_facts":
            made = next(each for each in ast.walk(node) if isinstance(each, ast.Dict))
            return {str(each.value) for each in made.keys if isinstance(each, ast.Constant)}
    raise AssertionError(f"{path}: keys that nobody can list")
