"""The process that begins workers: ``python -m syndicator.poll.workers.forkserver FD`` (I/O).

It answers, over the socket that it was started with, one after the other:

=====================  ===================================================================
``b"begin"``, a socket   forks a worker that reads documents from it; its process id
``b"end" PID``           kills that worker if it still runs, and waits for it; how it ended
=====================  ===================================================================

When the socket is closed its workers are killed and it ends.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import NoReturn

from syndicator.parse import detect_language
from syndicator.poll import advisories
from syndicator.poll.workers import worker
from syndicator.poll.workers.protocol import BEGIN, END, Gone, receive, send


def serve(control: socket.socket) -> None:
    """Answer until the socket is closed."""
    # Who tells us to stop is the process that started us, whoever else has a signal sent to all.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    children: set[int] = set()
    advisories.vocabulary()  # read once, for all workers
    detect_language.load()  # once for all workers, which share its memory
    gc.collect()
    gc.freeze()
    with suppress(Gone):
        send(control, b"ready")
        while True:
            message = receive(control)
            if message == BEGIN:
                _, files, _, _ = socket.recv_fds(control, 1, 1)
                pid = os.fork()
                if not pid:
                    control.close()
                    _live(files[0])
                os.close(files[0])
                children.add(pid)
                send(control, str(pid).encode())
            else:
                pid = int(message.removeprefix(END))
                children.discard(pid)
                send(control, str(_end(pid)).encode())
    for pid in children:
        _end(pid)


def _live(file: int) -> NoReturn:
    code = 1
    try:
        with socket.socket(fileno=file) as channel:
            worker.work(channel)
        code = 0
    finally:
        os._exit(code)


def _end(pid: int) -> int:
    """Wait for a child, killing it unless it is ending; the exit code, negative for a signal."""
    done, status = os.waitpid(pid, os.WNOHANG)
    if not done:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as given:
        serve(given)
