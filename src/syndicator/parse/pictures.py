"""Where the pictures of a page are: in ``src``, where scripts wait for them, in sets of sizes.

A page hands a picture to a browser that scripts; who reads without scripts gets what stands in
``noscript``, or nothing. All addresses that a picture has are read here, and one is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from syndicator.parse import media_types
from syndicator.parse.links import http_url
from syndicator.parse.text import remove, unwrap

FALLBACK: Final = "no-script"
"""What ``noscript`` is called before it is parsed: HTML reads its content as text or drops it."""

_WAITING: Final = (
    *("data-src", "data-lazy-src", "data-original", "data-lazy", "data-original-src"),
    *("data-orig-src", "data-actualsrc", "data-cfsrc", "data-echo", "data-ezsrc"),
    *("data-flickity-lazyload", "data-hi-res-src", "data-image", "data-image-src", "data-img-src"),
    *("data-nitro-lazy-src", "data-pagespeed-lazy-src", "data-runner-src", "data-url", "lazy-src"),
)
"""Where a script finds the address; what stands in ``src`` until then is a place-holder."""
_WAITING_SETS: Final = (
    *("data-srcset", "data-lazy-srcset", "data-original-set", "data-nitro-lazy-srcset"),
    "lazy-srcset",
)
_OTHERS: Final = ("data-large-file", "data-full-src", "data-orig-file")
"""Other sizes of what is in ``src``."""
SETS: Final = frozenset({"srcset", *_WAITING_SETS})
"""Where several sizes of one picture may stand."""
ATTRIBUTES: Final = frozenset({*_WAITING, *SETS, "src"})
"""Of pictures: where an address may stand."""
ALL_ATTRIBUTES: Final = ATTRIBUTES | {*_OTHERS, "class", "style"}
"""Of pictures that may be place-holders: what tells."""
_MORE: Final = ALL_ATTRIBUTES - {"src", "class", "style"}

_HOLDER: Final = re.compile(
    r"(?:^|[/_.-])(?:blank|clear|dummy|empty|grey|lazy|lazyload|loader|loading|pixel|placeholder"
    r"|spacer|transparent|1x1|1px|x)(?:[_-]?(?:image|img|1x1))?\.(?:gif|png|svg|webp|jpe?g)$",
    re.IGNORECASE,
)
"""The name of a file that stands where a picture will be."""
_LAZY_CLASS: Final = re.compile(
    r"(?:^|[\s_-])lazy|lazy(?:load)?(?:ed|ing)?(?:$|[\s_-])", re.IGNORECASE
)
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE: Final = " \t\n\f\r"
_CANDIDATE: Final = re.compile(
    r"[ \t\n\f\r,]*(?P<url>[^ \t\n\f\r]+)(?P<rest>(?:[^,(]|\([^)]*\)|\()*)"
)
_DESCRIPTOR: Final = re.compile(r"(?P<number>[0-9]{1,7}(?:\.[0-9]{1,4})?)(?P<unit>[wxh])")
_FALLBACK: Final = re.compile(
    r"<noscript(?:\s[^<>]*)?>((?:(?!<noscript[\s>]).)*?)</noscript\s*>", re.IGNORECASE | re.DOTALL
)
_TAG_OF_FALLBACK: Final = re.compile(r"</?noscript(?:\s[^<>]*)?>", re.IGNORECASE)
_TRACKER: Final = frozenset({"0", "1", "0px", "1px"})


def largest(srcset: str) -> str | None:
    """Return the address of the largest candidate of a ``srcset`` (HTML Standard §4.8.4.2.1).

    By width, else by density; one without a descriptor has the density 1. Of equal ones, the first.
    """
    best: tuple[tuple[bool, float], str] | None = None
    for url, rest in _candidates(srcset):
        said = [found for word in rest.split() if (found := _DESCRIPTOR.fullmatch(word))]
        sizes = {found["unit"]: float(found["number"]) for found in said}
        size = ("w" in sizes, sizes.get("w", sizes.get("x", 1.0)))
        if best is None or size > best[0]:
            best = (size, url)
    return best[1] if best else None


def _candidates(srcset: str) -> Iterator[tuple[str, str]]:
    at = 0
    while found := _CANDIDATE.match(srcset, at):
        url = found["url"]
        if url.endswith(","):  # the end of a candidate without a descriptor
            at = found.end("url")
            if url := url.rstrip(","):
                yield url, ""
        else:
            at = found.end()
            yield url, found["rest"]


def address(picture: etree._Element, base: str | None) -> str | None:
    """Return where a picture is; None if nowhere."""
    src = http_url(picture.get("src"), base)
    if _MORE.isdisjoint(picture.keys()):
        return src
    return (
        _waiting(picture, base)
        or (None if src and _HOLDER.search(src.partition("?")[0]) else src)
        or _usable(largest(picture.get("srcset", "")), base)
        or next(filter(None, (_usable(picture.get(name), base) for name in _OTHERS)), None)
        or src
    )


def _waiting(picture: etree._Element, base: str | None) -> str | None:
    """Return the address that waits for a script."""
    waiting = [picture.get(name) for name in _WAITING]
    # Some write a set where one address is meant.
    waiting = [largest(each) if each and ", " in each else each for each in waiting]
    waiting += [largest(picture.get(name, "")) for name in _WAITING_SETS]
    return next(filter(None, (_usable(each, base) for each in waiting)), None)


def _usable(written: str | None, base: str | None) -> str | None:
    """Leave out what a script would have to fill in: ``/{width}/a.jpg``; and true or false."""
    if not written or "{" in written or not set("/.").intersection(written):
        return None
    return http_url(written, base)


def _holds_a_place(picture: etree._Element, base: str | None) -> bool:
    src = http_url(picture.get("src"), base)
    return src is None or _HOLDER.search(src.partition("?")[0]) is not None


def choose_source(picture: etree._Element) -> None:
    """Unwrap a ``picture``; an image without its own address gets the last set beside it."""
    image = picture.find("img")
    own = {"src", *SETS, *_WAITING}
    if image is not None and not any(
        _set_or_file(image.get(name)) for name in own if name in image.attrib
    ):
        for source in picture.iter("source"):
            sizes = next(filter(None, (source.get(name) for name in sorted(SETS))), None)
            if sizes:
                image.set("srcset", sizes)
    unwrap(picture)


def _set_or_file(written: str | None) -> bool:
    return bool(written) and not (written or "").startswith("data:")


# ── noscript ─────────────────────────────────────────────────────────────────────────────────


def with_fallbacks(html: str) -> str:
    """Make an element of each ``noscript``, so that what stands in it is parsed."""
    if "noscript" not in html and "NOSCRIPT" not in html:
        return html
    # What has no end holds no fallback, but the rest of the text.
    return _TAG_OF_FALLBACK.sub("", _FALLBACK.sub(_element, html))


def _element(found: re.Match[str]) -> str:
    inner = found[1]
    if "&lt;img" in inner and "<img" not in inner:  # some escape it once more
        inner = inner.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return f"<{FALLBACK}>{inner}</{FALLBACK}>"


def resolve_fallbacks(root: etree._Element, base: str | None) -> None:
    """Keep of each ``noscript`` the pictures that stand nowhere else; in place.

    A picture in it replaces the place-holder beside it. What only counts readers goes, as does any
    text: it is about the reader's browser.
    """
    fallbacks = list(root.iter(FALLBACK))
    if not fallbacks:
        return
    inside = {image for each in fallbacks for image in each.iter("img", "amp-img")}
    shown = [image for image in root.iter("img", "amp-img") if image not in inside]
    known = {found for image in shown if (found := address(image, base))}
    order = _pictures_and_text(root, set(fallbacks))
    for fallback in fallbacks:
        beside = [each for each in order.get(fallback, ()) if each.getparent() is not None]
        kept = []
        for image in fallback.iter("img", "amp-img"):
            found = address(image, base)
            if found is None or found in known or _counts_readers(image):
                continue
            holder = next((each for each in beside if _is_holder(each, base)), None)
            if holder is not None and _waiting(holder, base):
                continue  # another size of the same picture
            if holder is None and not _is_picture(image, found):
                continue
            if holder is not None:
                beside.remove(holder)
                remove(holder)
            known.add(found)
            kept.append(image)
        for image in kept:
            image.tail = None
        fallback.text = None
        fallback[:] = kept
        unwrap(fallback)


def _pictures_and_text(
    root: etree._Element, fallbacks: set[etree._Element]
) -> dict[etree._Element, list[etree._Element]]:
    """For each fallback, the pictures next to it with no text between, in front and behind."""
    found: dict[etree._Element, list[etree._Element]] = {}
    before: etree._Element | None = None
    waiting: list[etree._Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and any(each in fallbacks for each in element.iterancestors()):
            continue
        text = element.text if event == "start" else element.tail
        if element in fallbacks:
            if event == "start":
                found[element] = [before] if before is not None else []
                waiting.append(element)
                continue
        elif event == "start" and element.tag in {"img", "amp-img"}:
            for each in waiting:
                found[each].append(element)
            before, waiting = element, []
        if text and text.strip() and not any(each in fallbacks for each in element.iterancestors()):
            before, waiting = None, []
    return found


def _is_holder(image: etree._Element, base: str | None) -> bool:
    lazy = _LAZY_CLASS.search(image.get("class", "")) is not None
    return lazy or bool(_waiting(image, base)) or _holds_a_place(image, base)


def _counts_readers(image: etree._Element) -> bool:
    """Say whether a picture is as small, or as hidden, as those that only count readers."""
    sizes = {image.get("width", ""), image.get("height", "")}
    return bool(_TRACKER & sizes) or _HIDDEN_STYLE.search(image.get("style", "")) is not None


def _is_picture(image: etree._Element, found: str) -> bool:
    named = (media_types.by_name(found) or "").startswith("image/")
    return named or bool(image.get("alt", "").strip())
