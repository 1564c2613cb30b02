"""Saying that a text is from elsewhere: the Slavic languages, Greek and Indonesian."""

from __future__ import annotations

from typing import Final

from syndicator.rights.tongue import Tongue

POLISH: Final = Tongue(
    stems=(
        "ukaza",
        "pochodzi",
        "publik",
        "przedruk",
        "zgod",
        "współprac",
        "pierwotnie",
        "udostępn",
        "opublik",
        "oryginał",
        "oryginaln",
        "napisa",
        "przetłumacz",
        "powsta",
    ),
    this=(
        r"(?:ten |niniejszy |pierwotna wersja )?(?:artykuł|tekst|materiał|wywiad|"
        r"reportaż|felieton)u?|"
        r"(?:ta|niniejsza) (?:analiza|rozmowa|publikacja)|przeczytaj(?= oryginał)"
    ),
    first=r"(?:pierwotnie|po raz pierwszy|oryginalnie|najpierw)",
    verbs=r"ukazał[ao]?(?: się)?|opublikowan[yaeo]|powstał[ao]?|oryginał\w*|publikujemy",
    again=r"pochodzi|przedruk(?:owan[yaeo])?|udostępnion[yaeo]|zaczerpnięt[yaeo]|"
    r"publikujemy(?= za)",
    personal=r"napisan[yaeo]|przetłumaczon[yaeo]|przygotowan[yaeo]",
    kind=r"(?:artykuł|tekst|materiał) ",
    bridge=r"(?:za|dzięki) (?:\w+ )?(?:zgodą|zgodzie|uprzejmości|uprzejmością)|we "
    r"współpracy z|w ramach współpracy z",
    before=(
        r"(?:na|w|we|przez|z|ze|dla)(?: (?:portalu|portal|stronie|strony|łamach|"
        r"serwisie|serwisu|serwis|tygodniku|"
        r"tygodnika|dzienniku|dziennika|magazynie|magazyn|redakcję|redakcji|witrynie))?"
    ),
)

CZECH: Final = Tongue(
    stems=(
        "vyšel",
        "vyšlo",
        "vyšla",
        "zveřejn",
        "publikov",
        "převzat",
        "souhlas",
        "svolením",
        "spoluprác",
        "uverejn",
        "vyšiel",
        "prevzat",
        "spolupráci",
        "původně",
        "pochází",
        "přetisk",
    ),
    this=(
        r"(?:tento |tenhle )?(?:článek|text|rozhovor|článok|materiál|příspěvek)|(?:tato "
        r"|táto )(?:reportáž|analýza)"
    ),
    first=r"(?:původně|poprvé|nejprve|pôvodne|prvýkrát|najprv)",
    verbs=r"vyšel|vyšla|vyšlo|vychází|(?:byl[ao]? )?(?:publikován|zveřejněn|publikovan|"
    r"zverejnen|uverejnen)[aoý]?|vyšiel|vznikl|vznikol",
    again=r"převzat[oýa]?|prevzat[éýá]|přetištěn[oý]|pochází|pochádza|(?:vy|při)chází(?= se)",
    personal=r"napsal[ao]?|přeložen[oý]?",
    kind=r"(?:článek|text|rozhovor) ",
    bridge=r"(?:se |s )(?:\w+ )?(?:souhlasem|svolením|súhlasom)|ve spolupráci s|v "
    r"spolupráci s|díky spolupráci s",
    before=(
        r"(?:na|v|ve|z|ze|pro|od|zo)(?: (?:webu|serveru|časopise|časopisu|deníku|"
        r"denníku|portálu|stránkách|týdeníku|magazínu))?"
    ),
)

SOUTH_SLAVIC: Final = Tongue(
    stems=(
        "objavljen",
        "preuzet",
        "izvorno",
        "prvotno",
        "dopuštenj",
        "dozvol",
        "suradnj",
        "saradnj",
        "objavljuj",
        "објав",
        "преузет",
        "prevzet",
        "dovoljenj",
        "sodelovanj",
        "публикуван",
        "съдейств",
        "препечат",
    ),
    this=(
        r"(?:ovaj|ovo|taj|ta) (?:članak|tekst|prilog|intervju|prispevek|materijal)|članak|tekst|"
        r"(?:овај|ова) (?:чланак|текст)|(?:тази|този) (?:статия|текст|материал)|статията"
    ),
    first=r"(?:izvorno|prvotno|najprije|prvi put|prvobitno|prvič|изворно|првобитно|"
    r"първоначално|за първи път)",
    verbs=r"objavljen[oa]?|objavljuje(?:mo)?|објављен[оа]?|публикуван[ао]?|izašao|nastao",
    again=r"preuzet[oa]?|prenesen[oa]?|prevzet[oa]?|преузет[оа]?|препечатан[ао]?|prenosimo",
    personal=r"napisan[oa]?|preveden[oa]?",
    kind=r"(?:članak|tekst) ",
    bridge=r"uz (?:\w+ )?(?:dopuštenje|dozvolu|suglasnost)|(?:u|v) (?:suradnji|saradnji|"
    r"sodelovanju) (?:sa?|z)|z dovoljenjem|с разрешение(?:то)? на|със съдействието "
    r"на",
    before=r"(?:na|u|v|iz|sa?|od|za|на|у|в|из|са|от)(?: portalu| portala| stranici| "
    r"časopisu| listu| портал[ау]?| сайта| вестник)?",
)

RUSSIAN: Final = Tongue(
    stems=(
        "опублик",
        "публик",
        "перепеч",
        "вперв",
        "оригинал",
        "разреш",
        "партн",
        "сотруднич",
        "взят",
        "предоставл",
        "вышел",
        "вышла",
        "появил",
        "перевед",
        "подготовл",
    ),
    this=(
        r"(?:эт[аои]т?|данн\w{2}|настоящ\w{2}) (?:текст|статья|статью|материал|интервью|"
        r"репортаж|колонка)|^\W{0,3}(?:статья|материал|текст)"
        r"|читайте(?= оригинал)|^\W{0,3}(?=оригинал)"
    ),
    first=r"(?:впервые|первоначально|изначально|ранее)",
    verbs=r"опубликован[ао]?|вышел|вышла|появил\w{2,4}|оригинал(?: (?:статьи|текста|"
    r"материала|интервью))?|публикуется",
    again=r"перепечатан[ао]?|перепечатка|взят[ао]?|предоставлен[ао]?|переопубликован[ао]?|"
    r"перепубликован[ао]?",
    personal=r"написан[ао]?|переведен[ао]?|подготовлен[ао]?",
    bridge=(
        r"(?:с|по) (?:\w+ )?(?:разрешени[яюе]м?|согласи[яе]|согласию|любезного "
        r"разрешения)(?: редакции| издания)?|(?:в|совместно|в рамках) "
        r"(?:партнерстве|партнёрстве|сотрудничестве|партнерства) (?:с|со)|совместно с|"
        r"при поддержке"
    ),
    before=(
        r"(?:в|на|из|с|со|для|от|изданием|журналом|газетой|порталом)(?: (?:издании|"
        r"изданием|издания|сайте|сайта|портале|портала|"
        r"газете|газеты|журнале|журнала|проекте|проекта|СМИ))?"
    ),
)

UKRAINIAN: Final = Tongue(
    stems=(
        "опублік",
        "публік",
        "передрук",
        "вперше",
        "оригінал",
        "дозвол",
        "партн",
        "співпрац",
        "взят",
        "наданий",
        "надано",
        "вийш",
        "з'явив",
        "переклад",
        "підготовл",
        "спершу",
        "спочатку",
    ),
    this=r"(?:цю|цей|ця|даний) (?:статтю|стаття|текст|матеріал|інтерв['’]ю|репортаж|"
    r"колонка)|^\W{0,3}(?:стаття|матеріал|текст)|читайте(?= оригінал)|"
    r"^\W{0,3}(?=оригінал)",
    first=r"(?:вперше|спочатку|спершу|первісно|раніше)",
    verbs=r"опублікован[оаий]{1,2}|вийшла|вийшов|оригінал(?: (?:статті|тексту|матеріалу|"
    r"інтерв['’]ю))?|публікується|з['’]явил\w+",
    again=r"передруковано|передрук|взято|надано|перепубліковано|наданий",
    personal=r"написан[оаий]{1,2}|перекладен[оаий]{1,2}|підготовлен[оаий]{1,2}",
    bridge=r"(?:з|за|із) (?:\w+ )?(?:дозволу|дозволом|згоди|згодою)(?: редакції| видання)?|"
    r"(?:у|в) (?:партнерстві|співпраці) (?:з|із|зі)|спільно (?:з|із|зі)",
    before=(
        r"(?:у|в|на|з|із|зі|для|від|виданням|порталом|журналом)(?: (?:виданні|виданням|"
        r"видання|сайті|сайту|порталі|порталу|газеті|"
        r"газети|журналі|журналу|проєкті))?"
    ),
)

GREEK: Final = Tongue(
    stems=("δημοσιε", "αναδημοσ", "άδεια", "συνεργασία", "πρωτοδημ", "παραχώρησ"),
    this=r"(?:αυτό |το παρόν )?(?:το )?(?:άρθρο|κείμενο|ρεπορτάζ)(?: αυτό)?|(?:αυτή )?η "
    r"συνέντευξη|η έρευνα",
    first=r"(?:αρχικά|πρώτη φορά|για πρώτη φορά|πρώτα)",
    verbs=r"(?:πρωτο)?δημοσιεύ(?:τηκε|θηκε|εται)|δημοσίευση|κυκλοφόρησε",
    again=r"αναδημοσί?[εέ]υ?\w+|αναδημοσίευση|προέρχεται|πρωτοδημοσιεύ\w+",
    personal=r"γράφτηκε|μεταφράστηκε",
    bridge=r"με (?:την )?(?:ευγενική )?(?:άδεια|παραχώρηση) (?:του|της|των|από)|σε "
    r"συνεργασία με(?-i: τον| την| το)?",
    before=r"(?:στον|στην|στο|στη|από|του|της|για)(?-i: τον| την| το| τη)?",
)

INDONESIAN: Final = Tongue(
    stems=(
        "diterbitkan",
        "terbit",
        "dimuat",
        "tayang",
        "izin",
        "kerja sama",
        "disadur",
        "dikutip",
        "diproduksi",
    ),
    this=r"(?:artikel|tulisan|berita|laporan|naskah|konten|liputan)(?: ini)?",
    first=r"(?:pertama kali|pertama|semula|awalnya|sebelumnya)",
    verbs=r"(?:di)?terbit(?:kan)?|dimuat|(?:di)?tayang(?:kan)?|diproduksi",
    again=r"diterbitkan (?:kembali|ulang)|disadur|dikutip|ditayangkan ulang|dimuat ulang|diambil",
    personal=r"ditulis|diterjemahkan",
    kind=r"(?:artikel|tulisan|berita) ",
    bridge=r"(?:atas|dengan) (?:seizin|izin)(?: dari)?|(?:ber|dalam )?kerja sama dengan|"
    r"bekerja sama dengan",
    before=r"(?:di|oleh|dari|pada|untuk)(?: situs| majalah| laman)?",
)
