"""Whether a POST comes from one of our own pages (CSRF). Pure.

Browsers say so in two headers that no page can set: ``Origin`` (RFC 6454 §7) and
``Sec-Fetch-Site`` (Fetch Metadata §2.3). Where both are missing, the token in the form decides
alone, as it does beside them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from syndicator.web.admin.hosts import is_public


def own(origin: str | None, site: str | None, *, host: str, base_url: str | None) -> bool:
    """Tell whether a request that changes something comes from our own pages.

    Args:
        origin: the value of ``Origin``; None: there is none.
        site: the value of ``Sec-Fetch-Site``; None: there is none.
        host: the value of ``Host``, which is allowed.
        base_url: where people reach us through a server in front.
    """
    if site is not None and site not in {"same-origin", "none"}:
        return False
    return origin is None or origin.lower() == _origin(host, base_url)


def _origin(host: str, base_url: str | None) -> str:
    """Give the origin of our pages as the browser sees it that named this host."""
    if base_url is not None and is_public(host, base_url):
        parts = urlsplit(base_url)
        usual = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
        return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"
    return f"http://{host.strip().lower().removesuffix(':80')}"
