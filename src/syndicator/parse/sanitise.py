"""Foreign HTML made safe to show, without losing what a reader would miss.

nh3 runs twice. The first time it makes one well-formed tree of whatever came and drops all that
could act; then addresses are made absolute, pictures that scripts would have loaded are given
their addresses, and embedded players become links; the second time it has the last word, by the
lists below. What is not in the lists does not leave.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

import nh3

from syndicator.model import CleanHtml
from syndicator.parse import formulas, pictures
from syndicator.parse.text import VOID, parse_fragment, serialise, xml_text
from syndicator.parse.transform import absolute

MAX_LENGTH: Final = 1_000_000
"""Characters of one text, pictures written into it not counted; the rest is cut off."""
DEEPEST: Final = 100
"""Elements in each other; deeper text is shown without markup (nh3 takes quadratic time)."""

TAGS: Final = frozenset(
    {
        *("a", "abbr", "audio", "b", "bdi", "blockquote", "br", "caption", "cite", "code"),
        *("col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption"),
        *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li"),
        *("mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "source"),
        *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "time", "tr", "u", "ul", "var", "video", "wbr"),
    }
)
"""The elements that leave."""
ATTRIBUTES: Final = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"controls", "src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"controls", "height", "poster", "src", "width"},
}
"""The attributes that leave."""
SCHEMES: Final = frozenset({"http", "https", "mailto"})

# Seen by the transformation only; it replaces or unwraps every one of them.
_PASSING: Final = frozenset(
    {
        *("acronym", "address", "amp-img", "article", "aside", "big", "center", "dialog", "dir"),
        *("embed", "fieldset", "font", "footer", "form", "header", "hgroup", "iframe", "main"),
        *("menu", "nav", "object", "picture", "search", "section", "strike", "tt"),
        pictures.FALLBACK,
    }
)
_PASSING_ATTRIBUTES: Final = {
    **ATTRIBUTES,
    "amp-img": {"alt", "height", "width"} | pictures.ATTRIBUTES,
    "audio": {"data-src", "src"},
    "embed": {"height", "src", "width"},
    "iframe": {"data-lazy-src", "data-src", "height", "src", "width"},
    "img": ATTRIBUTES["img"] | pictures.ATTRIBUTES,
    "object": {"data", "height", "width"},
    "source": {"src", "type"} | pictures.SETS,
    "video": ATTRIBUTES["video"] | {"data-src"},
}
_SILENT: Final = frozenset(
    {
        *("annotation-xml", "applet", "button", "canvas", "datalist", "frameset", "head", "input"),
        *("noembed", "noframes", "noscript", "plaintext", "script", "select", "style"),
        *("template", "textarea", "title", "xmp"),
    }
)
"""Elements whose content goes with them: it is no text, or only for those who cannot see us."""

_FIRST: Final = nh3.Cleaner(
    tags=set(TAGS | _PASSING),
    clean_content_tags=set(_SILENT),
    attributes=_PASSING_ATTRIBUTES,
    url_schemes=set(SCHEMES),
    link_rel=None,
)
# With what is asked for only where there are formulas, drawings or place-holders for pictures.
_FIRST_THOROUGHLY: Final = nh3.Cleaner(
    tags=set(TAGS | _PASSING | formulas.TAGS),
    clean_content_tags=set(_SILENT),
    attributes=_PASSING_ATTRIBUTES
    | formulas.ATTRIBUTES
    | {
        "amp-img": _PASSING_ATTRIBUTES["amp-img"] | pictures.ALL_ATTRIBUTES | {"aria-hidden"},
        "img": _PASSING_ATTRIBUTES["img"] | pictures.ALL_ATTRIBUTES | {"aria-hidden"},
        "span": {"aria-hidden"},
    },
    url_schemes=set(SCHEMES),
    link_rel=None,
)
_LAST: Final = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_SILENT),
    attributes=ATTRIBUTES,
    url_schemes=set(SCHEMES),
    link_rel=None,
)

# What the transformation leaves as it is, and the second cleaning too: elements without attributes
# that may stand anywhere, links and pictures with a plain absolute address. No tables, no `pre`.
_PLAIN_ADDRESS: Final = (
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,250}(?:[/?#](?:[!#-%'-;=?-\[\]_a-z~]|&amp;){0,2000})?"
)
_QUIET: Final = (
    r"/?(?:p|br|b|i|u|s|em|strong|small|sub|sup|mark|code|h[1-6]|ul|ol|li|blockquote|figure"
    r"|figcaption|hr|div)>"
    rf'|a href="{_PLAIN_ADDRESS}">|/a>'
    rf'|img (?:src="{_PLAIN_ADDRESS}"|alt="[^"<>&\x00-\x1f\xa0]{{0,300}}"'
    r'|(?:width|height)="[0-9]{1,5}"| )+>'
)
_WORK: Final = re.compile(rf"<(?!{_QUIET})")
"""Where in well-formed markup there is something to do."""
_INLINE: Final = frozenset(
    {
        *("a", "b", "br", "code", "em", "i", "img", "mark", "s", "small", "strong", "sub", "sup"),
        "u",
    }
)
_LISTS: Final = frozenset({"ol", "ul"})
_HOLDERS: Final = frozenset({"", "blockquote", "div", "figcaption", "figure", "li"})
"""What blocks may stand in; nothing is the text itself."""
_DATA: Final = re.compile(
    r"data:[\w.+/-]{1,80}(?:;[\w=-]{1,40}){0,4};base64,[\w+/=%\s]*", re.IGNORECASE
)
_IFRAME: Final = re.compile(r"(<iframe(?: [^\s=\"<>]+=\"[^\"]*\")*>).*?</iframe>", re.DOTALL)
_PRE: Final = re.compile(r"(<pre(?: [^\s=\"<>]+=\"[^\"]*\")*>)\n+")
_BARE_SPAN: Final = re.compile(r"<span>([^<>]*)</span>")
_START: Final = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)")
_CLOSED_BY_OTHERS: Final = VOID | {
    *("area", "base", "dd", "dt", "input", "li", "link", "meta", "optgroup", "option", "p"),
    *("param", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr", "colgroup"),
}
_TAG: Final = re.compile(r"<[^<>]*>")
_PARAGRAPHS: Final = re.compile(r"\n[^\S\n]*\n\s*")
_MARKUP: Final = re.compile(r"[<>&]")


def sanitise(html: str, base: str | None = None) -> CleanHtml:
    """Make foreign HTML safe.

    What comes out is balanced, holds the elements and attributes of the lists above, absolute
    http, https and mailto addresses and no character that XML forbids. Cleaning it again changes
    nothing.

    Args:
        html: anything.
        base: what relative addresses are resolved against; without it they are dropped.
    """
    html = xml_text(html)
    if not _MARKUP.search(html):
        return CleanHtml(html.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", "&nbsp;"))
    if len(html) > MAX_LENGTH:
        html = _DATA.sub("", html)[:MAX_LENGTH]
    if too_deep(html):
        return from_plain_text(unescape(_TAG.sub(" ", html)))
    whole = _first_cleaned(pictures.with_fallbacks(html))
    if "&#" in html:
        whole = xml_text(whole)  # they may have brought new forbidden characters
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    if "<iframe" in whole:
        whole = _IFRAME.sub(r"\1</iframe>", whole)  # its text is for browsers of the nineties
    whole = _without_bare_spans(whole)
    if not _WORK.search(whole) and _is_tidy(whole):
        return CleanHtml(whole)
    root = parse_fragment(whole)
    if formulas.stand_in(whole):
        formulas.write(root)
    if pictures.FALLBACK in whole:
        pictures.resolve_fallbacks(root, base)
    absolute(root, base)
    whole = _without_bare_spans(xml_text(_LAST.clean(serialise(root))))
    # The line break at the beginning of a <pre> is no part of its text (HTML, 13.1.2.5): every
    # parser would take another one away.
    return CleanHtml(_PRE.sub(r"\1", whole) if "<pre" in whole else whole)


def _first_cleaned(html: str) -> str:
    foreign = formulas.stand_in(html)
    if not foreign:
        html = formulas.without_strays(html)
    thorough = foreign or pictures.FALLBACK in html or "data:" in html
    return (_FIRST_THOROUGHLY if thorough else _FIRST).clean(html)


def _is_tidy(html: str) -> bool:
    """Say whether markup without `_WORK` is nested so that no parser will ever rearrange it.

    Blocks stand in what holds blocks, and inline elements hold inline elements alone.
    """
    stack = [""]
    for name in _START.findall(html):
        if name[0] == "/":
            if stack.pop() != name[1:]:
                return False
        elif name in _INLINE:
            if name == "a" and "a" in stack:
                return False
            if name not in VOID:
                stack.append(name)
        else:
            holds = _LISTS if name == "li" else _HOLDERS
            if stack[-1] not in holds or len(stack) > DEEPEST:
                return False
            if name not in VOID:
                stack.append(name)
    return len(stack) == 1


def _without_bare_spans(html: str) -> str:
    """Drop spans that lost all their attributes: highlighted code consists of them."""
    changed = html.count("<span>")
    while changed:  # from the inside out; `DEEPEST` bounds it
        html, changed = _BARE_SPAN.subn(lambda span: span[1], html)
    return html


def too_deep(html: str) -> bool:
    """Say whether elements lie in each other more than `DEEPEST` deep; linear in time."""
    if html.count("<") - html.count("</") <= DEEPEST:
        return False
    names = _START.findall(html)
    steps = {name: _step(name) for name in set(names)}
    depth = 0
    for name in names:
        depth += steps[name]
        if depth > DEEPEST:
            return True
        depth = max(depth, 0)
    return False


def _step(name: str) -> int:
    if name.removeprefix("/").lower() in _CLOSED_BY_OTHERS:
        return 0
    return -1 if name[0] == "/" else 1


def from_plain_text(text: str) -> CleanHtml:
    """Escape plain text: a paragraph for each that blank lines set apart, its lines kept."""
    text = xml_text(text[:MAX_LENGTH]).replace("\r\n", "\n").replace("\r", "\n").strip()
    paragraphs = (
        "<br>".join(escape(line.strip(), quote=False) for line in part.split("\n") if line.strip())
        for part in _PARAGRAPHS.split(text)
    )
    joined = "".join(f"<p>{part}</p>" for part in paragraphs if part)
    return CleanHtml(joined.replace("\u00a0", "&nbsp;"))
