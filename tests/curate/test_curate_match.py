"""What each field of a rule looks into, and how words and expressions are held against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from syndicator.config.patterns import pattern
from syndicator.curate.haystack import Haystack
from syndicator.curate.match import Hit, match
from syndicator.model import Category, CleanHtml, Item, Person, SourceMeta
from syndicator.model.rules import Clause, Field, Rule

MakeItem = Callable[..., Item]


def rule(**clauses: str | list[str]) -> Rule:
    return Rule(
        clauses=tuple(
            Clause(
                field=Field(key),
                patterns=tuple(
                    pattern(word, Field(key))
                    for word in ([words] if isinstance(words, str) else words)
                ),
            )
            for key, words in clauses.items()
        ),
        text=str(clauses),
    )


@pytest.fixture(scope="module")
def story(make_item: MakeItem) -> Haystack:
    item = make_item(
        title="Ferries stop on the ELBE",
        content=CleanHtml(
            "<p>The chief</p><p><b>harbour</b>\n master\u00a0said so, Straße und Cafe\u0301.</p>"
        ),
        summary=CleanHtml("<p>A short notice.</p>"),
        authors=(Person(name="Ada Byron"), Person(name="Jo Doe", email="jo@harbour.example")),
        categories=(
            Category(term="local-traffic", label="Boats and trains"),
            Category(term="Weather", scheme="https://harbour.example/topics"),
        ),
        link="https://harbour.example/news/ferries?id=7",
        language="en",
    )
    return Haystack(item=item, source_title="The Harbour Gazette")


@pytest.mark.parametrize(
    ("clauses", "hits"),
    [
        ({"title": "Elbe"}, ['"Elbe" in the title']),
        ({"title": "harbour"}, []),
        ({"title": "Elb"}, []),
        ({"title": "re:Elbe"}, []),
        ({"title": "re:EL.E$"}, ['"re:EL.E$" in the title']),
        ({"title": "re:(?i)elbe"}, ['"re:(?i)elbe" in the title']),
        ({"title": ["Oder", "Elbe", "Ferries"]}, ['"Elbe" in the title']),
        ({"text": "chief harbour master said"}, ['"chief harbour master said" in the text']),
        ({"text": "short notice"}, ['"short notice" in the text']),
        ({"text": "CAFÉ"}, ['"CAFÉ" in the text']),
        ({"text": "STRAßE"}, ['"STRAßE" in the text']),
        ({"text": "Ferries"}, []),
        ({"text": "re:<b>"}, []),
        ({"author": "byron"}, ['"byron" in the author']),
        ({"author": "jo@harbour.example"}, []),
        ({"category": "boats and trains"}, ['"boats and trains" in the category']),
        ({"category": "traffic"}, ['"traffic" in the category']),
        ({"category": "local-traffic"}, ['"local-traffic" in the category']),
        ({"category": "topics"}, []),
        ({"link": "re:/news/"}, ['"re:/news/" in the link']),
        ({"link": "harbour.example"}, ['"harbour.example" in the link']),
        ({"source": "harbour"}, ['"harbour" in the source']),
        ({"source": "Harbour Gazette"}, ['"Harbour Gazette" in the source']),
        ({"source": "Gazette Weekly"}, []),
        ({"source": "re:^harbour$"}, ['"re:^harbour$" in the source']),
        ({"any": ["Oder", "weather"]}, ['"weather" in the category']),
        ({"any": ["Oder", "master"]}, ['"master" in the text']),
        ({"any": ["Byron"]}, []),
        (
            {"all": ["Elbe", "weather", "notice"]},
            ['"Elbe" in the title', '"weather" in the category', '"notice" in the text'],
        ),
        ({"all": ["Elbe", "Oder"]}, []),
        ({"title": "Elbe", "author": "Ada"}, ['"Elbe" in the title', '"Ada" in the author']),
        ({"title": "Elbe", "author": "Bob"}, []),
        ({"author": "Bob", "title": "Elbe"}, []),
    ],
    ids=str,
)
def test_match(story: Haystack, clauses: dict[str, str | list[str]], hits: list[str]) -> None:
    assert [str(hit) for hit in match(rule(**clauses), story)] == hits


def test_a_rule_without_clauses_matches_nothing(story: Haystack) -> None:
    assert match(rule(), story) == ()


@pytest.mark.parametrize(
    ("language", "wanted", "expected"),
    [
        ("en", "en", True),
        ("en-GB", "en", True),
        ("EN-gb", "en-GB", True),
        ("en", "en-GB", False),
        ("eng", "en", False),
        ("de", "en", False),
        ("zh-Hant-TW", "zh-hant", True),
        ("de", "re:^(de|nl)", True),
        ("fr", "re:^(de|nl)", False),
        (None, "en-GB", True),
    ],
)
def test_language(
    make_item: MakeItem, language: str | None, wanted: str, *, expected: bool
) -> None:
    haystack = Haystack(item=make_item(language=language))
    assert bool(match(rule(language=wanted), haystack)) is expected


def test_what_a_text_shows_counts_where_nothing_says_a_language(make_item: MakeItem) -> None:
    told = make_item(detected_language="uk", source_meta=SourceMeta())
    assert match(rule(language="uk"), Haystack(item=told))
    said = make_item(detected_language="uk", source_meta=SourceMeta(language="ru"))
    assert not match(rule(language="uk"), Haystack(item=said))


def test_an_item_in_no_language_is_unknown(make_item: MakeItem) -> None:
    haystack = Haystack(item=make_item(source_meta=SourceMeta()))
    assert match(rule(language="unknown"), haystack)
    assert match(rule(language="un"), haystack) == ()


def test_a_source_without_a_configured_title_goes_by_its_own(make_item: MakeItem) -> None:
    assert match(rule(source="Harbour Gazette"), Haystack(item=make_item()))
    assert not match(rule(source="Gazette"), Haystack(item=make_item(), source_title="Boats"))


def test_both_addresses_are_searched(make_item: MakeItem) -> None:
    item = make_item(link="https://harbour.example/7?from=feed")
    haystack = Haystack(item=replace(item, link="https://harbour.example/7"))
    assert match(rule(link="re:from=feed$"), haystack)
    assert match(rule(link="re:/7$"), haystack)


@pytest.mark.parametrize("title", ["sınıf", "SINIF", "ﬁnale", "ſtraße", "ΟΔΌΣ"])
def test_looking_for_letters_first_loses_no_match(make_item: MakeItem, title: str) -> None:
    haystack = Haystack(item=make_item(title=title))
    for word in {title, title.lower(), title.upper(), "sinif", "SINIF"}:
        wanted = pattern(word, Field.TITLE)
        assert bool(match(rule(title=word), haystack)) is bool(wanted.expression.search(title))


def test_the_text_is_read_once_for_all_rules(
    make_item: MakeItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(html: str) -> str:
        read.append(html)
        return html

    monkeypatch.setattr("syndicator.curate.haystack.plain_text", reading)
    haystack = Haystack(item=make_item())
    match(rule(title="x"), haystack)
    assert read == []
    for word in ("boats", "trains", "planes"):
        match(rule(text=word), haystack)
    assert len(read) == 1


def test_a_hit_says_where_it_was() -> None:
    assert str(Hit(field=Field.TITLE, pattern="re:a|b")) == '"re:a|b" in the title'
