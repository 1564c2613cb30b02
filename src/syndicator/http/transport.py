"""The transport under `fetch`: requests and urllib3, over sockets that `dial` has connected.

Connections are kept for the next request to the same host, shared by all threads, but never
between jobs that allow different networks. No proxies, no environment, no cookies (I/O).
"""

from __future__ import annotations

import functools
import logging
import os
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import SSLError
from urllib3.poolmanager import PoolManager
from urllib3.util import Retry

from syndicator.http.dial import TlsSocket, dial
from syndicator.http.exchange import current
from syndicator.http.failures import Broken, tls_reason
from syndicator.model import FailureKind, Network

if TYPE_CHECKING:
    from requests import PreparedRequest
    from urllib3.response import BaseHTTPResponse

# urllib3 logs whole URLs, queries and all, at several levels: tokens would reach the log.
logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)

MAX_IDLE: Final = 10.0
"""Seconds. Middleboxes forget idle connections silently; a request on one would time out."""
_HOSTS_KEPT: Final = 64
"""Hosts to which an idle connection may be kept, so that file descriptors are bounded."""
_IDLE_PER_HOST: Final = 2
_ADAPTERS_KEPT: Final = 4


def adapter(allow: tuple[Network, ...]) -> GuardedAdapter:
    """The adapter of this process for one list of allowed networks.

    It may be used by all threads. Adapters share no connections, so that what one list allows is
    never reused under another.
    """
    return _adapter(allow, os.getpid())


@functools.lru_cache(_ADAPTERS_KEPT)
def _adapter(allow: tuple[Network, ...], process: int) -> GuardedAdapter:  # noqa: ARG001  # the key
    # A forked child must not talk over its parent's sockets: hence the process in the key.
    return GuardedAdapter()


@functools.cache
def tls_context() -> ssl.SSLContext:
    """One for all connections: to read the certificate authorities takes tens of milliseconds."""
    context = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
    context.sslsocket_class = TlsSocket
    return context


class _GuardedConnection(HTTPConnection):
    idle_since = 0.0

    def _new_conn(self) -> socket.socket:
        return dial(self._dns_host, self.port)


class _GuardedTlsConnection(HTTPSConnection):
    idle_since = 0.0

    def _new_conn(self) -> socket.socket:
        return dial(self._dns_host, self.port)

    def connect(self) -> None:
        try:
            super().connect()
        except (ssl.SSLError, SSLError, ssl.CertificateError) as error:
            raise Broken(FailureKind.TLS, f"{self.host}: {tls_reason(error)}") from error


class _GuardedPool(HTTPConnectionPool):
    ConnectionCls = _GuardedConnection

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _fit(super()._get_conn(timeout))

    def _put_conn(self, conn: Any) -> None:
        super()._put_conn(_idle(conn))


class _GuardedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTlsConnection

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _fit(super()._get_conn(timeout))

    def _put_conn(self, conn: Any) -> None:
        super()._put_conn(_idle(conn))


def _fit(conn: Any) -> Any:
    """A connection from the pool, made ready for the exchange of this thread."""
    if conn.sock is not None and time.monotonic() - conn.idle_since > MAX_IDLE:
        conn.close()
    exchange = current()
    exchange.reused = conn.sock is not None
    exchange.uses(conn.sock)
    return conn


def _idle(conn: Any) -> Any:
    if conn is not None:
        conn.idle_since = time.monotonic()
    return conn


class GuardedAdapter(HTTPAdapter):
    """The transport of requests, over guarded connections. Retries nothing, keeps no cookie."""

    def __init__(self) -> None:
        super().__init__(_HOSTS_KEPT, _IDLE_PER_HOST, max_retries=Retry(total=False))

    def init_poolmanager(self, connections: int, maxsize: int, *_: Any, **__: Any) -> None:
        """As inherited, but with guarded pools."""
        self.poolmanager = PoolManager(connections, maxsize=maxsize)
        self.poolmanager.pool_classes_by_scheme = {"http": _GuardedPool, "https": _GuardedTlsPool}

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: Any,  # noqa: ARG002  # as inherited
        proxies: Any = None,  # noqa: ARG002
        cert: Any = None,  # noqa: ARG002
    ) -> Any:
        """As inherited, but never by a proxy, and always with our own TLS context."""
        place = urlsplit(request.url or "")
        secure = None
        if place.scheme == "https":
            secure = {"ssl_context": tls_context(), "cert_reqs": "CERT_REQUIRED"}
        return self.poolmanager.connection_from_host(
            place.hostname, place.port, place.scheme, pool_kwargs=secure
        )

    def request_url(self, request: PreparedRequest, proxies: Any) -> str:  # noqa: ARG002
        """As inherited, but never for a proxy."""
        return request.path_url

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: `tls_context` holds the authorities. The original reads them per connection."""

    def build_response(self, req: PreparedRequest, resp: BaseHTTPResponse) -> requests.Response:
        """As inherited, but cookies are not even parsed."""
        response = requests.Response()
        response.status_code = resp.status
        response.headers = CaseInsensitiveDict(resp.headers)
        response.raw = resp
        response.url = req.url or ""
        response.request = req
        return response
