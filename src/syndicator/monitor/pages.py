"""Which of the private pages shows what a finding is about. Pure."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from syndicator.model.incident import Finding, Kind

_PAGES: Final = {
    Kind.WITHDRAWAL: "/sources/{}",
    Kind.CORRECTION: "/sources/{}",
    Kind.HOST: "/?q={}",
    Kind.SILENCE: "/?state=silent",
    **dict.fromkeys(
        (Kind.FEED_STALE, Kind.FEED_EMPTY, Kind.FEED_INVALID, Kind.OUTSIDE), "/feeds#feed-{}"
    ),
    **dict.fromkeys((Kind.PERMISSION_ENDING, Kind.PERMISSION_ENDED), "/permissions/{}"),
    **dict.fromkeys((Kind.DESK_WAITING, Kind.DESK_EXPIRING), "/desk"),
}


def page_of(finding: Finding) -> str:
    """Give the path of the page, percent-encoded, below the address of the private pages."""
    usual = "/sources/{}" if finding.kind.of_source else "/service"
    return _PAGES.get(finding.kind, usual).format(quote(finding.subject, safe=""))
