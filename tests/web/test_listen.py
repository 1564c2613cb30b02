from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from syndicator.config.address import Address, address
from syndicator.errors import ListenError
from syndicator.web import listen


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("127.0.0.1:8080", Address(host="127.0.0.1", port=8080)),
        ("0.0.0.0:80", Address(host="0.0.0.0", port=80)),
        ("[::1]:8080", Address(host="::1", port=8080)),
        ("[::]:65535", Address(host="::", port=65535)),
        ("unix:/run/syndicator/web.sock", Address(path="/run/syndicator/web.sock")),
        ("systemd", Address(systemd=True)),
    ],
)
def test_addresses(written: str, expected: Address) -> None:
    assert address(written) == expected
    assert str(expected) == written


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("8080", "expected an address and a port"),
        (":8080", "expected an address and a port"),
        ("127.0.0.1", "expected an address and a port"),
        ("127.0.0.1:", "expected an address and a port"),
        ("127.0.0.1:80801", "expected an address and a port"),
        ("127.0.0.1:-1", "expected an address and a port"),
        ("127.0.0.1:８０", "expected an address and a port"),
        ("::1:8080", "expected an address and a port"),
        ("[127.0.0.1]:8080", "expected an address and a port"),
        ("[fe80::1%eth0]:8080", "expected an address and a port"),
        ("http://127.0.0.1:8080", "expected an address and a port"),
        ("127.0.0.1:" + "9" * 5000, "expected an address and a port"),
        ("localhost:8080", "a name may mean several addresses"),
        ("unix:web.sock", "is absolute"),
        ("unix:/" + "x" * 120, "at most 107 octets"),
        (8080, "expected a text in quotes"),
    ],
)
def test_wrong_addresses(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        address(written)


def test_an_address_that_is_taken() -> None:
    first = listen.listen(Address(host="127.0.0.1"), environ={})
    taken = Address(host="127.0.0.1", port=first[0].getsockname()[1])
    with pytest.raises(ListenError) as caught:
        listen.listen(taken, environ={})
    assert str(caught.value) == (f"[web] cannot listen on {taken}: something else listens there")
    listen.close(taken, first)
    listen.close(taken, listen.listen(taken, environ={}))


def test_an_address_of_another_machine() -> None:
    with pytest.raises(ListenError, match="this machine has no such address"):
        listen.listen(Address(host="192.0.2.1", port=8080), environ={})


def test_every_address_of_both_kinds() -> None:
    every = Address(host="::")
    opened = listen.listen(every, environ={})
    port = opened[0].getsockname()[1]
    for host in ("127.0.0.1", "::1"):
        socket.create_connection((host, port), timeout=5).close()
    listen.close(every, opened)


def test_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "web.sock"
    place = Address(path=str(path))
    first = listen.listen(place, environ={})
    assert path.stat().st_mode & 0o777 == 0o666
    with pytest.raises(ListenError, match="something else listens there"):
        listen.listen(place, environ={})
    listen.close(place, first)
    assert not path.exists()
    listen.close(place, ())


def test_a_unix_socket_that_was_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "web.sock"
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(path))
    left.close()
    place = Address(path=str(path))
    listen.close(place, listen.listen(place, environ={}))
    path.write_text("not a socket")
    with pytest.raises(ListenError, match="another file of that name"):
        listen.listen(place, environ={})
    assert path.read_text() == "not a socket"
    with pytest.raises(ListenError, match="No such file"):
        listen.listen(Address(path=str(tmp_path / "none" / "web.sock")), environ={})


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LISTEN_PID": "1", "LISTEN_FDS": "1"},
        {"LISTEN_PID": "{pid}", "LISTEN_FDS": "0"},
        {"LISTEN_PID": "{pid}", "LISTEN_FDS": "x"},
    ],
)
def test_systemd_hands_nothing_over(environ: dict[str, str]) -> None:
    told = {name: value.format(pid=os.getpid()) for name, value in environ.items()}
    with pytest.raises(ListenError, match="hands over no socket"):
        listen.listen(Address(systemd=True), environ=told)


def test_systemd_hands_sockets_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as given:
        monkeypatch.setattr(listen, "_FIRST", given.fileno())
        environ = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
        place = Address(systemd=True)
        (opened,) = listen.listen(place, environ=environ)
        assert opened.getsockname() == given.getsockname()
        listen.close(place, (opened,))
        socket.create_connection(given.getsockname(), timeout=5).close()  # it still listens
