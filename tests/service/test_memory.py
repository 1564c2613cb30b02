"""A long-running process does not keep the memory of what it is done with."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from syndicator.service.memory import release_large_blocks

PROGRAM = """
import threading
from pathlib import Path
from syndicator.service.memory import release_large_blocks

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def work(kept):
    for _ in range(5):
        blocks = [bytearray(700_000) for _ in range(40)]
        kept.append(bytearray(2000))  # lies behind them in the thread's heap
        del blocks

if {asked}:
    assert release_large_blocks()
large = bytearray(30_000_000)
del large  # glibc now takes 30 MB for the size of usual blocks
kept, before = [], resident()
for _ in range(4):
    threads = [threading.Thread(target=work, args=(kept,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(resident() - before)
"""


def growth(*, asked: bool) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(asked=asked)],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_large_blocks_that_many_threads_took_go_back() -> None:
    assert growth(asked=True) < 10_000_000 < growth(asked=False)


def test_other_libraries_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    assert not release_large_blocks()
