"""One decision on a document's encoding: the same for every field, and by what its octets show."""

from __future__ import annotations

import codecs
import time
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.parse.languages import LANGUAGES

from syndicator.config.agency_table import shipped as shipped_agencies
from syndicator.model import Charset, Evidence, Failed, FailureKind, ParsedFeed, ParsedItem
from syndicator.parse.clean import clean
from syndicator.parse.encoding import Decoded, decode
from syndicator.parse.encoding_labels import codec, shown
from syndicator.parse.feed import parse
from syndicator.rights.attribution.detect import claims

URL = "https://quay.example/feed"
LEGACY = [(name, each) for name, language in LANGUAGES.items() for each in language.encodings]
UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
LABELS = [None, "utf-8", "iso-8859-1", "us-ascii", "windows-1251", "utf-16", "x-unheard-of"]


def feed(text: str, *, declared: str | None = None, language: str | None = None) -> str:
    """Return a feed in which a text stands in every field that may hold it."""
    encoding = f' encoding="{declared}"' if declared else ""
    named = f"<language>{language}</language>" if language else ""
    return (
        f'<?xml version="1.0"{encoding}?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{text}</title>{named}<item><title>{text}</title><guid>1</guid>"
        f"<description>{text}</description><dc:creator>{text}</dc:creator>"
        f"<category>{text}</category><dc:rights>{text}</dc:rights>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded>"
        f'<media:content url="https://quay.example/i.jpg" medium="image">'
        f"<media:credit>{text}</media:credit><media:title>{text}</media:title></media:content>"
        "</item></channel></rss>"
    )


def read(body: bytes, content_type: str | None = None) -> ParsedFeed:
    found = parse(body, content_type=content_type, url=URL)
    assert isinstance(found, ParsedFeed), found
    return found


def fields(found: ParsedFeed) -> Iterator[str]:
    """Yield what stands in each of the fields that `feed` fills."""
    (item,) = found.items
    yield found.meta.title or ""
    yield from _texts(item)
    yield item.authors[0].name
    yield item.categories[0].term
    yield item.images[0].credit or ""
    yield item.images[0].title or ""


def _texts(item: ParsedItem) -> Iterator[str]:
    for text in (item.title, item.summary, item.rights, *item.content):
        assert text is not None
        yield text.value


def decoded(body: bytes, content_type: str | None = None) -> Decoded:
    found = decode(body, content_type)
    assert isinstance(found, Decoded), found
    return found


# ── what is declared, and what is true ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("declared", "content_type", "encoding", "problem"),
    [
        (None, None, "utf-8", None),
        ("utf-8", None, "utf-8", None),
        ("iso-8859-1", None, "iso-8859-1", None),
        ("ISO-8859-15", None, "iso-8859-15", None),
        ("windows-1251", None, "cp1251", None),
        ("koi8-r", None, "koi8-r", None),
        (None, "text/xml; charset=windows-1252", "cp1252", None),
        (None, 'application/xml; Charset="utf-8"', "utf-8", None),
        ("utf-8", "text/xml; charset=us-ascii", "utf-8", None),
        ("utf-8", "text/xml; charset=iso-8859-1", "utf-8", None),
        ("iso-8859-1", None, "utf-8", "declared as iso-8859-1, is UTF-8"),
        ("iso-8859-1", "text/xml; charset=x", "utf-8", "declared as x and iso-8859-1, is UTF-8"),
        ("x-unheard-of", None, "utf-8", "declared as x-unheard-of, is UTF-8"),
        ("x-unheard-of", None, "cp1252", "declared as x-unheard-of, read as windows-1252"),
        ("utf-8", None, "cp1252", "declared as utf-8, read as windows-1252"),
        (None, None, "cp1252", "no encoding declared, read as windows-1252"),
        ("utf-16", None, "utf-16", None),
        (None, None, "utf-16-le", None),
        (None, None, "utf-16-be", None),
        (None, None, "utf-32", None),
        ("utf-16-be", None, "utf-16-be", None),
        ("UTF-16LE", None, "utf-16-le", None),
        ("utf-8", None, "utf-16-le", "declared as utf-8, is UTF-16LE"),
        ("utf-16", None, "utf-8", "declared as utf-16, is UTF-8"),
    ],
)
def test_declarations(
    declared: str | None, content_type: str | None, encoding: str, problem: str | None
) -> None:
    word = "Дунай" if encoding in {"cp1251", "koi8-r"} else "Fähre über"
    document = feed(word, declared=declared)
    found = read(document.encode(encoding), content_type)
    assert set(fields(found)) == {word}
    assert found.problem == problem


@pytest.mark.parametrize(
    ("label", "meant"),
    [
        ("ISO-8859-1", "windows-1252"),
        ("latin1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("ISO-8859-9", "windows-1254"),
        ("tis-620", "windows-874"),
        ("GB2312", "GB18030"),
        ("gbk", "GB18030"),
        ("ks_c_5601-1987", "EUC-KR"),
        ("x-sjis", "Shift_JIS"),
        ("windows-31j", "Shift_JIS"),
        ("x-cp1251", "windows-1251"),
        ("unicode-1-1-utf-8", "UTF-8"),
        ("iso-8859-8-i", "ISO-8859-8"),
        (" UTF8 ", "UTF-8"),
        ("koi8-r", "KOI8-U"),
    ],
)
def test_labels_mean_what_is_written_under_them(label: str, meant: str) -> None:
    name = codec(label)
    assert name
    assert shown(name) == meant


@pytest.mark.parametrize("label", ["utf-7", "idna", "punycode", "unicode_escape", "rot13", "hex"])
def test_encodings_that_are_none_are_refused(label: str) -> None:
    found = decode(f"<?xml version='1.0' encoding='{label}'?><rss/>".encode(), None)
    assert isinstance(found, Failed)
    assert found.kind is FailureKind.UNSAFE


@pytest.mark.parametrize(("language", "encoding"), LEGACY)
def test_text_of_any_language_in_any_encoding_that_is_or_is_not_declared(
    language: str, encoding: str
) -> None:
    text = LANGUAGES[language].text
    for declared in (*LABELS, encoding):
        for charset in (None, "ISO-8859-1", "utf-8", encoding):
            for named in (language, None, "en-us"):
                document = feed(text, declared=declared, language=named)
                header = f"text/xml; charset={charset}" if charset else "text/xml"
                found = decoded(document.encode(encoding), header)
                assert found.text == document, (declared, charset, named, found.charset)


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_unicode_is_seen_whatever_is_declared(language: str, encoding: str) -> None:
    text = LANGUAGES[language].text
    for declared in (*LABELS, "shift_jis", "gb2312"):
        for mark in (b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            if mark and encoding != "utf-8":
                continue
            document = feed(text, declared=declared)
            found = decoded(mark + document.encode(encoding), "text/xml; charset=ISO-8859-1")
            assert found.text.lstrip("\ufeff") == document
            assert found.charset.evidence is Evidence.OCTETS


@given(
    language=st.sampled_from(sorted(LANGUAGES)),
    data=st.data(),
    declared=st.sampled_from(LABELS),
    charset=st.sampled_from(LABELS),
)
@settings(max_examples=60)
def test_every_field_is_read_in_the_same_way(
    language: str, data: st.DataObject, declared: str | None, charset: str | None
) -> None:
    encoding = data.draw(st.sampled_from([*LANGUAGES[language].encodings, "utf-8", "utf-16"]))
    words = LANGUAGES[language].text.split(" ")
    start = data.draw(st.integers(0, max(0, len(words) - 2)))
    text = " ".join(words[start : start + data.draw(st.integers(1, 30))]).strip(",;.")
    header = f"text/xml; charset={charset}" if charset else None
    body = feed(text, declared=declared, language=language).encode(encoding)
    found = parse(body, content_type=header, url=URL)
    assume(isinstance(found, ParsedFeed))
    assert isinstance(found, ParsedFeed)
    # A letter read as a no-break space stands at the end of some fields only.
    assert len({each.strip() for each in fields(found)}) == 1, found.problem


@given(st.binary(max_size=300), st.sampled_from(LABELS), st.sampled_from(LABELS))
def test_no_octets_raise_anything(octets: bytes, declared: str | None, charset: str | None) -> None:
    head, tail = feed("|", declared=declared).encode().split(b"|", 1)
    header = f"text/xml; charset={charset}" if charset else None
    parse(head + octets + tail, content_type=header, url=URL)
    parse(octets, content_type=header, url=URL)


# ── undeclared ───────────────────────────────────────────────────────────────────────────────


def test_a_language_decides_where_there_is_little_text() -> None:
    found = read(feed("Юг", language="ru").encode("cp1251"))
    assert set(fields(found)) == {"Юг"}
    assert found.charset == Charset(name="windows-1251", evidence=Evidence.GUESSED)


def test_what_cannot_be_told_is_not_read_as_letters_of_another_script() -> None:
    document = '<rss version="2.0"><channel><item><title>Юг</title></item></channel></rss>'
    found = parse(document.encode("cp1251"), content_type="text/xml", url=URL)
    assert isinstance(found, Failed)
    assert found.kind is FailureKind.UNREADABLE
    assert found.message.startswith("its letters cannot be read: no encoding is declared")


def test_a_word_that_cannot_be_told_is_lost_alone() -> None:
    english = "The ferry was back at its pier on Saturday after repairs that took nine days. "
    body = feed("%s").replace("%s", english * 3, 1).replace("%s", english) % ()
    body = body.replace(english * 3, english * 3 + "Юг")
    found = read(body.encode("cp1251"))
    assert found.meta.title == (english * 3).strip() + " \ufffd\ufffd"
    assert found.charset == Charset(name="UTF-8", evidence=Evidence.OCTETS, lost=2)
    assert found.problem == "not valid UTF-8: 2 characters cannot be read"


def test_an_agency_in_a_byline_is_known_whatever_is_declared() -> None:
    item = (
        "<item><title>Ferry returns</title><guid>1</guid><dc:creator>{}</dc:creator>"
        "<description>The ferry was back at its pier on Saturday.</description></item>"
    )
    for name in ("ČTK", "Agência Brasil"):
        document = feed("Quay").replace("<item>", item.format(name) + "<item>", 1)
        found = read(document.replace("1.0?", '1.0" encoding="ISO-8859-1"?').encode())
        article = clean(found.items[0], found.meta)
        assert [person.name for person in article.authors] == [name]
        assert claims(article, own=frozenset(), agencies=shipped_agencies()), name


# ── single octets ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("octets", "text", "mended", "lost"),
    [
        (b"K\xf6ln und Z\xc3\xbcrich", "Köln und Zürich", 1, 0),
        (b"It\x92s \x93ok\x94: " + "Köln, Köln, Öl".encode(), "It’s “ok”: Köln, Köln, Öl", 3, 0),
        ("été, là – ".encode() + b"caf\xe9\x92s", "été, là – café’s", 2, 0),
        ("Köln: ".encode() + b"S\xc3O Paulo \xc3\xa9", "Köln: SÃO Paulo é", 1, 0),
        ("Grüße aus Kö".encode() + b"\xc3...", "Grüße aus Kö\ufffd...", 0, 1),
        ("Grüße „aus“ Köln".encode() + b"\xe2\x80...", "Grüße „aus“ Köln\ufffd...", 0, 1),
        ("Новости порта".encode() + b"\x97\xd0.", "Новости порта—\ufffd.", 1, 1),
        ("Новости".encode() + b"\xe3 " + "порта".encode(), "Новости\ufffd порта", 0, 1),
        ("über ".encode() + b"\xed\xa0\xbd\xed\xb8\x80 K\xc3\xb6ln", "über 😀 Köln", 1, 0),
        (b"\xc3\xbc\x81", "ü\ufffd", 0, 1),
        (b"Z\xfcrich, K\xf6ln, \xdcber M\xfcll: Z\xc3\xbcr", "Zürich, Köln, Über Müll: Zür", 4, 0),
    ],
)  # fmt: skip
def test_stray_octets_are_mended_alone(octets: bytes, text: str, mended: int, lost: int) -> None:
    found = read(b"<rss><channel><title>" + octets + b"</title></channel></rss>")
    assert found.meta.title == text
    assert found.charset
    assert (found.charset.mended, found.charset.lost) == (mended, lost)
    assert found.problem
    assert found.problem.startswith("not valid UTF-8")


@given(st.sampled_from(sorted(LANGUAGES)), st.data())
def test_a_stray_octet_costs_no_other_character(language: str, data: st.DataObject) -> None:
    document = feed(LANGUAGES[language].text, declared="utf-8", language=language)
    at = data.draw(st.integers(document.index("<title>") + 7, len(document)))
    octet = data.draw(st.integers(0x80, 0xFF))
    found = decoded(document[:at].encode() + bytes((octet,)) + document[at:].encode(), None)
    assert len(found.text) - len(document) in {0, 1}  # at the very end it is cut off
    assert found.text[:at] == document[:at]
    assert found.text[len(found.text) - len(document) + at :] == document[at:]
    assert found.charset.mended + found.charset.lost == len(found.text) - len(document)


@given(st.sampled_from(LEGACY), st.data())
def test_a_document_may_end_anywhere(case: tuple[str, str], data: st.DataObject) -> None:
    language, legacy = case
    encoding = data.draw(st.sampled_from([legacy, "utf-8", "utf-16-le", "utf-32-be"]))
    document = feed(LANGUAGES[language].text, declared=encoding, language=language)
    body = document.encode(encoding)
    least = len(document[: document.index("<item>")].encode(encoding))
    found = decoded(body[: data.draw(st.integers(least, len(body)))], None)
    assert document.startswith(found.text.removesuffix("\x1b"))


# ── windows-1252 in disguise, UTF-8 encoded twice ────────────────────────────────────────────


@pytest.mark.parametrize(
    "written",
    [
        "Sean O&#146;Hara &#150; &#x93;deal&#x94; &#128;5",
        "Sean O&#x92;Hara &#x0096; &#0147;deal&#148; &#X80;5",
        "Sean O\x92Hara \x96 \x93deal\x94 \x805",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_controls_are_what_windows_has_there_in_every_field(written: str, encoding: str) -> None:
    found = read(feed(written).encode(encoding))
    assert set(fields(found)) == {"Sean O’Hara – “deal” €5"}
    assert found.problem is None


def test_utf8_that_was_encoded_twice_is_put_right_if_that_is_certain() -> None:
    document = feed("Jürgen Müller grüßt „Köln“ – für 5 €")
    twice = document.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d").encode()
    found = read(twice)
    assert set(fields(found)) == set(fields(read(document.encode())))
    assert found.problem == "encoded as UTF-8 twice"


@pytest.mark.parametrize("text", ["Ã¼ is what a wrong encoding makes", "MÃ¼ller und Müller", "Â"])
def test_what_only_looks_like_it_stays(text: str) -> None:
    document = f"<rss><channel><title>{text}</title></channel></rss>"
    assert read(document.encode()).meta.title == text


# ── time ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "piece",
    [
        *(b"\xff", b"\xc3\xa4\xff", b"a\xe9", b"\xcd\xee\xe2 ", b"\xed\xa0\xbd\xed\xb8\x80"),
        *(b"\x1b$", b"<\xe4>", b"&#146;"),
    ],
)
def test_megabytes_of_anything_take_no_time(piece: bytes) -> None:
    body = b"<rss>" + piece * (2_000_000 // len(piece)) + b"</rss>"
    began = time.process_time()
    decode(body, "text/xml; charset=iso-8859-1")
    # Some tenths of a second; what grows with the square takes minutes.
    assert time.process_time() - began < 20
