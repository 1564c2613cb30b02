from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config.keys import KeyPath, dotted
from syndicator.config.lines import locate, nearest_line

DOCUMENT = """\
top = 1
# a comment
[sources.one]
url = "https://one.example/"
tags = [
  "a",  # why
  # nothing here
  "b",
]
[sources."two words"]
'quoted key'.deep . er = true
inline = { a = 1, "b c" = { d = [1, 2] } }
text = \"\"\"
several
lines\"\"\"
after = 1
[[rules]]
x = 1
[rules.sub]
y = 1
[[rules]]
x = 2
  [[rules.sub]]
  z = 3
  [[rules.sub]]
  z = 4
[feeds.world]
include = [
  { any = ["NATO"] },
  { title = "x", nested = [
    [1],
    [2, 3]] },
]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("top",), 1),
        (("sources",), 3),
        (("sources", "one"), 3),
        (("sources", "one", "url"), 4),
        (("sources", "one", "tags"), 5),
        (("sources", "one", "tags", 0), 6),
        (("sources", "one", "tags", 1), 8),
        (("sources", "two words"), 10),
        (("sources", "two words", "quoted key", "deep", "er"), 11),
        (("sources", "two words", "inline", "b c", "d", 1), 12),
        (("sources", "two words", "after"), 16),
        (("rules", 0), 17),
        (("rules", 0, "x"), 18),
        (("rules", 0, "sub"), 19),
        (("rules", 0, "sub", "y"), 20),
        (("rules", 1), 21),
        (("rules", 1, "x"), 22),
        (("rules", 1, "sub", 0, "z"), 24),
        (("rules", 1, "sub", 1, "z"), 26),
        (("feeds", "world", "include", 0, "any", 0), 29),
        (("feeds", "world", "include", 1, "title"), 30),
        (("feeds", "world", "include", 1, "nested", 0), 31),
        (("feeds", "world", "include", 1, "nested", 1, 1), 32),
    ],
    ids=lambda value: dotted(value) or "root" if isinstance(value, tuple) else "",
)
def test_every_key_has_the_line_that_it_is_written_on(path: KeyPath, line: int) -> None:
    assert locate(DOCUMENT)[path] == line


def _paths(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    return {path}.union(*(_paths(child, (*path, key)) for key, child in children))


def test_the_paths_are_those_of_tomllib() -> None:
    assert set(locate(DOCUMENT)) == _paths(tomllib.loads(DOCUMENT))


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffa = 1",
        "a = 1\r\nb.c = 2\r\n",
        '"\\u00e9" = 1\n"" = 2\n"a.b" = 3',
        "\n\n\n",
        "a = = 1\n[b",
    ],
    ids=["byte order mark", "carriage returns", "escaped keys", "nothing", "no TOML"],
)
def test_odd_documents_are_located_without_failing(text: str) -> None:
    assert locate(text)[()] == 1


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=4))
def test_quoted_keys_are_read_as_tomllib_reads_them(names: list[str]) -> None:
    written = dotted(tuple(names))
    text = f"# one\n{written} = 1\n"
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # lone surrogates have no place in TOML
        return
    assert locate(text) == dict.fromkeys(_paths(data), 2) | {(): 1}


def test_what_is_not_in_the_file_has_the_line_of_the_table_around_it() -> None:
    lines = locate(DOCUMENT)
    assert nearest_line(lines, ("sources", "one", "grant")) == 3
    assert nearest_line(lines, ("nowhere", "at", "all")) == 1


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("sources", "rferl", "every"), "sources.rferl.every"),
        (("feeds", "world", "include", 0, "any", 1), "feeds.world.include[0].any[1]"),
        (("sources", "two words"), 'sources."two words"'),
        (("", "a.b", "line\nbreak"), '""."a.b"."line\\nbreak"'),
    ],
)
def test_dotted(path: KeyPath, written: str) -> None:
    assert dotted(path) == written
