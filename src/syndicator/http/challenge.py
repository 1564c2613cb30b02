"""Answers that ask for proof that a person reads them: whose they are, by their header. Pure.

A crowd of protection services stands between pollers and publishers. Which answer is theirs, each
says in a field of its own; what can be done about it, only the publisher can.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FIELDS: Final = {
    "cf-mitigated": "Cloudflare",
    "x-amzn-waf-action": "AWS WAF",
    "x-vercel-mitigated": "Vercel",
    "x-sucuri-block": "Sucuri",
    "x-datadome": "DataDome",
    "x-iinfo": "Imperva",
}
_ALSO_ELSEWHERE: Final = frozenset({"x-iinfo", "x-datadome"})
"""Fields that also stand in answers that were let through."""

REMEDY: Final = "ask the publisher to let our User-Agent or address pass"
"""What an operator can do."""


def challenger(headers: Mapping[str, str], status: int) -> str | None:
    """Return the name of the service that has answered instead of the publisher.

    Args:
        headers: by names in lower case.
        status: of the answer.
    """
    refused = status in {202, 401, 403, 405, 429, 503}
    for field, name in _FIELDS.items():
        if field in headers and (refused or field not in _ALSO_ELSEWHERE):
            return name
    return None
