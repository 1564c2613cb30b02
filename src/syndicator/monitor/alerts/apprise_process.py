"""Sends one message by apprise, in a process of its own: ``python -m`` this, a JSON on stdin.

A service that answers a letter at a time, or a client that never ends, is ended with the process.
The URL, which is a secret, comes by standard input; what apprise writes of it goes nowhere.
"""

from __future__ import annotations

import json
import logging
import os
import sys

_ENDS_WITH = "\n"


def main() -> int:
    """Send what standard input says; 0: it was accepted, else why not on standard output."""
    order = json.load(sys.stdin)
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger("apprise").propagate = False
    # Libraries print as they please; what we answer is to be ours alone.
    answer, sys.stdout = sys.stdout, sys.stderr
    error = send(**order)
    if error is None:
        return 0
    answer.write(error + _ENDS_WITH)
    answer.flush()
    return 1


def send(*, url: str, title: str, body: str, state: str, seconds: float) -> str | None:
    """Send one message; why it could not be sent, or None.

    Args:
        url: apprise's, with its secrets.
        title: one line.
        body: plain text.
        state: ``info``, ``success``, ``warning`` or ``failure``.
        seconds: how long it may take.
    """
    import apprise  # noqa: PLC0415  # slow, and what it logs is muted by now

    asset = apprise.AppriseAsset(
        app_id="syndicator",
        app_desc="syndicator",
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        service_timeout=seconds,
        image_url_logo="",
        image_path_mask=False,
        secure_logging=True,
    )
    service = apprise.Apprise(asset=asset)
    if not service.add(url):
        return "apprise does not know this kind of URL, or it is not complete"
    with apprise.LogCapture(  # type: ignore[no-untyped-call]  # it has no types
        level=logging.WARNING, fmt="%(message)s"
    ) as log:
        sent = service.notify(
            body=body,
            title=title,
            notify_type=apprise.NotifyType(state),
            body_format=apprise.NotifyFormat.TEXT,
        )
        said = log.getvalue() if log is not None else ""
    if sent:
        return None
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[0] if lines else "the service did not accept it"


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Threads that apprise left behind are not waited for.
    os._exit(code)
