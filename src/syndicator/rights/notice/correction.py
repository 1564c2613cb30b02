"""The line that tells readers that a story was changed after it had been published. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from syndicator.model import CleanHtml
from syndicator.parse.sanitise import sanitise

_ENGLISH: Final = (
    "Corrected on {day} {month} {year}.",
    "January February March April May June July August September October November December",
)
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "en": _ENGLISH,
    "de": (
        "Berichtigt am {day}. {month} {year}.",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    ),
    "es": (
        "Corregido el {day} de {month} de {year}.",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "fr": (
        "Corrigé le {day} {month} {year}.",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ),
    "nl": (
        "Gecorrigeerd op {day} {month} {year}.",
        "januari februari maart april mei juni juli augustus september oktober november december",
    ),
    "pt": (
        "Corrigido em {day} de {month} de {year}.",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "ru": (
        "Исправлено {day} {month} {year} года.",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ),
    "uk": (
        "Виправлено {day} {month} {year} року.",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    ),
}
"""By language: the sentence, and the months as they stand in it."""
_MADE: Final = re.compile(
    '^(?:<div><p lang="[a-z]{2}"><em>(?:'
    + "|".join(
        re.escape(text)
        .replace(r"\{day\}", r"\d{1,2}")
        .replace(r"\{month\}", r"\w+")
        .replace(r"\{year\}", r"\d{4}")
        for text, _ in _WORDS.values()
    )
    + ")</em></p></div>)+"
)


def sentence(moment: datetime, language: str | None, *, zone: ZoneInfo) -> tuple[str, str]:
    """The sentence, and the language it is in: the story's where it is known to us, else English.

    Args:
        moment: of the correction.
        language: of the story, a tag (RFC 5646).
        zone: in which the moment has its day.
    """
    primary = (language or "").partition("-")[0].lower()
    spoken = primary if primary in _WORDS else "en"
    text, months = _WORDS[spoken]
    day = moment.astimezone(zone)
    month = months.split()[day.month - 1]
    return text.format(day=day.day, month=month, year=day.year), spoken


def line(moment: datetime, language: str | None, *, zone: ZoneInfo) -> CleanHtml:
    """The same as a paragraph of its own, for outside the article's element."""
    text, spoken = sentence(moment, language, zone=zone)
    made = Markup('<p lang="{}"><em>{}</em></p>').format(spoken, text)
    return sanitise(made)


def without(html: CleanHtml) -> CleanHtml:
    """A text without the lines that `line` set above it: it was one of our own entries."""
    return CleanHtml(_MADE.sub("", html))
