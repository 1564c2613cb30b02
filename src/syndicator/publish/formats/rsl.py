"""What a page of ours says in RSL 1.0 (https://rslstandard.org/rsl). Pure.

The terms are about our own page, never about the source's address: ``rsl:content@url`` must lie on
the origin of the document that states it. They only prohibit: whoever wants more than the
permission leaves has to ask the holder. Feeds state no RSL: the W3C feed validator warns of its
namespace, and a second licence link on an entry would offer a choice (RFC 4946 §2).
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from syndicator.model import Entry

NAMESPACE: Final = "https://rslstandard.org/rsl"
MEDIA_TYPE: Final = "application/rsl+xml"


def terms(entry: Entry) -> str | None:
    """The terms for a story's page, for a ``script`` of the type `MEDIA_TYPE` in it.

    Returns:
        XML without a declaration, in which no ``</script`` can stand; None where nothing is
        prohibited, or the story has no page of ours.
    """
    prohibited = entry.machines.prohibited
    if not (entry.page and prohibited):
        return None
    root = etree.Element(f"{{{NAMESPACE}}}rsl", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the default one
    content = etree.SubElement(root, f"{{{NAMESPACE}}}content", url=entry.page)
    license_ = etree.SubElement(content, f"{{{NAMESPACE}}}license")
    prohibits = etree.SubElement(license_, f"{{{NAMESPACE}}}prohibits", type="usage")
    prohibits.text = ",".join(prohibited)
    return etree.tostring(root, encoding="unicode")
