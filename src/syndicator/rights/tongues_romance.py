"""Saying that a text is from elsewhere: French, Spanish, Portuguese, Italian and Romanian."""

from __future__ import annotations

from typing import Final

from syndicator.rights.tongue import Tongue

FRENCH: Final = Tongue(
    stems=(
        *("publi", "paru", "reproduit", "diffus", "repris", "partena", "autorisation", "partag"),
        *("original", "tiré", "extrait", "produit", "fourni", "rédigé", "traduit", "collaboration"),
    ),
    this=(
        r"(?:c(?:et|e|ette)|l['’]|une version de cet) ?(?:article|texte|reportage|billet|enquête|"
        r"entretien|tribune|analyse|contenu|récit|papier|sujet|chronique)|(?:lire|voir|"
        r"lisez|retrouvez|"
        r"consultez|découvrez) (?:l['’]|la |le |cet )(?:article|version|texte)(?= original)"
    ),
    first=r"(?:initialement|d['’]abord|à l['’]origine|originellement|originairement|pour "
    r"la première fois)",
    verbs=r"(?:co)?publiée?|parue?|diffusée?|produite?|mise? en ligne|originale?",
    again=(
        r"re-?publiée?|reproduite?|reprise?|partagée?|fournie?|tirée?|extraite?|issue?|"
        r"provient|co-?publiée?|(?:article |texte )(?:paru|publié|repris)"
    ),
    personal=r"écrite?|rédigée?|traduite?",
    kind=r"(?:article|texte|reportage|enquête) ",
    bridge=(
        r"(?:en|dans le cadre d['’]un|grâce à un) (?:partenariat|collaboration|coopération|"
        r"association|accord) avec|avec l['’](?:aimable )?(?:autorisation|accord) d(?:e|u|es)"
    ),
    before=r"(?:par|dans|sur|à partir d[eu]|depuis|de|du|pour|chez|d['’])",
)

SPANISH: Final = Tongue(
    stems=(
        *("public", "apareci", "reprodu", "compart", "permiso", "autoriza", "original", "cedid"),
        *(
            "cortes",
            "alianza",
            "colabora",
            "extra",
            "tomad",
            "produc",
            "escrit",
            "traduc",
            "difund",
        ),
        *("proviene", "distribu"),
    ),
    this=(
        r"(?:est[ea]|una versión de est[ea]|l[ae]|el) (?:artículo|texto|nota|reportaje|historia|"
        r"informe|crónica|entrevista|análisis|contenido|investigación|noticia|pieza|columna)"
        r"|(?:lea|leer|lee|ver|vea) (?:el|la)(?: \w+)?(?= original)"
    ),
    first=r"(?:originalmente|primero|inicialmente|por primera vez|originariamente)",
    verbs=r"publicad[oa]s?|publicó|apareció|aparecid[oa]|producid[oa]|difundid[oa]|original",
    again=(
        r"re-?publicad[oa]|co-?publicad[oa]|reproducid[oa]|compartid[oa]|cedid[oa]|tomad[oa]|"
        r"extraíd[oa]|proviene|distribuid[oa]|cortesía(?= de)"
    ),
    personal=r"escrit[oa]|traducid[oa]|elaborad[oa]",
    kind=r"(?:artículo|texto|nota|reportaje) ",
    bridge=(
        r"(?:con|bajo|por|gracias a)(?: el| la| un| una)? (?:debid[oa] |expres[oa] "
        r")?(?:permiso|autorización|cortesía|"
        r"acuerdo|alianza|colaboración)(?: expres[oa])? (?:de|del|con)|en (?:alianza|"
        r"colaboración|asociación|"
        r"cooperación) con"
    ),
    before=r"(?:en|por|de|del|desde|para|con)(?-i: el| la)?",
)

PORTUGUESE: Final = Tongue(
    stems=(
        *("public", "reprodu", "original", "autoriza", "permiss", "parceria", "cedid", "partilh"),
        *("compartilh", "extra", "produzid", "escrit", "traduz", "cortesia", "colabora", "veicul"),
    ),
    this=(
        r"(?:est[ea]|uma versão dest[ea]|[oa]) (?:artigo|texto|matéria|reportagem|notícia|"
        r"conteúdo|entrevista|análise|crónica|crônica|peça|trabalho|investigação)"
        r"|(?:leia|ler|veja|confira) [oa](?: \w+)?(?= original)"
    ),
    first=r"(?:originalmente|primeiro|inicialmente|pela primeira vez|originariamente)",
    verbs=r"publicad[oa]|saiu|apareceu|produzid[oa]|veiculad[oa]|divulgad[oa]|original",
    again=(
        r"re-?publicad[oa]|co-?publicad[oa]|reproduzid[oa]|(?:com)?partilhad[oa]|cedid[oa]|"
        r"extraíd[oa]|retirad[oa]|fornecid[oa]|distribuíd[oa]|cortesia(?= d)"
    ),
    personal=r"escrit[oa]|traduzid[oa]|elaborad[oa]",
    kind=r"(?:artigo|texto|matéria|reportagem) ",
    bridge=(
        r"(?:com|sob|por)(?: a| o)? (?:devida )?(?:permissão|autorização|licença|"
        r"cortesia) d[aeo]s?|em "
        r"(?:parceria|colaboração|cooperação) com(?-i: [oa])?|no âmbito d[ea] (?:uma "
        r")?parceria com(?-i: [oa])?"
    ),
    before=r"(?:em|n[ao]s?|por|pel[ao]s?|d[aeo]s?|para)(?-i: o| a)?",
)

ITALIAN: Final = Tongue(
    stems=(
        *("pubblic", "apparso", "apparsa", "uscit", "original", "concessione", "collaborazione"),
        *(
            "tratto",
            "tratta",
            "ripres",
            "permesso",
            "autorizzazione",
            "condivis",
            "riprodo",
            "scritt",
        ),
        *("tradott", "prodott", "partnership", "fornit"),
    ),
    this=(
        r"(?:quest[oa]|il|l['’]|la|una versione di quest[oa]) ?(?:articolo|testo|pezzo|"
        r"reportage|intervista|"
        r"servizio|contenuto|inchiesta|analisi|storia|notizia)|(?:leggi|leggete|vedi) "
        r"(?:l['’]\w+|il(?: \w+)?)(?= original)"
    ),
    first=r"(?:originariamente|originalmente|inizialmente|per la prima volta|in origine)",
    verbs=r"pubblicat[oa]|appars[oa]|uscit[oa]|prodott[oa]|originale",
    again=(
        r"ripubblicat[oa]|co-?pubblicat[oa]|riprodott[oa]|ripres[oa]|tratt[oa]|"
        r"condivis[oa]|fornit[oa]|"
        r"(?:per )?gentile concessione(?= d)"
    ),
    personal=r"scritt[oa]|tradott[oa]|realizzat[oa]",
    kind=r"(?:articolo|testo|pezzo) ",
    bridge=(
        r"(?:per|su) gentile concessione (?:di|del|della|dell['’])|con (?:il |"
        r"l['’])(?:permesso|autorizzazione) "
        r"(?:di|del|della|dell['’])|in (?:collaborazione|partnership|accordo) con(?-i: "
        r"il| la| l['’])?"
    ),
    before=(
        r"(?:su|sul|sulla|da|dal|dalla|in|nel|nella|per|di|del|della|con)(?-i: il| la)?|"
        r"(?:sull|dall|nell|dell)['’]"
    ),
)

ROMANIAN: Final = Tongue(
    stems=(
        "publicat",
        "apărut",
        "preluat",
        "acord",
        "parteneriat",
        "permisiune",
        "original",
        "tradus",
        "colaborare",
    ),
    this=r"(?:acest|această) (?:articol|text|material|reportaj|interviu|știre|analiză)|"
    r"articolul|materialul|textul|citește(?= original)",
    first=r"(?:inițial|prima dată|pentru prima dată|original|mai întâi)",
    verbs=r"publicată?|apărută?|originalul?|realizată?",
    again=r"preluată?|republicată?|reprodusă?|furnizată?",
    personal=r"scrisă?|tradusă?",
    kind=r"(?:articol|text|material) ",
    bridge=r"cu (?:acordul|permisiunea|amabilitatea)|în (?:parteneriat|colaborare) cu",
    before=r"(?:de pe|de către|în|pe|din|de|la|pentru)(?: site-ul| revista| ziarul)?",
)
