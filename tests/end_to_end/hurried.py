"""``syndicator run`` that trusts one more server and asks hubs at once: ``hurried.py CERTIFICATE``.

Polls are as rare as ever: after the first one, nothing that a test sees was polled.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from syndicator.cli import main
from syndicator.http import transport
from syndicator.service import run
from syndicator.service.run import Timing

if __name__ == "__main__":
    hurried = partial(run.run, timing=Timing(renew=timedelta(milliseconds=100)))
    certificate = sys.argv.pop(1)
    with (
        patch.object(transport, "DEFAULT_CA_BUNDLE_PATH", certificate),
        patch.object(run, "run", hurried),
    ):
        main()
