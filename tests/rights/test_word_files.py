"""The files of words, one for each language: whole, readable, and able to say what is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from syndicator.rights.attribution import language
from syndicator.rights.attribution.language import Language
from syndicator.rights.attribution.word_files import (
    Section,
    WordsFault,
    any_of,
    expression,
    parse_language,
)
from syndicator.rights.reservations import reservation_phrases

FOLDERS: Final[dict[Path, type[Section]]] = {
    Path(language.__file__).parent / "languages": Language,
    Path(reservation_phrases.__file__).parent / "languages": reservation_phrases.Language,
}
FILES: Final = [
    pytest.param(file, model, id=f"{folder.parent.name}/{file.stem}")
    for folder, model in FOLDERS.items()
    for file in sorted(folder.glob("*.toml"))
    if file.stem != "index"
]
MAX_PHRASE: Final = 400


def lists(table: dict[str, Any], place: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every list of words, with the keys that lead to it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists(value, f"{place}{key}.")
        elif value and isinstance(value, tuple) and isinstance(value[0], dict):
            for each in value:
                yield from lists(each, f"{place}{key}.")
        elif isinstance(value, tuple):
            yield place + key, list(value)
        elif key == "phrase":
            yield place + key, [value]


def read(file: Path, model: type[Section]) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    return parse_language(text, model, file.name).model_dump(by_alias=True)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_index_names_every_file(folder: Path) -> None:
    index = tomllib.loads((folder / "index.toml").read_text(encoding="utf-8"))
    files = sorted(file.stem for file in folder.glob("*.toml") if file.stem != "index")
    assert sorted(index["languages"]) == files


@pytest.mark.parametrize(("file", "model"), FILES)
def test_a_language_has_what_it_must(file: Path, model: type[Section]) -> None:
    content = read(file, model)
    assert re.fullmatch(r"[a-z]{2,3}(-[a-z]{2,3})*", file.stem)
    assert len(content["name"].split(", ")) == file.stem.count("-") + 1
    for place, words in lists(content):
        assert len(set(words)) == len(words), f"{place}: twice in the list"
        for word in words:
            assert word == word.strip() or place.endswith("stems"), f"{place}: {word!r}"
            assert len(word) <= MAX_PHRASE, f"{place}: {word!r}"
            re.compile(expression(word))
            assert not re.fullmatch(expression(word), ""), f"{place}: {word!r} matches nothing"
    if model is Language:
        assert content["labels"]["source"], "every language says how the source of a text is named"
        for around in content["around"]:
            assert {*re.compile(expression(around["phrase"])).groupindex} & {"who", "short"}
            assert around["stems"]
    else:
        assert content["reserved"]


@pytest.mark.parametrize(("file", "model"), FILES)
def test_words_are_in_small_letters(file: Path, model: type[Section]) -> None:
    for place, words in lists(read(file, model)):
        if place.startswith("names."):
            continue  # capitals tell there
        for word in words:
            plain = re.sub(r"\\\w|\(\?P<\w+>|ACTS", "", word)
            assert plain == plain.lower(), f"{place}: {word!r}"


@pytest.mark.parametrize(("folder", "model"), FOLDERS.items())
def test_the_readme_explains_every_key(folder: Path, model: type[Section]) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    schema = model.model_json_schema(by_alias=True)
    tables = [schema, *schema.get("$defs", {}).values()]
    keys = {key for table in tables for key in table["properties"]}
    assert [
        key for key in sorted(keys) if f"`{key}`" not in readme and f"[{key}]" not in readme
    ] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "X', "xx.toml: no TOML"),
        ('[labels]\nsource = ["x"]', "xx.toml: name: Field required"),
        ('name = "X"\n[labels]\nsources = ["x"]', "xx.toml: labels.sources: Extra inputs"),
        ('name = "X"\n[labels]\nsource = "x"', "xx.toml: labels.source: Input should be"),
        (
            'name = "X"\n[labels]\n[origin]\nstems = ["x"]',
            "xx.toml: origin.subject: Field required",
        ),
    ],
)
def test_what_is_wrong_is_told(text: str, message: str) -> None:
    with pytest.raises(WordsFault, match=re.escape(message)):
        parse_language(text, Language, "xx.toml")


@pytest.mark.parametrize(
    ("phrase", "matched", "passed_by"),
    [
        ("(story|article)s?", "articles", "tale"),
        ("l'article", "l’article", "l article"),
        ("alle rechte <20> vorbehalten", "alle rechte sind vorbehalten", "alle rechtevorbehalten"),
        ("ohne <20>genehmigung", "ohne druckgenehmigung", "ohne, so heisst es hier, genehmigung"),
        ("禁止<2>转载", "禁止任何转载", "禁止以任何方式转载"),
        (r"\(c\)", "(c)", "c"),
    ],
)
def test_how_a_phrase_is_written(phrase: str, matched: str, passed_by: str) -> None:
    assert re.search(expression(phrase), matched)
    assert not re.search(expression(phrase), passed_by)


def test_of_no_phrases_nothing_is_matched() -> None:
    assert not re.search(any_of(()), "anything")
