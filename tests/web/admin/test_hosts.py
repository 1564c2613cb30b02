from __future__ import annotations

import pytest

from syndicator.web.admin.hosts import allowed
from syndicator.web.admin.origins import own

LOOPBACK = "127.0.0.1"
LAN = "192.0.2.7"
EVERYWHERE = "::"
SOCKET = ""
DESK = "https://desk.example.org/"


@pytest.mark.parametrize(
    ("host", "listen", "base_url"),
    [
        ("127.0.0.1:8081", LOOPBACK, None),
        ("127.0.0.2", LOOPBACK, None),
        ("localhost:8081", LOOPBACK, None),
        ("LOCALHOST", LOOPBACK, None),
        ("[::1]:8081", LOOPBACK, None),
        ("desk.example.org", LOOPBACK, DESK),
        ("Desk.Example.org:443", LOOPBACK, DESK),
        ("desk.example.org:8443", LOOPBACK, "https://desk.example.org:8443/"),
        ("192.0.2.7:8081", LAN, None),
        ("192.0.2.7:8081", EVERYWHERE, None),
        ("[2001:db8::1]:8081", EVERYWHERE, None),
        ("localhost", SOCKET, None),
        ("desk.example.org", SOCKET, DESK),
    ],
)
def test_hosts_that_are_ours(host: str, listen: str, base_url: str | None) -> None:
    assert allowed(host, listen=listen, base_url=base_url)


@pytest.mark.parametrize(
    ("host", "listen", "base_url"),
    [
        ("", LOOPBACK, DESK),
        ("evil.example", LOOPBACK, None),
        ("evil.example:8081", LOOPBACK, DESK),
        ("desk.example.org", LOOPBACK, None),
        ("desk.example.org:8081", LOOPBACK, DESK),
        ("desk.example.org.evil.example", LOOPBACK, DESK),
        ("evil.desk.example.org", LOOPBACK, DESK),
        ("127.0.0.1.evil.example", LOOPBACK, DESK),
        ("localhost.evil.example", LOOPBACK, DESK),
        ("user@127.0.0.1", LOOPBACK, DESK),
        ("127.0.0.1/@evil.example", LOOPBACK, DESK),
        ("192.0.2.7", LOOPBACK, DESK),
        ("192.0.2.8", LAN, None),
        ("192.0.2.7", SOCKET, None),
        ("evil.example", EVERYWHERE, None),
        ("2130706433", LOOPBACK, None),
        ("0x7f.1", LOOPBACK, None),
    ],
)
def test_hosts_that_are_not(host: str, listen: str, base_url: str | None) -> None:
    assert not allowed(host, listen=listen, base_url=base_url)


@pytest.mark.parametrize(
    ("origin", "site", "host"),
    [
        ("https://desk.example.org", "same-origin", "desk.example.org"),
        ("https://desk.example.org", None, "desk.example.org:443"),
        ("http://127.0.0.1:8081", "same-origin", "127.0.0.1:8081"),
        ("http://localhost", None, "localhost:80"),
        (None, "same-origin", "127.0.0.1:8081"),
        (None, "none", "127.0.0.1:8081"),
        (None, None, "127.0.0.1:8081"),
    ],
)
def test_a_form_of_our_own(origin: str | None, site: str | None, host: str) -> None:
    assert own(origin, site, host=host, base_url=DESK)


@pytest.mark.parametrize(
    ("origin", "site", "host"),
    [
        ("https://evil.example", None, "desk.example.org"),
        ("https://desk.example.org", "cross-site", "desk.example.org"),
        # The public pages of the same machine, on another port, or below the same domain.
        ("http://127.0.0.1:8080", "same-site", "127.0.0.1:8081"),
        ("http://127.0.0.1:8080", None, "127.0.0.1:8081"),
        ("https://feeds.example.org", "same-site", "desk.example.org"),
        ("http://desk.example.org", None, "desk.example.org"),
        ("https://desk.example.org:8443", None, "desk.example.org"),
        ("https://127.0.0.1:8081", None, "127.0.0.1:8081"),
        ("null", None, "127.0.0.1:8081"),
        ("", None, "127.0.0.1:8081"),
        (None, "same-site", "127.0.0.1:8081"),
        (None, "anything", "127.0.0.1:8081"),
    ],
)
def test_a_form_from_elsewhere(origin: str | None, site: str | None, host: str) -> None:
    assert not own(origin, site, host=host, base_url=DESK)
