"""Some sentences of a newspaper in many languages, with the encodings that they were written in."""

from __future__ import annotations

from typing import Final, NamedTuple


class Language(NamedTuple):
    """A language with a text, and every encoding in which publishers have written it."""

    text: str
    encodings: tuple[str, ...]


LANGUAGES: Final = {
    "ru": Language(
        "Новости порта. Паром вернулся к причалу после ремонта, который занял девять дней."
        " Представитель компании сообщил, что рейсы начнутся в понедельник.",
        ("windows-1251", "koi8-r", "iso-8859-5", "cp866"),
    ),
    "uk": Language(
        "Новини порту. Пором повернувся до причалу після ремонту, який тривав дев'ять днів."
        " Її голова повідомила, що рейси розпочнуться в понеділок, є й інші зміни.",
        ("windows-1251", "koi8-u"),
    ),
    "bg": Language(
        "Новини от пристанището. Фериботът се върна на кея след ремонт, който продължи девет дни."
        " Говорителят съобщи, че рейсовете започват в понеделник.",
        ("windows-1251",),
    ),
    "sr": Language(
        "Вести из луке. Трајект се вратио на пристаниште после поправке која је трајала девет"
        " дана. Чланови њеног одбора кажу да пловидба почиње у понедељак.",
        ("windows-1251", "iso-8859-5"),
    ),
    "el": Language(
        "Νέα του λιμανιού. Το πλοίο επέστρεψε στην προβλήτα μετά από επισκευή εννέα ημερών."
        " Ο εκπρόσωπος της εταιρείας ανακοίνωσε ότι τα δρομολόγια αρχίζουν τη Δευτέρα.",
        ("windows-1253", "iso-8859-7"),
    ),
    "he": Language(
        "חדשות הנמל. המעבורת חזרה למזח לאחר תיקון שנמשך תשעה ימים."
        " דובר החברה הודיע כי ההפלגות יתחילו ביום שני בבוקר.",
        ("windows-1255", "iso-8859-8"),
    ),
    "ar": Language(
        "أخبار الميناء. عادت العبارة إلى رصيفها بعد إصلاح استمر تسعة أيام."
        " وقال المتحدث باسم الشركة إن الرحلات ستبدأ يوم الاثنين.",
        ("windows-1256", "iso-8859-6"),
    ),
    "tr": Language(
        "Liman haberleri. Feribot dokuz gün süren onarımın ardından iskeleye döndü."
        " Şirketin sözcüsü, seferlerin pazartesi günü başlayacağını ve ışıkların değiştiğini"
        " açıkladı.",
        ("windows-1254", "iso-8859-9"),
    ),
    "pl": Language(
        "Wiadomości z portu. Prom wrócił do nabrzeża po naprawie, która trwała dziewięć dni."
        " Rzecznik spółki ogłosił, że kursy zaczną się w poniedziałek, a środki są zapewnione.",
        ("windows-1250", "iso-8859-2"),
    ),
    "cs": Language(
        "Zprávy z přístavu. Přívoz se vrátil k molu po opravě, která trvala devět dní."
        " Mluvčí společnosti oznámil, že plavby začnou v pondělí ráno; šéf žádá víc člunů.",
        ("windows-1250", "iso-8859-2"),
    ),
    "hu": Language(
        "Hírek a kikötőből. A komp kilenc napig tartó javítás után tért vissza a mólóhoz."
        " A társaság szóvivője közölte, hogy a járatok hétfőn indulnak, és a hűtő is működik.",
        ("windows-1250", "iso-8859-2"),
    ),
    "lt": Language(
        "Uosto naujienos. Keltas po devynias dienas trukusio remonto grįžo prie krantinės."
        " Bendrovės atstovė pranešė, kad reisai prasidės pirmadienį, o šviesų užteks.",
        ("windows-1257", "iso-8859-13"),
    ),
    "de": Language(
        "Nachrichten aus dem Hafen. Die Fähre kehrte nach einer Reparatur über neun Tage zurück."
        " Müller sagte, die Überfahrten begännen am Montag, größere Änderungen gebe es nicht.",
        ("windows-1252", "iso-8859-1", "iso-8859-15"),
    ),
    "fr": Language(
        "Nouvelles du port. Le bac est revenu à quai après une réparation de neuf jours."
        " Le porte-parole a précisé que les traversées débuteront lundi, dès l'aube, où l'on sait.",
        ("windows-1252", "iso-8859-1", "iso-8859-15"),
    ),
    "pt": Language(
        "Notícias do porto. A balsa voltou ao cais após uma reparação de nove dias."
        " O porta-voz da Agência disse que as travessias começam na segunda-feira de manhã.",
        ("windows-1252", "iso-8859-1"),
    ),
    "th": Language(
        "ข่าวจากท่าเรือ เรือข้ามฟากกลับเข้าเทียบท่าหลังการซ่อมแซมเก้าวัน โฆษกของบริษัทกล่าวว่าเที่ยวเรือจะเริ่มในวันจันทร์",
        ("cp874", "tis-620"),
    ),
    "ja": Language(
        "港のニュース。フェリーは九日間の修理を終えて桟橋に戻りました。"
        "会社の広報担当者は、運航が月曜日に始まると発表した。",
        ("shift_jis", "euc-jp", "iso-2022-jp"),
    ),
    "zh-cn": Language(
        "港口新闻。渡轮经过九天的维修后回到码头。公司发言人表示，航班将于星期一恢复，"
        "市民对此表示欢迎。",
        ("gb2312", "gbk", "gb18030"),
    ),
    "zh-tw": Language(
        "港口新聞。渡輪經過九天的維修後回到碼頭。公司發言人表示，航班將於星期一恢復，"
        "市民對此表示歡迎。",
        ("big5",),
    ),
    "ko": Language(
        "항구 소식. 여객선이 아흐레 동안의 수리를 마치고 부두로 돌아왔다."
        " 회사 대변인은 운항이 월요일에 시작된다고 밝혔다.",
        ("euc-kr",),
    ),
}
