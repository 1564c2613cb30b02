"""Saying that a text appeared elsewhere first, in the languages that are read.

Every expression is bounded, so that each takes linear time.
"""

from __future__ import annotations

import re
from typing import Final

_THIS: Final = (
    r"(?:(?:an? (?:earlier |previous |longer |shorter )?version of )?(?:this|the "
    r"following) (?:\w+ ){0,2}(?:article|story|piece|post|report|essay|analysis|"
    r"interview|commentary|column|op-ed|excerpt|text))"
)
_VERB: Final = r"(?:published|appeared|posted|produced|released|aired|printed|co-published)"

ORIGIN: Final = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        # English
        (
            _THIS
            + r" (?:was|is|has been|were|had been)?\s?(?:originally |first |initially |previously "
            r"|also )?"
            + _VERB
            + r" (?:\w+ )?(?:by|in|on|at|with|for|as part of)\b\s*(?P<who>.{2,160})"
        ),
        (
            _THIS + r" (?:is|was|has been|comes)\s?(?:being )?(?:republished|reproduced|reprinted|"
            r"reposted|syndicated|shared|cross-posted|excerpted|adapted|provided|courtesy)?(?: "
            r"here)?(?: with (?:the )?(?:kind )?permission)?\s?(?:from|of|by|courtesy "
            r"of)\b\s*(?P<who>.{2,160})"
        ),
        (
            r"^\W{0,3}(?:originally |first |initially )(?:published|appeared|posted|printed|"
            r"produced) (?:by|in|on|at)\b\s*(?P<short>.{2,120})"
        ),
        (
            r"^\W{0,3}(?:republished|reprinted|reproduced|reposted|cross-posted|excerpted|"
            r"syndicated)(?: here)?(?: with(?: the)?(?: kind)? permission)?\s?(?:from|of|"
            r"by)\b\s*(?P<short>.{2,160})"
        ),
        (r"(?:distributed|provided|syndicated) by\s*(?P<who>.{2,80})$"),
        (
            r"(?:(?:syndicated|agency|wire|news) feed|auto-?generated)(?: (?:by|from|"
            r"of))\s*(?P<who>.{2,80})"
        ),
        # German
        (
            r"dieser? (?:artikel|beitrag|text|bericht|kommentar)(?: ist| wurde)?(?: "
            r"erschien(?:en)?)? (?:zuerst|zunächst|ursprünglich|erstmals|im original) (?:bei|in|"
            r"im|auf|von|vom|durch)(?: der| dem| den)?\s+(?P<who>.{2,120}?)(?: (?:erschienen|"
            r"veröffentlicht|publiziert).{0,60})?$"
        ),
        (
            r"^\W{0,3}(?:zuerst|ursprünglich) (?:erschienen|veröffentlicht) (?:bei|in|im|auf|"
            r"von|vom)(?: der| dem)?\s+(?P<short>.{2,80})$"
        ),
        # French
        (
            r"c(?:et|e) (?:article|texte|reportage|billet) (?:a été |est |a d'abord été "
            r")?(?:initialement |d'abord |à l'origine |originellement )?(?:publié|paru|republié|"
            r"reproduit|diffusé)(?: (?:initialement|à l'origine|en premier lieu|d'abord))? "
            r"(?:par|dans|sur|à partir de|de|avec l'autorisation de)\s+(?P<who>.{2,120})"
        ),
        # Spanish, Portuguese, Italian
        (
            r"est[ea] (?:artículo|texto|nota|reportaje|historia|artigo|matéria|reportagem) "
            r"(?:fue |se |foi |é )?(?:publicó |publicad[oa] |apareció |republicad[oa] |"
            r"reproducid[oa] )?(?:originalmente |primero |primeiro |inicialmente |por primera "
            r"vez )?(?:publicad[oa] )?(?:en|por|de|em|n[ao]|pel[ao]|desde)\s+(?P<who>.{2,120})"
        ),
        (
            r"^\W{0,3}(?:publicad[oa]|aparecido) (?:originalmente|inicialmente|primeiro|por "
            r"primera vez) (?:en|por|em|n[ao]|pel[ao])\s+(?P<short>.{2,120})"
        ),
        (
            r"quest[oa] (?:articolo|testo|pezzo|reportage|intervista) è (?:stato |apparso |"
            r"uscito )?(?:pubblicato |ripubblicato |apparso )?(?:originariamente |originalmente "
            r"|inizialmente |per la prima volta )?(?:pubblicato )?(?:su|da|dal|in|sul|nel|"
            r"per)\s+(?P<who>.{2,120})"
        ),
        # Dutch and Scandinavian
        (
            r"dit (?:artikel|verhaal|stuk) (?:verscheen|werd|is)(?: oorspronkelijk| eerder| "
            r"eerst)?(?: gepubliceerd)? (?:in|op|door|bij)\s+(?P<who>.{2,120})"
        ),
        (
            r"(?:artikkelen|artikelen|artiklen|texten|teksten) (?:ble|blev|har|publicerades|"
            r"var)(?: først| ursprungligen| oprindeligt| opprinnelig)?(?: publisert| publiceret|"
            r" publicerats)? (?:i|på|av|af)\s+(?P<who>.{2,120})"
        ),
        # Polish, Czech, Hungarian
        (
            r"(?:ten |niniejszy )?(?:artykuł|tekst|materiał)(?: ten)? (?:ukazał się|został|"
            r"pochodzi)(?: (?:pierwotnie|po raz pierwszy|oryginalnie))?(?: opublikowany)? (?:na "
            r"portalu|na stronie|na łamach|przez|w|na|z)\s+(?P<who>.{2,120})"
        ),
        (
            r"(?:tento )?(?:článek|text|rozhovor) (?:původně|poprvé|nejprve) (?:vyšel|byl "
            r"publikován|byl zveřejněn|vychází) (?:na webu|na serveru|v časopise|v deníku|na|v|"
            r"ve)\s+(?P<who>.{2,120})"
        ),
        (
            r"(?:a |ez a )(?:cikk|írás) (?:eredetileg|először) (?:itt|a|"
            r"az)\s+(?P<who>.{2,80}?)(?: (?:oldalán|jelent).{0,40})?$"
        ),
        # Russian, Ukrainian
        (
            r"(?:оригинал (?:статьи|текста|материала)|(?:эт[аои]т?|данн\w{2}) (?:текст|статья|"
            r"материал|интервью)(?: был[ао]?)?|(?:статья|материал|текст)) (?:впервые |"
            r"первоначально )?(?:опубликован[ао]?|вышел|вышла|появил\w{2,4})(?: впервые| "
            r"первоначально)? (?:в издании|на сайте|на портале|в газете|в журнале|в|на|"
            r"изданием)\s+(?P<who>.{2,120})"
        ),
        (
            r"^\W{0,3}(?:впервые опубликовано|перепечатано|вперше опубліковано|передруковано) "
            r"(?:в издании|на сайте|из|с сайта|у виданні|на сайті|в|у|на|"
            r"з)\s+(?P<short>.{2,120})"
        ),
        (
            r"(?:оригінал (?:статті|тексту|матеріалу)|(?:цю|цей|ця) (?:статтю|стаття|текст|"
            r"матеріал)(?: було| був)?) (?:вперше |спочатку )?(?:опублікован[оаий]{1,2}|вийшла|"
            r"вийшов)(?: вперше)? (?:у виданні|на сайті|на порталі|в газеті|у журналі|в|у|на|"
            r"виданням)\s+(?P<who>.{2,120})"
        ),
        # Arabic, Persian, Turkish
        (
            r"ن[ُ]?شر(?:ت)? (?:هذا |هذه )?(?:المقال|المقالة|التقرير|النص)(?: (?:أول[اًا]{1,2}|"
            r"لأول مرة|في الأصل|أصل[اًا]{1,2}))? (?:في|على|من قبل)\s+(?:موقع )?(?P<who>.{2,80})"
        ),
        (
            r"این (?:مقاله|گزارش|مطلب|یادداشت) (?:نخستین ?بار|اولین بار|ابتدا|پیش‌تر) (?:در|"
            r"توسط)\s+(?P<who>.{2,80}?) (?:منتشر|به چاپ)"
        ),
        (
            r"bu (?:yazı|makale|haber|söyleşi) (?:ilk olarak|ilk kez|daha önce|orijinal "
            r"olarak)\s+(?P<who>.{2,80}?)(?:['’]\w{1,5}| sitesinde| tarafından) (?:yayım|yayın|"
            r"çık)\w+"
        ),
        # Japanese, Chinese, Korean
        (
            r"(?:この|本)(?:記事|稿|文章)は[、]?(?P<who>.{2,60}?)(?:に掲載|で公開|からの転載|より転載|が配信|に初出)"
        ),
        (
            r"(?:本文|原文|文章|此文)(?:最初|首|原)?(?:载于|載於|刊于|刊於|发表于|發表於|转载自|轉載自|来自|"
            r"首发于)[:：]?(?P<who>.{2,60})"
        ),
        (r"^\W{0,3}(?:转载自|轉載自|転載元|原载|原載)[:：]?\s*(?P<short>.{2,60})"),
        (
            r"이 (?:기사|글)는\s+(?P<who>.{2,60}?)(?:에|에서|의) "
            r"(?:처음|최초로|먼저|원래)?\s?(?:게재|실린|발표|보도)"
        ),
    )
)
"""The holder is the group ``who``; ``short`` where the expression holds in a short line only."""
