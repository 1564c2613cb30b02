"""A connected socket, at an address that may be dialled, within one exchange's limits.

A name is resolved once, every address found is judged, only those that may be dialled are dialled
(as numbers: nothing is looked up again, so a name that changes its address gains nothing), and
the connected peer is judged once more before a byte is sent (I/O).
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from syndicator.http.allowed_addresses import Address, refusal
from syndicator.http.exchange import Exchange, current
from syndicator.http.failures import Broken
from syndicator.model import FailureKind

if TYPE_CHECKING:
    from socket import _Address, _RetAddress

_PATIENCE: Final = 0.2
"""Seconds after which somebody who waits for a look-up sees that we are stopping."""

Endpoint = tuple[socket.AddressFamily, Any]
"""A family and what ``socket.connect`` takes for it, the host as a number."""


def look_up(host: str, port: int, flags: int = 0) -> list[Endpoint]:
    """Ask the system's resolver, however long it takes; raises ``OSError``, ``UnicodeError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [(family, endpoint) for family, _, _, _, endpoint in found]


class _MeteredSocket(socket.socket):
    """Reads within the deadline and the budget of the exchange that its thread is in."""

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        exchange = current()
        self.settimeout(exchange.remaining())
        try:
            octets = super().recv_into(buffer, nbytes, flags)
        except TimeoutError:
            raise exchange.late() from None
        exchange.count(octets)
        return octets


class PlainSocket(_MeteredSocket):
    """What connections without TLS are read from."""


class TlsSocket(_MeteredSocket, ssl.SSLSocket):  # type: ignore[misc]  # parameter names differ
    """What connections with TLS are read from; the deadline holds for the handshake too."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002  # as inherited
        """As inherited, within the deadline."""
        exchange = current()
        exchange.uses(self)
        try:
            super().do_handshake(block)
        except TimeoutError:
            self.close()
            raise exchange.late() from None


def dial(host: str, port: int) -> PlainSocket:
    """Connect to a host, at an address that may be dialled.

    The time that is left is shared out among its addresses, so that one that swallows packets
    does not keep us from the next.

    Raises:
        Broken: with kind DNS, ADDRESS, CONNECT or TIMEOUT.
    """
    exchange = current()
    allow = exchange.limits.allow_private
    allowed: list[Endpoint] = []
    refused = Broken(FailureKind.DNS, f"{host} has no address")
    for family, endpoint in _resolve(host, port, exchange):
        address = _address(endpoint)
        reason = refusal(address, allow)
        if reason is None:
            allowed.append((family, endpoint))
        else:
            refused = _refused(host, address, reason)
    if not allowed:
        raise refused
    failure: OSError = TimeoutError()
    for tried, (family, endpoint) in enumerate(allowed):
        try:
            return _connect(host, family, endpoint, exchange.remaining() / (len(allowed) - tried))
        except OSError as error:
            failure = error
    if isinstance(failure, TimeoutError):
        raise exchange.late() from failure
    reason = failure.strerror or type(failure).__name__
    raise Broken(FailureKind.CONNECT, f"cannot connect to {host}: {reason}") from failure


def _connect(
    host: str, family: socket.AddressFamily, endpoint: _Address, seconds: float
) -> PlainSocket:
    exchange = current()
    sock = PlainSocket(family, socket.SOCK_STREAM)
    try:
        exchange.uses(sock)
        sock.settimeout(seconds)
        sock.connect(endpoint)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer = _address(sock.getpeername())
        reason = refusal(peer, exchange.limits.allow_private)
        if reason is not None:
            raise _refused(host, peer, reason)  # noqa: TRY301  # the socket is to be closed
        # For the handshake, if there is one, and for the request.
        sock.settimeout(exchange.remaining())
    except BaseException:
        sock.close()
        raise
    return sock


def _resolve(host: str, port: int, exchange: Exchange) -> list[Endpoint]:
    """Look a name up within the deadline. A thread that hangs is left to the resolver's own."""
    try:
        # Numbers in all their spellings (decimal, octal, hexadecimal) need nobody to be asked.
        return look_up(host, port, socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        pass
    answer: queue.SimpleQueue[list[Endpoint] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(look_up(host, port))
        except Exception as error:  # noqa: BLE001  # carried over to the thread that waits
            answer.put(error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    while True:
        try:
            found = answer.get(timeout=min(exchange.remaining(), _PATIENCE))
        except queue.Empty:
            continue
        match found:
            case list():
                return found
            case OSError():
                reason = found.strerror or "no answer"
                raise Broken(FailureKind.DNS, f"cannot find the host {host}: {reason}") from found
            case UnicodeError():
                raise Broken(FailureKind.DNS, f"{host} cannot be a host’s name") from found
            case _:
                raise found


def _address(endpoint: _RetAddress) -> Address:
    """The address in what ``getaddrinfo`` and ``getpeername`` return, with its zone."""
    number, zone = endpoint[0], endpoint[3] if len(endpoint) > 3 else 0  # noqa: PLR2004  # IPv6
    return ip_address(f"{number}%{zone}" if zone and "%" not in number else number)


def _refused(host: str, address: Address, reason: str) -> Broken:
    where = f"{host} is" if host == str(address) else f"{host} is at {address},"
    return Broken(FailureKind.ADDRESS, f"{where} {reason}, which poll.allow_private does not allow")
