"""The words in which rights are reserved, in the languages of the world's press.

A line is a pattern, and a line that is indented further goes on with the one above. They are
matched against folded text (`syndicator.rights.holders.fold`) and are folded themselves, so that
only escapes in lower case can stand in them.
"""

from __future__ import annotations

import re
from typing import Final

from syndicator.rights.holders import fold

_DEEPER: Final = re.compile(r"\n {8,}")
_ACTS: Final = (
    r"(?:re-?)?(?:publication|publish(?:ed|ing)?|production|produc(?:ed|ing)|distribution|"
    r"distribut(?:ed|ing)|print(?:ed|ing)?|transmission|transmit(?:ted|ting)?|broadcast(?:ing)?|"
    r"written|posted|posting|used?(?! (?:as|to|for|by|of|in)\b))"
    r"|copying|copied|syndication|syndicated|disseminated|dissemination|reuse"
)
"""What stands for ``ACTS`` in a pattern."""


def _any(table: str) -> re.Pattern[str]:
    lines = _DEEPER.sub("", table).splitlines()
    patterns = [line.strip().replace("ACTS", _ACTS) for line in lines]
    return re.compile("|".join(fold(each) for each in patterns if each))


PERSONAL: Final = _any(
    r"""
    (?<!than )(?<!beyond )(?<!limited to )\bpersonal\b[\w\s,/&-]{0,40}\b(?:use|purposes?|viewing
        |reading|enjoyment)\b[\w\s]{0,20}\bonly\b
    \b(?:only|solely|exclusively|strictly)\b[\w\s]{0,20}\b(?:personal
        |private)\b[\w\s,/-]{0,30}\b(?:use|purposes?)
    \b(?:private|home|internal|domestic)\b[\w\s,/&-]{0,25}\buse only\b
    \bfor (?:your |the reader's )?(?:own )?personal,? (?:and )?non-?commercial use\b
    \b(?:nur|ausschließlich|lediglich)\b[\w\s]{0,25}\b(?:privaten?|persönlichen?
        |eigenen?)\b[\w\s,-]{0,25}\b(?:gebrauch|nutzung|zwecke|verwendung)
    \b(?:réservée?s?|limitée?s?|destinée?s?|strictement|uniquement
        |exclusivement)\b[\w\s']{0,30}\b(?:personnel(?:le)?s?|privée?s?)\b
    \busage (?:strictement )?(?:personnel|privé)\b[\w\s]{0,20}\b(?:uniquement|exclusivement
        |seulement)
    \b(?:solo|solamente|únicamente|exclusivamente|exclusivo
        |unicamente)\b[\w\s]{0,20}\buso\s(?:\w+\s){0,2}(?:personal|personale|privado|privato
        |doméstico)
    \buso (?:strettamente |estrictamente |exclusivamente )?(?:personal|personale|pessoal|privado
        |privato) (?:solamente|soltanto|unicamente|exclusivamente|esclusivamente|apenas)
    \b(?:apenas|somente|só|exclusivamente|exclusivo|unicamente|esclusivamente|soltanto
        |solo)\b[\w\s]{0,20}\buso\s(?:\w+\s){0,2}(?:pessoal|personale|privado|privato|particular)
    \b(?:alleen|uitsluitend|slechts)\b[\w\s]{0,20}\b(?:persoonlijk|privé
        |eigen)\b[\w\s-]{0,15}(?:gebruik)?
    \b(?:endast|enbart|uteslutande|kun|utelukkende|udelukkende)\b[\w\s]{0,15}\b(?:personligt?
        |privat)\b[\w\s]{0,10}\b(?:bruk|brug)
    \b(?:wyłącznie|tylko|jedynie)\b[\w\s]{0,15}\bużytku (?:osobistego|prywatnego|własnego)
    \b(?:только|исключительно)\b[\w\s]{0,15}\b(?:личного|личных|персонального|частного)\b
    \b(?:лише|тільки|виключно)\b[\w\s]{0,15}\b(?:особистого|приватного)\b
    \b(?:yalnızca|sadece)\b[\w\s]{0,10}\b(?:kişisel|özel)\b[\w\s]{0,10}\bkullanım
    \bkişisel kullanım dışında\b
    (?:仅供|僅供|只供)[^\s]{0,4}(?:个人|個人|私人)
    (?:個人|私的)(?:的な|での)?(?:利用|使用)[^\s]{0,6}(?:に限|のみ)
    개인[^.]{0,8}(?:용도|이용|사용)[^.]{0,4}(?:만|한정|限)
    للاستخدام الشخصي فقط
    """
)
"""Only for the reader's own use."""

FORBIDDEN: Final = _any(
    r"""
    \bnot (?:intended |meant |licensed |cleared )?for (?:public |further |onward |any )?(?:ACTS)\b
    \b(?:may|must|can|shall|should|is|are)(?: not|not|n't)(?: to)?(?: be)? (?:ACTS)\b
    \bnot to be (?:ACTS)\b
    \bno(?: part\b.{0,60}(?:may|can|shall) be)? (?:further |unlicensed )?(?:ACTS)\b(?! (?:fees?
        |costs?|charges?|restrictions?|limits?))
    \b(?:ACTS)\b[\w\s,/-]{0,60}\b(?:is|are)? ?(?:strictly |expressly )?(?:prohibited|forbidden
        |not (?:permitted|allowed|authori[sz]ed))\b
    \b(?:do not|don't|please don't|never) (?:re-?(?:publish|print|post|distribute|produce|use)
        |publish|copy|syndicate|distribute|share)\b
    \bprohibits? (?:the |any |all )?(?:re-?(?:publication|production|distribution|printing|use)
        |copying|syndication)\b
    \b(?:nicht|keine) (?:zur|für|zum)(?: die)?(?: weitere[nr]?)? ?(?:(?:weiter
        |wieder)?(?:veröffentlichung|verbreitung|verwendung|gabe|verwertung)|publikation|nachdruck
        |vervielfältigung)
    \b(?:nachdruck|vervielfältigung|weiterverbreitung|wiederveröffentlichung
        |weiterveröffentlichung|veröffentlichung|übernahme|weitergabe
        |verbreitung)\b[\w\s,/-]{0,50}\b(?:verboten|untersagt|unzulässig|nicht (?:gestattet
        |erlaubt|zulässig))
    \bdarf nicht (?:weiterverbreitet|weiterveröffentlicht|nachgedruckt|veröffentlicht
        |vervielfältigt|übernommen)
    \bkeine (?:weiterveröffentlichung|weiterverbreitung|weitergabe|vervielfältigung
        |wiederveröffentlichung|syndizierung)
    \b(?:reproduction|republication|rediffusion|diffusion|copie|publication
        |redistribution)s?\b[\w\s,'/-]{0,50}\b(?:interdites?|prohibées?)
    \binterdiction de (?:reproduire|republier|diffuser|rediffuser|copier)
    \bne (?:peut|peuvent|doit|doivent)(?: pas)? être (?:reprodui|republié|rediffusé|diffusé|copié
        |publié)
    \bne pas (?:republier|reproduire|rediffuser|publier|diffuser)
    \b(?:prohibid[ao]s?|queda prohibid[ao]s?|proibid[ao]s?|vedad[ao]s?|vietat[ao]|e vietata
        |vietate)\b[\w\s,/]{0,30}\b(?:reproducción|republicación|publicación|difusión
        |redistribución|distribución|copia|reprodução|republicação|publicação|divulgação
        |distribuição|cópia|riproduzione|ripubblicazione|pubblicazione|diffusione|ridistribuzione
        |copia)
    \b(?:reproducción|republicación|redistribución|difusión|reprodução|republicação|redistribuição
        |riproduzione|ripubblicazione|ridistribuzione|diffusione)\b[\w\s,/]{0,30}\b(?:prohibida
        |proibida|vedada|vietata|no permitida|no autorizada|não autorizada|não permitida
        |non consentita|non autorizzata)
    \b(?:no se|não é|non è) (?:permite|permitida|consentita|autoriza|autorizada)\s(?:la[ ]
        |a )?(?:repr|republ|difu|public|riprod)
    \b(?:no|não|non) (?:se )?(?:puede|pode|può|podrá|poderá|debe|deve) (?:ser[ ]
        |essere )?(?:reproducid|republicad|publicad|difundid|reproduzid|riprodott|ripubblicat
        |pubblicat|diffus|reproducir|republicar|reproduzir)
    \bno (?:republicar|reproducir|difundir)|\bnão (?:republicar|reproduzir)|\bnon ripubblicare
    \b(?:niet (?:voor|bestemd voor)) (?:her)?(?:publicatie|verspreiding|gebruik door derden)
    \b(?:overname|herpublicatie|verveelvoudiging|verspreiding
        |reproductie)\b[\w\s,/]{0,40}\b(?:verboden|niet toegestaan)
    \b(?:eftertryck|återpublicering|spridning|kopiering|eftertryk|gengivelse|ettertrykk
        |gjengivelse)\b[\w\s,/]{0,30}\b(?:förbjude[tn]|förbjuds|ej tillåte[tn]|forbudt
        |ikke tillatt|ikke tilladt|undanbedes)
    \bfår (?:inte|ej) (?:återpubliceras|spridas|kopieras|publiceras)
    \b(?:zakaz|zabrania się|zabronion[eay]|zabroniony)\b[\w\s,]{0,30}\b(?:kopiowani|przedruk
        |rozpowszechnia|publikowa|publikacji|powielan)
    \b(?:przedruk|kopiowanie|rozpowszechnianie|publikacja|powielanie)\b[\w\s,]{0,30}\b(?:zabronion
        |zakazan|niedozwolon)
    \b(?:перепечатка|воспроизведение|перепубликация|распространение|копирование|публикация
        |републикация)\b[\w\s,]{0,40}\b(?:запрещ|не допуска|не разреша)
    \b(?:запрещ\w+|не для)\s[\w\s]{0,20}(?:перепечат|воспроизв|перепублик|распростран|копирован
        |публикаци)
    \b(?:передрук|відтворення|поширення|копіювання|републікація
        |публікація)\b[\w\s,]{0,40}\b(?:заборон|не дозвол)
    \b(?:заборонен\w+)\s[\w\s]{0,20}(?:передрук|відтворен|поширен|копіюван)
    \b(?:yeniden yayımlanamaz|yeniden yayınlanamaz|çoğaltılamaz|kopyalanamaz|alıntılanamaz)\b
    (?:禁止|不得|请勿|請勿|谢绝|謝絕)[^\s]{0,4}(?:转载|轉載|复制|複製|转发|传播|刊登)
    (?:転載|複製|再配布|二次利用)[^\s]{0,6}(?:禁止|禁じ|できません|不可|お断り)
    (?:전재|재배포|복제)[^.]{0,8}(?:금지|불가)
    (?:يمنع|يحظر|لا يجوز|ممنوع) (?:إعادة )?(?:النشر|نشر|نسخ|النسخ|توزيع)
    """
)
"""Not to be republished."""

PERMITTED_WITH: Final = _any(
    r"""
    \bwithout\b[\w\s,'’()/-]{0,90}\b(?:permission|consent|authori[sz]ation|licen[cs]e|approval
        |agreement)
    \b(?:unless|except (?:as|where|with|when|by)|subject to|other than as)\b
    \bunauthori[sz]ed\b
    \b(?:only|solely) (?:with|by|after|under)\b[\w\s,']{0,60}\b(?:permission|consent|licen[cs]e
        |agreement|approval)
    \bprior (?:written )?(?:permission|consent|approval|authori[sz]ation)\b
    \bohne\b[\w\s,/]{0,60}(?:genehmigung|zustimmung|erlaubnis|einwilligung|lizenz)
    \b(?:nur )?mit\b[\w\s,]{0,60}(?:genehmigung|zustimmung|erlaubnis|quellenangabe)|\bunbefugt
    \bsans\b[\w\s,'’]{0,60}(?:autorisation|accord|permission|consentement|licence)
        |\bsauf (?:accord|autorisation)|\bnon autorisée
    \bsin\b[\w\s,]{0,60}(?:autorización|permiso|consentimiento|licencia)|\bsalvo (?:autorización
        |permiso)
    \bsem\b[\w\s,]{0,60}(?:autorização|permissão|consentimento|licença)|\bsalvo autorização
    \bsenza\b[\w\s,]{0,60}(?:autorizzazione|permesso|consenso|licenza)|\bsalvo autorizzazione
    \bzonder\b[\w\s,]{0,60}(?:toestemming|licentie)
    \b(?:utan|uden|uten)\b[\w\s,]{0,40}(?:tillstånd|medgivande|tilladelse|samtykke|tillatelse)
    \bbez\b[\w\s,]{0,40}(?:zgody|zezwolenia|pozwolenia|licencji|souhlasu)
    \bбез\b[\w\s,]{0,40}(?:разрешения|согласия|согласования|дозволу|згоди)
    \bизинсиз\b|\bizinsiz\b|\bizni? (?:olmadan|alınmadan|almadan)\b|\bizin alınmadan\b
    (?:未经|未經|未获|非经|非經)[^，,]{0,14}(?:授权|授權|许可|許可|同意|允许)|擅自
    無断|許可なく|許諾なく|무단|허락 없이|허가 없이|(?:دون|بدون) (?:إذن|تصريح|موافقة)
    """
)
"""What names a way to be permitted after all."""

RESERVED: Final = _any(
    r"""
    (?<!some )\brights? (?:are )?reserved\b
    \balle rechte\b[\w\s,]{0,20}\bvorbehalten|\balle rechten voorbehouden
    \btous droits\b[\w\s,]{0,40}\bréservés|\btodos los derechos reservados
        |\btodos os direitos reservados
    \btutti i diritti (?:sono )?riservati|\briproduzione (?:anche parziale )?riservata
        |\bdiritti riservati
    \balla rättigheter förbehåll|\balle rettigheder forbeholdes|\balle rettigheter reservert
    \bwszelkie prawa zastrzeżone|\bvšechna práva vyhrazena|\bvsechna prava vyhrazena
    \bвсе права (?:защищены|сохранены)|\b(?:всі|усі) права (?:захищен|застережен)
    \b(?:tüm|her) hakk?ı (?:saklıdır|mahfuzdur)|\btüm hakları saklıdır
    版权所有|版權所有|保留所有权利|保留所有權利|版权归|不許複製|저작권자|جميع الحقوق محفوظة
    """
)
"""The ordinary reservation."""

NONCOMMERCIAL: Final = _any(
    r"""
    \bnon-?commercial\b[\w\s,]{0,30}\bonly\b|\bonly\b[\w\s]{0,15}\bnon-?commercial\b
    (?<!non-)(?<!non)\bcommercial (?:re-?)?(?:use|reproduction|distribution|redistribution
        |publication|exploitation|purposes)\b
    \b(?:kommerzielle|gewerbliche)\w*\b[\w\s]{0,20}\b(?:nutzung|verwendung|zwecke)
        |\bnicht-?kommerziell
    \busages? commercia(?:l|ux)|\bfins commerciales|\b(?:uso|fines|fins|fini|scopi) comm?ercia(?:l
        |les|is|le|li)\b
    \bcommercieel gebruik|\bkommersiellt? bruk|\bcelów komercyjnych|\bв коммерческих целях
    商业用途|商業用途|商用利用|상업적
    """
)
"""Not for commerce."""

ELSEWHERE: Final = _any(
    r"""
    \brespective\b[\w\s,/'-]{0,40}\b(?:owners?|authors?|holders?|publishers?|sources?|creators?
        |publications?|copyright)\b
    \bjeweiligen\b[\w\s,/-]{0,40}\b(?:rechteinhaber\w*|urheber\w*|autor\w*|eigentümer\w*|quellen?
        |verlage?\w*|inhaber\w*)
    \b(?:auteurs|propriétaires|éditeurs|ayants droit|sources|titulaires)\b[\w\s]{0,15}\brespectifs
        |\brespectives? sources
    \brespe[c]?tivos\b[\w\s]{0,25}\b(?:autores|propietarios|dueños|titulares|proprietários
        |editores|donos)
    \b(?:autores|propietarios|titulares|proprietários)\b[\w\s]{0,10}\brespe[c]?tivos
    \brispettivi\b[\w\s]{0,25}\b(?:autori|proprietari|titolari|editori)
        |\brespectievelijke\b[\w\s]{0,20}\b(?:eigenaren|auteurs|rechthebbenden|bronnen)
    \b(?:ich|odpowiednich|poszczególnych)\b[\w\s]{0,20}\b(?:właścicieli|autorów|wydawców)
    \b(?:соответствующим|их) (?:авторам|владельцам|правообладателям)|\bвідповідним (?:авторам
        |власникам)
    各自(?:的|の)?[^\s]{0,6}(?:所有|作者|著者|权利人|權利人|権利者)
    """
)
"""The rights lie with each story's own source."""

NOT_MEANT: Final = _any(
    r"""
    \b(?:not|isn't|aren't|never) (?:strictly )?(?:prohibited|forbidden|restricted|limited)\b
    \bno restrictions?\b|\bnicht (?:verboten|untersagt)\b|\bpas interdite?s?\b
    \b(?:free|freely|welcome|encouraged?|permitted|allowed)\b[\w\s]{0,25}\b(?:to[ ]
        |for )?(?:re-?(?:publi|prod|print|distrib|us)|cop(?:y|ied)|shar)
    \b(?:re-?(?:publication|production|printing|distribution|use)|sharing)\b[\w\s]{0,20}\b(?:is
        |are) (?:freely |expressly |hereby )?(?:permitted|allowed|encouraged|welcome|free)\b
    \btrade ?marks?\b|\blogos?\b|\bmarkenrecht|\bmarken\b|\bmarques\b
    """
)
"""What contains such words and says the opposite, or speaks of something else."""

MACHINES: Final = _any(
    r"""
    \b(?:train|training)\b[\w\s,/]{0,40}\b(?:ai|models?|artificial|machine|llms?|algorithms?)\b
    \b(?:text and data|data|text) mining\b|\bmachine learning\b|\bgenerative ai\b
        |\bartificial intelligence\b|\bllms?\b
    \bki-?(?:training|modelle?n?|systeme?n?)\b|\bintelligence artificielle\b
        |\binteligencia artificial\b|\bintelligenza artificiale\b
    """
)
"""Training of machines, which is no republication."""

PICTURES: Final = _any(
    r"""
    \b(?:photo(?:graph)?s?|images?|pictures?|videos?|graphics|illustrations?|footage|audio)\b
    \b(?:fotos?|bilder|aufnahmen|bildmaterial|immagini|foto|imágenes|imagens|fotografías
        |fotografias|fotografie|afbeeldingen|zdjęcia|фотографии|изображения)\b
    """
)
"""Pictures, sound and film …"""

WORDS: Final = _any(
    r"""
    \b(?:texts?|stor(?:y|ies)|articles?|content|contents|material|materials|works?|texte|inhalte
        |contenus?|contenidos?|conteúdos?|contenuti|testi|all|tout|todo)\b
    """
)
"""… and what is more than those."""
