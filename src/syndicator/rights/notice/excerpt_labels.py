"""What we say of an excerpt, in the story's language: that it is one, and where the whole is."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from syndicator.model import CleanHtml
from syndicator.parse.sanitise import sanitise


class Phrases(NamedTuple):
    """Two lines in one language."""

    label: str
    more: str
    """With ``{}`` where the publisher's name goes."""


FALLBACK: Final = "en"
PHRASES: Final[dict[str, Phrases]] = {
    "ar": Phrases("مقتطف", "اقرأ المقال كاملاً على {}"),
    "cs": Phrases("Úryvek", "Přečtěte si celý článek: {}"),
    "de": Phrases("Auszug", "Den ganzen Artikel lesen: {}"),
    "en": Phrases("Excerpt", "Read the full story at {}"),
    "es": Phrases("Extracto", "Leer el artículo completo en {}"),
    "fa": Phrases("گزیده", "متن کامل را در {} بخوانید"),
    "fr": Phrases("Extrait", "Lire l’article complet sur {}"),
    "it": Phrases("Estratto", "Leggi l’articolo completo su {}"),
    "ja": Phrases("抜粋", "全文を読む：{}"),
    "ko": Phrases("발췌", "전문 보기: {}"),
    "pl": Phrases("Fragment", "Przeczytaj cały artykuł: {}"),
    "pt": Phrases("Excerto", "Leia o artigo completo em {}"),
    "ru": Phrases("Отрывок", "Читать полностью: {}"),
    "tr": Phrases("Alıntı", "Yazının tamamı: {}"),
    "uk": Phrases("Уривок", "Читати повністю: {}"),
    "zh": Phrases("节选", "阅读全文：{}"),
    "zh-Hant": Phrases("節選", "閱讀全文：{}"),
}
"""Languages by their tag (BCP 47); Chinese is written in two scripts."""
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})
_FROM_THE_RIGHT: Final = frozenset({"ar", "fa"})
_RIGHT: Final = frozenset({"R", "AL"})


def language_of(tag: str | None) -> str:
    """The key of `PHRASES` for a story's language; `FALLBACK` where we do not speak it."""
    subtags = (tag or "").lower().split("-")
    if subtags[0] == "zh" and _TRADITIONAL.intersection(subtags) and "hans" not in subtags:
        return "zh-Hant"
    return subtags[0] if subtags[0] in PHRASES else FALLBACK


def label(tag: str | None) -> CleanHtml:
    """The line above an excerpt."""
    language = language_of(tag)
    return _line(Markup("<em>{}</em>").format(PHRASES[language].label), language, tag)


def more(tag: str | None, link: str | None, credit: str) -> CleanHtml:
    """The line below an excerpt; empty for a story without a link."""
    if link is None:
        return CleanHtml("")
    language = language_of(tag)
    # A name in letters of the other direction must not carry the rest of the line with it.
    apart = (language in _FROM_THE_RIGHT) != _from_the_right(credit)
    name = Markup("<bdi>{}</bdi>").format(credit) if apart else escape(credit)
    line = Markup(PHRASES[language].more).format(name)  # noqa: S704  # our own phrase, without markup
    return _line(Markup('<a href="{}">{}</a>').format(link, line), language, tag)


def _line(inside: Markup, language: str, tag: str | None) -> CleanHtml:
    foreign = tag is not None and language_of(tag) == FALLBACK and not _is_fallback(tag)
    attributes = Markup(' dir="ltr" lang="{}"').format(language) if foreign else Markup()
    if language in _FROM_THE_RIGHT:
        attributes = Markup(' dir="rtl"')
    return sanitise(Markup("<p{}>{}</p>").format(attributes, inside))


def _is_fallback(tag: str) -> bool:
    return tag.lower().split("-")[0] == FALLBACK


def _from_the_right(text: str) -> bool:
    """Whether the first letter with a direction runs from the right (UAX #9, P2)."""
    classes = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind in _RIGHT for kind in classes if kind == "L" or kind in _RIGHT), False)


@lru_cache(maxsize=256)
def every(credit: str) -> tuple[CleanHtml, ...]:
    """Both lines in every language, for finding them in a text that has them already."""
    labels = (CleanHtml(f"<p>{phrases.label}</p>") for phrases in PHRASES.values())
    lines = (phrases.more.format(credit) for phrases in PHRASES.values())
    return (*labels, *(sanitise(Markup("<p>{}</p>").format(line)) for line in lines))
