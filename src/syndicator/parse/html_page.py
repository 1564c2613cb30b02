"""What a page says that was served in a feed's place: its title, and whether it is a challenge."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from syndicator.model import Failed, FailureKind
from syndicator.parse.text import words

_HEAD: Final = 16_384
_MAX_TITLE: Final = 80
_TITLE: Final = re.compile(r"<title(?:\s[^<>]{0,200})?>([^<]{1,300})", re.IGNORECASE)
# What protection services write into their pages: their scripts, and what they say to people.
_CHALLENGE: Final = re.compile(
    r"/cdn-cgi/challenge-platform|cf[-_]chl|cf-turnstile|hcaptcha|recaptcha/|g-recaptcha"
    r"|awswaf|_incapsula_|/_vercel/security|ddos-guard|captcha-delivery|px-captcha|sucuri_cloudproxy"
    r"|just a moment|attention required|are you (?:a )?(?:human|robot)|not a robot"
    r"|verif(?:y|ying) (?:that )?you are (?:a )?human|checking your browser|security check"
    r"|(?:solve|complete|enter) (?:the|this|a) captcha|<title>\s{0,9}captcha",
    re.IGNORECASE,
)


def failure(text: str) -> Failed:
    """Return the failure that says what an HTML page is, by its first 16,384 characters."""
    head = text[:_HEAD]
    title = _TITLE.search(head)
    shown = " ".join(words(unescape(title[1])))[:_MAX_TITLE] if title else ""
    page = f"this is an HTML page (“{shown}”)" if shown else "this is an HTML page"
    if _CHALLENGE.search(head):
        message = f"{page} that wants proof that a person is asking, not a feed"
        return Failed(kind=FailureKind.CHALLENGE, message=message)
    return Failed(kind=FailureKind.NOT_A_FEED, message=f"{page}, not a feed")
