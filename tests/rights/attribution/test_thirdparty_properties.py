"""What must hold for any article: nothing raises, a mention is no claim, nobody claims his own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Article, Category, Image, Person, SourceMeta
from syndicator.parse.sanitise import sanitise
from syndicator.rights.attribution.agencies import Agency
from syndicator.rights.attribution.detect import Claim

Make = Callable[..., Article]
Find = Callable[..., tuple[Claim, ...]]
OWN: Final = frozenset({"Riverside Herald"})
FILLER: Final = "<p>The council met on Monday to decide about the old bridge.</p>"
MENTIONS: Final = {
    "reported": "{} reported on Monday that the bridge would stay closed.",
    "reported by": "The bridge will stay closed, as first reported by {}.",
    "told": "“We shall not sell it,” the owner told {}.",
    "according to": "According to {}, the bridge will stay closed.",
    "and its like": "Agencies such as {} have covered the old bridge for years.",
    "German": "Das sagte der Bürgermeister der Agentur {} am Montag.",
    "German headline": "Die Brücke bleibt gesperrt, berichtet {}.",
    "French": "Le maire l'a dit lundi à l'agence {}.",
    "Spanish": "Así lo dijo el alcalde a la agencia {}.",
    "Portuguese": "O autarca disse à agência {} que a ponte fica fechada.",
    "Italian": "Lo ha detto il sindaco all'agenzia {}.",
    "Polish": "Most jest zamknięty, podała agencja {}.",
    "Czech": "Most je zavřený, uvedla agentura {}.",
    "Russian": "Об этом сообщает агентство {}.",
    "Ukrainian": "Про це повідомляє агентство {}.",
    "Turkish": "Belediye başkanı {} muhabirine köprünün kapalı olduğunu söyledi.",
    "Arabic": "وذكرت وكالة {} أن الجسر القديم سيبقى مغلقا حتى الربيع.",
    "Persian": "به گزارش {}، شهردار گفت که پل قدیمی تا بهار بسته است.",
    "Japanese": "{}によると、古い橋は春まで閉鎖される。",
    "Chinese": "据{}报道，老桥将关闭到春天。",
    "Korean": "{}에 따르면 오래된 다리는 봄까지 닫힌다.",
}
PLACES: Final = {
    "alone": "<p>{}</p>",
    "first": "<p>{}</p>" + FILLER * 3,
    "last": FILLER * 3 + "<p>{}</p>",
    "behind a sentence": FILLER * 2 + "<p>The bridge is old. {}</p>",
    "before a sentence": "<p>{} The bridge is old.</p>" + FILLER * 2,
    "after a break": FILLER + "<p>The bridge is old.<br>{}</p>",
    "in a caption": FILLER
    + '<figure><img src="https://x.example/1.jpg"><figcaption>The bridge. {}</figcaption></figure>',
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("mention", MENTIONS.values(), ids=MENTIONS)
def test_a_mention_is_no_claim(
    mention: str, place: str, article: Make, agencies: tuple[Agency, ...], find: Find
) -> None:
    claimed: list[Claim] = []
    # A third of the agencies at each place, so that each meets every mention at two or three.
    first = list(PLACES.values()).index(place) % 3
    for agency in agencies[first::3]:
        for mark in {agency.name, *agency.marks[:2], *agency.shared[:1], *agency.guarded[:1]}:
            story = article(place.format(mention.format(mark)))
            claimed += find(story, own=OWN)
    assert claimed == []


TEXT: Final = st.text(max_size=60) | st.sampled_from(
    [
        *(
            "©",
            "(Reuters) -",
            "© 2024 ",
            "Photo: ",
            "By ",
            "PARIS (AFP)",
            "共同",
            "【共同】",
            "/",
            "&",
        ),
        *(
            "originally published by ",
            "This article was originally published by",
            "أ ف ب",
            "\ue000",
        ),
        *(
            "(c)",
            "with reporting by",
            "courtesy of ",
            "Getty Images",
            "İ",
            "ß/ﬁ",
            "( [（【",
            ". — ",
        ),
    ]
)
TEXTS: Final = st.lists(TEXT, max_size=6).map("".join)
MARKUP: Final = st.lists(
    TEXTS
    | st.sampled_from(
        ["<p>", "</p>", "<br>", "<figure>", "<figcaption>", "<a href='https://x.example'>"]
    )
    | st.sampled_from(
        ["</a>", "<blockquote>", "<li>", "<img alt='Foto: dpa' src='https://x.example/a'>"]
    ),
    max_size=20,
).map(lambda parts: sanitise("".join(parts)))
SOURCES: Final = st.builds(
    SourceMeta,
    title=st.none() | TEXTS,
    link=st.none() | st.sampled_from(["https://x.example/", "http://[", "https://www.x.example"]),
)
ARTICLES: Final = st.builds(
    lambda **fields: fields,
    title=TEXTS,
    content=MARKUP,
    summary=MARKUP,
    authors=st.lists(TEXTS.map(lambda name: Person(name=name)), max_size=2).map(tuple),
    categories=st.lists(TEXTS.map(lambda term: Category(term=term)), max_size=2).map(tuple),
    images=st.lists(
        st.builds(lambda a, b, c: Image(url="https://x.example", credit=a, copyright=b, title=c),
                  TEXTS, TEXTS, TEXTS),
        max_size=2,
    ).map(tuple),
    rights=st.none() | TEXTS,
    source=st.none() | SOURCES,
)  # fmt: skip


@given(fields=ARTICLES, own=st.frozensets(TEXTS, max_size=3), meta=st.none() | SOURCES)
def test_it_answers_for_any_article(
    fields: dict[str, object],
    own: frozenset[str],
    meta: SourceMeta | None,
    article: Make,
    find: Find,
) -> None:
    story = replace(article(), **fields)  # type: ignore[arg-type]  # the strategy gives each its type
    found = find(story, own=own, source_meta=meta)
    assert all(claim.holder.strip() and len(claim.evidence) <= 120 for claim in found)
    assert len({(claim.subject, claim.holder, claim.where) for claim in found}) == len(found)
    assert found == find(story, own=own, source_meta=meta)


CREDITS: Final = (
    "<p>By Mira Halden, {0}</p><p>PARIS ({0}) - The bridge is closed.</p>" + FILLER * 3,
    FILLER + "<p>© 2024 {0}</p><p>({0})</p><p>This story was originally published by {0}.</p>",
    FILLER + "<p>Republished from {0}.</p><p>— {0}</p><p>With reporting by {0}</p>",
    "<figure><img src='https://x.example/1.jpg'><figcaption>A bridge. Photo: Mira Halden/{0}"
    "</figcaption></figure>" + FILLER + "<p>Photo: {0}</p>",
)


@given(
    letters=st.text(st.sampled_from("abcdefghijklmnoprstuv"), min_size=5, max_size=12),
    more=st.sampled_from(["", " Courier", " & Sons", "-Kurier", " de l'Est", "/Weekly Post"]),
    spelling=st.sampled_from(["{}", "The {}", "{}, Inc.", "{} GmbH"]),
    credit=st.sampled_from(CREDITS),
)
def test_nobody_claims_his_own(  # Hypothesis and pytest hand over by name
    letters: str,
    more: str,
    spelling: str,
    credit: str,
    article: Make,
    find: Find,
) -> None:
    name = letters.title() + more
    story = replace(
        article(credit.format(spelling.format(name))),
        authors=(Person(name=name), Person(name=f"Mira Halden, {name}")),
        rights=f"© 2024 {name}",
        source=SourceMeta(title=name),
        images=(
            Image(url="https://x.example/1.jpg", credit=f"Mira Halden/{name}", copyright=name),
        ),
    )
    assert find(story, own=frozenset({name})) == ()


def test_no_agency_claims_its_own(article: Make, agencies: tuple[Agency, ...], find: Find) -> None:
    for agency in agencies:
        for mark in (agency.name, *agency.marks):
            story = replace(
                article(CREDITS[0].format(mark) + CREDITS[3].format(agency.name)),
                authors=(Person(name=agency.name), Person(name=mark)),
            )
            names = frozenset({agency.name})
            others = {claim.holder for claim in find(story, own=names)}
            assert agency.name not in others


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "©",
        "/",
        "By ",
        "Photo: ",
        "( ",
        "a. ",
        "A/",
        "（",
        "共同",
        '" ',
        "— ",
        "this article ",
        "Ж. ",
    ],
)
def test_long_lines_take_linear_time(unit: str, article: Make, find: Find) -> None:
    size = 200_000
    story = replace(
        article(),
        content=sanitise("<p>" + unit * (size // len(unit)) + "</p>"),
        title=unit * 300,
        authors=(Person(name=unit * 300),),
        rights=unit * 3_000,
        images=(Image(url="https://x.example/1.jpg", credit=unit * 300, description=unit * 3_000),),
    )
    began = time.perf_counter()
    find(story, own=OWN)
    assert time.perf_counter() - began < 10
