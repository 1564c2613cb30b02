"""A worker: reads one document after the other, each within limits that the kernel holds (I/O).

The limits are the process's own: what exceeds them ends the worker and nothing else.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import socket
import traceback
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import Final

from syndicator.model import Fetched, Job
from syndicator.poll.read_document import read
from syndicator.poll.workers import serialize
from syndicator.poll.workers.limits import Allowance
from syndicator.poll.workers.protocol import OUT_OF_MEMORY, Gone, receive, send

_GARBAGE: Final = 100_000
"""Objects after which the garbage is looked through: a document's are dropped all at once."""


def work(channel: socket.socket) -> None:
    """Read documents from a socket and answer with what they hold, until it is closed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    gc.set_threshold(_GARBAGE, 10, 10)
    had = _data()
    with suppress(Gone):
        while True:
            send(channel, _answer(had, *_asked(channel)))


def _asked(channel: socket.socket) -> tuple[Job, Fetched, Allowance]:
    job, fetched, allowed = pickle.loads(receive(channel))  # noqa: S301  # from who began us
    return job, fetched, allowed


def _answer(had: int, job: Job, fetched: Fetched, allowed: Allowance) -> bytes:
    _limit(had, allowed)
    try:
        return serialize.dumps(read(job, fetched))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception:  # noqa: BLE001  # an error of ours: said where the log is
        return pickle.dumps(traceback.format_exc())


def _limit(had: int, allowed: Allowance) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = ceil(used.ru_utime + used.ru_stime + allowed.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_DATA, (had + allowed.memory, resource.RLIM_INFINITY))


def _data() -> int:
    """Octets of memory that are this process's own to write (proc(5): ``statm``)."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
    return int(pages) * resource.getpagesize()
