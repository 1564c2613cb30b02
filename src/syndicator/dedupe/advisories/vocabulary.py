"""The words by which agencies and publishers speak to editors: a file for each language. Pure.

``words/README.md`` says what a file holds and how a phrase is written. Nothing here opens a file:
whoever asks hands in the text of each.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from syndicator.dedupe.advisories.tokens import Token, tokens


class Key(StrEnum):
    """What a phrase says; the keys of a file, explained in ``words/README.md``."""

    THINGS = "things"
    COMMON = "common"
    PICTURES = "pictures"
    OURS = "ours"
    SENT = "sent"
    OTHERS = "others"
    CALLS = "calls"
    EDITORS = "editors"
    CLIENTS = "clients"
    ASKS = "asks"
    KILL = "kill"
    CATEGORY = "category"
    WITHDRAWN = "withdrawn"
    BAN = "ban"
    HOLD = "hold"
    HOLDS = "holds"
    UNTIL = "until"
    LIFTED = "lifted"
    TIMES = "times"
    MONTHS = "months"
    NOTES = "notes"
    SCHEDULES = "schedules"
    PRODUCTION = "production"
    REPEATS = "repeats"
    CORRECTIONS = "corrections"
    CORRECTED = "corrected"
    FILLER = "filler"
    MANDATORY = "mandatory"


class Found(NamedTuple):
    """A phrase in a line: tokens `start` to `end`, the end not included."""

    language: str
    key: Key
    start: int
    end: int
    gap: bool = False
    """Whether some words between the first and the last one may be anything."""


@dataclass(frozen=True, slots=True)
class _Word:
    """The tokens of a word (``don't`` has two); `stem`: its last one may go on."""

    tokens: tuple[str, ...]
    stem: bool

    def ends(self, line: Sequence[Token], start: int) -> int | None:
        end = start + len(self.tokens)
        if end > len(line):
            return None
        last = line[end - 1].folded
        here = last.startswith(self.tokens[-1]) if self.stem else last == self.tokens[-1]
        before = all(line[start + at].folded == self.tokens[at] for at in range(end - start - 1))
        return end if here and before else None


@dataclass(frozen=True, slots=True)
class _Phrase:
    language: str
    key: Key
    parts: tuple[tuple[_Word, ...] | None, ...]
    """The words of which one must stand there; None for a gap."""
    second: tuple[str, ...] | None
    """What the second token can begin with; None: anything, or there need be none."""

    def may_go_on(self, following: str) -> bool:
        """Whether that can be the second token: most phrases of common words end there."""
        return self.second is None or following.startswith(self.second)

    def is_of_one_token(self) -> bool:
        """Whether its first word is one token, whichever of them stands there."""
        return all(len(word.tokens) == 1 for word in self.parts[0] or ())


class _Begun(NamedTuple):
    """What begins with a word."""

    words: tuple[tuple[str, Key], ...]
    """The phrases that are this one word."""
    more: tuple[_Phrase, ...]


_NOTHING: Final = _Begun((), ())
"""What most words begin."""


class WordsFault(ValueError):
    """The text is no list of words; one line for each thing that is wrong."""


SHARED: Final = "mul"
"""The language whose words count in every other one (ISO 639-2: several languages)."""
MAX_GAP: Final = 6
"""Words that a gap stands for at most."""
_GAP: Final = "…"
_STOPS: Final = frozenset(":;.!?–—")
"""Signs that no gap goes over."""
_MIN_STEM: Final = 2
_MAX_KNOWN: Final = 20_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases of all languages, by what the first token of each begins with."""

    languages: tuple[str, ...]
    _words: Mapping[str, Sequence[_Phrase]]
    _stems: Mapping[str, Sequence[_Phrase]]
    _known: dict[str, _Begun] = field(default_factory=dict, compare=False, repr=False)
    """What begins with a word that was asked for before."""

    def find(self, line: Sequence[Token]) -> list[Found]:
        """Every phrase in a line; of two of one language and key at one place the longer one."""
        found: list[Found] = []
        for start, token in enumerate(line):
            begun = self._known.get(token.folded) or self._begin(token.folded)
            if begun is _NOTHING:
                continue
            following = line[start + 1].folded if start + 1 < len(line) else ""
            more = [each for each in begun.more if each.may_go_on(following)] if begun.more else ()
            if not more:
                found += [Found(*name, start, start + 1) for name in begun.words]
                continue
            best = dict.fromkeys(begun.words, (start + 1, False))
            for phrase in more:
                name = (phrase.language, phrase.key)
                end = _ends(phrase.parts, line, start)
                if end is not None and end > best.get(name, (start, False))[0]:
                    best[name] = (end, None in phrase.parts)
            found += [Found(*name, start, *rest) for name, rest in best.items()]
        return found

    def _begin(self, word: str) -> _Begun:
        """The phrases that are this word, and those that it may begin."""
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        heads = [word[:length] for length in range(_MIN_STEM, len(word) + 1)]
        stems = {id(each): each for head in heads for each in self._stems.get(head, ())}
        phrases = (*self._words.get(word, ()), *stems.values())
        token = [Token(word, word)]
        words = {
            (each.language, each.key)
            for each in phrases
            if len(each.parts) == 1 and _ends(each.parts, token, 0) is not None
        }
        more = tuple(each for each in phrases if len(each.parts) > 1 or not each.is_of_one_token())
        begun = _Begun(tuple(sorted(words)), more) if words or more else _NOTHING
        self._known[word] = begun
        return begun


def _ends(
    parts: Sequence[tuple[_Word, ...] | None], line: Sequence[Token], start: int
) -> int | None:
    if not parts:
        return start
    first, rest = parts[0], parts[1:]
    if first is None:
        for after in range(start, min(start + MAX_GAP, len(line)) + 1):
            if (end := _ends(rest, line, after)) is not None:
                return end
            if after < len(line) and line[after].folded in _STOPS:
                break
        return None
    for word in first:
        ending = word.ends(line, start)
        if ending is not None and (end := _ends(rest, line, ending)) is not None:
            return end
    return None


def load(texts: Iterable[str]) -> Vocabulary:
    """Read the lists of words of some languages.

    Args:
        texts: TOML, one for each language.

    Raises:
        WordsFault: with every problem, each in one line that names the language and the key.
    """
    words: dict[str, list[_Phrase]] = defaultdict(list)
    stems: dict[str, list[_Phrase]] = defaultdict(list)
    languages: list[str] = []
    problems: list[str] = []
    for text in texts:
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problems.append(f"no TOML: {error}")
            continue
        problems += _problems(table, languages)
        if problems:
            continue
        language = table.pop("language")
        languages.append(language)
        for key, phrases in table.items():
            for phrase in dict.fromkeys(phrases):
                parts = _parts(phrase)
                made = _Phrase(language, Key(key), parts, _second(parts))
                for first, stem in dict.fromkeys(map(_first, made.parts[0] or ())):
                    (stems if stem else words)[first].append(made)
    if problems:
        raise WordsFault("\n".join(problems))
    return Vocabulary(tuple(languages), dict(words), dict(stems))


def _second(parts: Sequence[tuple[_Word, ...] | None]) -> tuple[str, ...] | None:
    if not all(len(word.tokens) == 1 for word in parts[0] or ()):
        return None
    if len(parts) == 1 or parts[1] is None:
        return None
    return tuple(word.tokens[0] for word in parts[1])


def _first(word: _Word) -> tuple[str, bool]:
    """What the first token of a word begins with, and whether it may go on."""
    stem = word.stem and len(word.tokens) == 1
    return word.tokens[0], stem


def _parts(phrase: str) -> tuple[tuple[_Word, ...] | None, ...]:
    return tuple(
        None if part == _GAP else tuple(map(_word, part.split("|"))) for part in phrase.split()
    )


def _word(written: str) -> _Word:
    found = tuple(token.folded for token in tokens(written.removesuffix("*")))
    return _Word(found, written.endswith("*"))


def _problems(table: Mapping[str, object], languages: Sequence[str]) -> Iterator[str]:
    language = table.get("language")
    if not isinstance(language, str) or not re.fullmatch("[a-z]{2,3}", language):
        yield f"language: {language!r} is no code of a language such as de"
    elif language in languages:
        yield f"{language}: there is a file of this language already"
    for key, phrases in table.items():
        if key == "language":
            continue
        if key not in set(Key):
            yield f"{language}: {key} is no key; there are {', '.join(Key)}"
        elif not isinstance(phrases, list) or not all(isinstance(each, str) for each in phrases):
            yield f'{language}: {key} must be a list of phrases, such as ["do not use|publish"]'
        else:
            yield from (
                f"{language}: {key}: {phrase!r} is no phrase"
                for phrase in phrases
                if not _is_phrase(phrase)
            )
    yield from (f"{language}: {key} is missing" for key in Key if key not in table)


def _is_phrase(phrase: str) -> bool:
    parts = phrase.split()
    return (
        bool(parts)
        and _GAP not in {parts[0], parts[-1]}
        and all(part == _GAP or all(map(_is_word, part.split("|"))) for part in parts)
    )


def _is_word(written: str) -> bool:
    bare = written.removesuffix("*")
    return bool(tokens(bare)) and "*" not in bare and (bare == written or len(bare) >= _MIN_STEM)
