"""Names of months and days in many languages. Made by ``.ci/date_names.py``.

A line for each language: twelve months, then seven days from Monday on; names of one are divided
by |. They are data of Unicode's CLDR, as in Babel 2.19.0, under this licence:

UNICODE LICENSE V3

COPYRIGHT AND PERMISSION NOTICE

Copyright © 2004-2025 Unicode, Inc.

NOTICE TO USER: Carefully read the following legal agreement. BY
DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING DATA FILES, AND/OR
SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE
TERMS AND CONDITIONS OF THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT
DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.

Permission is hereby granted, free of charge, to any person obtaining a
copy of data files and any associated documentation (the "Data Files") or
software and any associated documentation (the "Software") to deal in the
Data Files or Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, and/or sell
copies of the Data Files or Software, and to permit persons to whom the
Data Files or Software are furnished to do so, provided that either (a)
this copyright and permission notice appear with all copies of the Data
Files or Software, or (b) this copyright and permission notice appear in
associated Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY
KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF
THIRD PARTY RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE
BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES,
OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA
FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall
not be used in advertising or otherwise to promote the sale, use or other
dealings in these Data Files or Software without prior written
authorization of the copyright holder.

SPDX-License-Identifier: Unicode-3.0
"""

# ruff: noqa: E501  # data
from __future__ import annotations

from typing import Final

NAMES: Final = """
af	januarie|jan	februarie|feb	maart|mrt	april|apr	mei	junie|jun	julie|jul	augustus|aug	september|sep	oktober|okt	november|nov	desember|des	maandag|ma	dinsdag|di	woensdag|wo	donderdag|do	vrydag|vr	saterdag|sa	sondag|so
am	ጃንዋሪ|ጃን	ፌብሩዋሪ|ፌብ	ማርች	ኤፕሪል|ኤፕሪ	ሜይ	ጁን	ጁላይ	ኦገስት|ኦገስ	ሴፕቴምበር|ሴፕቴ	ኦክቶበር|ኦክቶ	ኖቬምበር|ኖቬም	ዲሴምበር|ዲሴም	ሰኞ|ሰ	ማክሰኞ|ማክሰ|ማ	ረቡዕ|ረ	ሐሙስ|ሐ	ዓርብ|ዓ	ቅዳሜ|ቅ	እሑድ|እ
ar	يناير|جانفي|كانون الثاني	فبراير|فيفري|شباط	مارس|اذار	ابريل|افريل|نيسان	مايو|ماي|ايار	يونيو|جوان|حزيران	يوليو|يوليوز|جويلية|تموز	اغسطس|غشت|اوت|اب	سبتمبر|شتنبر|ايلول	اكتوبر|تشرين الاول	نوفمبر|نونبر|تشرين الثاني	ديسمبر|دجنبر|كانون الاول	الاثنين|اثنين	الثلاثاء|ثلاثاء	الاربعاء|اربعاء	الخميس|خميس	الجمعة|جمعة	السبت|سبت	الاحد|احد
as	জানুৱাৰী|জানু	ফেব্ৰুৱাৰী|ফেব্ৰু	মাৰ্চ	এপ্ৰিল	মে’	জুন	জুলাই	আগষ্ট|আগ	ছেপ্তেম্বৰ|ছেপ্তে	অক্টোবৰ|অক্টো	নৱেম্বৰ|নৱে	ডিচেম্বৰ|ডিচে	সোমবাৰ|সোম	মঙ্গলবাৰ|মঙ্গল	বুধবাৰ|বুধ	বৃহস্পতিবাৰ|বৃহ	শুক্ৰবাৰ|শুক্ৰ	শনিবাৰ|শনি	দেওবাৰ|দেও
az	yanvar|yan	fevral|fev	mart|mar	aprel|apr	may	iyun|iyn	iyul|iyl	avqust|avq	sentyabr|sen	oktyabr|okt	noyabr|noy	dekabr|dek	bazar ertəsi|b.e|be	cərsənbə axsamı|c.a|ca	cərsənbə	cumə axsamı|c.a|ca	cumə	sənbə	bazar
be	студзеня|сту|студзень	лютага|лют|люты	сакавіка|сак|сакавік	красавіка|кра|красавік	мая|маи	чэрвеня|чэр|чэрвень	ліпеня|ліп|ліпень	жніуня|жні|жнівень	верасня|вер|верасень	кастрычніка|кас|кастрычнік	лістапада|ліс|лістапад	снежня|сне|снежань	панядзелак|пн	ауторак|ау	серада|ср	чацвер|чц	пятніца|пт	субота|сб	нядзеля|нд
bg	януари|яну	февруари|фев	март	април|апр	маи	юни	юли	август|авг	септември|сеп	октомври|окт	ноември|ное	декември|дек	понеделник|пн	вторник|вт	сряда|ср	четвъртък|чт	петък|пт	събота|сб	неделя|нд
bn	জানুয়ারি|জানু	ফেব্রুয়ারি|ফেব	মার্চ	এপ্রিল|এপ্রি	মে	জুন	জুলাই|জুল	আগস্ট|আগ	সেপ্টেম্বর|সেপ|সেপ্ট	অক্টোবর|অক্টো	নভেম্বর|নভে	ডিসেম্বর|ডিসে	সোমবার|সোম|সোঃ	মঙ্গলবার|মঙ্গল|মঃ	বুধবার|বুধ|বুঃ	বৃহস্পতিবার|বৃহস্পতি|বৃঃ	শুক্রবার|শুক্র|শুঃ	শনিবার|শনি	রবিবার|রবি|রঃ
br	genver|gen	cʼhwevrer|cʼhwe	meurzh|meur	ebrel|ebr	mae	mezheven|mezh	gouere|goue	eost	gwengolo|gwen	here	du	kerzu|kzu	lun	meurzh|meu	mercʼher|mer	yaou	gwener|gwe	sadorn|sad	sul
bs	januar|jan|јануар|јан	februar|feb|фебруар|феб	mart|mar|март|мар	april|apr|април|апр	maj|мај	juni|jun|јуни|јун	juli|jul|јули|јул	august|aug|аугуст|ауг	septembar|sep|септембар|сеп	oktobar|okt|октобар|окт	novembar|nov|новембар|нов	decembar|dec|децембар|дец	ponedjeljak|pon|понедјељак|пон	utorak|uto|уторак|уто	srijeda|sri|сриједа|сри	cetvrtak|cet|четвртак|чет	petak|pet|петак|пет	subota|sub|субота|суб	nedjelja|ned|недјеља|нед
ca	de gener|de gen|gener|gen	de febrer|de febr|febrer|febr	de marc|marc	d’abril|d’abr|abril|abr	de maig|maig	de juny|juny	de juliol|de jul|juliol|jul	d’agost|d’ag|agost|ag	de setembre|de set|setembre|set	d’octubre|d’oct|octubre|oct	de novembre|de nov|novembre|nov	de desembre|de des|desembre|des	dilluns|dl	dimarts|dt	dimecres|dc	dijous|dj	divendres|dv	dissabte|ds	diumenge|dg
ckb	کانوونی دووەم	شوبات	يازار	نیسان	يایار	حوزەیران	تەمووز	ياب	يەیلوول	تشرینی یەکەم	تشرینی دووەم	کانونی یەکەم	دووشەممە	سێشەممە	چوارشەممە	پێنجشەممە	ھەینی|ھ	شەممە|ش	یەکشەممە
cs	ledna|led|leden	unora|uno|unor	brezna|bre|brezen	dubna|dub|duben	kvetna|kve|kveten	cervna|cvn|cerven	cervence|cvc|cervenec	srpna|srp|srpen	zari|zar	rijna|rij|rijen	listopadu|lis|listopad	prosince|pro|prosinec	pondeli|po	utery|ut	streda|st	ctvrtek|ct	patek|pa	sobota|so	nedele|ne
cy	ionawr|ion	chwefror|chwef|chw	mawrth|maw	ebrill|ebr	mai	mehefin|meh	gorffennaf|gorff|gor	awst	medi	hydref|hyd	tachwedd|tach	rhagfyr|rhag	dydd llun|llun|ll	dydd mawrth|maw|ma	dydd mercher|mer|me	dydd iau|iau|ia	dydd gwener|gwen|gwe|gw	dydd sadwrn|sad|sa	dydd sul|sul|su
da	januar|jan	februar|feb	marts|mar	april|apr	maj	juni|jun	juli|jul	august|aug	september|sep	oktober|okt	november|nov	december|dec	mandag|man|ma	tirsdag|tirs|ti	onsdag|ons|on	torsdag|tors|to	fredag|fre|fr	lørdag|lør|lø	søndag|søn|sø
de	januar|jan|janner	februar|feb	marz|mar|mrz	april|apr	mai	juni|jun	juli|jul	august|aug	september|sept|sep	oktober|okt	november|nov	dezember|dez	montag|mo	dienstag|di	mittwoch|mi	donnerstag|do	freitag|fr	samstag|sa	sonntag|so
el	ιανουαριου|ιαν|ιανουαριοσ	φεβρουαριου|φεβ|φεβρουαριοσ	μαρτιου|μαρ|μαρτιοσ	απριλιου|απρ|απριλιοσ	μαιου|μαι|μαιοσ	ιουνιου|ιουν|ιουνιοσ	ιουλιου|ιουλ|ιουλιοσ	αυγουστου|αυγ|αυγουστοσ	σεπτεμβριου|σεπ|σεπτεμβριοσ	οκτωβριου|οκτ|οκτωβριοσ	νοεμβριου|νοε|νοεμβριοσ	δεκεμβριου|δεκ|δεκεμβριοσ	δευτερα|δευ|δε	τριτη|τρι|τρ	τεταρτη|τετ|τε	πεμπτη|πεμ|πε	παρασκευη|παρ|πα	σαββατο|σαβ|σα	κυριακη|κυρ|κυ
eo	januaro|jan	februaro|feb	marto|mar	aprilo|apr	majo|maj	junio|jun	julio|jul	augusto|aug	septembro|sep	oktobro|okt	novembro|nov	decembro|dec	lundo|lu	mardo|ma	merkredo|me	jaudo|ja	vendredo|ve	sabato|sa	dimanco|di
es	enero|ene	febrero|feb	marzo|mar	abril|abr	mayo|may	junio|jun	julio|jul	agosto|ago	septiembre|sept|set|setiembre	octubre|oct	noviembre|nov	diciembre|dic	lunes|lun|lu	martes|mar|ma	miercoles|mie|mi	jueves|jue|ju	viernes|vie|vi	sabado|sab|sa	domingo|dom|do
et	jaanuar|jaan	veebruar|veebr	marts	aprill|apr	mai	juuni	juuli	august|aug	september|sept	oktoober|okt	november|nov	detsember|dets	esmaspaev	teisipaev	kolmapaev	neljapaev	reede	laupaev	puhapaev
eu	urtarrila|urt	otsaila|ots	martxoa|mar	apirila|api	maiatza|mai	ekaina|eka	uztaila|uzt	abuztua|abu	iraila|ira	urria|urr	azaroa|aza	abendua|abe	astelehena|al	asteartea|ar	asteazkena|az	osteguna|og	ostirala|or	larunbata|lr	igandea|ig
fa	ژانویه	فوریه	مارس	اوریل	مه	ژوين	ژويیه	اوت	سپتامبر	اکتبر	نوامبر	دسامبر	دوشنبه	سهشنبه	چهارشنبه	پنجشنبه	جمعه|ج	شنبه|ش	یکشنبه
fi	tammikuuta|tammi|tammikuu	helmikuuta|helmi|helmikuu	maaliskuuta|maalis|maaliskuu	huhtikuuta|huhti|huhtikuu	toukokuuta|touko|toukokuu	kesakuuta|kesa|kesakuu	heinakuuta|heina|heinakuu	elokuuta|elo|elokuu	syyskuuta|syys|syyskuu	lokakuuta|loka|lokakuu	marraskuuta|marras|marraskuu	joulukuuta|joulu|joulukuu	maanantaina|ma|maanantai	tiistaina|ti|tiistai	keskiviikkona|ke|keskiviikko	torstaina|to|torstai	perjantaina|pe|perjantai	lauantaina|la|lauantai	sunnuntaina|su|sunnuntai
fil	enero|ene	pebrero|peb	marso|mar	abril|abr	mayo|may	hunyo|hun	hulyo|hul	agosto|ago	setyembre|set	oktubre|okt	nobyembre|nob	disyembre|dis	lunes|lun	martes|mar	miyerkules|miy	huwebes|huw	biyernes|biy	sabado|sab	linggo|lin
fo	januar|jan	februar|feb	mars|mar	april|apr	mai	juni|jun	juli|jul	august|aug	september|sep	oktober|okt	november|nov	desember|des	manadagur|man|ma	tysdagur|tys|ty	mikudagur|mik|mi	hosdagur|hos|ho	friggjadagur|fri|fr	leygardagur|ley|le	sunnudagur|sun|su
fr	janvier|janv	fevrier|fevr|fev	mars	avril|avr	mai	juin|jun	juillet|juil|juill|jul	aout|aou	septembre|sept	octobre|oct	novembre|nov	decembre|dec	lundi|lun|lu	mardi|mar|ma	mercredi|mer|me	jeudi|jeu|je	vendredi|ven|ve	samedi|sam|sa	dimanche|dim|di
fy	jannewaris|jan	febrewaris|feb	maart|mrt	april|apr	maaie|mai	juny|jun	july|jul	augustus|aug	septimber|sep	oktober|okt	novimber|nov	desimber|des	moandei|mo	tiisdei|ti	woansdei|wo	tongersdei|to	freed|fr	sneon|so	snein|si
ga	eanair|ean	feabhra|feabh	marta	aibrean|aib	bealtaine|beal	meitheamh|meith	iuil	lunasa|lun	mean fomhair|mfomh	deireadh fomhair|dfomh	samhain|samh	nollaig|noll	de luain|luan|lu	de mairt|mairt|ma	de ceadaoin|cead|ce	deardaoin|dear|de	de haoine|aoine|ao	de sathairn|sath|sa	de domhnaigh|domh|do
gd	dhen fhaoilleach|faoi|am faoilleach	dhen ghearran|gearr|an gearran	dhen mhart|mart|am mart	dhen ghiblean|gibl|an giblean	dhen cheitean|ceit|an ceitean	dhen ogmhios|ogmh|an t-ogmhios	dhen iuchar|iuch|an t-iuchar	dhen lunastal|luna|an lunastal	dhen t-sultain|sult|an t-sultain	dhen damhair|damh|an damhair	dhen t-samhain|samh|an t-samhain	dhen dubhlachd|dubh|an dubhlachd	diluain|dil|lu	dimairt|dim|ma	diciadain|dic|ci	diardaoin|dia|da	dihaoine|dih|ha	disathairne|dis|sa	didomhnaich|did|do
gl	xaneiro|xan	febreiro|feb	marzo|mar	abril|abr	maio	xuno	xullo|xul	agosto|ago	setembro|set	outubro|out	novembro|nov	decembro|dec	luns|lu	martes|mar|ma	mercores|mer|me	xoves|xov|xo	venres|ven|ve	sabado|sab|sa	domingo|dom|do
gu	જાન્યુઆરી|જાન્યુ	ફેબ્રુઆરી|ફેબ્રુ	માર્ચ	એપ્રિલ	મે	જૂન	જુલાઈ	ઑગસ્ટ	સપ્ટેમ્બર|સપ્ટે	ઑક્ટોબર|ઑક્ટો	નવેમ્બર|નવે	ડિસેમ્બર|ડિસે	સોમવાર|સોમ|સો	મંગળવાર|મંગળ|મં	બુધવાર|બુધ|બુ	ગુરુવાર|ગુરુ|ગુ	શુક્રવાર|શુક્ર|શુ	શનિવાર|શનિ|શ	રવિવાર|રવિ|ર
ha	janairu|jan	faburairu|fab	maris|mar	afirilu|afi	mayu|may	yuni|yun	yuli|yul	agusta|agu	satumba|sat	oktoba|okt	nuwamba|nuw	disamba|dis	litinin|lit|li	talata|tal|ta	laraba|lar|lr	alhamis|alh|al	jummaʼa|jum|ju	asabar|asa|as	lahadi|lah|lh
he	ינואר|ינו׳	פברואר|פבר׳	מרץ	אפריל|אפר׳	מאי	יוני	יולי	אוגוסט|אוג׳	ספטמבר|ספט׳	אוקטובר|אוק׳	נובמבר|נוב׳	דצמבר|דצמ׳	יום שני|יום ב׳|ב׳	יום שלישי|יום ג׳|ג׳	יום רביעי|יום ד׳|ד׳	יום חמישי|יום ה׳|ה׳	יום שישי|יום ו׳|ו׳	יום שבת|שבת|ש׳	יום ראשון|יום א׳|א׳
hi	जनवरी|जन॰	फ़रवरी|फ़र॰	मार्च	अप्रैल	मई	जून	जुलाई|जुल॰	अगस्त|अग॰	सितंबर|सित॰	अक्टूबर|अक्टू॰	नवंबर|नव॰	दिसंबर|दिस॰	सोमवार|सोम|सो	मंगलवार|मंगल|मं	बुधवार|बुध|बु	गुरुवार|गुरु|गु	शुक्रवार|शुक्र|शु	शनिवार|शनि|श	रविवार|रवि|र
hr	sijecnja|sij|sijecanj	veljace|velj|veljaca	ozujka|ozu|ozujak	travnja|tra|travanj	svibnja|svi|svibanj	lipnja|lip|lipanj	srpnja|srp|srpanj	kolovoza|kol|kolovoz	rujna|ruj|rujan	listopada|lis|listopad	studenoga|stu|studeni	prosinca|pro|prosinac	ponedjeljak|pon	utorak|uto	srijeda|sri	cetvrtak|cet	petak|pet	subota|sub	nedjelja|ned
hu	januar|jan	februar|febr	marcius|marc	aprilis|apr	majus|maj	junius|jun	julius|jul	augusztus|aug	szeptember|szept	oktober|okt	november|nov	december|dec	hetfo	kedd	szerda|sze	csutortok|cs	pentek	szombat|szo	vasarnap
hy	հունվարի|հնվ|հունվար	փետրվարի|փտվ|փետրվար	մարտի|մրտ|մարտ	ապրիլի|ապր|ապրիլ	մայիսի|մյս|մայիս	հունիսի|հնս|հունիս	հուլիսի|հլս|հուլիս	օգոստոսի|օգս|օգոստոս	սեպտեմբերի|սեպ|սեպտեմբեր	հոկտեմբերի|հոկ|հոկտեմբեր	նոյեմբերի|նոյ|նոյեմբեր	դեկտեմբերի|դեկ|դեկտեմբեր	երկուշաբթի|երկ|եկ	երեքշաբթի|երք|եք	չորեքշաբթի|չրք|չք	հինգշաբթի|հնգ|հգ	ուրբաթ|ուր|ու	շաբաթ|շբթ|շբ	կիրակի|կիր|կր
id	januari|jan	februari|feb	maret|mar	april|apr	mei	juni|jun	juli|jul	agustus|agu|agt|agust	september|sep	oktober|okt	november|nov|nop|nopember	desember|des	senin|sen	selasa|sel	rabu|rab	kamis|kam	jumat|jum	sabtu|sab	minggu|min
ig	jenuwari|jen	februwari|feb	maachi|maa	epreel|epr	mee	jun|juu	julai|jul	ogoost|ogo	septemba|sep	oktoba|okt	novemba|nov	disemba|dis	monde|mon	tiuzdee|tiu	wenezdee|wen	toozdee|too	fraidee|frai	satodee|sat	sondee|son
is	januar|jan	februar|feb	mars|mar	april|apr	mai	juni|jun	juli|jul	agust|agu	september|sep	oktober|okt	november|nov	desember|des	manudagur|man|ma	þriðjudagur|þri|þr	miðvikudagur|mið|mi	fimmtudagur|fim|fi	fostudagur|fos|fo	laugardagur|lau|la	sunnudagur|sun|su
it	gennaio|gen	febbraio|feb	marzo|mar	aprile|apr	maggio|mag	giugno|giu	luglio|lug	agosto|ago	settembre|set	ottobre|ott	novembre|nov	dicembre|dic	lunedi|lun	martedi|mar	mercoledi|mer	giovedi|gio	venerdi|ven	sabato|sab	domenica|dom
ja													月曜日|月	火曜日|火	水曜日|水	木曜日|木	金曜日|金	土曜日|土	日曜日|日
ka	იანვარი|იან	თებერვალი|თებ	მარტი|მარ	აპრილი|აპრ	მაისი|მაი	ივნისი|ივნ	ივლისი|ივლ	აგვისტო|აგვ	სექტემბერი|სექ	ოქტომბერი|ოქტ	ნოემბერი|ნოე	დეკემბერი|დეკ	ორშაბათი|ორშ|ორ	სამშაბათი|სამ|სმ	ოთხშაბათი|ოთხ|ოთ	ხუთშაბათი|ხუთ|ხთ	პარასკევი|პარ|პრ	შაბათი|შაბ|შბ	კვირა|კვი|კვ
kk	қаңтар|қаң	ақпан|ақп	наурыз|нау	сәуір|сәу	мамыр|мам	маусым|мау	шілде|шіл	тамыз|там	қыркүиек|қыр	қазан|қаз	қараша|қар	желтоқсан|жел	дүисенбі|дс	сеисенбі|сс	сәрсенбі|ср	беисенбі|бс	жұма|жм	сенбі|сб	жексенбі|жс
km	មករា	កុម្ភៈ	មីនា	មេសា	ឧសភា	មិថុនា	កក្កដា	សីហា	កញ្ញា	តុលា	វិច្ឆិកា	ធ្នូ	ច័ន្ទ|ចន្ទ|ច	អង្គារ|អ	ពុធ|ពុ	ព្រហស្បតិ៍|ព្រហ|ព្រ	សុក្រ|សុ	សៅរ៍|ស	អាទិត្យ|អា
kn	ಜನವರಿ|ಜನ	ಫೆಬ್ರವರಿ|ಫೆಬ್ರ	ಮಾರ್ಚ್	ಏಪ್ರಿಲ್|ಏಪ್ರಿ	ಮೇ	ಜೂನ್	ಜುಲೈ	ಆಗಸ್ಟ್|ಆಗ	ಸೆಪ್ಟೆಂಬರ್|ಸೆಪ್ಟೆಂ	ಅಕ್ಟೋಬರ್|ಅಕ್ಟೋ	ನವೆಂಬರ್|ನವೆಂ	ಡಿಸೆಂಬರ್|ಡಿಸೆಂ	ಸೋಮವಾರ|ಸೋಮ	ಮಂಗಳವಾರ|ಮಂಗಳ	ಬುಧವಾರ|ಬುಧ	ಗುರುವಾರ|ಗುರು	ಶುಕ್ರವಾರ|ಶುಕ್ರ	ಶನಿವಾರ|ಶನಿ	ಭಾನುವಾರ|ಭಾನು
ko													월요일|월	화요일|화	수요일|수	목요일|목	금요일|금	토요일|토	일요일|일
ku	rebendan|rbn	sibat|sbt	adar|adr	nisan|nsn	gulan|gln	heziran|hzr	tirmeh|trm	tebax|tbx	ilon|iln	cotmeh|cot	mijdar|mjd	berfanbar|brf	dusem|dsm|ds	sesem|ssm|ss	carsem|csm|cs	pencsem|psm|ps	ini|in	semi|sem|sm	yeksem|ysm|ys
ky	январь|янв	февраль|фев	март|мар	апрель|апр	маи	июнь|июн	июль|июл	август|авг	сентябрь|сен	октябрь|окт	ноябрь|ноя	декабрь|дек	дүишөмбү|дүи|дш	шеишемби|шеиш|шш	шаршемби|шарш|шр	беишемби|беиш|бш	жума|жм	ишемби|ишм|иш	жекшемби|жек|жш
lb	januar|jan	februar|feb	maerz|mae	abrell|abr	mee	juni|jun	juli|jul	august|aug	september|sep	oktober|okt	november|nov	dezember|dez	meindeg|mei|me	denschdeg|den|de	mettwoch|met|me	donneschdeg|don|do	freideg|fre|fr	samschdeg|sam|sa	sonndeg|son|so
lo	ມັງກອນ|ມ.ກ|ມກ	ກຸມພາ|ກ.ພ|ກພ	ມີນາ|ມ.ນ|ມນ	ເມສາ|ມ.ສ|ມສ	ພຶດສະພາ|ພ.ພ|ພພ	ມິຖຸນາ|ມິ.ຖ|ມິຖ	ກໍລະກົດ|ກ.ລ|ກລ	ສິງຫາ|ສ.ຫ|ສຫ	ກັນຍາ|ກ.ຍ|ກຍ	ຕຸລາ|ຕ.ລ|ຕລ	ພະຈິກ|ພ.ຈ|ພຈ	ທັນວາ|ທ.ວ|ທວ	ວັນຈັນ|ຈັນ|ຈ	ວັນອັງຄານ|ອັງຄານ|ອ	ວັນພຸດ|ພຸດ|ພ	ວັນພະຫັດ|ພະຫັດ|ພຫ	ວັນສຸກ|ສຸກ|ສຸ	ວັນເສົາ|ເສົາ|ສ	ວັນອາທິດ|ອາທິດ|ອາ
lt	sausio|saus|sausis	vasario|vas|vasaris	kovo|kov|kovas	balandzio|bal|balandis	geguzes|geg|geguze	birzelio|birz|birzelis	liepos|liep|liepa	rugpjucio|rugp|rugpjutis	rugsejo|rugs|rugsejis	spalio|spal|spalis	lapkricio|lapkr|lapkritis	gruodzio|gruod|gruodis	pirmadienis|pr	antradienis|an	treciadienis|tr	ketvirtadienis|kt	penktadienis|pn	sestadienis|st	sekmadienis|sk
lv	janvaris|janv	februaris|febr	marts	aprilis|apr	maijs	junijs|jun	julijs|jul	augusts|aug	septembris|sept	oktobris|okt	novembris|nov	decembris|dec	pirmdiena|pirmd|pr	otrdiena|otrd|ot	tresdiena|tresd|tr	ceturtdiena|ceturtd|ce	piektdiena|piektd|pk	sestdiena|sestd|se	svetdiena|svetd|sv
mk	јануари|јан	февруари|фев	март|мар	април|апр	мај	јуни|јун	јули|јул	август|авг	септември|сеп	октомври|окт	ноември|ное	декември|дек	понеделник|пон	вторник|вто	среда|сре	четврток|чет	петок|пет	сабота|саб	недела|нед
ml	ജനുവരി|ജനു	ഫെബ്രുവരി|ഫെബ്രു	മാർച്ച്|മാർ	ഏപ്രിൽ|ഏപ്രി	മേയ്	ജൂൺ	ജൂലൈ	ഓഗസ്റ്റ്|ഓഗ	സെപ്റ്റംബർ|സെപ്റ്റം	ഒക്ടോബർ|ഒക്ടോ	നവംബർ|നവം	ഡിസംബർ|ഡിസം	തിങ്കളാഴ്ച|തിങ്കൾ|തി	ചൊവ്വാഴ്ച|ചൊവ്വ|ചൊ	ബുധനാഴ്ച|ബുധൻ|ബു	വ്യാഴാഴ്ച|വ്യാഴം|വ്യാ	വെള്ളിയാഴ്ച|വെള്ളി|വെ	ശനിയാഴ്ച|ശനി|ശ	ഞായറാഴ്ച|ഞായർ|ഞാ
mn	нэгдүгээр сар	хоердугаар сар	гуравдугаар сар	дөрөвдүгээр сар	тавдугаар сар	зургаадугаар сар	долоодугаар сар	наимдугаар сар	есдүгээр сар	аравдугаар сар	арван нэгдүгээр сар	арван хоердугаар сар	даваа|да	мягмар|мя	лхагва|лх	пүрэв|пү	баасан|ба	бямба|бя	ням|ня
mr	जानेवारी|जाने	फेब्रुवारी|फेब्रु	मार्च	एप्रिल|एप्रि	मे	जून	जुलै	ऑगस्ट|ऑग	सप्टेंबर|सप्टें	ऑक्टोबर|ऑक्टो	नोव्हेंबर|नोव्हें	डिसेंबर|डिसें	सोमवार|सोम|सो	मंगळवार|मंगळ|मं	बुधवार|बुध|बु	गुरुवार|गुरु|गु	शुक्रवार|शुक्र|शु	शनिवार|शनि|श	रविवार|रवि|र
ms	januari|jan	februari|feb	mac	april|apr	mei	jun	julai|jul	ogos|ogo	september|sep	oktober|okt	november|nov	disember|dis	isnin|isn|is	selasa|sel|se	rabu|rab|ra	khamis|kha|kh	jumaat|jum|ju	sabtu|sab|sa	ahad|ahd|ah
mt	jannar|jan	frar|fra	marzu|mar	april|apr	mejju|mej	gunju|gun	lulju|lul	awwissu|aww	settembru|set	ottubru|ott	novembru|nov	dicembru|dic	it-tnejn|tne	it-tlieta|tli	l-erbgħa|erb	il-ħamis|ħam	il-gimgħa|gim	is-sibt|sib	il-ħadd|ħad
my	ဇန်နဝါရီ|ဇန်	ဖေဖော်ဝါရီ|ဖေ	မတ်	ဧပြီ|ဧ	မေ	ဇွန်	ဇူလိုင်|ဇူ	ဩဂုတ်|ဩ	စက်တင်ဘာ|စက်	အောက်တိုဘာ|အောက်	နိုဝင်ဘာ|နို	ဒီဇင်ဘာ|ဒီ	တနင်္လာ|လာ	အင်္ဂါ|ဂါ	ဗုဒ္ဓဟူး|ဟူး	ကြာသပတေး|တေး	သောကြာ|ကြာ	စနေ|နေ	တနင်္ဂနွေ|နွေ
nb	januar|jan	februar|feb	mars|mar	april|apr	mai	juni|jun	juli|jul	august|aug	september|sep	oktober|okt	november|nov	desember|des	mandag|man|ma	tirsdag|tir|ti	onsdag|ons|on	torsdag|tor|to	fredag|fre|fr	lørdag|lør|lø	søndag|søn|sø
ne	जनवरी	फेब्रुअरी	मार्च	अप्रिल	मे	जुन	जुलाई	अगस्ट	सेप्टेम्बर	अक्टोबर	नोभेम्बर	डिसेम्बर	सोमबार|सोम	मङ्गलबार|मङ्गल	बुधबार|बुध	बिहिबार|बिहि	शुक्रबार|शुक्र	शनिबार|शनि	आइतबार|आइत
nl	januari|jan	februari|feb	maart|mrt	april|apr	mei	juni|jun	juli|jul	augustus|aug	september|sep	oktober|okt	november|nov	december|dec	maandag|ma	dinsdag|di	woensdag|wo	donderdag|do	vrijdag|vr	zaterdag|za	zondag|zo
nn	januar|jan	februar|feb	mars|mar	april|apr	mai	juni|jun	juli|jul	august|aug	september|sep	oktober|okt	november|nov	desember|des	mandag|ma	tysdag|ty	onsdag|on	torsdag|to	fredag|fr	laurdag|la	søndag|sø
oc	de genier|gen|genier	de febrier|feb|febrier	de marc|marc	d’abril|abr|abril	de mai|mai	de junh|junh	de julhet|jul|julhet	d’agost|ago|agost	de setembre|set|setembre	d’octobre|oct|octobre	de novembre|nov|novembre	de decembre|dec|decembre	diluns|dl	dimars|dm	dimecres|dc	dijous|dj	divendres|dv	dissabte|ds	dimenge|dg
or	ଜାନୁଆରୀ	ଫେବୃଆରୀ	ମାର୍ଚ୍ଚ	ଅପ୍ରେଲ	ମଇ	ଜୁନ	ଜୁଲାଇ	ଅଗଷ୍ଟ	ସେପ୍ଟେମ୍ବର	ଅକ୍ଟୋବର	ନଭେମ୍ବର	ଡିସେମ୍ବର	ସୋମବାର|ସୋମ	ମଙ୍ଗଳବାର|ମଙ୍ଗଳ	ବୁଧବାର|ବୁଧ	ଗୁରୁବାର|ଗୁରୁ	ଶୁକ୍ରବାର|ଶୁକ୍ର	ଶନିବାର|ଶନି	ରବିବାର|ରବି
pa	ਜਨਵਰੀ|ਜਨ	ਫ਼ਰਵਰੀ|ਫ਼ਰ	ਮਾਰਚ	ਅਪ੍ਰੈਲ|ਅਪ੍ਰੈ	ਮਈ	ਜੂਨ	ਜੁਲਾਈ|ਜੁਲਾ	ਅਗਸਤ|ਅਗ	ਸਤੰਬਰ|ਸਤੰ	ਅਕਤੂਬਰ|ਅਕਤੂ	ਨਵੰਬਰ|ਨਵੰ	ਦਸੰਬਰ|ਦਸੰ	ਸੋਮਵਾਰ|ਸੋਮ	ਮੰਗਲਵਾਰ|ਮੰਗਲ|ਮੰਗ	ਬੁੱਧਵਾਰ|ਬੁੱਧ	ਵੀਰਵਾਰ|ਵੀਰ	ਸ਼ੁੱਕਰਵਾਰ|ਸ਼ੁੱਕਰ|ਸ਼ੁੱਕ	ਸ਼ਨੀਵਾਰ|ਸ਼ਨੀ	ਐਤਵਾਰ|ਐਤ
pl	stycznia|sty|styczen	lutego|lut|luty	marca|mar|marzec	kwietnia|kwi|kwiecien	maja|maj	czerwca|cze|czerwiec	lipca|lip|lipiec	sierpnia|sie|sierpien	wrzesnia|wrz|wrzesien	pazdziernika|paz|pazdziernik	listopada|lis|listopad	grudnia|gru|grudzien	poniedziałek|pon	wtorek|wt|wto	sroda|sr|sro	czwartek|czw	piatek|pt|pia	sobota|sob	niedziela|niedz|nie
ps	جنوري	فبروري|فېبروري	مارچ	اپریل	مۍ	جون	جولای	اګست	سېپتمبر|سپتمبر	اکتوبر	نومبر	دسمبر	دوشنبه|د	سه شنبه|س	چهارشنبه|چ	پنج شنبه|پ	جمعه|ج	اونۍ|شنبه|ش	یکشنبه|ی
pt	janeiro|jan	fevereiro|fev	marco|mar	abril|abr	maio|mai	junho|jun	julho|jul	agosto|ago	setembro|set	outubro|out	novembro|nov	dezembro|dez	segunda-feira|seg	terca-feira|ter	quarta-feira|qua	quinta-feira|qui	sexta-feira|sex	sabado|sab	domingo|dom
rm	da schaner|schan|schaner	da favrer|favr|favrer	da mars|mars	d’avrigl|avr|avrigl	da matg|matg	da zercladur|zercl|zercladur	da fanadur|fan|fanadur	d’avust|avust	da settember|sett|settember	d’october|oct|october	da november|nov|november	da december|dec|december	glindesdi|gli	mardi|ma	mesemna|me	gievgia|gie	venderdi|ve	sonda|so	dumengia|du
ro	ianuarie|ian	februarie|feb	martie|mar	aprilie|apr	mai	iunie|iun	iulie|iul	august|aug	septembrie|sept	octombrie|oct	noiembrie|nov	decembrie|dec	luni|lun|lu	marti|mar|ma	miercuri|mie|mi	joi	vineri|vin|vi	sambata|sam|sa	duminica|dum|du
ru	января|янв|январь	февраля|февр|февраль	марта|мар|март	апреля|апр|апрель	мая|маи	июня|июн|июнь	июля|июл|июль	августа|авг|август	сентября|сент|сентябрь|сен	октября|окт|октябрь	ноября|нояб|ноябрь|ноя	декабря|дек|декабрь	понедельник|пн	вторник|вт	среда|ср	четверг|чт	пятница|пт	суббота|сб	воскресенье|вс
sd	جنوري	فيبروري	مارچ	اپريل	ميي	جون	جولاء	اگسٽ	سيپٽمبر	اڪٽوبر	نومبر	ڊسمبر	سومر	اڱارو	اربع	خميس	جمعو	ڇنڇر	اچر
si	දුරුතු	නවම්	මැදින්	බක්	වෙසක්	පොසොන්	ඇසළ	නිකිණි	බිනර	වප්	ඉල්	උඳුවප්	සඳුදා|සඳු	අඟහරුවාදා|අඟහ|අඟ	බදාදා|බදා	බ්රහස්පතින්දා|බ්රහස්|බ්රහ	සිකුරාදා|සිකු	සෙනසුරාදා|සෙන	ඉරිදා|ඉරි
sk	januara|jan|januar	februara|feb|februar	marca|mar|marec	aprila|apr|april	maja|maj	juna|jun	jula|jul	augusta|aug|august	septembra|sep|september	oktobra|okt|oktober	novembra|nov|november	decembra|dec|december	pondelok|po	utorok|ut	streda|st	stvrtok|st	piatok|pi	sobota|so	nedela|ne
sl	januar|jan	februar|feb	marec|mar	april|apr	maj	junij|jun	julij|jul	avgust|avg	september|sep	oktober|okt	november|nov	december|dec	ponedeljek|pon	torek|tor	sreda|sre	cetrtek|cet	petek|pet	sobota|sob	nedelja|ned
so	janaayo|jan|jannaayo	febraayo|feb	maarso|mar	abriil|abr	maayo|may	juun|jun	luulyo|lul	agosto|ogs|ogosto	sebtembar|seb|sebteembar	oktoobar|okt	noofeembar|nof	diseembar|dis	isniin|isn	talaado|tldo	arbaco|arbc	khamiis|khms	jimco|jmc	sabti|sbti	axad|axd
sq	janar|jan	shkurt|shk	mars|mar	prill|pri	maj	qershor|qer	korrik|korr	gusht|gush	shtator|sht	tetor|tet	nentor|nen	dhjetor|dhj	e hene|hen	e marte|mar	e merkure|mer	e enjte|enj	e premte|pre	e shtune|sht	e diel|die
sr	јануар|јан|januar|jan	фебруар|феб|februar|feb	март|мар|mart|mar	април|апр|april|apr	мај|maj	јун|jun	јул|jul	август|авг|avgust|avg	септембар|сеп|septembar|sep	октобар|окт|oktobar|okt	новембар|нов|novembar|nov	децембар|дец|decembar|dec	понедељак|пон|по|ponedeljak|pon|po	уторак|уто|ут|utorak|uto|ut	среда|сре|ср|sreda|sre|sr	четвртак|чет|че|cetvrtak|cet|ce	петак|пет|пе|petak|pet|pe	субота|суб|су|subota|sub|su	недеља|нед|не|nedelja|ned|ne
sv	januari|jan	februari|feb	mars	april|apr	maj	juni	juli	augusti|aug	september|sep	oktober|okt	november|nov	december|dec	mandag|man|ma	tisdag|tis|ti	onsdag|ons|on	torsdag|tors|to	fredag|fre|fr	lordag|lor|lo	sondag|son|so
sw	januari|jan	februari|feb	machi|mac	aprili|apr	mei	juni|jun	julai|jul	agosti|ago	septemba|sep	oktoba|okt	novemba|nov	desemba|des	jumatatu	jumanne	jumatano	alhamisi	ijumaa	jumamosi	jumapili
ta	ஜனவரி|ஜன	பிப்ரவரி|பிப்	மார்ச்|மார்	ஏப்ரல்|ஏப்	மே	ஜூன்	ஜூலை	ஆகஸ்ட்|ஆக	செப்டம்பர்|செப்	அக்டோபர்|அக்	நவம்பர்|நவ	டிசம்பர்|டிச	திங்கள்|திங்|தி	செவ்வாய்|செவ்|செ	புதன்|புத|பு	வியாழன்|வியா|வி	வெள்ளி|வெள்|வெ	சனி|ச	ஞாயிறு|ஞாயி|ஞா
te	జనవరి|జన	ఫిబ్రవరి|ఫిబ్ర	మార్చి	ఏప్రిల్|ఏప్రి	మే	జూన్	జులై	ఆగస్టు|ఆగ	సెప్టెంబర్|సెప్టెం	అక్టోబర్|అక్టో	నవంబర్|నవం	డిసెంబర్|డిసెం	సోమవారం|సోమ	మంగళవారం|మంగళ|మం	బుధవారం|బుధ	గురువారం|గురు	శుక్రవారం|శుక్ర	శనివారం|శని	ఆదివారం|ఆది
tg	январ|янв	феврал|фев	март|мар	апрел|апр	маи	июн	июл	август|авг	сентябр|сен	октябр|окт	ноябр|ноя	декабр|дек	душанбе|дшб	сешанбе|сшб	чоршанбе|чшб	панҷшанбе|пшб	ҷумъа|ҷмъ	шанбе|шнб	якшанбе|яшб
th	มกราคม|ม.ค|มค	กุมภาพันธ์|ก.พ|กพ	มีนาคม|มี.ค|มีค	เมษายน|เม.ย|เมย	พฤษภาคม|พ.ค|พค	มิถุนายน|มิ.ย|มิย	กรกฎาคม|ก.ค|กค	สิงหาคม|ส.ค|สค	กันยายน|ก.ย|กย	ตุลาคม|ต.ค|ตค	พฤศจิกายน|พ.ย|พย	ธันวาคม|ธ.ค|ธค	วันจันทร์|จันทร์|จ	วันอังคาร|อังคาร|อ	วันพุธ|พุธ|พ	วันพฤหัสบดี|พฤหัส|พฤ	วันศุกร์|ศุกร์|ศ	วันเสาร์|เสาร์|ส	วันอาทิตย์|อาทิตย์|อา
ti	ጥሪ	ለካቲት|ለካ	መጋቢት|መጋ	ሚያዝያ|ሚያ	ጉንበት|ግን	ሰነ	ሓምለ|ሓም	ነሓሰ|ነሓ	መስከረም|መስ	ጥቅምቲ|ጥቅ	ሕዳር|ሕዳ	ታሕሳስ|ታሕ	ሰኑይ|ሰኑ	ሰሉስ|ሰሉ	ረቡዕ|ረቡ	ሓሙስ|ሓሙ	ዓርቢ|ዓር	ቀዳም|ቀዳ	ሰንበት|ሰን
tk	yanwar|yan	fewral|few	mart|mar	aprel|apr	may	iyun	iyul	awgust|awg	sentyabr|sen	oktyabr|okt	noyabr|noy	dekabr|dek	dusenbe|dus|db	sisenbe|sis|sb	carsenbe|car|cb	pensenbe|pen|pb	anna|ann|an	senbe|sen|sb	yeksenbe|yek|yb
tr	ocak|oca	subat|sub	mart|mar	nisan|nis	mayıs|may	haziran|haz	temmuz|tem	agustos|agu	eylul|eyl	ekim|eki	kasım|kas	aralık|ara	pazartesi|pzt|pt	salı|sal|sa	carsamba|car|ca	persembe|per|pe	cuma|cum|cu	cumartesi|cmt|ct	pazar|paz|pa
tt	гыинвар|гыин	февраль|фев	март|мар	апрель|апр	маи	июнь	июль	август|авг	сентябрь|сент	октябрь|окт	ноябрь|нояб	декабрь|дек	дүшәмбе|дүш	сишәмбе|сиш	чәршәмбе|чәр	пәнҗешәмбе|пәнҗ	җомга|җом	шимбә|шим	якшәмбе|якш
ug	يانۋار	فېۋرال	مارت	ياپرېل	ماي	يىيۇن	يىيۇل	ياۋغۇست	سېنتەبىر	يۆكتەبىر	نويابىر	دېكابىر	دۈشەنبە|دۈ|د	سەيشەنبە|سە|س	چارشەنبە|چا|چ	پەيشەنبە|پە|پ	جۈمە|جۈ|ج	شەنبە|شە|ش	يەكشەنبە|يە|ي
uk	січня|січ|січень	лютого|лют|лютии	березня|бер|березень	квітня|квіт|квітень	травня|трав|травень	червня|черв|червень	липня|лип|липень	серпня|серп|серпень	вересня|вер|вересень	жовтня|жовт|жовтень	листопада|лист|листопад|лис	грудня|груд|грудень	понеділок|пн	вівторок|вт	середа|ср	четвер|чт	пʼятниця|пт	субота|сб	неділя|нд
ur	جنوری	فروری	مارچ	اپریل	ميی	جون	جولايی	اگست	ستمبر	اکتوبر	نومبر	دسمبر	پیر	منگل	بدھ	جمعرات	جمعہ	ہفتہ	اتوار
uz	yanvar|yan|январ|янв	fevral|fev|феврал|фев	mart|mar|март|мар	aprel|apr|апрел|апр	may|маи	iyun|iyn|июн	iyul|iyl|июл	avgust|avg|август|авг	sentabr|sen|сентябр|сен	oktabr|okt|октябр|окт	noyabr|noy|ноябр|ноя	dekabr|dek|декабр|дек	dushanba|dush|du|душанба|душ|ду	seshanba|sesh|se|сешанба|сеш|се	chorshanba|chor|ch|чоршанба|чор|чо	payshanba|pay|pa|паишанба|паи|па	juma|jum|ju|жума|жум|жу	shanba|shan|sh|шанба|шан|ша	yakshanba|yak|ya|якшанба|якш|як
vi	thang 1|thg 1	thang 2|thg 2	thang 3|thg 3	thang 4|thg 4	thang 5|thg 5	thang 6|thg 6	thang 7|thg 7	thang 8|thg 8	thang 9|thg 9	thang 10|thg 10	thang 11|thg 11	thang 12|thg 12	thu hai|thu 2|t2	thu ba|thu 3|t3	thu tu|thu 4|t4	thu nam|thu 5|t5	thu sau|thu 6|t6	thu bay|thu 7|t7	chu nhat|cn
xh	janyuwari|jan	februwari|feb	matshi|mat	epreli|epr	meyi|mey	juni|jun	julayi|jul	agasti|aga	septemba|sept|sep	okthobha|okt|okthoba	novemba|nov	disemba|dis	mvulo|mvu	lwesibini|lwesb|bin	lwesithathu|tha	lwesine|sin	lwesihlanu|hla	mgqibelo|mgq	cawe|caw
yi	יאנואר|יאנ	פעברואר|פעב	מערץ	אפריל|אפר	מיי	יוני	יולי	אויגוסט|אויג	סעפטעמבער|סעפ	אקטאבער|אקט	נאוועמבער|נאוו	דעצעמבער|דעצ	מאנטיק	דינסטיק	מיטוואך	דאנערשטיק	פרײטיק	שבת	זונטיק
yo	osu sere	osu erele	osu erena	osu igbe	osu ebibi	osu okudu	osu agemo	osu ogun	osu owewe	osu owara	osu belu	osu ope	ojo aje|aje	ojo isegun|isegun	ojoru	ojobo	ojo eti|eti	ojo abameta|abameta	ojo aiku|aiku
zh	一月	二月	三月	四月	五月	六月	七月	八月	九月	十月	十一月	十二月	星期一|周一	星期二|周二	星期三|周三	星期四|周四	星期五|周五	星期六|周六	星期日|周日
zu	januwari|jan	februwari|feb	mashi|mas	ephreli|eph	meyi|mey	juni|jun	julayi|jul	agasti|aga	septhemba|sep	okthoba|okt	novemba|nov	disemba|dis	umsombuluko|mso	ulwesibili|bil	ulwesithathu|tha	ulwesine|sin	ulwesihlanu|hla	umgqibelo|mgq	isonto|son
"""
