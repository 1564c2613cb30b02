"""Until when the certificate of a server holds (I/O)."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

from syndicator.http import transport
from syndicator.http.dial import dial
from syndicator.http.exchange import exchange
from syndicator.http.failures import Broken
from syndicator.http.url import target
from syndicator.model import Job


def certificate_end(job: Job) -> datetime | None:
    """Connect as a poll would, and read the certificate; blocks for at most ``limits.timeout``.

    Args:
        job: needs ``url`` and ``limits``.

    Returns:
        Its last moment. None: it is no https address, or no trusted connection came about.

    Raises:
        Interrupted: `syndicator.http.exchange.interrupt` was called.
    """
    try:
        scheme, host, port = target(job.url).origin
        if scheme != "https":
            return None
        with (
            exchange(job.limits),
            dial(host, port) as plain,
            transport.tls_context().wrap_socket(plain, server_hostname=host) as secured,
        ):
            found = secured.getpeercert() or {}
    except (Broken, OSError, ValueError):
        return None
    end = found.get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(end)), UTC) if end else None
