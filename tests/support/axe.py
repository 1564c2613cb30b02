"""Pages in Chromium, as axe and its console see them (`tests/browser/axe.cjs`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

HERE: Final = Path(__file__).parents[1] / "browser"
MODULES: Final = Path(os.environ.get("SYNDICATOR_BROWSER_MODULES", HERE / "node_modules"))
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
NODE: Final = shutil.which("node")

NEEDED: Final = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(NODE is None, reason="Node.js is not installed"),
    pytest.mark.skipif(
        not (MODULES / "axe-core").is_dir() or not (MODULES / "playwright-core").is_dir(),
        reason=f"no axe-core and playwright-core in {MODULES}",
    ),
]


def look(urls: Sequence[str]) -> list[dict[str, Any]]:
    """See every page as two readers do: in light and wide, in dark and narrow."""
    found: list[dict[str, Any]] = run("axe.cjs", pages=list(urls))
    return found


def run(script: str, **asked: Any) -> Any:
    """Run a script of `tests/browser`, which gets and gives JSON."""
    done = subprocess.run(
        [str(NODE), str(HERE / script)],
        input=json.dumps({"chromium": CHROMIUM, **asked}),
        env={**os.environ, "NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
