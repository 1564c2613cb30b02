"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# How long an example takes says something about the machine, nothing about the code. Where a
# change is judged, the examples are the same each time; elsewhere they are new ones.
settings.register_profile("syndicator", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("syndicator")
