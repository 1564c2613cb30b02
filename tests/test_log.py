"""Nothing is imported for the log before there is something to write, and then it is complete."""

from __future__ import annotations

import subprocess
import sys

import pytest

PREPARED = "import sys, logging\nfrom syndicator.log import Log, prepare\nprepare('warning')\n"


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PREPARED + script], capture_output=True, text=True, check=True
    )


def test_what_is_below_the_level_imports_nothing() -> None:
    said = run("Log('x').info('nobody reads this')\nprint('structlog' in sys.modules)")
    assert (said.stdout, said.stderr) == ("False\n", "")


@pytest.mark.parametrize(
    "line",
    [
        "Log('x').warning('disk full', path='https://a:secret@b.example/')",
        "logging.getLogger('library').warning('disk full: https://a:secret@b.example/')",
    ],
    ids=["ours", "a library's"],
)
def test_the_first_line_looks_as_every_line_does(line: str) -> None:
    said = run(f"{line}\n{line}\nLog('x').info('nobody reads this')")
    first, second = said.stderr.splitlines()
    assert "level=warning" in first
    assert "disk full" in first
    assert "secret" not in said.stderr
    assert first.partition("level=")[2] == second.partition("level=")[2]


def test_a_traceback_is_written() -> None:
    said = run(
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    Log('x').critical('bug', exc_info=True)"
    )
    assert "ZeroDivisionError" in said.stderr


def test_what_makes_feeds_is_not_imported_by_what_polls() -> None:
    heavy = ("feedgen", "jinja2", "syndicator.publish.plan", "syndicator.publish.compose.entry")
    said = run(f"import syndicator.pipeline\nprint([n for n in {heavy} if n in sys.modules])")
    assert (said.stdout, said.stderr) == ("[]\n", "")
