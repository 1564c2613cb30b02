"""Formulas and drawings (MathML, SVG) as the text that a reader would see in them.

Neither is safe to hand on as it is, nor do feed readers show it; their words belong to the story.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from syndicator.parse.text import remove, unwrap

TAGS: Final = frozenset(
    {
        *("annotation", "math", "menclose", "merror", "mfenced", "mfrac", "mi", "mn", "mo"),
        *("mover", "mpadded", "mphantom", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle"),
        *("msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
        *("semantics",),
        *("defs", "desc", "foreignObject", "metadata", "svg", "symbol", "text", "tspan"),
    }
)
"""Elements that the transformation sees; it replaces or unwraps every one of them."""
ATTRIBUTES: Final = {"math": {"alttext"}, "mfenced": {"close", "open"}}

_NAME: Final = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)")
_ONLY_FOREIGN: Final = frozenset(
    {
        *("animate", "circle", "defs", "desc", "discard", "ellipse", "filter", "g", "line"),
        *("marker", "mask", "metadata", "mpath", "path", "pattern", "polygon", "polyline", "rect"),
        *("set", "stop", "switch", "symbol", "text", "tspan", "use", "view"),
        *("abs", "and", "annotation", "apply", "approx", "arg", "bvar", "card", "ci", "cn"),
        *("compose", "condition", "declare", "degree", "diff", "domain", "equivalent", "exists"),
        *("exp", "factorial", "false", "floor", "fn", "forall", "gcd", "grad", "implies", "in"),
        *("infinity", "int", "interval", "inverse", "lambda", "limit", "list", "log", "lowlimit"),
        *("maction", "maligngroup", "malignmark", "matrix", "matrixrow", "max", "mean", "median"),
        *("menclose", "merror", "mfenced", "mfrac", "mglyph", "mi", "min", "minus", "mlabeledtr"),
        *("mmultiscripts", "mn", "mo", "mode", "moment", "momentabout", "mover", "mpadded"),
        *("mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub"),
        *("msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none"),
        *("not", "or", "otherwise", "outerproduct", "partialdiff", "pi", "piece", "plus", "power"),
        *("product", "quotient", "rem", "root", "sdev", "sec", "selector", "semantics", "sep"),
        *("share", "sin", "sum", "tan", "times", "transpose", "true", "union", "uplimit"),
        *("variance", "vector", "xor"),
    }
)
_SCRIPTS: Final = {
    "mover": ("sup",),
    "msub": ("sub",),
    "msubsup": ("sub", "sup"),
    "msup": ("sup",),
    "munder": ("sub",),
    "munderover": ("sub", "sup"),
}
"""Elements of a base and what stands below or above it, and as what that is written."""
_OF_MATH: Final = frozenset(tag for tag in TAGS if tag[0] == "m" or tag == "semantics") - {
    *("math", "metadata")
}
_UNSEEN: Final = frozenset({"annotation", "mphantom"})
_UNSEEN_IN_DRAWINGS: Final = frozenset({"defs", "desc", "metadata", "symbol"})
_PARTED: Final = frozenset({"mspace", "mtd", "mtr"})


def without_strays(html: str) -> str:
    """Take out tags that mean something in MathML or SVG alone, of a text that has neither.

    An allow-list of elements is none for them: nh3 drops the content of a ``<max>`` or ``<text>``
    that stands in HTML, to the end of the text where nobody closed it.
    """
    names = {name.lower() for name in set(_NAME.findall(html))} & _ONLY_FOREIGN
    if not names:
        return html
    return re.sub(rf"(?i)</?(?:{'|'.join(sorted(names))})(?=[\s/>])[^<>]*>", "", html)


def stand_in(html: str) -> bool:
    """Say whether there may be any in foreign HTML."""
    return "<math" in html or "<svg" in html or "<MATH" in html or "<SVG" in html


def write(root: etree._Element) -> None:
    """Write the formulas and drawings of a tree as text; in place."""
    for element in list(root.iter("math", "svg")):
        if element.tag == "math":
            _formula(element)
        else:
            _drawing(element)
    for element in list(root.iter(*TAGS)):
        unwrap(element)


def _formula(math: etree._Element) -> None:
    for each in list(math.iter(*_UNSEEN)):
        remove(each)
    if not "".join(map(str, math.itertext())).strip():
        math.text = math.get("alttext", "")
    _drop_copy(math)
    for each in list(math.iter(etree.Element)):
        if each.tag not in {"mtext", "ms", "mi", "mn", "mo"}:
            each.text = _dense(each.text)
        if each is not math:
            each.tail = _dense(each.tail)
    # From the inside out: what is around an element is written when its parts are.
    for each in reversed(list(math.iter(*_OF_MATH))):
        _part(each)
    unwrap(math)


def _dense(text: str | None) -> str | None:
    """Leave out the white space between elements, which MathML does not show."""
    return text if text and text.strip() else None


def _part(element: etree._Element) -> None:
    parts = list(element)
    match str(element.tag):
        case tag if tag in _SCRIPTS:
            for part, name in zip(parts[1:], _SCRIPTS[tag], strict=False):
                _wrap(part, name)
        case "mfrac" if len(parts) > 1:
            _enclose(parts[0])
            _enclose(parts[1])
            parts[0].tail = "/"
        case "msqrt":
            long = _is_long(element)
            element.text = ("√(" if long else "√") + (element.text or "")
            element.tail = (")" if long else "") + (element.tail or "")
        case "mroot" if parts:
            _enclose(parts[0])
            element.text = "√"
        case "mfenced":
            element.text = element.get("open", "(")
            for part in parts[:-1]:
                part.tail = ", "
            element.tail = element.get("close", ")") + (element.tail or "")
        case tag if tag in _PARTED:
            element.tail = " " + (element.tail or "")
        case _:
            return  # it is unwrapped when all are, its parts first
    # What is written stays until the whole formula is unwrapped.


def _is_long(element: etree._Element) -> bool:
    return len("".join(map(str, element.itertext()))) > 1


def _enclose(part: etree._Element) -> None:
    """Set brackets around what is more than a number or a letter: (a+b)/c."""
    if part.tag not in {"mi", "mn", "ms", "mtext"} and _is_long(part):
        part.text = "(" + (part.text or "")
        if len(part):
            part[-1].tail = (part[-1].tail or "") + ")"
        else:
            part.text += ")"


def _wrap(part: etree._Element, name: str) -> None:
    inner = etree.Element(str(part.tag))
    inner.text, part.text = part.text, None
    inner[:] = list(part)
    part[:] = [inner]
    part.tag = name


def _drop_copy(math: etree._Element) -> None:
    """Drop what shows the same formula to eyes only, beside it: another markup, or a picture."""
    holder = math
    while (parent := holder.getparent()) is not None and parent.tag == "span":
        if len(parent) > 1 or (parent.text or "").strip() or (holder.tail or "").strip():
            break
        holder = parent
    for beside in (holder.getnext(), holder.getprevious()):
        if beside is not None and beside.get("aria-hidden", "").strip().lower() == "true":
            remove(beside)


def _drawing(svg: etree._Element) -> None:
    for each in list(svg.iter(*_UNSEEN_IN_DRAWINGS)):
        remove(each)
    for each in svg.iter("text"):
        each.tail = " " + (each.tail or "")
    unwrap(svg)
