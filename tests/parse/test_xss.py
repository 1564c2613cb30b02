"""Vectors that try to act in a reader: none may, in any text of an item."""

from __future__ import annotations

import re

import pytest
from lxml import html

from syndicator.model import (
    Article,
    Category,
    Digest,
    Enclosure,
    Image,
    ParsedItem,
    Person,
    SourceMeta,
    Text,
)
from syndicator.parse.clean import clean
from syndicator.parse.sanitise import ATTRIBUTES, TAGS, sanitise

VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0b>alert(1)</script>",
    "<script/src=data:,alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR = alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<img src=javascript:alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<img dynsrc=javascript:alert(1) lowsrc=javascript:alert(1)>",
    "<img srcset='javascript:alert(1) 1x, x 2x'>",
    "<img data-src=javascript:alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=0>",
    "<image src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61vascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='javascript&Tab;:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='JAVASCRIPT://%0aalert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='blob:https://x.example/1'>x</a>",
    "<a href='view-source:javascript:alert(1)'>x</a>",
    "<a href=x onclick=alert(1) onmouseover=alert(1)>x</a>",
    "<a href=x style='background:url(javascript:alert(1))'>x</a>",
    "<a href=x target=_blank ping=https://evil.example/>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=https://evil.example/ onload=alert(1)></iframe>",
    "<iframe><p title='</iframe><img src=x onerror=alert(1)>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=javascript:alert(1)>",
    "<embed src=//evil.example/x.swf allowscriptaccess=always>",
    "<applet code=javascript:alert(1)></applet>",
    "<base href=javascript:alert(1)//><a href=x>x</a>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>body{background:url(javascript:alert(1))}</style>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<div style='-moz-binding:url(//evil.example/x)'>x</div>",
    "<div style=position:fixed;inset:0>x</div>",
    "<body onload=alert(1)>x",
    "<html onmouseenter=alert(1)>x",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)>x</textarea>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<keygen autofocus onfocus=alert(1)>",
    "<video src=x onerror=alert(1)></video>",
    "<video><source onerror=alert(1) src=javascript:alert(1)></video>",
    "<video poster=javascript:alert(1) src=https://x.example/v></video>",
    "<audio src=x oncanplay=alert(1) autoplay></audio>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex action=javascript:alert(1) type=image>",
    "<table background=javascript:alert(1)><tr><td background=javascript:alert(1)>x</table>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<q cite='javascript:alert(1)'>x</q>",
    "<ins cite=javascript:alert(1)>x</ins>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<title><a title='</title><img src=x onerror=alert(1)>'></title>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><?xml-stylesheet href='javascript:alert(1)'?>",
    "<!DOCTYPE x [<!ENTITY a '<script>alert(1)</script>'>]>&a;",
    "<template><script>alert(1)</script></template>",
    "<slot onslotchange=alert(1)>x</slot>",
    "<x onclick=alert(1)>x</x>",
    "<p id=location class=x name=cookie>x</p>",
    "<p xmlns:x='http://www.w3.org/1999/xhtml'><x:script>alert(1)</x:script></p>",
    "\ufeff<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<img src=x onerror&#61;alert(1)>",
    '<p title="&quot;><img src=x onerror=alert(1)>">x</p>',
    "<p lang='\"><script>alert(1)</script>'>x</p>",
    "<picture><source srcset=javascript:alert(1)><img onerror=alert(1)></picture>",
]
IDS = [str(number) for number in range(len(VECTORS))]

_HANDLER = re.compile(
    r"^on|^style$|^id$|^class$|^name$|^target$|^srcdoc$|^formaction$|^xlink|^ping$"
)


def assert_harmless(markup: str) -> None:
    """Read markup as a browser would, and look at every element and attribute."""
    root = html.fragment_fromstring(markup, create_parent="div")
    for element in root.iter():
        if element is root:
            continue
        tag = str(element.tag)
        assert tag in TAGS, (tag, markup)
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        for name, value in element.attrib.items():
            assert name in allowed, (name, markup)
            assert not _HANDLER.search(name)
            if name in {"href", "src", "poster", "cite"}:
                assert value.startswith(("http://", "https://", "mailto:")), (value, markup)


@pytest.mark.parametrize("vector", VECTORS, ids=IDS)
def test_markup_cannot_act(vector: str) -> None:
    for text in (vector, f"<p>{vector}</p>", f"<table><tr>{vector}", vector * 3, vector[:-1]):
        once = sanitise(text, "https://ferry.example/")
        assert_harmless(once)
        assert sanitise(once) == once


@pytest.mark.parametrize("vector", VECTORS, ids=IDS)
def test_no_other_text_can_act(vector: str) -> None:
    article = clean(_everywhere(vector), SourceMeta(link=vector))
    assert_harmless(article.content)
    assert_harmless(article.summary)
    for address in _addresses(article):
        assert address.startswith(("https://", "http://")), address
    for line in _lines(article):
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line), line


def test_there_are_enough_vectors() -> None:
    assert len(set(VECTORS)) >= 60


def _everywhere(vector: str) -> ParsedItem:
    return ParsedItem(
        raw_hash=Digest("0"),
        guid=vector,
        link=vector,
        title=Text(value=vector),
        summary=Text(value=vector, type="text/html; charset=utf-8"),
        content=(Text(value=vector, type="text/x-unknown"), Text(value=vector, base=vector)),
        authors=(Person(name=vector, email=vector, uri=vector),),
        categories=(Category(term=vector, scheme=vector, label=vector),),
        enclosures=(Enclosure(url=vector, type=vector),),
        images=(Image(url=vector, credit=vector, copyright=vector, title=vector, type=vector),),
        language=vector,
        rights=Text(value=vector),
        licenses=(vector,),
        source=SourceMeta(
            id=vector,
            title=vector,
            subtitle=vector,
            link=vector,
            self_link=vector,
            rights=vector,
            authors=(Person(name=vector, uri=vector),),
            icon=vector,
            hubs=(vector,),
        ),
    )


def _addresses(article: Article) -> list[str]:
    source = article.source or SourceMeta()
    found = [article.link, source.link, source.self_link, source.icon]
    found += [*article.licenses, *source.hubs, *source.licenses]
    found += [each.url for each in article.enclosures]
    found += [each.url for each in article.images]
    found += [each.uri for each in (*article.authors, *source.authors)]
    return [each for each in found if each]


def _lines(article: Article) -> list[str]:
    source = article.source or SourceMeta()
    found = [article.title, article.rights, source.title, source.subtitle, source.rights]
    found += [each.name for each in (*article.authors, *source.authors)]
    for category in article.categories:
        found += [category.term, category.scheme, category.label]
    for image in article.images:
        found += [image.credit, image.copyright, image.title, image.type]
    found += [each.type for each in article.enclosures]
    return [each for each in found if each]
