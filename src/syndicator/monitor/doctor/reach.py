"""What we reach: names, the world outside, our own feeds through the web server in front (I/O)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from syndicator.config import Config
from syndicator.http.page_status import status
from syndicator.model import SUFFIXES, Job, SourceName
from syndicator.model.output_feed import Access
from syndicator.monitor.doctor.found import Found, mend, note, well
from syndicator.monitor.egress import answers

_TIMEOUT: Final = timedelta(seconds=10)
_MAX_BYTES: Final = 1_000_000
_OK: Final = 200
_UNAUTHORIZED: Final = 401
_HOSTS: Final = 20
"""Of the sources, as many names are looked up."""


def names(config: Config) -> Found:
    """Whether the hosts of sources have addresses."""
    hosts = sorted({urlsplit(each.url).hostname or "" for each in config.sources.values()})[:_HOSTS]
    if not hosts:
        return note("DNS", "there is no source whose host could be looked up")
    pool = ThreadPoolExecutor(len(hosts), thread_name_prefix="names")
    asked = {host: pool.submit(socket.getaddrinfo, host, None) for host in hosts}
    missing = []
    for host, answer in asked.items():
        try:
            answer.result(timeout=_TIMEOUT.total_seconds())
        except (OSError, UnicodeError, TimeoutError):
            missing.append(host)
    pool.shutdown(wait=False, cancel_futures=True)
    if len(missing) == len(hosts):
        how = "see to /etc/resolv.conf and the network of this machine"
        return mend("DNS", f"no address for any of {len(hosts)} hosts of sources", how)
    if missing:
        how = "see whether their sources have moved: `syndicator status`"
        return mend("DNS", f"no address for {', '.join(missing)}", how)
    return well("DNS", f"{len(hosts)} hosts of sources have addresses")


def egress(config: Config) -> Found:
    """Whether the addresses answer that do whenever our network is well."""
    if not config.monitor.egress:
        how = "name one or two addresses in [monitor] egress, to tell our network's trouble apart"
        return note("egress", "no address is named that shows whether our network is well", how)
    if answers(config):
        return well("egress", "an address of [monitor] egress answers")
    how = "see to the network of this machine, its firewall, and IPAddressDeny= of the unit"
    return mend("egress", "no address of [monitor] egress answers", how)


def outside(config: Config, now: datetime) -> Iterator[Found]:
    """Whether our feeds are served where subscribers look for them."""
    limits = config.limits(timeout=_TIMEOUT, max_bytes=_MAX_BYTES)
    for feed in config.feeds.values():
        url = f"{config.base_url}{feed.stem}{SUFFIXES[feed.formats[0]]}"
        wanted = _UNAUTHORIZED if feed.access is Access.TOKEN else _OK
        job = Job(source=SourceName("outside"), url=url, limits=limits, now=now)
        found = status(job)
        if found == wanted:
            yield well("web server", f"{url} answers {found}")
        elif found == _OK:
            how = "the server in front must not serve `private/` itself: docs/serving.md"
            yield mend("web server", f"{url} can be read without a token", how)
        else:
            said = "does not answer" if found is None else f"answers {found}, not {wanted}"
            how = (
                "see to the web server and to [syndicator] base_url: docs/serving.md. A private "
                "address is asked only if it is in [poll] allow_private"
            )
            yield mend("web server", f"{url} {said}", how)
