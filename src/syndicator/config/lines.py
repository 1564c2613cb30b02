"""Where each key of a TOML document stands.

`tomllib` says what a document means but not where; tree-sitter says where. The two are joined by
the path of a key: the names of the tables and keys on the way to it, and the index of each array
element, ``("feeds", "world", "include", 0, "any")``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from syndicator.config.keys import KeyPath

_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})


def locate(text: str) -> dict[KeyPath, int]:
    """Find the line of every table, key and array element.

    Args:
        text: a document that `tomllib` accepts; of any other, what could be read is returned.

    Returns:
        The line, counted from 1, on which each path is first named.
    """
    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    lines: dict[KeyPath, int] = {(): 1}
    elements: dict[KeyPath, int] = {}
    for node in tree.root_node.named_children:
        path: KeyPath = ()
        if node.type in {"table", "table_array_element"}:
            path = _header(node, elements)
            _note(lines, path, node)
        pairs = [node] if node.type == "pair" else node.named_children
        _values(lines, [(path, pair) for pair in pairs if pair.type == "pair"])
    return lines


def nearest_line(lines: dict[KeyPath, int], path: KeyPath) -> int:
    """Give the line of a path, or of the innermost table around it that is in the document."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _header(node: Node, elements: dict[KeyPath, int]) -> KeyPath:
    """Resolve ``[a.b]`` or ``[[a.b]]`` against the arrays of tables opened before it."""
    keys = [child for child in node.named_children if child.type in _KEYS][:1]
    names = [name for key in keys for name in _names(key)]
    path: KeyPath = ()
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if node.type == "table_array_element" and depth == len(names):
            elements[path] = elements.get(path, -1) + 1
        if path in elements:
            path = (*path, elements[path])
    return path


def _values(lines: dict[KeyPath, int], waiting: list[tuple[KeyPath, Node]]) -> None:
    """Note pairs, and all that their values hold; a work list, for nesting may be deep."""
    while waiting:
        path, node = waiting.pop()
        if node.type == "pair":
            named = node.named_children
            if not named or named[0].type not in _KEYS:
                continue
            path = (*path, *_names(named[0]))
            _note(lines, path, node)
            waiting.append((path, named[-1]))
        elif node.type == "inline_table":
            waiting.extend((path, child) for child in node.named_children if child.type == "pair")
        elif node.type == "array":
            values = (child for child in node.named_children if child.type != "comment")
            for index, child in enumerate(values):
                _note(lines, (*path, index), child)
                waiting.append(((*path, index), child))


def _note(lines: dict[KeyPath, int], path: KeyPath, node: Node) -> None:
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            break
        lines[path[:length]] = node.start_point.row + 1


def _names(key: Node) -> Iterator[str]:
    """Split a key at its dots; the grammar nests them to the left."""
    waiting = [key]
    while waiting:
        node = waiting.pop()
        if node.type == "dotted_key":
            waiting.extend(
                reversed([child for child in node.named_children if child.type in _KEYS])
            )
            continue
        text = (node.text or b"").decode()
        yield next(iter(tomllib.loads(f"{text} = 0"))) if node.type == "quoted_key" else text
