"""Sockets: an address of the configuration, opened; or what systemd hands over (I/O)."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Mapping
from typing import Final

from syndicator.config.address import Address
from syndicator.errors import ListenError

_FIRST: Final = 3
"""The number of the first descriptor that is handed over (sd_listen_fds(3))."""
_BACKLOG: Final = 1024
_ANYBODY: Final = 0o666
"""Whoever may reach the folder may connect: what is private is kept by tokens."""
_ADMIN: Final = "admin"
_MODES: Final = {_ADMIN: 0o660}
"""Without users, whoever can connect to the private pages is the operator."""
_REASONS: Final = {
    errno.EADDRINUSE: "something else listens there",
    errno.EADDRNOTAVAIL: "this machine has no such address",
    errno.EACCES: "permission denied (a port below 1024 needs a privilege)",
}


def listen(
    address: Address, *, environ: Mapping[str, str], table: str = "web"
) -> tuple[socket.socket, ...]:
    """Open what the web server answers on.

    Args:
        address: as configured.
        environ: where ``LISTEN_FDS`` says how many sockets systemd hands over, and
            ``LISTEN_FDNAMES`` which of them are for the private pages.
        table: of the configuration, for messages; the sockets named ``admin`` are for that alone.

    Returns:
        Sockets that listen already: who connects is answered as soon as somebody accepts.

    Raises:
        ListenError: the address cannot be had.
    """
    try:
        if address.systemd:
            return _handed_over(environ, table)
        if address.path:
            return (_unix(address.path, _MODES.get(table, _ANYBODY)),)
        return (_internet(address),)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
        raise ListenError(f"[{table}] cannot listen on {address}: {reason}") from error


def close(address: Address, sockets: tuple[socket.socket, ...]) -> None:
    """Let go of what `listen` opened; a Unix socket's file goes too."""
    for each in sockets:
        each.close()
    if address.path:
        try:
            os.unlink(address.path)  # noqa: PTH108  # may be a name without a file by now
        except OSError:
            return


def _internet(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            # [::] is every address of the machine, those of IPv4 too, whatever the system's habit.
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        made.bind((address.host, address.port))
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _unix(path: str, mode: int) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _clear(path)
        made.bind(path)
        os.chmod(path, mode)  # noqa: PTH101  # beside the other calls
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def _clear(path: str) -> None:
    """Take away the socket of a process that is no more; raises OSError if one answers."""
    try:
        status = os.stat(path)  # noqa: PTH116  # beside the other calls
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(status.st_mode):
        raise OSError(errno.EEXIST, "there is another file of that name")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)  # noqa: PTH108  # beside the other calls
            return
    raise OSError(errno.EADDRINUSE, "in use")


def _handed_over(environ: Mapping[str, str], table: str) -> tuple[socket.socket, ...]:
    count = environ.get("LISTEN_FDS", "")
    if environ.get("LISTEN_PID") != str(os.getpid()) or not count.isdigit() or count == "0":
        raise ListenError(
            f'[{table}] listen = "systemd", but systemd hands over no socket: '
            "start the service by its socket unit"
        )
    names = environ.get("LISTEN_FDNAMES", "").split(":")
    private = {number for number, name in enumerate(names) if name == _ADMIN}
    mine = [n for n in range(int(count)) if (n in private) is (table == _ADMIN)]
    if not mine:
        kind = "with" if table == _ADMIN else "without"
        raise ListenError(
            f'[{table}] listen = "systemd", but systemd hands over no socket {kind} '
            f"FileDescriptorName={_ADMIN}"
        )
    # Ours are duplicates: the next configuration may want them again.
    return tuple(socket.socket(fileno=os.dup(_FIRST + number)) for number in mine)
