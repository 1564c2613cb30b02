"""The page that an address leads to, whichever form of it and whoever wraps it. Pure.

Two sources link to one page by many addresses: that of its mobile form, its AMP form, a copy of
that in a search engine's cache, a link counter. What is made of them here is only compared, never
followed or shown: it is no address, and two pages may by chance have one.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from syndicator.model.items import names_a_page
from syndicator.parse.links import canonical_link, http_url

_MAX_WRAPPED: Final = 3
"""Wrappers in each other."""

# Hosts that lead on to the address in one of their parameters, and the path where they do.
_WRAPPERS: Final = (
    (r"(?:www\.)?google\.[a-z.]{2,7}", r"/url", ("url", "q")),
    (r"(?:www\.)?bing\.com", r"/news/apiclick\.aspx", ("url",)),
    (r"lm?\.(?:facebook|instagram)\.com", r"/(?:l\.php)?", ("u",)),
    (r"[a-z0-9]+\.safelinks\.protection\.outlook\.com", r"/.*", ("url",)),
    (r"(?:www\.)?youtube\.com", r"/redirect", ("q",)),
    (r"out\.reddit\.com", r"/.*", ("url",)),
    (r"(?:www\.)?linkedin\.com", r"/redir/.*", ("url",)),
    (r"vk\.com", r"/away\.php", ("to",)),
    (r"t\.umblr\.com", r"/redirect", ("z",)),
    (r"go\.skimresources\.com", r"/.*", ("url",)),
    (r"slack-redir\.net", r"/link", ("url",)),
    (r"exit\.sc", r"/.*", ("url",)),
)
_PARAMETERS: Final = tuple(
    (re.compile(host), re.compile(path), names) for host, path, names in _WRAPPERS
)
# Hosts that have the address in their path.
_IN_PATH: Final = (
    re.compile(r"https?://[a-z0-9-]+\.cdn\.ampproject\.org/[a-z](?:/(?P<s>s))?/(?P<rest>.+)"),
    re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,7}/amp(?:/(?P<s>s))?/(?P<rest>.+)"),
    re.compile(r"https?://(?:www\.)?bing-amp\.com/[a-z](?:/(?P<s>s))?/(?P<rest>.+)"),
    re.compile(r"https?://go\.theregister\.com/feed/(?P<s>)(?P<rest>.+)"),
    re.compile(r"https?://r\.search\.yahoo\.com/.*?/RU=(?P<s>)(?P<rest>[^/]+)/.*"),
    re.compile(r"https?://web\.archive\.org/web/[0-9]{4,14}[a-z_]*/(?P<s>)(?P<rest>.+)"),
)
_GOOGLE_NEWS: Final = re.compile(
    r"https?://news\.google\.com/(?:__i/)?(?:rss/)?articles/(?P<coded>[A-Za-z0-9_-]{20,2000})"
)
_ADDRESS_IN: Final = re.compile(rb"https?://[!-~]{4,2000}")

_LABELS: Final = frozenset({"amp", "m", "mobi", "mobile", "touch", "wap", "www"})
"""Names of hosts that stand for a form of a site."""
_AMP_PATH: Final = re.compile(r"^/amp(?=/)|/amp/?$|\.amp(?=(?:\.html?)?$)|(?<=/)amp/(?=[^/]+$)")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_FORMS: Final = frozenset({"amp", "_amp", "amp_js_v", "usqp", "mobile", "__amp_source_origin"})
_FORM_VALUES: Final = frozenset({("outputtype", "amp"), ("output", "amp"), ("m", "1"), ("m", "0")})


def page_key(url: str | None) -> str | None:
    """Name the page that an address leads to.

    Args:
        url: absolute.

    Returns:
        Host, path and query without what only says in which form the page is wanted, or where a
        reader comes from; None for what names no page, such as the root of a site.
    """
    url = http_url(url)
    for _ in range(_MAX_WRAPPED):
        inner = _unwrapped(url) if url else None
        url = inner or url
        if inner is None:
            break
    if url is None:
        return None
    parts = urlsplit(canonical_link(url))
    path = _INDEX.sub("/", _AMP_PATH.sub("", parts.path)).rstrip("/")
    query = "&".join(each for each in parts.query.split("&") if each and not _is_form(each))
    key = f"{_site(parts.netloc)}{path}{'?' if query else ''}{query}"
    return key if names_a_page(f"http://{key}") else None


def _unwrapped(url: str) -> str | None:
    """Return the address that another one holds."""
    for pattern in _IN_PATH:
        if found := pattern.fullmatch(url):
            rest = unquote(found["rest"]) if "%3A" in found["rest"].upper() else found["rest"]
            scheme = "" if rest.startswith(("http:", "https:")) else f"http{found['s'] or ''}://"
            return http_url(scheme + rest)
    if found := _GOOGLE_NEWS.match(url):
        return _decoded(found["coded"])
    parts = urlsplit(url)
    for host, path, names in _PARAMETERS:
        if host.fullmatch(parts.hostname or "") and path.fullmatch(parts.path):
            values = dict(parse_qsl(parts.query))
            inner = (http_url(values.get(name)) for name in names)
            return next(filter(None, inner), None)
    return None


def _decoded(coded: str) -> str | None:
    """Read the address in an address of Google News; the newer ones hold none."""
    try:
        octets = urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
    except ValueError:
        return None
    found = _ADDRESS_IN.search(octets)
    return http_url(found[0].decode("ascii")) if found else None


def _is_form(pair: str) -> bool:
    name, _, value = pair.lower().partition("=")
    return name in _FORMS or (name, value) in _FORM_VALUES


def _site(host: str) -> str:
    labels = host.split(".")
    kept = [each for each in labels[:-2] if each not in _LABELS]
    return ".".join([*kept, *labels[-2:]])
