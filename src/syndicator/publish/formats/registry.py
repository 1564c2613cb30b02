"""The forms in which a feed is published, and what belongs to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from syndicator.model import PublishedFeed
from syndicator.publish.formats import atom, jsonfeed, rss


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to write a feed document."""

    name: str
    """As in the configuration; `syndicator.model.SUFFIXES` has its suffix."""
    media_type: str
    """Without parameters."""
    render: Callable[[PublishedFeed], bytes]
    """The same value gives the same bytes; raises `OutputError`."""
    reread: Callable[[bytes, PublishedFeed], None]
    """Raises `OutputError` if a rendered document does not say what was meant."""


FEED_FORMS: Final = {
    form.name: form
    for form in (
        Form(name="atom", media_type=atom.MEDIA_TYPE, render=atom.render, reread=atom.reread),
        Form(name="rss", media_type=rss.MEDIA_TYPE, render=rss.render, reread=rss.reread),
        Form(
            name="json",
            media_type=jsonfeed.MEDIA_TYPE,
            render=jsonfeed.render,
            reread=jsonfeed.reread,
        ),
    )
}
"""Those that feed readers read; pages are not among them."""
