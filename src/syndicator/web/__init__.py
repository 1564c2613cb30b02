"""The web server of `syndicator run`: the output folder over HTTP, to the letter of RFC 9110.

::

    socket ─ uvicorn ─ connections (limits) ─▶ files ─▶ 200 · 206 · 226 · 301 · 304 · 401 · 410 · …
                                                 └ no file of ours ─▶ Starlette: other routes, 404

`paths`, `negotiation`, `conditional`, `ranges`, `delta`, `tokens` and `site` decide and do no I/O;
`library` reads files, `listen` opens sockets, `listener` is a thread of the service that answers on
them; `server` is the one of the public pages, `admin` are the private ones.
"""
