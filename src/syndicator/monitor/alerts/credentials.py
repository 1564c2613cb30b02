"""Where the people of a channel are reached: a secret (I/O)."""

from __future__ import annotations

from collections.abc import Mapping

from syndicator.config.credentials import secret_lines, variable_of
from syndicator.errors import ConfigError


def credential_of(channel: str) -> str:
    """The name of a channel's credential."""
    return f"alerts_{channel}"


def urls_of(channel: str, *, environ: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The URLs of a channel, one for each recipient; if there are none, why."""
    credential = credential_of(channel)
    try:
        urls = secret_lines(credential, environ=environ)
    except ConfigError as error:
        return (), str(error)
    places = f"neither the credential {credential} nor ${variable_of(credential)} is there"
    return urls, f"it has no URL: {places}"
