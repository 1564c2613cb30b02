"""The words as data: the schema of a file, and how a phrase is found."""

from __future__ import annotations

from importlib.resources import files

import pytest

from syndicator.dedupe.advisories.tokens import tokens
from syndicator.dedupe.advisories.vocabulary import Key, WordsFault, load
from syndicator.poll.advisories import vocabulary


def text(language: str = "xx", **keys: object) -> str:
    values: dict[str, object] = {key.value: [] for key in Key} | keys
    return "\n".join([f'language = "{language}"', *(f"{k} = {v}" for k, v in values.items())])


def test_the_shipped_files_are_right() -> None:
    languages = set(vocabulary().languages)
    folder = files("syndicator.dedupe.advisories") / "words"
    assert languages == {
        each.name[:-5] for each in folder.iterdir() if each.name.endswith(".toml")
    } - {"index"}
    assert {"en", "de", "fr", "es", "it", "pt", "nl", "ru", "mul"} <= languages


@pytest.mark.parametrize(
    ("phrase", "line", "found"),
    [
        ("do not use|publish", "Do not publish this", "Do not publish"),
        ("withdraw*", "The story was WITHDRAWN", "WITHDRAWN"),
        ("zieh* … zurück", "Wir ziehen diese Meldung zurück", "ziehen diese Meldung zurück"),
        ("zieh* … zurück", "Wir ziehen um. Dann zurück", None),
        ("don't use", "Don’t use it", "Don t use"),
        ("eds :", "Eds: hold", "Eds :"),
        ("kill", "skill", None),
    ],
)
def test_a_phrase_is_found_or_not(phrase: str, line: str, found: str | None) -> None:
    words = tokens(line)
    hits = load([text(kill=[phrase])]).find(words)
    shown = [" ".join(each.written for each in words[hit.start : hit.end]) for hit in hits]
    assert shown == ([] if found is None else [found])


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (["="], "no TOML"),
        ([text("Deutsch")], "'Deutsch' is no code"),
        ([text("de"), text("de")], "de: there is a file of this language already"),
        ([text(kil=["x"])], "xx: kil is no key"),
        ([text(kill='"stop"')], "xx: kill must be a list of phrases"),
        ([text(kill=[""])], "xx: kill: '' is no phrase"),
        ([text(kill=["… stop"])], "is no phrase"),
        ([text(kill=["s*"])], "is no phrase"),
        ([text(kill=["st*p"])], "is no phrase"),
        (['language = "xx"'], "xx: kill is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(files: list[str], problem: str) -> None:
    with pytest.raises(WordsFault, match=problem.replace("*", r"\*")):
        load(files)
