"""What an entry says of the stories that it replaces. Pure."""

from __future__ import annotations

from typing import Final

from syndicator.model import Item, Link
from syndicator.publish.compose import fields

REPLACES: Final = "The earlier version that this replaces"


def links(item: Item, original: str | None) -> tuple[Link, ...]:
    """Links to the killed stories in whose place this one stands.

    RFC 5829 has ``predecessor-version`` for that, which the W3C feed validator takes for a mistake.

    Args:
        item: the story.
        original: where it is published itself.
    """
    addresses = (fields.web_uri(each) for each in item.replaces)
    return tuple(
        Link(rel="related", href=each, title=REPLACES)
        for each in addresses
        if each and each != original
    )
