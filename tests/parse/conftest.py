"""Fixtures for the parse room: the documents in ``cases`` explain themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A document with the description and the expectations that stand in it."""

    path: Path
    body: bytes
    content_type: str | None
    expectations: tuple[str, ...]


def _text(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:  # a case about encodings
        return body.decode("cp1252")


def _load(path: Path) -> Case:
    body = path.read_bytes()
    text = _text(body)
    header = re.search(r"<!--\nDescription: (.+?)-->", text, re.DOTALL)
    assert header, f"{path.name}: no description"
    content_type = re.search(r"^Content-Type: (.+)$", header[1], re.MULTILINE)
    expectations = re.findall(r"^Expect: (.+)$", header[1], re.MULTILINE)
    assert expectations, f"{path.name}: nothing expected"
    return Case(
        path=path,
        body=body,
        content_type=content_type[1] if content_type else None,
        expectations=tuple(expectations),
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        paths = sorted(CASES.glob("*.xml"))
        metafunc.parametrize(
            "case", [_load(path) for path in paths], ids=lambda case: case.path.stem
        )


@pytest.fixture(scope="session")
def documents() -> list[bytes]:
    """The bodies of all cases, for tests that mutilate them."""
    return [path.read_bytes() for path in sorted(CASES.glob("*.xml"))]
