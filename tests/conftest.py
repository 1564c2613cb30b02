"""What holds for every test."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from syndicator import log
from syndicator.publish.storage import compression

# How long an example takes says something about the machine, nothing about the code. Where a
# change is judged, the examples are the same each time; elsewhere they are new ones.
settings.register_profile("syndicator", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("syndicator")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Commands that run in this process set up the log; no other test is to notice."""
    root, scheduler = logging.getLogger(), logging.getLogger("apscheduler")
    before = root.handlers[:], root.level, scheduler.level
    yield
    log._State.level = None
    structlog.reset_defaults()
    root.handlers[:], root.level, scheduler.level = before


@pytest.fixture(autouse=True)
def quick_compression(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best compression is for readers' sake, and most of the time of a publish."""
    monkeypatch.setattr(compression, "_BROTLI_BEST", 1)
