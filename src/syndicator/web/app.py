"""The application: the output folder, and whatever else the service answers for."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Router

from syndicator.config import Config
from syndicator.web.file_cache import Library
from syndicator.web.files import Files
from syndicator.web.responses import Pages, fixed
from syndicator.web.site import Site
from syndicator.web.tokens import Tokens


def create(
    config: Config, held: Tokens, library: Library, *, routes: Sequence[BaseRoute] = ()
) -> Files:
    """Make the application for one configuration.

    Args:
        config: whose output is served.
        held: by whom private feeds may be read.
        library: the output folder; it may serve several applications one after another.
        routes: what else there is, below the path of ``base_url``; but for callbacks, a file of
            the same name goes before it. Each reads no more of a request's body than it can use.

    Returns:
        An ASGI application.
    """
    site = Site(config)
    pages = Pages(site)

    def error(_: Request, error: Exception) -> Response:
        status, headers = 500, {}
        if isinstance(error, HTTPException):
            status, headers = error.status_code, dict(error.headers or {})
        body = pages.error(status)
        start = fixed(status, body, {name.lower(): value for name, value in headers.items()})
        response = Response(body, status)
        response.raw_headers = start["headers"]
        return response

    # Nothing is led to another address by a slash: what is not ours has none.
    below = Router(list(routes), redirect_slashes=False)
    rest = Starlette(
        routes=[Mount(unquote(site.prefix.decode("ascii")).rstrip("/"), below)],
        exception_handlers={HTTPException: error, 500: error},
    )
    rest.router.redirect_slashes = False
    rest.state.tokens = held
    return Files(site, held, library, rest)
