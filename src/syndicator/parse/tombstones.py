"""What a source says it has withdrawn: ``at:deleted-entry`` (RFC 6721), read from the tree.

feedparser would lose these elements, and take what is in them for the feed's own; so they are read
here, and `syndicator.parse.document` takes them out before it sees the document.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from syndicator.model import IncomingTombstone
from syndicator.parse import namespaces
from syndicator.parse.dates import moment

MOST: Final = 1_000
"""Tombstones of one document; what comes after is left out."""
LONGEST_REF: Final = 4_096
LONGEST_COMMENT: Final = 500


def read(root: etree._Element) -> tuple[IncomingTombstone, ...]:
    """Read the tombstones of a document, each id once, the first one of it.

    Args:
        root: of a tree that nothing was taken out of yet.
    """
    found: dict[str, IncomingTombstone] = {}
    for element in root.iter(f"{{{namespaces.TOMBSTONES}}}deleted-entry"):
        ref = (element.get("ref") or "").strip(namespaces.WHITE)
        if not ref or len(ref) > LONGEST_REF or len(found) == MOST:
            continue
        comment = element.find(f"{{{namespaces.TOMBSTONES}}}comment")
        said = " ".join(namespaces.text(comment).split())[:LONGEST_COMMENT]
        found.setdefault(
            ref,
            IncomingTombstone(
                ref=ref, when=moment(element.get("when"), None), comment=said or None
            ),
        )
    return tuple(found.values())
