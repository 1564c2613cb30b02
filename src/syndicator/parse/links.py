"""Web addresses: which may leave, what they are resolved against, and when two are the same.

Pure functions over strings; no address is ever looked up.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

MAX_LENGTH: Final = 4_096
"""Characters; what browsers and servers agree to carry. A longer address is no address."""

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# What RFC 3986 §2 allows nowhere in an address, though sources write it; "%" stays as it is.
_NOT_IN_ADDRESSES: Final = {ord(c): f"%{ord(c):02X}" for c in ' "<>\\^`{|}'}
# What needs no look at its parts: the case of nearly every address that a source writes.
_PLAIN: Final = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,250}(?:[/?#][!#-;=?-\[\]_a-z~]*)?")
# What is in its canonical form already, as most links to stories are.
_CANONICAL: Final = re.compile(
    r"https?://[a-z][a-z0-9]{0,40}(?:-[a-z0-9]{1,40})?(?:\.[a-z][a-z0-9]{0,62}){1,9}"
    r"/[A-Za-z0-9_/-]{0,2000}"
)
# Slips of the pen before a host: "http:/a.example", "https//a.example", "://a.example", "ttp://",
# and an address behind a scheme of its own: "http://https://a.example".
_SLIP: Final = re.compile(
    r"(?:https?:?/{1,3}(?=https?:?/))?(?P<scheme>h?ttps?)?(?P<mark>[:/]{1,6})(?=[A-Za-z0-9])",
    re.IGNORECASE,
)
_HOST: Final = re.compile(
    r"(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(?P<top>[a-z]{2,18}))"
    r"(?::[0-9]{1,5})?(?P<rest>[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_TOP_LEVEL: Final = frozenset(
    {
        *("aero", "agency", "app", "art", "asia", "biz", "blog", "business", "cat", "center"),
        *("city", "cloud", "club", "com", "community", "coop", "dev", "digital", "earth", "edu"),
        *("education", "eus", "example", "express", "fm", "foundation", "fyi", "gal", "global"),
        *("gov", "green", "group", "guide", "health", "info", "institute", "int", "international"),
        *("invalid", "jobs", "land", "law", "life", "link", "live", "local", "london", "magazine"),
        *("media", "mil", "mobi", "museum", "name", "net", "network", "news", "ngo", "one", "ong"),
        *("online", "onion", "org", "page", "paris", "plus", "post", "press", "pro", "pub"),
        *("radio", "report", "reviews", "rocks", "school", "science", "scot", "shop", "show"),
        *("site", "social", "space", "sport", "store", "studio", "swiss", "tech", "test", "tips"),
        *("today", "tools", "top", "travel", "university", "video", "wales", "watch", "website"),
        *("wiki", "work", "works", "world", "xyz", "zone", "berlin", "hamburg", "koeln", "wien"),
    }
)
"""What a host's name may end in beside the two letters of a country."""
_PROGRAMS: Final = frozenset({"cs", "db", "gz", "js", "rb", "ts", "vb", "xz"})
"""Two letters that end the names of files and are no country's."""
_REMOVED: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)])
_INVISIBLE: Final = dict.fromkeys(
    map(ord, "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e")
)
_INVISIBLE.update(dict.fromkeys([*range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF]))

TRACKING: Final = frozenset(
    {
        *("_ga", "_gl", "_hsenc", "_hsmi", "_openstat", "at_campaign", "at_custom1", "at_custom2"),
        *("at_custom3", "at_custom4", "at_link_id", "at_link_origin", "at_link_type", "at_medium"),
        *("campaign_id", "cmp", "cmpid", "dclid", "ebclid", "fbclid", "feature_source", "ftcamp"),
        *("gbraid", "gclid", "gclsrc", "guce_referrer", "guce_referrer_sig", "hsctatracking"),
        *("icid", "igsh", "igshid", "itm_campaign", "itm_medium", "itm_source", "li_fat_id"),
        *("maca", "mc_cid", "mc_eid", "mibextid", "mkt_tok", "msclkid", "ns_campaign"),
        *("ns_linkname", "ns_mchannel", "ns_source", "oly_anon_id", "oly_enc_id", "pk_campaign"),
        *("pk_kwd", "pk_medium", "pk_source", "rb_clickid", "s_cid", "sc_cid", "smid", "spm"),
        *("srsltid", "trk_contact", "trk_module", "trk_msg", "trk_sid", "ttclid", "twclid"),
        *("vero_conv", "vero_id", "wbraid", "wickedid", "wt_mc", "xtor", "yclid", "ysclid"),
    }
)
"""Query parameters, in lower case, that say where a reader came from and never what is shown."""


def http_url(url: str | None, base: str | None = None) -> str | None:
    """Make an absolute http or https address of what a source wrote, or nothing.

    Credentials are removed, characters that no address may hold are escaped or, where they are
    invisible, removed; otherwise the source's spelling stays (RFC 3986 §5.2 for the resolving).

    Args:
        url: an address or a relative reference, with any white space around it.
        base: the absolute address that a relative reference is resolved against, and by which one
            whose scheme was left out is completed.
    """
    if not url or len(url) > MAX_LENGTH:
        return None
    if _PLAIN.fullmatch(url):
        return url
    url = url.translate(_REMOVED).strip().translate(_INVISIBLE)
    if not url:
        return None
    try:
        parts = _split((completed(url, base) or urljoin(base, url)) if base else url)
    except ValueError:  # an IPv6 literal or a port that is none
        return None
    # What stood before an empty query or fragment stands at the end now, and may be white space.
    return urlunsplit(parts).strip().translate(_NOT_IN_ADDRESSES) if parts else None


def completed(url: str | None, base: str | None) -> str | None:
    """Complete an address whose scheme was left out or mistyped.

    "www.quay.example/1" is no file of that name beside the page where it stands, although RFC 3986
    §4.2 reads it so: whoever wrote it saw it in the address bar of a browser.

    Args:
        url: what a source wrote.
        base: the address of the document, whose scheme is taken where none was written; its own
            host, and hosts below it, are known as such.

    Returns:
        An address with a scheme; None where nothing is missing, or where what was written may be
        a relative reference.
    """
    url = (url or "").strip()
    slip = _SLIP.match(url)
    scheme, rest = "", url
    if slip:
        scheme = (slip["scheme"] or "").lower()
        if slip["mark"] == "://" and slip.start("scheme") == 0 and scheme[0] == "h":
            return None
        if set(slip["mark"]) == {"/"} and not scheme:
            return None  # a path, or an address that takes its scheme from the base
        rest = url[slip.end() :]
    found = _HOST.fullmatch(rest)
    if found is None or not _is_host(found, base, slipped=slip is not None):
        return None
    if scheme:
        return f"{'https' if scheme.endswith('s') else 'http'}://{rest}"
    return f"{'http' if base and base[:5].lower() == 'http:' else 'https'}://{rest}"


def _is_host(found: re.Match[str], base: str | None, *, slipped: bool) -> bool:
    """Say whether what stands at the beginning can only be a host, and no folder or file.

    Args:
        found: the match of `_HOST`.
        base: the address of the document.
        slipped: half a scheme stands before it.
    """
    host, top = found["host"].lower(), found["top"].lower()
    if host.startswith("www."):
        return True
    own = (urlsplit(base).hostname or "").removeprefix("www.") if base else ""
    if own and (host == own or host.endswith(f".{own}")):
        return True
    known = top in _TOP_LEVEL or (len(top) == 2 and top not in _PROGRAMS)  # noqa: PLR2004  # ISO 3166-1
    return known and (slipped or (found["rest"] or "").startswith("/"))


def _split(url: str) -> SplitResult | None:
    # A backslash is a slash to browsers and a letter to us: such a host would be two hosts.
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if (
        parts.scheme not in _DEFAULT_PORTS
        or not parts.hostname
        or set(parts.netloc) & set('\\ "<>%`{|}^')
    ):
        return None
    if parts.port == 0:
        return None
    return parts if host == parts.netloc else parts._replace(netloc=host)


def mailto(url: str | None) -> str | None:
    """Return a ``mailto:`` address without control characters, or None (RFC 6068)."""
    if not url or len(url) > MAX_LENGTH:
        return None
    url = url.translate(_REMOVED).strip().translate(_INVISIBLE)
    if url[:7].lower() != "mailto:" or "@" not in url:
        return None
    return "mailto:" + url[7:].translate(_NOT_IN_ADDRESSES)


def strip_tracking(url: str) -> str:
    """Remove the parameters named in `TRACKING` and ``utm_*``; everything else stays as written."""
    if "?" not in url:
        return url
    head, _, rest = url.partition("?")
    query, hash_mark, fragment = rest.partition("#")
    kept = "&".join(pair for pair in query.split("&") if pair and not _tracks(pair))
    return head + ("?" + kept if kept else "") + hash_mark + fragment


def _tracks(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING or name.startswith(("utm_", "mtm_", "matomo_"))


def canonical_link(url: str) -> str:
    """Bring an address into the form in which two links to one page are equal.

    Lower-case scheme and host, no default port, no fragment (but for ``#!`` routes), no tracking
    parameters, sorted query, one form of percent-encoding. Never merged: http with https, a host
    with its ``www.`` form, a path with and without its last slash; those may be two pages.

    Args:
        url: an absolute address; anything else comes back as it is, but for tracking.
    """
    url = strip_tracking(url.strip())
    if _CANONICAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    host = parts.hostname.rstrip(".")
    netloc = f"[{host}]" if ":" in host else host
    if port not in {None, _DEFAULT_PORTS[parts.scheme]}:
        netloc += f":{port}"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    plain = parts._replace(netloc=netloc, path=parts.path or "/", fragment=fragment)
    try:
        return str(canonicalize_url(urlunsplit(plain), keep_fragments=True))
    except (ValueError, UnicodeError):  # a host that is no domain name in any script
        return urlunsplit(plain)
