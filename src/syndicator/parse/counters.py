"""Counters in a text: what a page says of its readers, its length or its own making.

``14 comments``, ``1,204 views``, ``3 min read``, ``updated 10:05`` change by themselves: that is no
correction of the story. Only what stands apart is taken for one, near the beginning or the end of a
line and between the ends of lines, of sentences or of brackets: "the post drew 14 comments" is a
sentence, and its number may be wrong.
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = (
    r"comments?|kommentar(?:e|er|en)?|commentaires?|comentarios?|comentários?|comment[oi]|reacties?"
    r"|komentar(?:z[ey]?|zy|i|a|e)|komentář(?:e|ů)?|комментари(?:й|я|ев|и)|коментар(?:і|ів|и|ий|я)?"
    r"|kommentti[a]?|yorum(?:lar)?|σχόλι[αο]|コメント|评论|評論|댓글|تعليقات?"
    r"|(?:page\s?)?views?|aufrufe?|vues?|visitas?|visualizaç(?:ão|ões)|visualizzazion[ei]|weergaven"
    r"|wyświetleń|просмотр(?:а|ов)?|перегляд(?:и|ів)?|visning(?:ar|er)?|görüntülen?me|reproducciones"
    r"|閲覧|浏览|조회수?|likes?|reads|replies|repl(?:y|ies)|antworten|réponses?|respuestas"
    r"|retweets?|reposts?|pingbacks?|trackbacks?"
)
_NUMBER: Final = (
    r"(?:[0-9]{1,3}(?:[.,'’\s][0-9]{3})+|[0-9]{1,9}(?:[.,][0-9]{1,2})?)(?:\s?[kKmM]\b)?\+?"
)
_NONE: Final = r"(?:no|keine?|aucun|pas\sde|sin|sem|nessun|geen|brak|żadnych|нет|ei|ingen|inga)"
_MINUTES: Final = (
    r"(?:min(?:ute[ns]?|uti|uto|utos|uter|ut|uty)?\.?|мин(?:ут[аы]?|\.)?"
    r"|хв(?:илин[аи]?|\.)?|dk\.?|dakika|分钟?|분)"
)
_READING: Final = (
    r"(?:read(?:ing)?(?:\stime)?|to\sread|lesezeit|lesedauer|de\slecture|di\slettura|de\slectura"
    r"|de\sleitura|leestijd|leestid|lezen|czytania|čtení|чтения|читання|lästid|lesetid|okuma)"
)
_READING_TIME: Final = (
    r"(?:(?:estimated\s)?read(?:ing)?\stime|lesezeit|lesedauer|temps\sde\slecture|tempo\sdi\slettura"
    r"|tiempo\sde\slectura|tempo\sde\sleitura|leestijd|czas\sczytania|doba\sčtení|время\sчтения"
    r"|час\sчитання|lästid|lesetid|læsetid|okuma\ssüresi|読了時間)"
)
_UNIT: Final = (
    r"(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|weeks?|months?|years?"
    r"|sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|secondes?|heures?|jours?|semaines?|mois|ans?"
    r"|segundos?|minutos?|horas?|días?|dias?|semanas?|meses|años?|secondi|minuti|or[ae]|giorn[oi]"
    r"|godzin[ęy]?|minut[ęy]?|dni)"
)
_AGO: Final = (
    rf"(?:{_NUMBER}\s?{_UNIT}\s(?:ago|fa|atrás|temu|geleden|sedan|siden)"
    rf"|(?:vor|il\sy\sa|hace|há)\s{_NUMBER}\s?{_UNIT})"
)
_MONTH: Final = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août"
    r"|ene|abr|ago|dic|mag|giu|lug|set|ott)[a-zäéûç]{0,7}\.?"
)
_DAY: Final = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_CLOCK: Final = (
    r"[0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]{1,6})?)?\s?"
    r"(?:[ap]\.?m\.?|uhr|h)?\s?(?:utc|gmt|[a-z]{2,4}t|z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DATE: Final = (
    rf"(?:(?:{_DAY},?\s)?(?:[0-9]{{1,2}}\.?\s{_MONTH},?(?:\s[0-9]{{4}})?|{_MONTH}\s[0-9]{{1,2}},?(?:\s[0-9]{{4}})?"
    r"|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}))"
)
_MOMENT: Final = (
    rf"(?:(?:{_DATE}(?:,|\s[-–|]|\s(?:at|um|à|a\slas|alle))?[\sT])?"
    rf"{_CLOCK}(?:,?\s(?:on\s)?{_DATE})?)"
)
_TOOK: Final = r"[0-9]{1,4}(?:[.,][0-9]{1,6})?\s?(?:ms|s|secs?|seconds?|sekunden?|secondes?)"
_MADE: Final = (
    r"(?:(?:this\s|the\s)?(?:page|site|seite|feed|article|story)\s(?:was\s)?)?(?:last\s|zuletzt\s)?"
    r"(?:made|generated|created|rendered|built|loaded|cached|retrieved|fetched|updated|modified"
    r"|refreshed|posted|published|erzeugt|erstellt|generiert|aktualisiert|geladen|stand"
    r"|mise?\sà\sjour|publiée?|actualizado|publicado|atualizado|aggiornato|pubblicato|bijgewerkt"
    r"|zaktualizowano|обновлено|оновлено|uppdaterad|oppdatert|opdateret)"
)
_COUNTER: Final = (
    rf"(?:{_NUMBER}\s?(?:{_WORDS})|{_NONE}\s(?:{_WORDS})|(?:{_WORDS})\s?[:：]?\s?[(\[]?{_NUMBER}[)\]]?"
    rf"|{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?[\s-]?{_MINUTES}[\s-]?{_READING}"
    rf"|{_READING_TIME}\s?[:：]?\s?(?:ca\.?\s|about\s|~\s?)?{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?\s?{_MINUTES}?"
    rf"|(?:{_MADE}\s?:?\s)?{_AGO}"
    rf"|{_MADE}\s?:?\s(?:at\s|on\s|um\s|à\s|in\s|a\slas\s|alle\s)?(?:{_MOMENT}|{_TOOK}))"
)
_BOUNDARY: Final = r"[.!?…|·•–—/()\[\]»\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]|\s-\s"
_START: Final = re.compile(_BOUNDARY)
_COUNTERS: Final = re.compile(
    rf"\s*{_COUNTER}(?:\s?[,&+]?\s?{_COUNTER}){{0,5}}\s*(?=\Z|{_BOUNDARY})", re.IGNORECASE
)
_DIGIT: Final = re.compile("[0-9]")
_NO_LETTERS: Final = str.maketrans(dict.fromkeys("0123456789!\"'()*+,-./:;<>?[]_|·•–—…»", " "))
_WITHOUT_SPACES: Final = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
"""Japanese, Chinese, Korean: words are not told apart by spaces."""
_TO_END: Final = 60
"""Characters between the number of a counter and the beginning or the end of its line."""
_NEAR: Final = frozenset(
    {
        *("actualizado", "aggiornato", "ago", "aktualisiert", "antworten", "atrás", "atualizado"),
        *("aufruf", "aufrufe", "bijgewerkt", "built", "cached", "comentario", "comentarios"),
        *("comentário", "comentários", "comment", "commentaire", "commentaires", "commenti"),
        *("commento", "comments", "created", "czytania", "dakika", "dk", "erstellt", "erzeugt"),
        *("fa", "fetched", "geladen", "geleden", "generated", "generiert", "görüntülenme"),
        *("hace", "há", "il", "jour", "komentarz", "komentarze", "komentarzy", "komentář"),
        *("komentáře", "komentářů", "kommentar", "kommentare", "kommentaren", "kommentarer"),
        *("kommentti", "kommenttia", "lectura", "lecture", "leestijd", "leitura", "lesedauer"),
        *("lesetid", "lesezeit", "lettura", "like", "likes", "loaded", "lästid", "læsetid"),
        *("made", "min", "mins", "minut", "minute", "minuten", "minuter", "minutes", "minuti"),
        *("minuto", "minutos", "minuty", "mis", "mise", "modified", "okuma", "opdateret"),
        *("oppdatert", "pingback", "pingbacks", "posted", "pubblicato", "publicado", "published"),
        *("publié", "publiée", "reactie", "reacties", "read", "reading", "reads", "refreshed"),
        *("rendered", "replies", "reply", "repost", "reposts", "reproducciones", "respuesta"),
        *("respuestas", "retrieved", "retweet", "retweets", "réponse", "réponses", "sedan"),
        *("siden", "stand", "temu", "trackback", "trackbacks", "updated", "uppdaterad", "view"),
        *("views", "visita", "visitas", "visning", "visningar", "visninger", "visualização"),
        *("visualizações", "visualizzazione", "visualizzazioni", "vor", "vue", "vues"),
        *("weergaven", "wyświetleń", "yorum", "yorumlar", "zaktualizowano", "čtení", "σχόλια"),
        *("σχόλιο", "коментар", "коментарии", "коментарі", "коментарів", "комментариев"),
        *("комментарии", "комментарий", "комментария", "мин", "минут", "минута", "минуты"),
        *("обновлено", "оновлено", "перегляд", "перегляди", "переглядів", "просмотр"),
        *("просмотра", "просмотров", "хв", "хвилин", "хвилина", "хвилини", "читання", "чтения"),
        *("تعليق", "تعليقات"),
    }
)
"""Words in a line with the number of a counter, each kind by one at least."""
_NOBODY: Final = ("omment", "omentari", "omentári", "reacties", "komentarz")
"""What there may be none of, in words."""
_MAX_LINE: Final = 400
"""Characters at the beginning and at the end of a longer line in which counters are looked for."""


def without_counters(text: str) -> str:
    """Leave the counters out of a plain text, one block a line; the same text if it has none."""
    lines = text.split("\n")
    changed = False
    for index, line in enumerate(lines):
        if _may_count(line) and (without := _line(line)) != line:
            lines[index] = without
            changed = True
    return "\n".join(lines) if changed else text


def _may_count(line: str) -> bool:
    """Have a quick look, which errs on this side: it is had at every line that is read."""
    ends = line if len(line) <= 2 * _TO_END else f"{line[:_TO_END]} {line[-_TO_END:]}"
    if not _DIGIT.search(ends):
        return any(word in ends for word in _NOBODY)
    if not _NEAR.isdisjoint(ends.lower().translate(_NO_LETTERS).split()):
        return True
    return not ends.isascii() and _WITHOUT_SPACES.search(ends) is not None


def _line(line: str) -> str:
    """Take the counters out that stand at the beginning of a line or at its end, or in short ones.

    The ends of what is cut off are no ends of the line: no counter may reach them.
    """
    if len(line) <= 2 * _MAX_LINE:
        return _without(line)
    head, middle, tail = line[:_MAX_LINE], line[_MAX_LINE:-_MAX_LINE], line[-_MAX_LINE:]
    return f"{_without(f'{head}x')[:-1]}{middle}{_without(f'x{tail}', at_start=False)[1:]}"


def _without(line: str, *, at_start: bool = True) -> str:
    kept: list[str] = []
    done = 0
    starts = [0] * at_start + [found.end() for found in _START.finditer(line)]
    for start in starts:
        if start >= done and (counter := _COUNTERS.match(line, start)):
            kept.append(line[done:start])
            done = counter.end()
    return "".join([*kept, line[done:]]) if kept else line
