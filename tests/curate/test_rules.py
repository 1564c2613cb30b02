"""What rules find, which of them decides, and which never can: in the words of the file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.config.patterns import folded, pattern
from syndicator.config.rule_table import RuleSetTable
from syndicator.config.rules import RuleMaker
from syndicator.curate.haystack import Haystack
from syndicator.curate.match import match
from syndicator.curate.rules import marks, wish
from syndicator.curate.shadow import shadowed
from syndicator.model import (
    Category,
    CleanHtml,
    Desk,
    Enclosure,
    FeedName,
    Image,
    Item,
    Person,
    SourceName,
    Word,
)
from syndicator.model.folding import fold
from syndicator.model.output_feed import OutputFeed
from syndicator.model.rules import Field, FoldedPattern, RuleSet

MakeItem = Callable[..., Item]
HARBOUR = SourceName("harbour")
CONTEXT = {"source": ("harbour", "beacon"), "tag": ("rivers", "loud")}
MAKER = RuleMaker(tags={HARBOUR: ("rivers",), SourceName("beacon"): ("loud",)}, folds=True)


def rule_set(name: str, text: str) -> RuleSet:
    table = RuleSetTable.model_validate(tomllib.loads(text), context=CONTEXT)
    return MAKER.rule_set(name, table)


def feed(*sets: str, own: str = "", **more: object) -> OutputFeed:
    """Make a feed that uses sets named a, b, c, and has rules of its own."""
    named = tuple(rule_set(name, text) for name, text in zip("abc", sets, strict=False))
    made = OutputFeed(name=FeedName("world"), title="World", sources=(HARBOUR,), rules=named)
    if own:
        table = RuleSetTable.model_validate(tomllib.loads(own), context=CONTEXT)
        made = replace(made, **MAKER.actions(table))
    return replace(made, **more)  # type: ignore[arg-type]  # a test's own spelling


@pytest.fixture(scope="module")
def story(make_item: MakeItem) -> Haystack:
    item = make_item(
        7,
        title="Viktor Orbán in Łódź",
        content=CleanHtml("<p>Straße, café and naïve talk of <b>the</b> Élysée.</p>"),
        authors=(Person(name="José Núñez"),),
        categories=(Category(term="Politics"),),
        link="https://harbour.example/news/7",
        published=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
    )
    return Haystack(item=item, zone=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('{ any = "Orban" }', '"Orban" in the title'),
        ('{ any = "ORBÁN" }', '"ORBÁN" in the title'),
        ('{ title = "Lodz" }', '"Lodz" in the title'),
        ('{ title = "Łodż" }', '"Łodż" in the title'),
        ('{ title = "Orb" }', None),
        ('{ text = "strasse" }', '"strasse" in the text'),
        ('{ text = "the elysee" }', '"the elysee" in the text'),
        ('{ author = "jose nunez" }', '"jose nunez" in the author'),
        ("{ title = 're:Orban' }", None),
        ('{ any = ["nothing", { category = "politics", title = "viktor" }] }',
         '"viktor" in the title, "politics" in the category'),
        ('{ any = ["nothing", { category = "politics", title = "nobody" }] }', None),
        ('{ all = ["viktor", { author = "nunez" }] }',
         '"viktor" in the title, "nunez" in the author'),
        ('{ all = ["viktor", { author = "nobody" }] }', None),
        ('{ none = ["sport", { author = "nobody" }] }',
         'none of "sport", { author = "nobody" }'),
        ('{ none = ["sport", { author = "nunez" }] }', None),
        ('{ none = [{ none = ["viktor"] }] }', 'none of { none = "viktor" }'),
        ('{ category = "politics", none = ["sport"] }',
         '"politics" in the category, none of "sport"'),
        ("{ length = { min = 9, max = 9 } }", None),
        ("{ length = { min = 8, max = 8 } }", "8 words"),
        ("{ length = { min = 8 } }", "8 words"),
        ("{ length = { max = 7 } }", None),
        # In Berlin, the day after has begun.
        ("{ since = 2026-03-02 }", "the date 2026-03-02"),
        ("{ until = 2026-03-01 }", None),
        ("{ since = 2026-03-02, until = 2026-03-02 }", "the date 2026-03-02"),
        ("{ since = 2026-03-03 }", None),
        ("{ image = true }", None),
        ("{ image = false }", "no picture"),
        ("{ enclosure = false }", "no enclosure"),
        ('{ tag = "rivers" }', 'the tag "rivers" of its source'),
        ('{ tag = ["loud", "re:^riv"] }', 'the tag "rivers" of its source'),
        ('{ tag = "loud" }', None),
        ('{ source = "harbour", tag = "rivers" }',
         '"harbour" in the source, the tag "rivers" of its source'),
    ],
)  # fmt: skip
def test_conditions(story: Haystack, written: str, found: str | None) -> None:
    [rule] = rule_set("a", f"exclude = [{written}]").exclude
    assert ", ".join(map(str, match(rule, story))) == (found or "")


@pytest.mark.parametrize(
    ("fields", "image", "enclosure"),
    [
        ({"content": CleanHtml('<p><img src="https://x.example/a.jpg"></p>')}, True, False),
        ({"images": (Image(url="https://x.example/a.jpg"),)}, True, False),
        ({"enclosures": (Enclosure(url="https://x.example/a.mp3", type="audio/mpeg"),)}, False,
         True),
        ({"enclosures": (Enclosure(url="https://x.example/a.png", type="image/png"),)}, True, True),
    ],
)  # fmt: skip
def test_what_goes_with_a_text(
    make_item: MakeItem, fields: dict[str, object], *, image: bool, enclosure: bool
) -> None:
    haystack = Haystack(item=make_item(**fields))
    assert (haystack.image, haystack.enclosure) == (image, enclosure)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("Ostrava", "ostrava", True),
        ("Sao Paulo", "in São  Paulo today", True),
        ("São Paulo", "in Sao Paulo today", True),
        ("Sao Paulo", "in Sao Paulos", False),
        ("Zelenskyi", "Зеленський", False),
        ("Елка", "ёлка", True),
        ("мои", "мой", False),  # й is a letter, not an accented one
        ("か", "が", False),
        ("Αθηνα", "Αθήνα", True),
        ("Hà Nội", "ha noi", True),
        ("محمد", "مُحَمَّد", True),
        ("שלום", "שָׁלוֹם", True),
        ("हिन्द", "हिन्दी", False),
        ("हिन्दी", "यह हिन्दी है", True),
        ("北约", "与北约的会谈", True),
        ("나토", "나토는", True),
        ("NATO", "NATO北约", False),
        ("C++", "in C++, mostly", True),
        ("C++", "abc++", False),
        ("#MeToo", "the #metoo movement", True),
        ("cafe", "cafe\u0301", True),
        ("sea port", "sea_port", False),
        ("port", "sea_port", True),
        ("Smørrebrød", "smorrebrod", True),
        ("ｶﾞ", "ガ", False),
    ],
)
def test_words_whatever_their_accents(
    make_item: MakeItem, word: str, text: str, *, found: bool
) -> None:
    sought = folded(pattern(word, Field.TITLE), Field.TITLE)
    texts = Haystack(item=make_item(title=text)).texts(Field.TITLE)
    assert (texts.find(sought) is not None) is found


@given(
    text=st.lists(
        st.sampled_from([*"aáÀbł ñßſ_-.'1北が\u0301\u0327нИй\u0456\u0308", "नि"]), max_size=12
    ).map("".join),
    word=st.text(st.sampled_from("aáblß 北1-नй"), min_size=1, max_size=3).filter(str.strip),
)
def test_looking_for_letters_first_finds_what_the_expression_finds(
    make_item: MakeItem, text: str, word: str
) -> None:
    sought = folded(pattern(word, Field.TITLE), Field.TITLE)
    assert isinstance(sought, FoldedPattern)
    texts = Haystack(item=make_item(title=text)).texts(Field.TITLE)
    found = any(sought.expression.search(words.bare) for _, words in texts.pieces)
    expected = "title" if found else None
    assert texts.find(sought) == expected


def test_folding_twice_is_folding_once() -> None:
    letters = "ÁŁØßŒ ёй ἈΘΉΝΑ İıŉ"
    assert fold(fold(letters)) == fold(letters)


EXCLUDE = 'exclude = [{ any = "viktor" }]'
INCLUDE = 'include = [{ any = "orban" }]'
HOLD = 'hold = [{ any = "cafe" }]'
OTHER = 'include = [{ any = "nothing" }]'


@pytest.mark.parametrize(
    ("sets", "own", "expected"),
    [
        ([], "", ("include", "feeds.world.sources")),
        ([EXCLUDE], "", ("exclude", "rules.a.exclude[0]")),
        ([EXCLUDE, INCLUDE], "", ("exclude", "rules.a.exclude[0]")),
        ([INCLUDE, EXCLUDE], "", ("include", "rules.a.include[0]")),
        # Within a set, exclude comes first, however they are written.
        ([f"{INCLUDE}\n{EXCLUDE}"], "", ("exclude", "rules.a.exclude[0]")),
        # The feed's own rules are asked last.
        ([INCLUDE], EXCLUDE, ("include", "rules.a.include[0]")),
        ([EXCLUDE], INCLUDE, ("exclude", "rules.a.exclude[0]")),
        # Where something is included, what no rule matches is left out.
        ([OTHER], "", ("exclude", "rules.a.include")),
        ([OTHER], INCLUDE, ("include", "feeds.world.include[0]")),
        ([INCLUDE], OTHER, ("include", "rules.a.include[0]")),
        ([OTHER, OTHER], OTHER, ("exclude", "feeds.world.include")),
        # A hold stops what is then wanted, and nothing that is left out.
        ([HOLD], "", ("hold", "rules.a.hold[0]")),
        ([HOLD, INCLUDE], "", ("hold", "rules.a.hold[0]")),
        ([HOLD, EXCLUDE], "", ("exclude", "rules.b.exclude[0]")),
        ([HOLD], OTHER, ("exclude", "feeds.world.include")),
        ([INCLUDE, HOLD], "", ("include", "rules.a.include[0]")),
        ([f"{INCLUDE}\n{HOLD}"], "", ("hold", "rules.a.hold[0]")),
        ([EXCLUDE, HOLD], "", ("exclude", "rules.a.exclude[0]")),
        ([HOLD, HOLD], HOLD, ("hold", "rules.a.hold[0]")),
    ],
)
def test_the_first_that_decides_decides(
    story: Haystack, sets: list[str], own: str, expected: tuple[str, str]
) -> None:
    found = wish(feed(*sets, own=own), story)
    assert (found.action, found.key) == expected


def test_an_approval_lets_go_what_a_rule_holds(story: Haystack) -> None:
    found = wish(feed(HOLD), story)
    assert "`syndicator approve 7` lets it go" in found.reason
    word = Word(at=datetime(2026, 3, 2, tzinfo=UTC), by="mira", reason="fine")
    approved = replace(story, item=replace(story.item, desk=Desk(approved=word)))
    assert wish(feed(HOLD), approved).action == "include"
    assert wish(feed(HOLD, OTHER), approved).action == "exclude"


def test_labels_and_pins_are_all_asked(story: Haystack) -> None:
    labelled = 'label = { Capitals = [{ any = "elysee" }], Names = [{ any = "viktor" }] }'
    found = marks(
        feed(labelled, 'pin = [{ any = "orban" }]', own='label = { Names = [{ any = "orban" }] }'),
        story,
    )
    assert [(each.label, each.rule) for each in found] == [
        ("Capitals", "rules.a.label.Capitals[0]"),
        ("Names", "rules.a.label.Names[0]"),
        (None, "rules.b.pin[0]"),
        ("Names", "feeds.world.label.Names[0]"),
    ]
    assert found[0].reason == '{ any = "elysee" } found "elysee" in the text'


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ('{ any = ["a", "b"] }', '{ any = "a" }', True),
        ('{ any = "a" }', '{ any = ["a", "b"] }', False),
        ('{ any = "A" }', '{ title = "a" }', True),
        ('{ title = "a" }', '{ any = "a" }', False),
        ('{ any = "a" }', '{ author = "a" }', False),
        ('{ any = "a" }', '{ all = ["a", "b"] }', True),
        ('{ all = ["a", "b"] }', '{ all = ["a", "b", "c"] }', True),
        ('{ all = ["a", "b"] }', '{ all = "a" }', False),
        ('{ any = "a" }', '{ any = "a", language = "en" }', True),
        ('{ any = "a", language = "en" }', '{ any = "a" }', False),
        ("{ length = { min = 5 } }", "{ length = { min = 9, max = 20 } }", True),
        ("{ length = { min = 9 } }", "{ length = { min = 5 } }", False),
        ("{ since = 2026-01-01 }", "{ since = 2026-02-01, until = 2026-03-01 }", True),
        ('{ tag = ["rivers", "loud"] }', '{ tag = "loud" }', True),
        ('{ tag = "loud" }', '{ tag = ["rivers", "loud"] }', False),
        ("{ image = true }", "{ image = false }", False),
        ('{ none = ["a"] }', '{ none = ["a"] }', True),
        ("{ title = 're:a' }", '{ title = "a" }', False),
        ("{ title = 're:\\d' }", "{ title = 're:\\D' }", False),
        ("{ title = 're:\\d' }", "{ title = ['re:\\d', 're:x'] }", False),
        ("{ title = ['re:\\d', 're:x'] }", "{ title = 're:\\d' }", True),
        ('{ title = "Orban" }', '{ title = "Orbán" }', True),
    ],
)  # fmt: skip
def test_rules_that_leave_nothing_to_later_ones(
    earlier: str, later: str, *, expected: bool
) -> None:
    one = feed(f"exclude = [{earlier}]", own=f"include = [{later}]")
    keys = [(a.key, b.key) for a, b in shadowed(one)]
    assert keys == ([("feeds.world.include[0]", "rules.a.exclude[0]")] if expected else [])


WORDS = ["viktor", "orban", "cafe"]
conditions = st.fixed_dictionaries(
    {},
    optional={
        "any": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
        "all": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
        "none": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True),
        "title": st.sampled_from(WORDS),
        "category": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True),
        "length": st.sampled_from([{"min": 1}, {"min": 3}, {"min": 2, "max": 3}, {"max": 2}]),
        "since": st.sampled_from([date(2026, 3, 1), date(2026, 3, 2)]),
        "image": st.booleans(),
    },
).filter(bool)
actions = st.fixed_dictionaries(
    {"exclude": st.lists(conditions, min_size=1, max_size=3)},
    optional={"hold": st.lists(conditions), "include": st.lists(conditions)},
)


@given(
    first=actions,
    second=actions,
    title=st.lists(st.sampled_from(WORDS)),
    text=st.lists(st.sampled_from(WORDS)),
    category=st.lists(st.sampled_from(WORDS), max_size=1),
)
def test_what_is_said_never_to_decide_never_does(
    make_item: MakeItem,
    first: dict[str, object],
    second: dict[str, object],
    title: list[str],
    text: list[str],
    category: list[str],
) -> None:
    tables = [RuleSetTable.model_validate(each, context=CONTEXT) for each in (first, second)]
    sets = tuple(MAKER.rule_set(n, each) for n, each in zip("ab", tables, strict=True))
    made = replace(feed(), rules=sets)
    item = make_item(
        title=" ".join(title),
        content=CleanHtml(f"<p>{' '.join(text)}</p>"),
        categories=tuple(Category(term=each) for each in category),
    )
    decided = wish(made, Haystack(item=item)).key
    assert decided not in {later.key for later, _ in shadowed(made)}


def test_a_hold_leaves_it_to_later_rules_to_leave_out() -> None:
    held = feed('hold = [{ any = "a" }]', own='exclude = [{ any = "a" }]\nhold = [{ any = "a" }]')
    assert [(a.key, b.key) for a, b in shadowed(held)] == [
        ("feeds.world.hold[0]", "rules.a.hold[0]")
    ]


def test_days_are_those_of_the_newsroom(make_item: MakeItem) -> None:
    moment = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    [rule] = rule_set("a", "exclude = [{ since = 2026-03-02 }]").exclude
    for zone, found in (("UTC", False), ("Europe/Berlin", True), ("America/New_York", False)):
        haystack = Haystack(item=make_item(published=moment), zone=ZoneInfo(zone))
        assert bool(match(rule, haystack)) is found
    later = make_item(published=moment + timedelta(hours=6))
    assert match(rule, Haystack(item=later))
    assert later.date.date() == date(2026, 3, 2)
