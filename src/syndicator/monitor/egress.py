"""Whether our own network is well: are the addresses reached that always answer (I/O)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final

from syndicator.config import Config
from syndicator.http.page_status import status
from syndicator.model import Job, SourceName

TIMEOUT: Final = timedelta(seconds=5)
MAX_BYTES: Final = 100_000


def answers(config: Config) -> bool:
    """Ask all addresses of ``egress`` at the same time; whether one of them answers, whatever."""
    limits = config.limits(timeout=TIMEOUT, max_bytes=MAX_BYTES)
    jobs = [
        Job(source=SourceName("egress"), url=url, limits=limits, now=datetime.now(UTC))
        for url in config.monitor.egress
    ]
    with ThreadPoolExecutor(len(jobs), thread_name_prefix="egress") as pool:
        return any(answer is not None for answer in pool.map(status, jobs))
