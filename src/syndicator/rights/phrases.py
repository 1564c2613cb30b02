"""How publishers say, in the languages that are read, where a text or a picture comes from.

Every expression is bounded and begins with a literal word, so that each takes linear time.
"""

from __future__ import annotations

import re
from typing import Final


def _any(*alternatives: str) -> str:
    return "(?:" + "|".join(alternatives) + ")"


def lower(text: str) -> str:
    """A text in small letters, such as an expression that disregards case takes them for.

    `str.lower` leaves apart what stands for the same there: the i of the Turks, the long s.
    """
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return lowered.replace("i\u0307", "i").replace("\u0131", "i").replace("\u017f", "s")


_FLAGS: Final = re.IGNORECASE

BYLINE: Final = re.compile(
    r"\W{0,3}"
    + _any(
        *("written by", "by", "von", "par", "por", "di", "da", "door", "av", "af", "przez"),
        *("autor(?:a|in|zy|es|i)?", "auteur", "автор(?:ы|и)?", "بقلم", "نویسنده", "yazan"),
    )
    + r"\s*[:：]?\s+(?=\S)",
    _FLAGS,
)
"""What stands in front of an author's name."""

PHOTO: Final = re.compile(
    r"(?<![^\W\d_])"
    + _any(
        r"(?:featured |cover |header |file |lead |top |banner )?"
        r"(?:image|photo|photograph|picture)s?",
        *("photography", "illustrations?", "video", "credits?", "screenshot"),
        r"(?:archiv|symbol|titel|beispiel|vorschau)?(?:foto|bild)s?",
        *("bilder", "bildnachweis", "bildquelle", "fotos", "grafik"),
        *(r"cr[ée]dit[os]?(?: photo| foto)?s?", "photographies?", "fotograf[ií]as?", "imagen"),
        *(
            "im[áa]genes",
            "imagens?",
            "immagin[ei]",
            r"fot\.?",
            r"zdj(?:ęcie|ęcia)?\.?",
            "sn[íi]m(?:ek|ky)",
        ),
        *("kuvat?", "k[ée]pek?", "fot[óo]k?", "billede", "fotoğraf(?:lar)?", "görsel"),
        *("фото(?:графия|графія)?", "снимок", "изображение", "зображення", "світлина"),
        *(
            "الصورة",
            "صورة",
            "تصوير",
            "عکس",
            "写真",
            "画像",
            "撮影",
            "图片来源",
            "圖片來源",
            "图源",
            "图片",
        ),
        *("φωτ(?:ό|ογραφία)", "снимка", "צילום", "foto(?:grafi|graf)", "snimio", "kuvaaja"),
        *("sursa foto", "poz[aă]", "ảnh", "archívny? foto", "rendering", "satellite image"),
        *("사진제공", "사진출처", "자료사진", "사진"),
    )
    + r"(?![^\W\d_])"
    + r"(?: (?:credits?|courtesy of|courtesy|by|of|from|von|de|par|por|di|autora?|source))*"
    + r"\s*[:：=＝©/|.\-–]*\s*",
    _FLAGS,
)
"""What stands in front of a picture's credit."""

COURTESY: Final = re.compile(
    r"(?:courtesy(?: of)?|handout(?: from| by| photo)?|zur verfügung gestellt von|"
    r"mit freundlicher genehmigung"
    r" (?:von|der|des)|per gentile concessione d(?:i|el|ella)|avec l'aimable "
    r"autorisation d[eu]|cortes[íi]a(?: de)?"
    r"|cortesia(?: d[aoei])?)"
    r"\s*[:/]?\s+(?=\S)",
    _FLAGS,
)
"""A picture handed out by somebody."""

SOURCE: Final = re.compile(
    r"\W{0,3}"
    + _any(
        *(
            "sources?",
            "quellen?",
            "fuentes?",
            "fontes?",
            "fonti",
            "bron(?:nen)?",
            "käll(?:a|or)",
            "kilde",
        ),
        *("kilder", "lähde", "źródł[oa]", "zdroj[ee]?", "forrás", "источники?", "джерел[оа]"),
        *("sursa", "surse", "izvori?", "vir", "πηγ(?:ή|ές)", "sumber", "nguồn", "מקור", "zdroje"),
        *("извор", "източник", "allikas", "avots", "šaltinis", "forráso[kt]", "स्रोत", "kildene"),
        *("المصدر", "المصادر", "منبع", "منابع", "kaynak", "出典", "来源", "來源", "출처"),
    )
    + r"\s*[:：=]\s*",
    _FLAGS,
)
"""What stands in front of the source of a text."""

WITH_ONLY: Final = re.compile(
    r"[\W_]{0,3}(?:with|mit|avec|con|com|met|med|s|с|з|ile|مع|با)\s+(?:l'|la |die |der |den )?",
    _FLAGS,
)
"""Others' material in one word, which must then be followed by names and nothing else."""

CONTRIBUTED: Final = re.compile(
    r"(?P<who>.{3,160}?)\s+"
    + _any(
        r"(?:also |have |has )?(?:contributed|helped)"
        r"(?: (?:reporting|material))?"
        r"(?: to (?:this|the) (?:report|story|article|piece)| from \w+|\W*$)",
        r"(?:a|ont) contribué à (?:cet|ce) (?:article|reportage)",
        r"(?:contribuy(?:ó|eron)|colabor(?:ó|aron)) (?:a|con|en)"
        r" (?:este|esta) (?:artículo|informe|nota)",
        r"(?:assisted|collaborated|also reported) (?:with|on|for) (?:this|the) "
        r"(?:report|story|article|piece)",
        r"(?:contribuiu|contribuíram) para (?:este|esta) (?:artigo|reportagem)",
        r"(?:ha|hanno) contribuito a questo articolo",
        r"(?:hat|haben) zu diesem (?:artikel|bericht|text) beigetragen",
        r"katkıda bulun(?:du|muştur)",
        r"(?:heeft|hebben) (?:bijgedragen|meegewerkt) aan dit (?:artikel|bericht)",
        r"(?:har )?bidr(?:og|o|agit|aget) (?:till|til) (?:denna|denne|den här|dette)",
        r"(?:wirkten|wirkte) (?:an diesem|bei diesem) \w+ mit|(?:ont|a) (?:également "
        r")?participé à (?:cet|ce)",
    ),
    _FLAGS,
)
"""Others' material, with their names in front."""

COPYRIGHT: Final = re.compile(
    r"(?:©|\(c\)|ⓒ|&copy;|\bc\.(?=(?:19|20)\d\d)|\bcopyrights?\b|저작권자|著作権|版权)"
    r"(?:\s|©|\(c\)|ⓒ|copyright|by|\d{4}|[-–—,.:：/])*",
    _FLAGS,
)
"""A copyright sign with all that stands between it and the holder."""

SENTENCE: Final = re.compile(r"[，。！？]|[.!?]\s+\w+\s+\w")
"""What stands in sentences, and in no credit."""

DATELINE_BRACKET: Final = re.compile(
    r"[(\[（［【/]\s*(?P<inner>[^()\[\]（）［］【】]{1,40}?)\s*(?:[)\]）］】]|/(?=\s*[.,:;–—-]|\s|$))"
)
"""The bracket, or the strokes, in a dateline."""

CHINESE_DATELINE: Final = re.compile(
    r"^[（(【]?(?P<who>[\u3400-\u9fff]{2,18})(?:\d{1,2}月)?\d{1,2}日"
    r"(?:专?电|讯|訊|電|\s*[-—–（(]|】)"
)
"""Agency, place and date in one word."""

INITIALS: Final = re.compile(
    r"^\W{0,2}(?:[a-zäöüßłśżć]{1,5}[/,]?\s?/?\s?){0,3}[a-zäöüßłśżć]{1,5}\s*[/(,]"
    r"{1,2}\s*\(?(?P<who>[^()]{2,80})\)?\W{0,2}$"
)
"""Initials of own editors, then agencies."""
