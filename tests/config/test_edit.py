from __future__ import annotations

import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config.edit import NotEdited, add_tables, add_to_list

FILE = """\
# ours
[syndicator]
title = "T" # the title

[sources.a]
url = "https://a.example/"   # first
grant = "g"
# every = "2h"

# ── permissions ──

[grants.g]
holder = "G"

[feeds.world]
title = "World"
sources = [
    "a", # the first
]
"""


def test_a_table_goes_after_the_last_of_its_kind_and_comments_stay() -> None:
    text = add_tables(FILE, "sources", {"b": {"url": "https://b.example/", "tags": ["x"]}})
    above, below = text.split("[sources.b]")
    assert above.endswith('grant = "g"\n# every = "2h"\n\n')
    assert below.startswith('\nurl = "https://b.example/"\ntags = ["x"]\n\n# ── permissions ──\n')
    for line in FILE.splitlines():
        assert line in text.splitlines()


def test_a_first_table_goes_to_the_end() -> None:
    assert add_tables("# ours\n", "sources", {"b": {"url": "u"}}) == (
        '# ours\n\n[sources.b]\nurl = "u"\n'
    )


def test_a_value_joins_a_list_in_its_place() -> None:
    text = add_to_list(FILE, ("feeds", "world", "sources"), "b")
    assert tomllib.loads(text)["feeds"]["world"]["sources"] == ["a", "b"]
    assert '"a", # the first' in text
    assert add_to_list(text, ("feeds", "world", "sources"), "b") == text


def test_a_list_that_is_not_there_is_made() -> None:
    text = add_to_list('[feeds.x]\ntags = ["y"]\n', ("feeds", "x", "sources"), "b")
    assert tomllib.loads(text) == {"feeds": {"x": {"tags": ["y"], "sources": ["b"]}}}


@pytest.mark.parametrize(
    "text",
    [
        'sources = { a = { url = "u", grant = "g" } }\n',
        '[sources]\na = { url = "u" }\n[sources.b]\nurl = "v"\n',
    ],
)
def test_an_unusual_shape_is_refused_or_edited_right(text: str) -> None:
    before = tomllib.loads(text)
    with suppress(NotEdited):
        edited = add_tables(text, "sources", {"new": {"url": "w"}})
        wanted = {"sources": {**before["sources"], "new": {"url": "w"}}}
        assert tomllib.loads(edited) == wanted


def test_what_is_there_already_is_refused() -> None:
    with pytest.raises(NotEdited, match="there already"):
        add_tables(FILE, "sources", {"a": {}})
    with pytest.raises(NotEdited, match=r"no \[feeds.other\]"):
        add_to_list(FILE, ("feeds", "other", "sources"), "a")


names = st.from_regex(r"[a-z0-9-]{1,8}", fullmatch=True)


@given(
    kinds=st.lists(st.tuples(st.sampled_from(["sources", "grants", "feeds"]), names), unique=True),
    new=names,
    title=st.text(max_size=20).filter(lambda text: "\x00" not in text),
)
def test_nothing_but_the_table_is_added(kinds: list[tuple[str, str]], new: str, title: str) -> None:
    text = "".join(f"# about {n}\n[{kind}.{n}]\nx = 1 # {n}\n\n" for kind, n in kinds)
    before = tomllib.loads(text)
    if ("sources", new) in kinds:
        return
    edited = add_tables(text, "sources", {new: {"title": title}})
    after = tomllib.loads(edited)
    assert after["sources"].pop(new) == {"title": title}
    assert {k: v for k, v in after.items() if v} == before
    assert [line for line in edited.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]


@given(new=st.lists(names, unique=True, min_size=1, max_size=6))
def test_many_tables_at_once_are_those_one_by_one(new: list[str]) -> None:
    tables = {name: {"url": f"https://{name}.example/", "tags": [name]} for name in new}
    one_by_one = FILE.replace("[sources.a]", "[sources.first-]")
    at_once = add_tables(one_by_one, "sources", tables)
    for name, values in tables.items():
        one_by_one = add_tables(one_by_one, "sources", {name: values})
    assert at_once == one_by_one
