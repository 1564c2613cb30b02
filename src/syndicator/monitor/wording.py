"""Moments and numbers in sentences. Pure."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from syndicator.model.moments import format_moment

SINCE: Final = "{since}"
"""In a sentence: the moment from which on its finding is counted, where that is not known yet."""


def words_of_proposal(url: str) -> str:
    """Advice: another feed, found at the site of a source; its address is a stranger's."""
    return f"its site names another feed: `syndicator add {shlex.quote(url)}`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How moments are said at one moment, on the newsroom's clock."""

    now: datetime
    timezone: ZoneInfo

    def moment(self, moment: datetime | None) -> str:
        """On the newsroom's clock: what is written today is read on another day, too."""
        if moment is None:
            return "some time ago"
        return format_moment(moment, self.timezone)

    def every(self, gap: timedelta | None) -> str:
        """``every 3 hours``."""
        hours = (gap or timedelta(0)).total_seconds() / 3_600
        if hours < 1.5:  # noqa: PLR2004  # rather minutes
            return f"every {max(round(hours * 60), 1)} minutes"
        if hours < 48:  # noqa: PLR2004  # rather days
            return f"every {hours:.0f} hours"
        return f"every {hours / 24:.0f} days"

    def times(self, count: int) -> str:
        """``once``, ``3 times``."""
        return "once" if count == 1 else f"{count} times"
