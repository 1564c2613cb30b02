"""Families of phrases: what they find in each language, and what only sounds like them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from syndicator.model import Article
from syndicator.rights.attribution.detect import Claim

Make = Callable[..., Article]
Find = Callable[..., tuple[Claim, ...]]
OWN: Final = frozenset({"Riverside Herald"})
FILLER: Final = "<p>The council met on Monday to decide about the old bridge.</p>" * 4
OTHERS: Final = (
    "This story was provided to us by Harbour Weekly.",
    "This article was written for The Tidewater Monitor.",
    "Used with permission from Lakeshore Tribune.",
    "Published in partnership with Delta Reporting Lab.",
    "This story comes to you from Lakeshore Tribune.",
    "The original version of this story ran in Lakeshore Tribune.",
    "Courtesy of Lakeshore Tribune.",
    "Dieser Beitrag entstand in Kooperation mit dem Hafenboten.",
    "Mit freundlicher Genehmigung der Marktstadter Zeitung.",
    "Der Artikel erschien zuerst in der Marktstadter Zeitung.",
    "Übernommen von Deichblick Online.",
    "Article repris de La Tribune des Marais avec autorisation.",
    "Texto reproducido con permiso de La Gaceta del Marjal.",
    "Artigo republicado do Jornal da Lezíria.",
    "Tratto da La Voce dell'Argine.",
    "Dit artikel werd overgenomen van De Havenbode.",
    "Artikeln publicerades ursprungligen i Hamnbladet.",
    "Artykuł pochodzi z portalu Gazeta Portowa.",
    "Článek převzat z Přístavní noviny.",
    "Статья перепечатана из «Портовой газеты».",
    "Articolul a fost preluat de pe Gazeta Portului.",
    "Članak je izvorno objavljen na portalu Lučki list.",
    "With material from dpa and AFP",
    "Dieser Bericht enthält Material der Nachrichtenagenturen dpa und AFP.",
    "Cet article contient des informations de l'AFP.",
    "Met medewerking van ANP",
    "(reuters, dpa)",
    "Bearbeitet mit Material von Reuters.",
    "Nota elaborada con información de EFE.",
    "Reporting by AFP, editing by Lena Brock",
    "Juttu on alun perin julkaistu Satamalehdessä.",
    "本文转载自《港口周刊》。",
    "この記事は港湾新聞から転載しました。",
    "이 기사는 항구신문에 처음 실렸습니다.",
)
NOBODYS: Final = (
    "This article was written by Lena Brock.",
    "This article was translated by Piet Varga.",
    "This story was first published in Russian.",
    "This article appeared in the print edition under the headline “The Old Bridge”.",
    "This article is adapted from her book River Days.",
    "This story was published on March 3 and updated on March 5.",
    "The ferry company works in partnership with Harbour Lines.",
    "The story first appeared in a notebook of Anna Berg.",
    "Information from residents reached Reuters on Monday.",
    "This report contains no material about Reuters.",
    "Published in Boston, the magazine folded in 1950.",
    "Dieser Artikel erschien im Rahmen der Serie Uferwege.",
    "Dieser Beitrag wurde am Montag aktualisiert.",
    "Dieser Text wurde von Lena Brock verfasst.",
    "Der Artikel stammt von Lena Brock.",
    "Cet article a été publié le 4 mai à 10 heures.",
    "Este artículo fue publicado el lunes en Ribera.",
    "Based on figures of the Ministry of Transport.",
    "Con material de obra de Ribera se levantó el muro.",
    "Die Stadt hat in Zusammenarbeit mit Hafen Nord ein Konzept vorgelegt.",
    "The article was corrected after the AFP complained.",
    "Ten artykuł został opublikowany w poniedziałek.",
    "Этот материал опубликован в понедельник.",
    "This story is part of a series about rivers.",
    "The book, produced with permission of the Anna Berg estate, is out.",
)


@pytest.mark.parametrize("line", OTHERS)
def test_a_phrase_names_another_holder(line: str, article: Make, find: Find) -> None:
    found = find(article(f"{FILLER}<p>{line}</p>"), own=OWN)
    assert {claim.subject for claim in found} == {"text"}


@pytest.mark.parametrize("line", NOBODYS)
@pytest.mark.parametrize(
    "story", ["<p>{}</p>" + FILLER, FILLER + "<p>{}</p>"], ids=["above", "below"]
)
def test_what_sounds_like_one_is_none(story: str, line: str, article: Make, find: Find) -> None:
    assert find(article(story.format(line)), own=OWN) == ()
