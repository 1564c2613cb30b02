"""Processes of our own in which documents are read: each within limits, and each may be killed.

::

    this process ─ Pool ──── a socket per worker: job, document ─▶ ◀─ what was read ──── worker
                      └──── a control socket: begin, end ────▶ nursery ─ fork ─▶ worker, worker …

The nursery is started once, when the first document is to be read. It imports what workers need
and has one thread, so that to fork it is safe, takes milliseconds and shares its memory. A process
that dies takes with it those that it began: each end of a socket sees when the other has gone.
"""
