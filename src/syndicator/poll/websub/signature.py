"""Whether a hub has signed what it brought (WebSub §7.1). Pure."""

from __future__ import annotations

import hmac
import re
from typing import Final

HEADER: Final = "x-hub-signature"

_ALGORITHMS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})
"""§7.1.1; which of them is the hub's choice (§7.1.2)."""
_FORM: Final = re.compile(r"\s*([A-Za-z0-9-]+)\s*=\s*([0-9A-Fa-f]{1,128})\s*")


def signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether a signature is that of a body. Compares in constant time.

    Args:
        body: as received.
        signature: the value of ``X-Hub-Signature``: ``sha256=`` and hexadecimal digits.
        secret: what the hub was given.
    """
    form = _FORM.fullmatch(signature)
    if form is None or (algorithm := form[1].lower()) not in _ALGORITHMS:
        return False
    expected = hmac.new(secret.encode(), body, algorithm).hexdigest()
    return hmac.compare_digest(expected, form[2].lower())
