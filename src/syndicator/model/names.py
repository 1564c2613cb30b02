"""Names that are more than strings, and networks."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import NewType

SourceName = NewType("SourceName", str)
"""The key of a ``[sources.*]`` table."""
GrantName = NewType("GrantName", str)
"""The key of a ``[grants.*]`` table, or the name of a built-in grant."""
FeedName = NewType("FeedName", str)
"""The key of a ``[feeds.*]`` table; the stem of the files published for it."""
CleanHtml = NewType("CleanHtml", str)
"""HTML that has been through `syndicator.parse.clean`; nothing else may be published as markup."""
Digest = NewType("Digest", str)
"""A SHA-256 in lower-case hexadecimal."""

Network = IPv4Network | IPv6Network
