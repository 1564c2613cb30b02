"""The ``[admin]`` table: the private pages, and who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field

from syndicator.config import values
from syndicator.config.address import Address, address
from syndicator.config.keys import KeyPath
from syndicator.config.kinds import Kind, one_of
from syndicator.config.settings import Admin, Role, User
from syndicator.config.table import Table, key

Fault = tuple[KeyPath, str]


def _base_url(value: object) -> str:
    found = values.base_url(value)
    if urlsplit(found).path != "/":
        raise ValueError(
            "the private pages need a host of their own, such as "
            f'"https://desk.{urlsplit(found).hostname}/", not a folder of another one'
        )
    return found


class UserTable(Table):
    """Somebody who may sign in to the private pages.

    The password is a secret: the credential `admin_NAME`, else the environment variable
    `SYNDICATOR_ADMIN_NAME` (hyphens become underscores), holds its hash, which
    `syndicator password` makes. A user without one cannot sign in. A new password, and a restart
    or `systemctl reload`, end what was signed in with the old one.
    """

    where = "admin.users.*"

    role: Annotated[Role, one_of(Role)] = key(
        'What the user may do. `"viewer"`: see everything, and `/metrics`. `"editor"`: decide on '
        'stories, too. `"operator"`: also ask sources, acknowledge and mute incidents.',
        '"editor"',
    )


class AdminTable(Table):
    """The private pages of `syndicator run`: status, incidents, `/metrics`; see `docs/admin.md`.

    Without `listen` there are none. Where they can be reached only from this machine and no user is
    named, whoever reaches them is the operator. Anywhere else they need users.
    """

    where = "admin"

    listen: Annotated[Address, Kind("address", address)] | None = key(
        "Where they are: an IP address and a port, `unix:` and the path of a socket, or "
        '`"systemd"` for the socket that a socket unit with `FileDescriptorName=admin` hands over. '
        "It speaks HTTP, without TLS: to be reached from outside it wants a server in front of it.",
        '"127.0.0.1:8081"',
        None,
    )
    base_url: Annotated[str, Kind("URL", _base_url)] | None = key(
        "Where people reach them, if there is a server in front: the links in alerts begin with "
        "it, and requests that name another host are refused. A host of its own, without a path.",
        '"https://desk.example.org/"',
        None,
    )
    users: dict[Annotated[str, Kind("name", values.name)], UserTable] = Field(
        default={},
        description="Who may sign in, each a table `[admin.users.NAME]`; see below.",
        examples=['{ maria = { role = "editor" } }'],
    )


def admin(table: AdminTable) -> Admin:
    """Make the settings of a table that was checked."""
    users = {name: User(name=name, role=each.role) for name, each in table.users.items()}
    return Admin(listen=table.listen, base_url=table.base_url, users=users)


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Find what is wrong between the private pages and the rest of the file.

    Args:
        data: the file, parsed; what has the wrong type is passed over.
    """
    table = data.get("admin")
    if not isinstance(table, dict):
        return
    if "listen" not in table:
        if table:
            yield ("admin",), 'needs "listen": without it there are no private pages'
        return
    try:
        listen = address(table["listen"])
    except ValueError:
        return
    if not table.get("users") and not is_local(listen):
        message = (
            "can be reached from other machines, and nobody would need a password; name somebody "
            'in [admin.users.NAME], or listen on "127.0.0.1"'
        )
        yield ("admin", "listen"), message
    web = data.get("web")
    if isinstance(web, dict) and web.get("listen") == table["listen"] and not listen.systemd:
        yield ("admin", "listen"), "the public pages of [web] listen there; choose another port"
    yield from _same_host(data, table)


def _same_host(data: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Fault]:
    public = data.get("syndicator")
    if not isinstance(public, dict):
        return
    try:
        ours, theirs = (urlsplit(values.base_url(each.get("base_url"))) for each in (table, public))
    except ValueError:
        return
    if ours.netloc == theirs.netloc:
        message = "is the host of the public pages; the private ones need a host of their own"
        yield ("admin", "base_url"), message


def is_local(listen: Address) -> bool:
    """Whether only this machine can connect; of what systemd hands over that is seen later."""
    return listen.systemd or bool(listen.path) or ip_address(listen.host).is_loopback
