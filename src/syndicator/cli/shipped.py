"""Files that come with the program but are no code: the unit, the first configuration, manuals."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from syndicator.errors import UsageError

FILES: Final = {
    "config.toml": "config.toml",
    "syndicator.service": "systemd/syndicator.service",
    "syndicator.socket": "systemd/syndicator.socket",
    "syndicator-admin.socket": "systemd/syndicator-admin.socket",
    "syndicator.sysusers": "systemd/syndicator.sysusers",
    "syndicator.1": "docs/man/syndicator.1",
    "syndicator.toml.5": "docs/man/syndicator.toml.5",
    "syndicator.bash": "docs/completions/syndicator.bash",
    "_syndicator": "docs/completions/_syndicator",
    "syndicator.fish": "docs/completions/syndicator.fish",
}
"""By name, with their paths in a checkout. A wheel has them in ``syndicator/shipped/``."""


def read(name: str) -> bytes:
    """Read one of `FILES`.

    Raises:
        UsageError: this copy of the program came without it.
    """
    inside = resources.files("syndicator") / "shipped" / name
    checkout = Path(str(resources.files("syndicator"))).parents[1] / FILES[name]
    for place in (inside, checkout):
        if place.is_file():
            return place.read_bytes()
    raise UsageError(f"this installation lacks {name}; install the wheel, or use a checkout")
