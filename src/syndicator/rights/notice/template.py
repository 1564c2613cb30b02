"""The language in which an operator words a notice: Jinja2, cut down until it can do no harm.

A template may hold text, ``{{ variables }}``, a few filters and ``{% if %}``. There is no loop, no
call, no arithmetic, no access to parts of a value and no way to another template, so that what it
can produce is bounded by its own length and that of the values. This is checked on the syntax
tree, before anything is compiled; Jinja2's own immutable sandbox stands behind it. Feed text is
never a template: it only ever enters as a value, and is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

TEMPLATE_LIMIT: Final = 4_000
"""Characters of a template."""
OUTPUT_LIMIT: Final = 20_000
"""Characters of what it renders to, before cleaning."""

FILTERS: Final[Mapping[str, str]] = {
    "capitalize": "the first letter upper case, the others lower case",
    "e": "escaped for HTML, as every variable already is",
    "default": 'another text where the value is empty: `default("…", true)`',
    "lower": "lower case",
    "striptags": "without markup",
    "title": "Every Word Upper Case",
    "trim": "without outer white space",
    "truncate": "shortened to a number of characters: `truncate(80)`",
    "upper": "UPPER CASE",
    "urlencode": "for a place inside a URL",
}
"""Every filter that a template may use, and what it does. All of them keep or bound the length."""

TESTS: Final = frozenset({"defined"})

# The end of a value that ends a sentence; no text of a feed can hold it (XML 1.0 §2.2).
_ENDED: Final = "\x1f"
_SENTENCE_END: Final = (".", "!", "?", "…")
_DOUBLED: Final = re.compile(rf"{_ENDED}((?:</[a-z]+>)*)\.(?!\.)")

_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Concat,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
_FORBIDDEN: Final[tuple[tuple[tuple[type[nodes.Node], ...], str], ...]] = (
    (
        (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block),
        "a notice stands alone: include, import, extends and block are not allowed",
    ),
    ((nodes.For,), "loops are not allowed in a notice"),
    ((nodes.Call,), "nothing can be called in a notice; use a variable or a filter"),
    (
        (nodes.Getattr, nodes.Getitem, nodes.Slice),
        "a variable has no parts: dots and brackets are not allowed after its name",
    ),
    ((nodes.List, nodes.Tuple, nodes.Dict), "lists and tables are not allowed in a notice"),
    ((nodes.BinExpr, nodes.UnaryExpr), "a notice cannot calculate"),
)
_DEPTH_LIMIT: Final = 20
_TOO_DEEP: Final = "nested too deeply"
_ELSE_FORBIDDEN: Final = "only text, variables, filters and {% if %} are allowed in a notice"

# Jinja2's own wording, and what an operator can do with it.
_PLAINLY: Final = (
    (r"unexpected end of template, expected", "a {{ or {% is opened and never closed"),
    (r"needs to be closed is 'if'", "an {% if … %} has no {% endif %}"),
    (r"Missing end of comment", "a {# is opened and never closed with #}"),
    (r"Missing end of raw", "a {% raw %} has no {% endraw %}"),
    (r"tag '(?:endif|else|elif)'", "an {% else %} or {% endif %} stands without its {% if … %}"),
    (
        r"unknown tag",
        "unknown tag: only {% if %}, {% elif %}, {% else %} and {% endif %} are known",
    ),
    (r"Expected an expression, got 'end of", "a pair of braces has nothing in it"),
)


def _finalize(value: object) -> object:
    """Mark the end of a value that ends a sentence, so that a full stop after it is not doubled."""
    text = value.striptags() if isinstance(value, Markup) else str(value)
    if not text.endswith(_SENTENCE_END):
        return value
    return (value if isinstance(value, str) else str(value)) + _ENDED


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_finalize, loader=None
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


_ENVIRONMENT: Final = _environment()


class TemplateFault(ValueError):
    """A template that cannot be used, or that failed when it was rendered; one line of text."""


def problems(text: str, *, variables: Mapping[str, str], links: frozenset[str]) -> list[str]:
    """Find everything that is wrong with a template, for the operator who wrote it.

    Args:
        text: the template.
        variables: what it may name, and what each means.
        links: those of them that are HTML links, and so cannot be filtered.

    Returns:
        One sentence for each problem, most with the template's line; empty for a good template.
    """
    if len(text) > TEMPLATE_LIMIT:
        return [f"longer than {TEMPLATE_LIMIT:,} characters ({len(text):,})"]
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        return [f"line {error.lineno}: {_plainly(error.message or 'cannot be read')}"]
    except RecursionError:
        return [_TOO_DEEP]
    found = list(dict.fromkeys(_check(tree, variables, links)))
    if not found:
        try:
            _compiled(text)
        except (TemplateError, SyntaxError, ValueError) as error:
            found.append(f"does not compile: {error}")
    return found


def _plainly(message: str) -> str:
    for pattern, plain in _PLAINLY:
        if re.search(pattern, message):
            return plain
    return f"cannot be read: {message.rstrip('.')}"


def _check(
    tree: nodes.Template, variables: Mapping[str, str], links: frozenset[str]
) -> Iterator[str]:
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        problem = _problem(node, variables, links) if depth < _DEPTH_LIMIT else _TOO_DEEP
        if problem:
            yield f"line {node.lineno}: {problem}" if node.lineno else problem
        else:
            # What stands inside something forbidden is not worth a second message.
            children = [(child, depth + 1) for child in node.iter_child_nodes()]
            waiting.extend(reversed(children))


def _problem(node: nodes.Node, variables: Mapping[str, str], links: frozenset[str]) -> str | None:
    problem = None
    match node:
        case nodes.Name():
            problem = _unknown("variable", node.name, variables)
        case nodes.Filter(node=nodes.Name() as name) if name.name in links:
            problem = f"{name.name} is a link and takes no filter"
        case nodes.Filter() | nodes.Test() if node.dyn_args or node.dyn_kwargs:
            problem = _ELSE_FORBIDDEN
        case nodes.Filter():
            problem = _unknown("filter", node.name, FILTERS)
        case nodes.Test():
            problem = _unknown("test", node.name, TESTS)
        case nodes.CondExpr() if node.expr2 is None:
            problem = "an if inside {{ }} needs an else"
        case _ if not isinstance(node, _ALLOWED):
            problem = next(
                (text for types, text in _FORBIDDEN if isinstance(node, types)), _ELSE_FORBIDDEN
            )
    return problem


def _unknown(kind: str, name: str, known: Collection[str]) -> str | None:
    if name in known:
        return None
    nearest = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    advice = f'did you mean "{nearest[0]}"?' if nearest else f"known are {', '.join(sorted(known))}"
    return f'unknown {kind} "{name}"; {advice}'


@lru_cache(maxsize=512)
def _compiled(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


@lru_cache(maxsize=512)
def _named(text: str) -> tuple[str, ...]:
    """The variables that a template names."""
    return tuple(sorted(_names(_ENVIRONMENT.parse(text))))


@lru_cache(maxsize=512)
def demanded(text: str, *, unless: str) -> frozenset[str]:
    """Say which variables a template needs in every case.

    Args:
        text: a template without `problems`.
        unless: a variable; what stands under a condition on it is not counted, since the
            operator has provided for its absence.
    """
    names: set[str] = set()
    waiting: list[nodes.Node] = [_ENVIRONMENT.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Name):
            names.add(node.name)
        if isinstance(node, nodes.If | nodes.CondExpr) and unless in _names(node.test):
            continue
        waiting.extend(node.iter_child_nodes())
    return frozenset(names)


def _names(node: nodes.Node) -> frozenset[str]:
    own = {node.name} if isinstance(node, nodes.Name) else set()
    return frozenset(own | {name.name for name in node.find_all(nodes.Name)})


def fill(text: str, values: Mapping[str, object]) -> str:
    """Render a template.

    Args:
        text: a template without `problems`.
        values: the variables; everything that is not `Markup` is escaped.

    Returns:
        HTML, not yet cleaned; runs of white space are one space, and a full stop of the template
        after a value that itself ends a sentence is left out.

    Raises:
        TemplateFault: it failed, or became longer than `OUTPUT_LIMIT`.
    """
    try:
        named = tuple(name for name in _named(text) if name in values)
        return _filled(text, named, *(values[name] for name in named))
    except TemplateFault:
        raise
    except Exception as error:
        # A filter given wrong arguments may raise anything; the story is then withheld.
        raise TemplateFault(f"the template failed: {error}") from error


# By type, too: a `Markup` equals its text, which would be escaped.
@lru_cache(maxsize=512, typed=True)
def _filled(text: str, names: tuple[str, ...], *given: object) -> str:
    """A template with all that it names: most footers are the same for many stories."""
    rendered = _compiled(text).render(zip(names, given, strict=True))
    if len(rendered) > OUTPUT_LIMIT:
        raise TemplateFault(f"it became longer than {OUTPUT_LIMIT:,} characters")
    rendered = _DOUBLED.sub(r"\1", rendered).replace(_ENDED, "")
    return re.sub(r"[ \t\r\n\f]+", " ", rendered).strip(" ")
