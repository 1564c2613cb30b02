"""What the configuration already knows and the program does not do yet.

Such a key is parsed and checked like any other, and then refused unless it is set to the value
that has no effect: a condition that is written down must never be ignored. When a feature is
built, its line here goes, and nothing else has to change.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from syndicator.curate.rules import Access
from syndicator.rights.grant import Approval, Edits, Images, ThirdParty

NOT_YET: Final[dict[str, object]] = {
    "sources.*.full_text": False,
    "grants.*.images": Images.KEEP,
    "grants.*.edits": Edits.MARKED,
    "grants.*.embargo": timedelta(0),
    "grants.*.use_within": None,
    "grants.*.remove_after": None,
    "grants.*.approval": Approval.AUTO,
    "grants.*.daily_limit": None,
    "grants.*.onward": True,
    "grants.*.territory": ("*",),
    "grants.*.third_party": ThirdParty.KEEP,
    "grants.*.counter": None,
    "feeds.*.formats": ("atom",),
    "feeds.*.access": Access.PUBLIC,
    "feeds.*.territory": ("*",),
}
"""Each key, with the value that has no effect; None: only leaving it out has none."""
