"""What an operator may write in a template, and what happens to everything else."""

from __future__ import annotations

import time

import pytest
from markupsafe import Markup

from syndicator.rights.notice.template import (
    FILTERS,
    OUTPUT_LIMIT,
    TEMPLATE_LIMIT,
    TemplateFault,
    demanded,
    fill,
    problems,
)
from syndicator.rights.notice.variables import VARIABLES
from syndicator.rights.notice.variables import problems as template_problems

GOOD = {
    "text": "Reprinted by permission.",
    "variables": "© {{ year }} {{ holder }}, {{credit_link}}",
    "condition": "{% if license %}{{ license_link }}{% elif year %}x{% else %}–{% endif %}",
    "inline condition": "{{ credit if year > 2020 and not terms else holder }}",
    "filters": '{{ title|striptags|truncate(80) }} {{ terms|default("–", true)|upper }}',
    "joined": "{{ credit ~ ' / ' ~ holder }}",
    "comment": "{# for us #}© {{ year }}",
    "raw": "{% raw %}{{ as it is }}{% endraw %}",
    "markup": "<p><em>{{ title }}</em></p>",
}

BAD = {
    "misspelt": ("a\n{{ credt }}", 'line 2: unknown variable "credt"; did you mean "credit"?'),
    "capital": ("{{ Holder }}", 'did you mean "holder"?'),
    "unknown": ("{{ zzzzzz }}", "known are author, credit,"),
    "open braces": ("{{ credit", "line 1: a {{ or {% is opened and never closed"),
    "one brace": ("{{ credit }", "line 1: cannot be read"),
    "empty braces": ("{{ }}", "line 1: a pair of braces has nothing in it"),
    "if without end": ("\n\n{% if year %}x", "line 3: an {% if … %} has no {% endif %}"),
    "end without if": ("{% endif %}", "stands without its {% if … %}"),
    "unknown tag": ("{% iff year %}", "unknown tag: only {% if %}"),
    "open comment": ("{# x", "line 1: a {# is opened"),
    "open raw": ("{% raw %}x", "has no {% endraw %}"),
    "unknown filter": ("{{ credit|uper }}", 'unknown filter "uper"; did you mean "upper"?'),
    "unknown test": ("{% if year is odd %}{% endif %}", 'unknown test "odd"'),
    "filtered link": ("{{ credit_link|upper }}", "credit_link is a link and takes no filter"),
    "if without else": ("{{ year if terms }}", "an if inside {{ }} needs an else"),
    "too long": ("x" * (TEMPLATE_LIMIT + 1), "longer than 4,000 characters (4,001)"),
    "deep": ("{{ " + "(" * 1500 + "year" + ")" * 1500 + " }}", "nested too deeply"),
    "deep nots": ("{{ " + "not " * 900 + "year }}", "nested too deeply"),
    "deep ifs": ("{% if year %}" * 60 + "{% endif %}" * 60, "nested too deeply"),
}

HOSTILE = {
    "class": "{{ ''.__class__.__mro__ }}",
    "subclasses": "{{ ().__class__.__base__.__subclasses__() }}",
    "attribute": "{{ title.__init__ }}",
    "item": "{{ title['__class__'] }}",
    "attr filter": "{{ title|attr('__class__') }}",
    "format": "{{ '{0.__class__}'.format(title) }}",
    "format map": "{{ title.format_map }}",
    "map filter": "{{ [title]|map(attribute='__class__')|list }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "self": "{{ self }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "cycler": "{{ cycler.__init__.__globals__ }}",
    "joiner": "{{ joiner() }}",
    "namespace": "{% set ns = namespace() %}",
    "dict": "{{ dict(a=1) }}",
    "range": "{{ range(100000) }}",
    "loop": "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "from import": "{% from 'os' import popen %}",
    "extends": "{% extends 'base' %}",
    "block": "{% block a %}{% endblock %}",
    "macro": "{% macro a() %}{{ caller() }}{% endmacro %}",
    "call": "{% call title() %}{% endcall %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "with": "{% with a = title %}{{ a }}{% endwith %}",
    "autoescape": "{% autoescape false %}{{ title }}{% endautoescape %}",
    "do": "{% do title %}",
    "safe": "{{ title|safe }}",
    "unescape": "{{ title|forceescape }}",
    "xmlattr": "{{ {'onclick': title}|xmlattr }}",
    "tojson": "{{ title|tojson }}",
    "centre": "{{ title|center(999999999) }}",
    "replace": "{{ title|replace('', 'xxxxxxxxxxxxxxx') }}",
    "indent": "{{ title|indent(999999) }}",
    "wordwrap": "{{ title|wordwrap(1, true, 'x' ~ title) }}",
    "unpacking": "{{ title|truncate(*title) }}",
    "context": "{{ _TemplateReference__context }}",
    "environment": "{{ environment }}",
    "slice": "{{ title[::-1] }}",
    "printed list": "{{ [title, title] }}",
    "debug": "{% debug %}",
    "translation": "{% trans %}x{% endtrans %}",
}

# What the sandbox behind would let run.
COSTLY = {
    "power": "{{ 9**(9**(9**9)) }}",
    "product": "{{ 'x' * 999999999999 }}",
    "modulo": "{{ '%999999999d' % 1 }}",
    "doubling": "{% set x = title ~ title %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_good_templates_have_no_problem(text: str) -> None:
    assert template_problems(text) == []


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_mistake_is_named(text: str, said: str) -> None:
    found = template_problems(text)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize("text", (HOSTILE | COSTLY).values(), ids=HOSTILE | COSTLY)
def test_an_escape_from_the_sandbox_is_refused_before_it_runs(text: str) -> None:
    began = time.perf_counter()
    assert template_problems(text)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_sandbox_behind_refuses_too(text: str) -> None:
    # As if the check had a hole: whatever comes out is text without power.
    try:
        rendered = fill(text, {"title": "T"})
    except TemplateFault:
        return
    assert "class" not in rendered
    assert "os." not in rendered
    assert len(rendered) <= OUTPUT_LIMIT


def test_every_problem_is_named_in_order() -> None:
    found = template_problems("{{ a_title }}\n{{ credit.name }}\n{{ yeer }}\n{{ yeer }}")
    assert [problem.split(":")[0] for problem in found] == ["line 1", "line 2", "line 3", "line 4"]


def test_every_variable_may_be_used() -> None:
    for name in VARIABLES:
        assert template_problems(f"{{{{ {name} }}}}") == []


def test_every_filter_works() -> None:
    for name in FILTERS:
        text = f"{{{{ title|{name} }}}}"
        assert problems(text, variables=VARIABLES, links=frozenset()) == []
        assert fill(text, {"title": "the rivers"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ v }}. Then", "A, Inc. Then"),
        ("{{ v }}.", "A, Inc."),
        ("{{ v }}... Then", "A, Inc.... Then"),
        ("{{ v }}, then", "A, Inc., then"),
        ("{{ v }} . Then", "A, Inc. . Then"),
        ("{{ question }}. Then", "Why? Then"),
        ("{{ link }}. Then", '<a href="x">B Inc.</a> Then'),
        ("<b>{{ v }}</b>. Then", "<b>A, Inc.</b> Then"),
        ("{{ plain }}. Then", "C. Then"),
        ("{% if v == 'A, Inc.' %}same{% endif %}", "same"),
        ("x..  \n\t y", "x.. y"),
        ("  \u00a0x ", "\u00a0x"),
    ],
)
def test_typography(text: str, expected: str) -> None:
    link = Markup('<a href="x">B Inc.</a>')
    values = {"v": "A, Inc.", "plain": "C", "question": "Why?", "link": link}
    assert fill(text, values) == expected


@pytest.mark.parametrize(
    "text",
    ["{{ nothing }}", "{{ v|truncate('x') }}", "{{ v|default(nope=1) }}", "{{ v < 3 }}"],
    ids=["undefined", "argument", "keyword", "comparison"],
)
def test_a_failing_template_is_a_fault(text: str) -> None:
    with pytest.raises(TemplateFault):
        fill(text, {"v": "x"})


def test_the_output_is_limited() -> None:
    with pytest.raises(TemplateFault, match="longer than 20,000 characters"):
        fill("{{ v }}", {"v": "x" * (OUTPUT_LIMIT + 1)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ credit_link }}", {"credit_link"}),
        ("{% if link %}{{ credit_link }}{% else %}{{ credit }}{% endif %} {{ year }}", {"year"}),
        ("{{ credit_link if link else credit }}", set()),
        ("{% if year %}{{ link }}{% endif %}", {"link", "year"}),
        ("no variable", set()),
    ],
)
def test_demanded(text: str, expected: set[str]) -> None:
    assert demanded(text, unless="link") == expected


def test_markup_is_not_taken_for_its_text() -> None:
    for _ in range(2):
        assert fill("{{ link }}", {"link": "<b>"}) == "&lt;b&gt;"
        assert fill("{{ link }}", {"link": Markup("<b>")}) == "<b>"


def test_what_is_missing_fails_each_time_and_stands_when_it_is_there() -> None:
    for _ in range(2):
        with pytest.raises(TemplateFault, match="'title' is undefined"):
            fill("{{ credit }} {{ title }}", {"credit": "Daily"})
        assert fill("{{ credit }} {{ title }}", {"credit": "Daily", "title": "x"}) == "Daily x"
        assert fill("{% if title is defined %}y{% endif %}", {"credit": "Daily"}) == ""
