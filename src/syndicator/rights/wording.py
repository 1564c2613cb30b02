"""Words that stand in credits, in the languages that are read; folded (see `holders.fold`)."""

from __future__ import annotations

from typing import Final


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


AND: Final = _words(
    "and of for to on via by from at in with und von mit fur et avec de par pour y con por e",
    "com da do",
    "pela pelo di del della dal en med og och ja i z oraz a s se ve ile és es",
    "и с та й і з из و عن من مع به با और 와 과 및 및 와의",
)
"""Words that part the names in a credit."""

PARTICLES: Final = _words(
    "van von der den de du des di da dal del della la le el al bin ibn abu ter ten zu zur dos das",
    "s l d o mc mac st jr sr la los las y e",
)
"""Small words inside names of people and places."""

IN_PLACES: Final = _words("am an auf bei im in ob unter vor")
"""Small words between the parts of a German place; elsewhere they are words of a sentence."""

GENERIC: Final = _words(
    # what kind of thing is credited
    "photo photos photograph photographs photography picture pictures image images foto fotos",
    (
        "fotografia imagem immagine bild bilder kuva kep fot zdjecie фото світлина "
        "зображення صورة عکس"
    ),
    "写真 图 图片 사진 video videos graphic graphics illustration copyright c archivfoto file",
    "archive archiv archives archivo archivio handout pool stringer screenshot",
    "symbolbild symbolfoto tv images",
    # and who credited nobody in particular
    "news agency agencies agencia agencias agence agences agenzia agentur nachrichtenagentur",
    "agentura agencja ajansi haber haberleri агентство информагентство агенція وكالة وكالات",
    "خبرگزاری خبرگزاري 通信 通信社 社 통신 wire newswire wires service services staff reporters",
    "press source special fact check desk redaction redaccion redazione redacao redakcja redakce",
    "the an live",
    "top stories world feed international internet",
    "提供 供图 제공 自료 자료 資料",
    (
        "meldung meldungen nachrichten newsticker ticker reports inputs input feed "
        "feeds copy pics reuse"
    ),
    (
        "oprac opr red redaktion redaktionen public domain cc0 licence license lizenz "
        "gemeinfrei domaine"
    ),
    "dominio publico pubblico",
)
"""Words that name nobody."""

ROLES: Final = _words(
    "writer writers reporter reporters correspondent correspondents editor photographer",
    "korrespondent korrespondentin reporterin redakteur redakteurin journaliste correspondant",
    "correspondante corresponsal redactor inviato corrispondente correspondente",
    "корреспондент кореспондент журналист фотограф مراسل خبرنگار 記者 记者 기자 摄 攝 muhabiri",
)
"""Offices: behind an agency's name they say that its people wrote or photographed."""

FORMULAS: Final = (
    *(
        "all rights reserved",
        "some rights reserved",
        "no rights reserved",
        "alle rechte vorbehalten",
    ),
    *("tous droits reserves", "todos los derechos reservados", "todos os direitos reservados"),
    *("tutti i diritti riservati", "riproduzione riservata", "alle rechten voorbehouden"),
    *("wszelkie prawa zastrzezone", "vsechna prava vyhrazena", "minden jog fenntartva"),
    *("все права защищены", "усі права захищено", "всі права захищені", "tum haklari saklidir"),
    *(
        "جميع الحقوق محفوظة",
        "تمامی حقوق محفوظ است",
        "無断転載を禁じます",
        "無断転載禁止",
        "版权所有",
    ),
    *("无断转载", "무단 전재 재배포 금지", "무단 전재-재배포 금지", "무단전재", "rights reserved"),
)
"""What a copyright line says beside its holder."""

NOBODY: Final = _words(
    "author authors autor autoren auteur auteurs autores autore autori creator creators owner",
    "owners holder holders respective contributor contributors copyright license licence licensed",
    "creative commons cc by nc nd sa public domain terms see website site this article story page",
    "here our us we you reserved rights restricted none unknown n/a na",
)
"""Words of a rights statement that are no holder's name."""

ORGANISATIONS: Final = _words(
    "university universitat universite universidad universita college school institute institut",
    "instituto museum museo musee ministry ministere ministerio ministero ministerium government",
    "office department council parliament police press news times post tribune gazette herald",
    "journal chronicle media images pictures photos agency agencies group foundation stiftung",
    "studio studios films productions records archives library bibliothek association federation",
    "union party church hospital society centre center company gmbh ltd inc llc verlag zeitung",
    "министерство університет университет музей міністерство وزارة جامعة دانشگاه",
    (
        "bomberos policia ayuntamiento alcaldia municipalidad gobierno fiscalia "
        "guardia ejercito prefeitura"
    ),
    (
        "camara bombeiros governo secretaria comune carabinieri polizia vigili regione "
        "mairie prefecture"
    ),
    (
        "gendarmerie pompiers departement polizei feuerwehr stadtverwaltung gemeinde "
        "landkreis bundeswehr"
    ),
    (
        "politie brandweer gemeente polisen politiet policja straz urzad policie "
        "hasici army navy service"
    ),
    (
        "authority administration committee agency newsroom network theatre theater "
        "orchestra festival"
    ),
    "полиция полиции мчс администрация поліція дснс بلدية شرطة",
    "大学 博物馆 博物館",
)
"""Words that say that a name is no person's."""

PAPERS: Final = _words(
    (
        "monitor tribune gazette chronicle courier observer examiner ledger times "
        "herald journal review"
    ),
    (
        "news newsroom newspaper weekly daily dispatch bulletin reporter telegraph "
        "guardian independent"
    ),
    (
        "mercury sentinel advertiser inquirer register standard echo magazine post "
        "radio broadcasting lab"
    ),
    "voices network media press project",
    (
        "zeitung anzeiger tageblatt kurier nachrichten rundschau bote rundfunk blatt "
        "tagblatt allgemeine"
    ),
    "gazette courrier echo tribune depeche quotidien hebdo revue",
    "diario gaceta periodico revista jornal folha correio gazeta noticias digital",
    "corriere gazzetta giornale voce messaggero rivista quotidiano",
    (
        "krant dagblad courant nieuwsblad tidning tidningen dagblad avis avisen bladet "
        "posten lehti sanomat"
    ),
    (
        "kurier dziennik tygodnik noviny listy denik hirlap lap ziarul monitorul "
        "glasnik list novine vjesnik"
    ),
    "газета вестник новости журнал правда видання вісник новини صحيفة جريدة مجلة روزنامه gazetesi",
    "新聞 日报 日報 신문 일보",
)
"""Words that say that a name is a paper's, or a newsroom's."""
