"""The style sheets and the scripts of the private pages."""

from __future__ import annotations

import pkgutil
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.publish.html import page

_OWN: Final = {
    "admin.css": "text/css",
    "admin.js": "text/javascript",
    "desk.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_PUBLIC: Final = "style/page.css"
"""Of the public pages, which ours look like."""


def _files() -> dict[str, tuple[bytes, str]]:
    found = {
        path.rpartition("/")[2]: (data, kind)
        for path, data, kind in page.styles()
        if path == _PUBLIC
    }
    for name, kind in _OWN.items():
        data = pkgutil.get_data("syndicator.web.admin", f"static/{name}")
        assert data is not None
        found[name] = (data, kind)
    return found


_FILES: Final = _files()


async def static(request: Request) -> Response:
    """Answer with a file, by its name among those that there are: no path leads elsewhere."""
    found = _FILES.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    data, kind = found
    headers = {"cache-control": "no-cache"}
    return Response(data, media_type=kind, headers=headers)
