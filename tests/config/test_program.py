"""What is kept is kept for one program: for its files and libraries as they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from syndicator.config import program


def seen(monkeypatch: pytest.MonkeyPatch, package: Path) -> str:
    monkeypatch.setattr(program, "__file__", str(package / "config" / "program.py"))
    program.identity.cache_clear()
    return program.identity()


def test_every_change_of_a_file_makes_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "rights"
    room.mkdir()
    notice, cached = room / "notice.py", tmp_path / "__pycache__"
    notice.write_text("a")
    found = [seen(monkeypatch, tmp_path)]
    notice.write_text("ab")
    found.append(seen(monkeypatch, tmp_path))
    os.utime(notice, ns=(1, 1))
    found.append(seen(monkeypatch, tmp_path))
    notice.rename(room / "other.py")
    found.append(seen(monkeypatch, tmp_path))
    assert len(set(found)) == len(found)
    cached.mkdir()
    (cached / "notice.pyc").write_text("a")
    assert seen(monkeypatch, tmp_path) == found[-1], "Python writes them whenever it likes"
    monkeypatch.setattr(program, "version", lambda name: f"{name} 0")
    assert seen(monkeypatch, tmp_path) not in found
    program.identity.cache_clear()
