"""What the configuration already knows and the program does not do yet.

Such a key is parsed and checked like any other, and then refused unless it is set to the value
that has no effect: a condition that is written down must never be ignored. When a feature is
built, its line here goes, and nothing else has to change.
"""

from __future__ import annotations

from typing import Final

NOT_YET: Final[dict[str, object]] = {
    "sources.*.full_text": False,
}
"""Each key, with the value that has no effect; None: only leaving it out has none."""
