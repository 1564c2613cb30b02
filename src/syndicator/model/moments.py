"""How a moment is written for people, in tables, sentences and alerts alike. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo


def format_moment(moment: datetime, timezone: tzinfo | None = None) -> str:
    """``2026-11-28 14:05+01:00``: to the minute, on a clock that is named; ``Z`` is UTC.

    Args:
        moment: aware.
        timezone: of the clock, which is the newsroom's; None: the one that the moment carries.
    """
    local = moment.astimezone(timezone) if timezone is not None else moment
    zone = local.strftime("%z")
    zone = f"{zone[:3]}:{zone[3:5]}" if local.utcoffset() else "Z"
    return f"{local:%Y-%m-%d %H:%M}{zone}"
