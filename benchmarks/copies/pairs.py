"""Labelled pairs of texts: copies of one story, and what only looks like it.

The files ``*.txt`` hold six stories in each of eight languages, with another headline, a second
wording of one paragraph and a later story about the same event; six templates that are filled in
with other names and numbers; notices; and how a correction reads. Half of the stories are for
tuning (``= dev``), half are not (``= test``); so are the templates.
"""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("en", "de", "fr", "es", "ru", "tr", "ar", "zh")


@dataclass
class Story:
    half: str
    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def title(self) -> str:
        return self.lines["T"][0]

    @property
    def paragraphs(self) -> list[str]:
        return [*self.lines["P"], *self.lines["B"]]


@dataclass
class Language:
    name: str
    stories: list[Story] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    correction: str = ""

    @property
    def gap(self) -> str:
        return "" if self.name == "zh" else " "


@dataclass(frozen=True)
class Pair:
    """Two texts, each with its headline."""

    language: str
    kind: str
    same: bool
    half: str
    one: tuple[str, str]
    other: tuple[str, str]
    beside: tuple[str, ...] = ()
    """Other stories of the sites that tell these: what they repeat is of no story."""


def read(name: str) -> Language:
    """Read the file of a language."""
    found = Language(name)
    lines = [line for line in (HERE / f"{name}.txt").read_text("utf-8").split("\n") if line]
    template = ""
    for line in lines:
        mark, rest = line[0], line[2:].strip()
        if mark == "=":
            found.stories.append(Story(rest))
        elif mark == "@":
            template = rest
        elif mark == "+":
            key, _, values = rest.partition(": ")
            found.words[key] = values.split(", ")
        elif mark == ">":
            found.notices.append(rest)
        elif mark == "!":
            found.correction = rest
        elif line[1:2] == ":" and found.stories and not template:
            found.stories[-1].lines[mark].append(line[3:])
        elif mark != "#":
            found.templates[template] = line
    return found


def pairs() -> list[Pair]:
    """Every pair, always the same ones."""
    chance = random.Random(20261130)
    found: list[Pair] = []
    for name in LANGUAGES:
        language = read(name)
        for story in language.stories:
            others = [each for each in language.stories if each.half != story.half]
            beside = tuple(_noticed(language, each) for each in others)
            told = (*_copies(language, story), *_others(language, story, chance))
            found += [replace(pair, beside=beside) for pair in told]
        found += _templates(language, chance)
        found += _strangers(language)
        found += _late(language, chance)
    return found


def _late(known: Language, chance: random.Random) -> Iterator[Pair]:
    language = read(f"late/{known.name}")
    language.name, language.words = known.name, known.words
    language.correction = known.correction
    beside = tuple(_noticed(language, each) for each in known.stories)
    for story in language.stories:
        for pair in (*_changed(language, story), *_others(language, story, chance)):
            yield replace(pair, beside=beside)
    yield from _templates(language, chance, half="late")
    one, other = language.stories
    texts = [(each.title, _noticed(language, each)) for each in (one, other)]
    yield Pair(language.name, "same notices", False, "late", *texts, beside)


def _changed(language: Language, story: Story) -> Iterator[Pair]:
    """Copies, in other ways than `_copies`."""
    one, parts = (story.title, _joined(story.paragraphs)), story.paragraphs
    other, first = story.lines["H"][0], story.lines["R"][0]
    header, news, rights, more = language.notices
    short = _lead(language, story, 30)
    lost = (
        one[1].translate(_PLAIN).encode("ascii" if language.name == "tr" else "cp1252", "replace")
    )
    changed = {
        "other headline": one[1],
        "cut": _joined(parts[:2]),
        "short excerpt": f"{short} […]",
        "short excerpt, notice": _joined([f"{short} […]", news]),
        "notices": _joined([header, parts[0], news, *parts[1:], rights, more]),
        "beginning rewritten": _joined([first, *parts[1:]]),
        "beginning rewritten, cut": _joined([first, *parts[1:3]]),
        "other order": _joined([parts[0], parts[2], parts[1], *parts[3:]]),
        "end": _joined(parts[2:]),
        "edited": _edited(language, one[1], step=19),
        "first and last": _joined([header, parts[0], parts[-1]]),
    }
    if language.name in {"en", "de", "fr", "es"}:
        changed["lost letters"] = lost.decode("ascii", "replace").replace("\ufffd", "?")
    for kind, text in changed.items():
        yield Pair(language.name, kind, True, "late", one, (other, text))
    two = [(story.title, _lead(language, story, 45)), (other, _joined([header, *parts[:2]]))]
    yield Pair(language.name, "two copies", True, "late", *two)


def _noticed(language: Language, story: Story) -> str:
    """A short text among all the notices of its site."""
    header, news, rights, more = language.notices
    return _joined([header, _lead(language, story, 30), more, news, rights])


# ── copies ───────────────────────────────────────────────────────────────────────────────────


def _copies(language: Language, story: Story) -> Iterator[Pair]:
    one = (story.title, _joined(story.paragraphs))
    other, header, news, rights, more = story.lines["H"][0], *language.notices
    parts = story.paragraphs
    rewritten = [parts[0], story.lines["R"][0], *parts[2:]]
    if language.stories.index(story) % 3 == 0:
        rewritten = [parts[0], parts[2], story.lines["R"][0], *parts[3:]]
    lead = _lead(language, story, 60)
    middle = _cut(language, _joined(parts[1:3]), 45)
    changed = {
        "other headline": (other, one[1]),
        "cut to a third": (story.title, _joined(parts[:2])),
        "cut, other headline": (other, _joined([*parts[:1], parts[2]])),
        "excerpt": (other, f"{lead}…"),
        "excerpt with a link": (story.title, _joined([f"{lead} […]", more])),
        "excerpt of the middle": (other, middle),
        "notices": (story.title, _joined([header, *parts, news, rights])),
        "excerpt and notice": (other, _joined([header, f"{lead} …", more])),
        "cut, notices": (other, _joined([*parts[:3], news])),
        "other encoding": (story.title, _encoded(language, one[1])),
        "rewritten": (other, _joined(rewritten)),
        "rewritten, cut, notice": (other, _joined([*rewritten[:4], rights])),
        "edited": (other, _edited(language, one[1])),
    }
    for kind, text in changed.items():
        yield Pair(language.name, kind, True, story.half, one, text)
    both = (other, _joined(rewritten)), (story.title, _joined([*parts[:3], more]))
    yield Pair(language.name, "two copies", True, story.half, *both)


def _joined(parts: list[str]) -> str:
    return "\n".join(parts)


def _cut(language: Language, text: str, words: int) -> str:
    if language.name == "zh":
        return text[: 2 * words]
    return " ".join(text.split()[:words])


def _lead(language: Language, story: Story, words: int) -> str:
    return _cut(language, _joined(story.paragraphs), words)


_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "—": "-"})


def _encoded(language: Language, text: str) -> str:
    """As a program that knows ASCII or decomposed letters would have passed it on."""
    text = text.translate(_PLAIN).replace(" ", "\u00a0", 9)
    if language.name in {"fr", "es", "tr"}:
        return "".join(
            c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c < "\u0370"
        )
    return unicodedata.normalize("NFD", text)


def _edited(language: Language, text: str, step: int = 27) -> str:
    """With a word taken out of every thirtieth place or so, as an editor shortens."""
    if language.name == "zh":
        return "".join(c for at, c in enumerate(text) if at % (2 * step - 7) not in {30, 31})
    return "\n".join(
        " ".join(word for at, word in enumerate(line.split()) if at % step != 17)
        for line in text.split("\n")
    )


# ── other stories ────────────────────────────────────────────────────────────────────────────


def _others(language: Language, story: Story, chance: random.Random) -> Iterator[Pair]:
    one = (story.title, _joined(story.paragraphs))
    short = (story.title, f"{_lead(language, story, 45)}…")
    title, news, parts = story.lines["S"][0], story.lines["N"], story.paragraphs
    header, newsletter, rights, more = language.notices
    later = {
        "later story": [*news],
        "later story, same background": [*news, parts[4]],
        "later story, recalls the first": [*news, parts[0], parts[4]],
        "later story, notices": [header, *news, parts[4], newsletter, rights],
        "later story, same quotation": [news[0], parts[2], news[1], parts[4]],
    }
    for kind, texts in later.items():
        yield Pair(language.name, kind, False, story.half, one, (title, _joined(texts)))
    yield Pair(
        language.name,
        "two excerpts of one event",
        False,
        story.half,
        short,
        (title, _joined([_cut(language, _joined(news), 45), more])),
    )
    correction = language.correction.format(
        title=story.title,
        day=chance.choice(language.words["days"]),
        lead=_lead(language, story, 22),
        n=chance.randint(3, 90),
    )
    noted = (correction.split(":")[0], correction)
    yield Pair(language.name, "correction of it", False, story.half, one, noted)
    yield Pair(language.name, "correction of it, excerpt", False, story.half, short, noted)
    others = [each for each in language.stories if each.half == story.half]
    digest = _joined([_lead(language, each, 22) + "…" for each in others])
    yield Pair(language.name, "digest", False, story.half, one, (news[0][:30], digest))


def _strangers(language: Language) -> Iterator[Pair]:
    """Short texts of one site: its notices are longer than what is told."""
    for half in ("dev", "test"):
        stories = [each for each in language.stories if each.half == half]
        beside = tuple(_noticed(language, each) for each in language.stories if each.half != half)
        for one, other in combinations(stories, 2):
            texts = [(each.title, _noticed(language, each)) for each in (one, other)]
            yield Pair(language.name, "same notices", False, half, *texts, beside)
            texts = [(each.title, _joined(each.paragraphs)) for each in (one, other)]
            yield Pair(language.name, "strangers", False, half, *texts)


def _templates(
    language: Language, chance: random.Random, half: str | None = None
) -> Iterator[Pair]:
    for at, (kind, template) in enumerate(language.templates.items()):
        for count in range(20):
            part = half or ("test" if at % 2 else "dev")
            values = [_values(language, chance) for _ in range(2)]
            beside = tuple(template.format(**_values(language, chance)) for _ in range(3))
            if count % 4 == 0:  # the next day in the same place
                for key in ("city",) if kind == "obituary" else ("city", "name", "name2", "city2"):
                    values[1][key] = values[0][key]
            texts = [(f"{kind} {each['day']}", template.format(**each)) for each in values]
            if count % 5 == 0:
                texts[1] = (texts[1][0], _joined([texts[1][1], language.notices[1]]))
            yield Pair(language.name, f"template: {kind}", False, part, *texts, beside)


def _values(language: Language, chance: random.Random) -> dict[str, object]:
    words = language.words
    city, city2 = chance.sample(words["cities"], 2)
    name, name2 = chance.sample(words["names"], 2)
    sky, sky2 = chance.sample(words["skies"], 2)
    return {
        "day": chance.choice(words["days"]),
        "dir": chance.choice(words["dirs"]),
        "move": chance.choice(words["moves"]),
        "city": city,
        "city2": city2,
        "name": name,
        "name2": name2,
        "sky": sky,
        "sky2": sky2,
        "n": chance.randint(2, 29),
        "m": chance.randint(30, 59),
        "k": chance.randint(61, 94),
    }
