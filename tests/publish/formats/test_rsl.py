"""The terms of a story's page, in RSL 1.0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from syndicator.model import Entry, Machines
from syndicator.publish.formats.rsl import terms

PAGE = "https://feeds.example.org/world/1.html"


def test_the_terms_are_about_our_page(entry: Callable[..., Entry]) -> None:
    ours = replace(entry(page=PAGE), machines=Machines(prohibited=("ai-all", "search")))
    assert terms(ours) == (
        '<rsl xmlns="https://rslstandard.org/rsl"><content url="https://feeds.example.org/world/'
        '1.html"><license><prohibits type="usage">ai-all,search</prohibits></license></content>'
        "</rsl>"
    )
    assert terms(replace(ours, page=None)) is None
    assert terms(replace(ours, machines=Machines())) is None


def test_no_script_can_be_ended_by_them(entry: Callable[..., Entry]) -> None:
    odd = replace(entry(page="https://x.example/</script>"), machines=Machines(prohibited=("all",)))
    assert "</script" not in (terms(odd) or "</script")
