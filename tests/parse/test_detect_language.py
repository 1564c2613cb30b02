"""In which language a text is written, and that it may be too short to tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.model import Digest, ParsedItem, SourceMeta, Text
from syndicator.parse.clean import clean, content_hash
from syndicator.parse.detect_language import detect
from syndicator.store.codec import article_from_json, article_to_json

GERMAN = "Die Fähre fährt wieder, und mit ihr kommen die Leute vom anderen Ufer zurück."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry is back, and with it the people of the other shore have come.", "en"),
        (GERMAN, "de"),
        ("Le bac est revenu, et avec lui les gens de l'autre rive, qui chantaient.", "fr"),
        ("El transbordador ha vuelto, y con él la gente de la otra orilla del río.", "es"),
        ("Паром снова ходит, и с ним вернулись люди с другого берега реки.", "ru"),
        ("Пором знову ходить, і разом із ним повернулися люди з того берега.", "uk"),
        ("عادت العبّارة، وعاد معها أهل الضفة الأخرى وهم يغنّون في المساء.", "ar"),
        ("渡轮又开始通航了，对岸的人们也跟着它一起回到了镇上。", "zh"),
        ("渡し船が戻り、向こう岸の人々も一緒に町へ帰ってきました。", "ja"),
        ("나룻배가 다시 다니고 건너편 사람들도 함께 마을로 돌아왔습니다.", "ko"),
        (f"{GERMAN} https://quay.example/a-long-address-in-english-words @quay #ferry", "de"),
        ("", None),
        ("Ferry back", None),
        ("Foto: dpa", None),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26", None),
        ("https://quay.example/one https://quay.example/two https://quay.example/three", None),
        ("Xq zwrt vbnm lkjh gfds poiu ytre wqas dfgh jklz xcvb nmqw rtyu iopl kjhg", None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert detect(text) == language


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_anything_has_a_language_or_none(text: str) -> None:
    found = detect(text)
    assert found is None or found.isalpha()


@pytest.mark.parametrize(
    ("own", "feed", "detected"), [(None, None, "de"), ("fr", None, None), (None, "fr", None)]
)
def test_what_is_said_comes_first(own: str | None, feed: str | None, detected: str | None) -> None:
    item = ParsedItem(raw_hash=Digest(""), content=(Text(value=f"<p>{GERMAN}</p>"),), language=own)
    article = clean(item, SourceMeta(language=feed))
    assert article.detected_language == detected
    assert content_hash(replace(article, detected_language="xx")) == article.content_hash
    assert article_from_json(article_to_json(article)) == article
