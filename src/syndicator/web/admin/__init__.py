"""The private pages of `syndicator run`, on a listener of their own.

::

    socket ─ uvicorn ─ connections ─▶ headers ─ hosts ─ visits ─▶ Starlette: routes
                                                                    │ role, and of a POST its form,
                                                                    ▼ CSRF token and origin
                              Context (configuration, engine, readers) ─▶ view ─▶ template ─▶ page

A page is one line in `app`: ``routing.page(path, view, role=…)``; what changes something is
``routing.action(path, act, role=…)``. Both are plain functions that run in a thread, look by
`Context.reading` and change by the engine or ``Context.engine.store``. Nothing here decides: what
is shown was decided by the rooms below.

`hosts`, `origins`, `attempts`, `local_paths` and `charts` decide and do no I/O.
"""
