"""Saying that a text is from elsewhere where the name stands between the other words.

Each entry holds a quick look and an expression. The holder is the group ``who``; ``short`` where
the expression holds in a short line only.
"""

from __future__ import annotations

from typing import Final

AROUND: Final = (
    # Hungarian
    (
        ("cikk", "írás", "riport", "interjú"),
        (
            r"(?:cikk|írás|riport|interjú|anyag)\w{0,4} (?:eredetileg|először|eredetije|"
            r"korábban) (?:itt|a|az)\s+"
            r"(?P<who>.{2,80}?)(?: (?:oldalán|jelent|magazin|hasábjain|lapjain|közölt).{0,60})?$"
        ),
    ),
    (
        ("jelent", "engedély", "együttműk", "átvett", "közöl"),
        (
            r"^\W{0,3}(?:(?:a|az|ez az?) \w+ )?(?:eredetileg )?(?:a|"
            r"az)\s+(?P<short>.{2,60}?) (?:engedélyével|"
            r"együttműködésével|hozzájárulásával|oldaláról átvett|oldalán jelent meg)"
        ),
    ),
    (
        ("együttműk",),
        (
            r"(?:cikk|írás|riport)\w{0,3} (?:a|az)\s+(?P<who>.{2,60}?)(?:\w{1,3} való|"
            r"-[vc]al)? együttműköd"
        ),
    ),
    # Finnish
    (
        ("julkais", "ilmesty"),
        (
            r"(?:juttu|artikkeli|teksti|kirjoitus)\w{0,3} (?:on |julkaistiin |ilmestyi "
            r")?(?:\w+ )?(?:alun perin|ensin|"
            r"ensimmäisen kerran|alunperin) (?:julkaistu |ilmestynyt "
            r")?(?P<who>.{2,60}?)(?:-lehdessä|-sivustolla|ssa|ssä|lla|llä)\b"
        ),
    ),
    (
        ("luvalla", "yhteisty"),
        (
            r"^\W{0,3}(?:julkaistaan |julkaistu |juttu julkaistaan "
            r")?(?P<short>[^\W\d_a-zäö].{2,50}?)(?:-lehde|-sivusto)?n (?:luvalla|kanssa "
            r"yhteistyössä)"
        ),
    ),
    # Turkish
    (
        ("yayım", "yayın", "çık", "izni", "alın"),
        (
            r"bu (?:yazı|makale|haber|söyleşi|metin|içerik|röportaj)\w{0,3} (?:ilk olarak |"
            r"ilk kez |daha önce |orijinal olarak |aslen )?"
            r"(?P<who>.{2,80}?)(?:['’]\w{1,5}| sitesinde| gazetesinde| dergisinde| "
            r"tarafından| iş ?birliği|['’]?\w{0,3} izniyle).{0,24} (?:yayım|yayın|çık|"
            r"alın|hazırlan|paylaş|üretil)\w+"
        ),
    ),
    (
        ("izniyle", "iş birliği", "işbirliği"),
        (
            r"^\W{0,3}(?P<short>[^\W\d_].{2,60}?)(?:['’]\w{1,4})?(?: ile)? (?:izniyle|iş "
            r"?birliğiyle|iş ?birliği)"
        ),
    ),
    # Arabic
    (
        ("نشر", "نُشر"),
        (
            r"(?:ن[ُ]?شر(?:ت)?|ي[ُ]?نشر) (?:هذا |هذه )?(?:المقال|المقالة|التقرير|النص|"
            r"المادة|الحوار)(?: (?:أول[اًا]{1,2}|لأول "
            r"مرة|في الأصل|أصل[اًا]{1,2}|سابق[اًا]{1,2}|للمرة الأولى))? (?:في|على|من قبل|"
            r"لدى|بالتعاون مع|بالشراكة مع|بإذن من)"
            r"\s+(?:موقع |صحيفة |مجلة )?(?P<who>.{2,80})"
        ),
    ),
    (
        ("المقال", "التقرير", "النص", "المادة"),
        (
            r"(?:هذا |هذه )?(?:المقال|المقالة|التقرير|النص|المادة)(?: \S+){0,2}? "
            r"(?:نقل[اًا]{1,2} عن|منقول[ة]? (?:عن|من)|مأخوذ[ة]? (?:عن|من)|"
            r"بالتعاون مع|بالشراكة مع|بإذن من|مترجم[ة]? عن)\s+(?:موقع |صحيفة |"
            r"مجلة )?(?P<who>.{2,80})"
        ),
    ),
    (
        ("بالتعاون", "بالشراكة", "بإذن", "نقلا", "نقلاً"),
        (
            r"^\W{0,3}(?:ي?نشر )?(?:بالتعاون مع|بالشراكة مع|بإذن من|نقل[اًا]{1,2} "
            r"عن)\s+(?:موقع |صحيفة |مجلة )?(?P<short>.{2,50})$"
        ),
    ),
    # Persian
    (
        ("مقاله", "گزارش", "مطلب", "یادداشت"),
        (
            r"این (?:مقاله|گزارش|مطلب|یادداشت|متن|گفت‌?وگو) (?:نخستین ?بار|اولین بار|ابتدا|"
            r"پیش‌تر|با همکاری|با اجازه)? ?(?:در|توسط|از)?\s+"
            r"(?P<who>.{2,60}?) (?:منتشر|به چاپ|تهیه شده|بازنشر|گرفته شده|برگرفته)"
        ),
    ),
    (
        ("بازنشر", "برگرفته"),
        r"^\W{0,3}(?:بازنشر|برگرفته) (?:از|با اجازه)\s+(?P<short>.{2,60})$",
    ),
    # Hebrew
    (
        ("פורסמה", "פורסם", "באדיבות"),
        (
            r"(?:הכתבה|המאמר|הטקסט|הידיעה)(?: \S+){0,3}? (?:פורסמה|פורסם)(?: \S+){0,2}? "
            r"(?:ב-?|על ידי |באתר )(?P<who>.{2,60})"
        ),
    ),
    # Japanese
    (
        ("記事", "本稿", "文章", "本記事"),
        (
            r"(?:この|本)(?:記事|稿|文章|インタビュー)は[、]?(?P<who>.{2,60}?)(?:に掲載|で公開|からの転載|より転載|から転載|"
            r"から提供|が配信|に初出|との提携|の提供|"
            r"の許可|の許諾|の協力|が制作|が執筆|と共同)"
        ),
    ),
    (
        ("転載", "初出", "提供", "出所"),
        r"^\W{0,3}(?P<short>[^、。は]{2,40}?)(?:からの転載|より転載|から転載|の許可を得て|の許諾を得て|との提携により)",
    ),
    (("転載元", "初出"), r"^\W{0,3}(?:転載元|初出)[:：]?\s*(?P<short>.{2,60})"),
    # Chinese
    (
        ("文", "章", "稿"),
        (
            r"(?:本文|原文|文章|此文|本稿|本篇)(?:最初|最早|首|原|系|由|经|經|已获|已獲|獲|获|转|轉|與|与){0,3}(?:载于|載於|刊于|"
            r"刊於|发表于|發表於|发表在|转载自|"
            r"轉載自|来自|來自|首发于|发布于|刊登于|刊登於|授权转载自)[:：]?(?P<who>.{2,60})"
        ),
    ),
    (
        ("文", "章", "稿"),
        (
            r"(?:本文|原文|文章|此文|本稿)(?:由|经|經|获|獲|与|與|和)(?P<who>.{2,40}?)(?:授权|授權|提供|合作|联合|聯合|首发|"
            r"首發|供稿|许可|許可|制作)"
        ),
    ),
    (
        ("载", "載", "经", "經", "合作"),
        r"^\W{0,3}(?:转载自|轉載自|原载|原載|原刊|转自|轉自|(?:经|經|获|獲))[:：]?\s*(?P<short>.{2,40}?)(?:授权|授權|许可|$)",
    ),
    # Korean
    (
        ("기사", "글은", "글을", "칼럼"),
        (
            r"이 (?:기사|글|칼럼|인터뷰)(?:는|은)\s+"
            r"(?P<who>.{2,60}?)(?:에|에서|의|가|이|와의|과의|와|과)\s(?:처음|"
            r"최초로|먼저|원래|실린|허락|협력|제휴|제공|"
            r"공동|작성|동의)?\s?(?:게재|실린|실렸|발표|보도|허락|제휴|협력|제공|전재|제작|작성|협약|콘텐츠|기사를|글을|받아)"
        ),
    ),
    (("전재", "제휴", "원문"), r"^\W{0,3}(?:원문|출처 및 원문)\s*[:=]\s*(?P<short>.{2,40})$"),
    # A feed, in any language
    (
        ("feed",),
        (
            r"(?:(?:syndicated|agency|wire|news agency) feed|auto-?generated)(?: (?:by|from|"
            r"of|provided by))\s*(?P<who>.{2,80})"
        ),
    ),
    (
        ("generat", "distribut", "provided", "syndicat"),
        r"(?:distributed|provided|syndicated) by\s*(?P<who>.{2,80})$",
    ),
)
