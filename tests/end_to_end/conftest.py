"""The whole program against a real local server: what an operator would run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.support.publisher import Publisher, serve

from syndicator.cli import main


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with serve() as served:
        yield served


@pytest.fixture
def syndicator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The console script's function in this process: the tests ask for many small answers.

    It ends with the given code, or the test fails; an exception that an operator would see as a
    traceback fails it, too. `process` is the same in a process of its own.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Kolkata")

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["syndicator", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == code, said
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The console script in a process of its own; ends with the given code or the test fails."""

    def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "syndicator"), *arguments]
        environ = {**os.environ, "TZ": "Asia/Kolkata"}
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, f"{done.returncode}: {done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def configure(tmp_path: Path) -> Callable[[str], Path]:
    """Write config.toml in the test's folder: what every test needs, then its own tables."""

    def write(tables: str, *, title: str = "Example Newsroom") -> Path:
        path = tmp_path / "config.toml"
        path.write_text(
            "[syndicator]\n"
            f'title = "{title}"\n'
            'base_url = "https://feeds.example.org/"\n'
            'contact = "https://example.org/about"\n\n'
            "[poll]\n"
            'allow_private = ["127.0.0.0/8"]\n\n' + tables,
            "utf-8",
        )
        return path

    return write


@pytest.fixture
def outputs(tmp_path: Path) -> Callable[..., Mapping[str, tuple[bytes, int]]]:
    """Every file of a feed by its path: its bytes, and when it was written.

    Without what belongs to all feeds, and without the compressed siblings.
    """
    site = {"index.html", "feeds.opml", "style/page.css", "style/feed.css", ".redirects"}
    site.add(".syndicator.json")

    def read(output: str = "feeds") -> Mapping[str, tuple[bytes, int]]:
        folder = tmp_path / output
        files = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix not in {".gz", ".br"}
        }
        return {
            name: (path.read_bytes(), path.stat().st_mtime_ns)
            for name, path in files.items()
            if name not in site
        }

    return read
