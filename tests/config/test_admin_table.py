from __future__ import annotations

from collections.abc import Callable

import pytest

from syndicator.config import Config
from syndicator.config.address import Address
from syndicator.config.settings import Role, User

Read = Callable[[str], Config]
Problems = Callable[[str], list[str]]

USER = '[admin.users.maria]\nrole = "editor"\n'


def test_without_the_table_there_are_no_private_pages(read: Read, good: str) -> None:
    assert read(good).admin.listen is None
    assert read(f"{good}[admin]\n").admin.listen is None


def test_addresses_and_users(read: Read, good: str) -> None:
    more = '[admin]\nlisten = "0.0.0.0:8081"\nbase_url = "https://desk.example.org"\n'
    admin = read(f"{good}{more}{USER}").admin
    assert admin.listen == Address(host="0.0.0.0", port=8081)  # only read
    assert admin.base_url == "https://desk.example.org/"
    assert admin.users == {"maria": User(name="maria", role=Role.EDITOR)}


@pytest.mark.parametrize(
    "listen", ["127.0.0.1:8081", "127.0.0.9:0", "[::1]:8081", "unix:/run/a.sock", "systemd"]
)
def test_without_users_on_this_machine(read: Read, good: str, listen: str) -> None:
    assert read(f'{good}[admin]\nlisten = "{listen}"\n').admin.users == {}


@pytest.mark.parametrize("listen", ["0.0.0.0:8081", "[::]:8081", "192.0.2.1:8081"])
def test_without_users_anywhere_else(problems: Problems, good: str, listen: str) -> None:
    (found,) = problems(f'{good}[admin]\nlisten = "{listen}"\n')
    assert found == (
        "config.toml:13: admin.listen: can be reached from other machines, and nobody would need a "
        'password; name somebody in [admin.users.NAME], or listen on "127.0.0.1"'
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (USER, '12: admin: needs "listen": without it there are no private pages'),
        (
            '[web]\nlisten = "127.0.0.1:8080"\n[admin]\nlisten = "127.0.0.1:8080"\n',
            "15: admin.listen: the public pages of [web] listen there; choose another port",
        ),
        (
            '[admin]\nlisten = "127.0.0.1:1"\nbase_url = "https://feeds.example.org"\n',
            (
                "14: admin.base_url: is the host of the public pages; the private ones need a host "
                "of their own"
            ),
        ),
        (
            '[admin]\nlisten = "127.0.0.1:1"\nbase_url = "https://example.org/desk/"\n',
            (
                "14: admin.base_url: the private pages need a host of their own, such as "
                '"https://desk.example.org/", not a folder of another one'
            ),
        ),
        (
            '[admin]\nlisten = "127.0.0.1:1"\n[admin.users.maria]\nrole = "admin"\n',
            '15: admin.users.maria.role: expected "viewer", "editor" or "operator", got "admin"',
        ),
        (
            '[admin]\nlisten = "127.0.0.1:1"\n[admin.users.maria]\nrol = "editor"\n',
            '15: admin.users.maria.rol: unknown key; did you mean "role"?',
        ),
        (
            '[admin]\nlisten = "127.0.0.1:1"\n[admin.users.maria]\n',
            '14: admin.users.maria.role: is missing; for example: role = "editor"',
        ),
        (
            '[admin]\nlisten = "127.0.0.1:1"\n[admin.users.Maria]\nrole = "editor"\n',
            "14: admin.users.Maria: ",
        ),
        (
            '[admin]\nlisten = "127.0.0.1:1"\nuser = "maria"\n',
            '14: admin.user: unknown key; did you mean "users"?',
        ),
    ],
)
def test_what_is_wrong(problems: Problems, good: str, more: str, said: str) -> None:
    found = problems(good + more)
    assert any(each.startswith(f"config.toml:{said}") for each in found), found


def test_no_numbers_for_each_source(read: Read, good: str) -> None:
    assert read(good).monitor.metrics_per_source
    more = "[monitor]\nmetrics_per_source = false\n"
    assert not read(f"{good}{more}").monitor.metrics_per_source
