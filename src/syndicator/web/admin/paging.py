"""Long lists, a page at a time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values of a field."""

    value: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where in a long list a page is."""

    number: int
    last: int
    before: str | None
    """The address of the page before; None: there is none."""
    after: str | None


def page_number(asked: str | None, total: int, size: int) -> int:
    """Give the number of a page that there is, from 1 on.

    Args:
        asked: what the query says.
        total: how many things there are.
        size: how many of them one page shows.
    """
    number = int(asked) if asked and asked.isascii() and asked[:9].isdigit() else 1
    return max(1, min(number, _last(total, size)))


def pages(request: Request, number: int, total: int, size: int) -> Pages:
    """Give the addresses of the pages around one, for the same query."""
    last = _last(total, size)
    kept = {key: value for key, value in request.query_params.items() if key != "page" and value}

    def to(other: int) -> str | None:
        if not 1 <= other <= last:
            return None
        query = urlencode({**kept, **({"page": str(other)} if other > 1 else {})})
        return f"{request.url.path}?{query}" if query else request.url.path

    return Pages(number=number, last=last, before=to(number - 1), after=to(number + 1))


def _last(total: int, size: int) -> int:
    return max(1, -(-total // size))
