"""Saying that a text is from elsewhere: English, German, Dutch and the languages of the North."""

from __future__ import annotations

from typing import Final

from syndicator.rights.tongue import Tongue

ENGLISH: Final = Tongue(
    stems=(
        *("publish", "appear", "print", "post", "produc", "syndicat", "shar", "provided"),
        *("suppl", "distribut", "courtesy", "excerpt", "adapt", "extract", "permission"),
        *("partner", "collaborat", "taken", "comes", "came", "carried", "translat", "written"),
        *("original", "licen", "commission", "contributed by", " ran ", "aired", "released"),
    ),
    this=(
        r"(?:an? (?:\w+ )?(?:version|edition|excerpt|translation) of )?(?:this|the following|"
        r"the above) (?:[\w-]+ ){0,3}?(?:article|story|piece|post|report|essay|analysis|"
        r"interview|commentary|column|op-ed|excerpt|text|content|item|dispatch|feature|"
        r"reportage|investigation|project|review|explainer|podcast|material|series|coverage)"
        r"|(?:read|see|view|find|visit) (?:the|this)(?= (?:\w+ )?original)|"
        r"^\W{0,3}the(?= original)"
        r"|^\W{0,3}(?:the|our) (?:article|story|piece|report|essay)(?= (?:was|is) "
        r"(?:originally|re))"
    ),
    first=r"(?:originally|first|initially|previously|also|simultaneously)(?: (?:also|been))?",
    verbs=(
        r"published|appeared|appears|posted|produced|co-?produced|released|aired|printed|ran|"
        r"carried|original (?:article|story|version|piece|post|text|report)|made available"
    ),
    again=(
        r"re-?published|co-?published|re-?posted|cross-?posted|cross-?published|re-?printed|"
        r"reproduced|syndicated|excerpted|extracted|shared|supplied|provided|distributed|"
        r"contributed by|courtesy(?= of)|comes(?= (?:to you |to us )?(?:courtesy|from|"
        r"via))|came(?= from)|"
        r"taken(?= (?:over )?from)|used(?= with)|licensed|brought to you|sourced|"
        r"adapted(?= (?:from|with))"
    ),
    personal=r"written|translated|commissioned|prepared|created|adapted|edited|reported(?= for)",
    kind=r"(?:article|story|text|report) ",
    bridge=(
        r"(?:in|with|under|through|as part of|by|via)(?: (?:an?|the|our|kind|express|content|news|"
        r"full|written|special|media)){0,3} (?:permission|partnership|collaboration|cooperation|"
        r"co-operation|agreement|arrangement|association|conjunction|licence|license|sharing "
        r"agreement|consent|courtesy)(?: (?:with|of|from|by))|(?:by )?courtesy of"
    ),
    before=r"(?:with|to) us by|by|in|on|at|from|of|for|with|via|through|courtesy",
)

GERMAN: Final = Tongue(
    stems=(
        *("erschien", "erschein", "veröffentlich", "publizier", "stammt", "übernommen", "druck"),
        *("produzier", "gestellt", "geteilt", "original", "genehmigung", "erlaubnis"),
        *("kooperation", "zusammenarbeit", "partnerschaft", "verfasst", "übersetzt", "geschrieben"),
        *("ursprünglich", "zuerst", "entstand"),
    ),
    this=(
        r"dies(?:er|es|e) (?:\w+ )?(?:\w*(?:artikel|beitrag|text|bericht|kommentar|interview|"
        r"reportage|analyse|essay|stück|kolumne|recherche|geschichte|meldung))|"
        r"(?:fassung|version) "
        r"(?:dieses|des) (?:artikels|beitrags|textes|berichts|interviews)|"
        r"^\W{0,3}(?:der|das|den|zum) "
        r"(?:artikel|beitrag|text|bericht|interview)(?= (?:ist|wurde|erschien|stammt)\b.{0,20} "
        r"(?:zuerst|zunächst|ursprünglich|erstmals|original|aus)\b)|(?:lesen sie|zum|"
        r"hier geht es zum|"
        r"^\W{0,3}(?:der|das))(?= original)"
    ),
    first=r"(?:zuerst|zunächst|ursprünglich|erstmals|im original)",
    verbs=(
        r"erschien(?:en)?|erscheint|veröffentlicht|publiziert|produziert|zuerst|zunächst|"
        r"ursprünglich|erstmals|im original|original(?:artikel|beitrag|text|version)?|"
        r"entstand(?:en)?"
        r"|(?:wurde|ist|wird)(?= .{2,90}(?:veröffentlicht|publiziert|erschienen|"
        r"übernommen|gestellt"
        r"|produziert|geteilt|gedruckt|entstanden))"
    ),
    again=r"stammt|übernommen|(?:ab|nach)gedruckt|nachdruck|bereitgestellt|zur verfügung "
    r"gestellt|geteilt",
    personal=r"verfasst|geschrieben|übersetzt|(?:wurde|ist|wird)(?= .{2,90}(?:verfasst|"
    r"geschrieben|übersetzt))",
    kind=r"(?:artikel|text|beitrag) ",
    bridge=(
        r"mit (?:\w+ )?(?:genehmigung|erlaubnis|zustimmung) (?:von|vom|der|des|durch)|in (?:\w+ )?"
        r"(?:zusammenarbeit|kooperation|partnerschaft) mit(?-i: der| dem| den)?|(?:im "
        r"rahmen )?(?:einer|der) "
        r"(?:kooperation|partnerschaft|zusammenarbeit) mit(?-i: der| dem| den)?"
    ),
    before=r"(?:bei|beim|in|im|auf|aus|von|vom|durch|für|fürs)(?-i: der| dem| den| die| das)?",
)

DUTCH: Final = Tongue(
    stems=(
        "verscheen",
        "versch",
        "publice",
        "overgenomen",
        "toestemming",
        "samenwerking",
        "oorspronk",
        "gedeeld",
        "afkomstig",
        "original",
        "originele",
        "komt uit",
        "geschreven",
        "vertaald",
    ),
    this=(
        r"dit (?:\w+ )?(?:artikel|verhaal|stuk|bericht|interview|essay)|deze (?:\w+ "
        r")?(?:tekst|reportage|analyse|column)"
        r"|lees het(?= oorspronkelijke| originele)|^\W{0,3}het(?= oorspronkelijke| originele)"
    ),
    first=r"(?:oorspronkelijk|eerder|eerst|origineel)",
    verbs=(
        r"verscheen|verschenen|gepubliceerd|geplaatst|gemaakt|geproduceerd|"
        r"(?:oorspronkelijke|originele) (?:artikel|verhaal|stuk|bericht)|"
        r"(?:werd|is|wordt)(?= .{2,80}(?:gepubliceerd|verschenen|overgenomen|gemaakt|"
        r"gedeeld|geplaatst))"
    ),
    again=r"overgenomen|afkomstig|gedeeld|herplaatst|komt|gepubliceerd(?= met toestemming)",
    personal=r"geschreven|vertaald",
    kind=r"(?:artikel|tekst|verhaal) ",
    bridge=(r"met (?:\w+ )?toestemming van|in samenwerking met|via een samenwerking met"),
    before=r"(?:in|op|door|bij|van|uit|voor|via)(?-i: de| het)?",
)

NORDIC: Final = Tongue(
    stems=(
        "publi",
        "artik",
        "tekst",
        "texten",
        "bragt",
        "trykt",
        "tryckt",
        "tillstånd",
        "tillatelse",
        "tilladelse",
        "samarb",
        "hämtad",
        "hentet",
        "original",
        "oprindelig",
        "opprinnelig",
        "delt av",
        "delt af",
        "skrev",
        "overs",
        "övers",
        "udgivet",
        "saken",
        "stod",
    ),
    this=(
        r"(?:denn?[ae]?|dett?[ae]?|den här|det här) (?:\w+ )?(?:artik+el+en|artikel|"
        r"artikkel|tekst(?:en)?|text(?:en)?|"
        r"sak(?:en)?|historie|reportage|reportasjen|reportaget|krönik\w*|kronikk\w*|"
        r"intervju\w*|interview\w*|innlegget|indlæg|analyse\w*)"
        r"|(?:artik+el+en|artikeln|artiklen|texten|teksten|saken|kronikken|"
        r"krönikan)|l[eæä]s(?= original)"
    ),
    first=r"(?:först|først|ursprungligen|oprindeligt?|opprinnelig|i original|tidligare|"
    r"tidligere|tidigare)",
    verbs=(
        r"publi[cs]er(?:ad|ades|ats|at|t|et)|publiceret|bragt|udgivet|trykt|tryckt|"
        r"producerad|produsert|"
        r"produceret|stod|original\w*|først(?= i )"
    ),
    again=r"återpubliceras|återpublicerad|republisert|genoptrykt|gjengitt|gengivet|hämtad|"
    r"hentet|delt|delad|kommer(?= fr)",
    personal=r"skrevet|skriven|oversatt|oversat|översatt",
    kind=r"(?:artikel|text|tekst|artikkel) ",
    bridge=(
        r"med (?:\w+ )?(?:tillstånd|tillåtelse|tillatelse|tilladelse) (?:av|af|från|"
        r"fra)|i samarbe(?:te|id|jde) med"
    ),
    before=r"(?:i|på|av|af|hos|från|fra|för|for)",
)
