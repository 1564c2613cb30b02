"""Cutting a text: where sentences end, and never more than asked."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import CleanHtml
from syndicator.model.grant import Excerpt
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.content.excerpt import excerpt
from syndicator.rights.markup.sentences import sentence_ends, words

SENTENCES = {
    "stops": ["One two.", " Three!", " Four?", " Five…"],
    "quotes": ["“Go,” he said.", " “Now.”", " (Then.)", " 'So?'"],
    "titles": ["Mr. Smith met Dr. Jones vs. Gen. Lee of Acme Inc. of Ohio.", " They spoke."],
    "initials": ["J. R. R. Tolkien of the U.S. Navy wrote.", " He won."],
    "a.m.": ["It began at 9 a.m. Monday in Rome.", " It ended."],
    "numbers": ["It cost 3.5 million, or 1.000.000 in all.", " It rose."],
    "ordinals": ["Am 25. April kam Karel IV. Nach Prag.", " Er blieb."],
    "years": ["It was 2020.", " Then came 2021."],
    "lower case": ["It was 1945. as they stood... and waited! said he.", " It ended."],
    "German": ["Das gilt z.B. Hier usw. Dort bzw. Da.", " Ja."],
    "Czech": ["Stalo se to např. V Praze atd. Tedy ano.", " Ne."],
    "Russian": ["Это было в 2020 г. В Москве и т.д. Но нет.", " Да."],
    "Spanish": ["¿Qué?", " ¡Sí!", " La Sra. García fue."],
    "Arabic": ["ماذا حدث؟", " لا شيء."],
    "Urdu": ["یہ ہے۔", " وہ ہے۔"],
    "Hindi": ["यह है।", " वह था।"],
    "Chinese": ["你好。", "他说：“走！”", "好？"],
    "Japanese": ["東京です。", "「はい。」", "終わり"],
    "addresses": ["See www.daily.example for v1.2 of it.", " Good."],
    "no stop": ["No end in sight"],
    "footnote": ["It rose.", "[1] It fell."],
    "empty": [],
}


@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES)
def test_sentences(sentences: list[str]) -> None:
    text = "".join(sentences)
    ends = sentence_ends(text)
    if ends and ends[-1] != len(text):
        ends.append(len(text))
    found = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert (found or ([text] if text else [])) == sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("  — … ", 0),
        ("one two-three, four’s 5.5%", 4),
        ("新闻自由", 4),
        ("NATO 的 25 国", 4),
        ("ข่าวสาร", 2),
        ("ភាសាខ្មែរ", 2),
        ("မြန်မာစကား", 2),
        ("ພາສາລາວ", 3),
        ("བོད་ཡིག་ནི།", 3),
        ("한국 뉴스", 2),
        ("यह है", 2),
    ],
)
def test_words(text: str, count: int) -> None:
    assert len(words(text)) == count


BY_WORDS = {
    "fits": ("<p>One two.</p>", 2, "<p>One two.</p>"),
    "sentence": ("<p>One two. Three four five.</p>", 4, "<p>One two.</p>"),
    "exactly": ("<p>One two. Three four. Five.</p>", 4, "<p>One two. Three four.</p>"),
    "long sentence": ("<p>One two, three.</p>", 2, "<p>One two…</p>"),
    "paragraphs": ("<p>One</p><p>two three.</p><p>Four</p>", 3, "<p>One</p><p>two three.</p>"),
    "no stop": ("<p>One</p><p>two three four</p>", 2, "<p>One</p>"),
    "heading left out": ("<p>One.</p><h2>Two</h2><p>three four.</p>", 3, "<p>One.</p>"),
    "only a heading": ("<h2>One two</h2><p>three four</p>", 3, "<h2>One two</h2><p>three…</p>"),
    "heading alone": ("<h2>One two</h2><p>three</p>", 2, "<h2>One two…</h2>"),
    "closed": (
        '<div><p>One <a href="https://a.example/"><b>two. Three</b> four</a></p><p>x</p></div>',
        2,
        '<div><p>One <a href="https://a.example/"><b>two.</b></a></p></div>',
    ),
    "list": ("<ul><li>One</li><li>two</li></ul>three", 1, "<ul><li>One</li></ul>"),
    "breaks": ("One.<br><br>Two three.<br><br>Four", 3, "One.<br><br>Two three."),
    "hard wraps": ("One two<br>three four<br>five", 3, "One two<br>three…"),
    "media": (
        "<figure><img src='x:y'><figcaption>No</figcaption></figure><p>One <img>two. Three</p>",
        2,
        "<p>One two.</p>",
    ),
    "figure in text": (
        "One.<figure>x</figure>Two.<figure>x</figure>Three.", 2, "One.<br><br>Two."
    ),
    "Chinese": ("<p>你好。再见了。</p>", 3, "<p>你好。</p>"),
    "empty": ("", 5, ""),
    "only media": ("<p><img src='https://a.example/i'></p>", 5, ""),
    "entities": ("<p>A &amp; B &lt;c&gt; dd. E</p>", 4, "<p>A &amp; B &lt;c&gt; dd.</p>"),
}  # fmt: skip

BY_PARAGRAPHS = {
    "fits": ("<p>One.</p>", 2, "<p>One.</p>"),
    "cut": ("<p>One.</p><p>Two.</p><p>Three.</p>", 2, "<p>One.</p><p>Two.</p>"),
    "empty ones do not count": ("<p> </p><p>One.</p><p></p><p>Two.</p>", 1, "<p>One.</p>"),
    "heading at the end": ("<p>One.</p><h3>Two</h3><p>Three.</p>", 2, "<p>One.</p>"),
    "heading first": ("<h3>One</h3><p>Two.</p><p>Three.</p>", 2, "<h3>One</h3><p>Two.</p>"),
    "breaks": ("One<br>line.<br><br>Two.<br><br>Three.", 2, "One<br>line.<br><br>Two."),
    "single breaks": ("One.<br>Two.<br>Three.", 1, "One."),
    "single breaks, no stops": ("One<br>two<br>three", 2, "One<br>two"),
    "sentences by breaks": ("One.<br>Two.<br><br>Three.<br>Four.", 1, "One."),
    "blank lines": ("One\nline.\n\nTwo.\n \n\nThree.", 2, "One\nline.\n\nTwo."),
    "blank lines in one": ("<p>One.\n\nTwo.</p><p>Three.</p>", 1, "<p>One.</p>"),
    "nested": ("<div><div><p>1.</p></div><p>2.</p></div>", 1, "<div><div><p>1.</p></div></div>"),
    "list items": ("<p>1</p><ul><li>2</li><li>3</li></ul>", 2, "<p>1</p><ul><li>2</li></ul>"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "limit", "expected"), BY_WORDS.values(), ids=BY_WORDS)
def test_by_words(html: str, limit: int, expected: str) -> None:
    assert excerpt(sanitise(html), Excerpt(words=limit)) == expected


@pytest.mark.parametrize(("html", "limit", "expected"), BY_PARAGRAPHS.values(), ids=BY_PARAGRAPHS)
def test_by_paragraphs(html: str, limit: int, expected: str) -> None:
    assert excerpt(sanitise(html), Excerpt(paragraphs=limit)) == expected


def test_both_limits_hold() -> None:
    html = CleanHtml("<p>One. Two.</p><p>Three.</p>")
    assert excerpt(html, Excerpt(words=1, paragraphs=1)) == "<p>One.</p>"
    assert excerpt(html, Excerpt(words=9, paragraphs=1)) == "<p>One. Two.</p>"


pieces = st.text(alphabet="ab c.!? “”…1A&<\n", max_size=30).map(
    lambda text: escape(text, quote=False)
)
markup = st.recursive(
    pieces | st.sampled_from(["<br>", "<hr>", "<img src='https://a.example/i'>", "新闻。"]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(
            ["p", "div", "b", "em", "h2", "blockquote", "ul", "li", "figure", "figcaption"]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
documents = st.lists(markup, max_size=5).map(lambda parts: sanitise("".join(parts)))


@given(html=documents, limit=st.integers(1, 12))
def test_never_longer_never_empty_always_clean(html: CleanHtml, limit: int) -> None:
    cut = excerpt(html, Excerpt(words=limit))
    assert len(words(plain_text(cut))) <= limit
    assert sanitise(cut) == cut
    assert "<img" not in cut
    assert "<figure" not in cut
    bare = re.sub(r"<figure>.*?</figure>", "", html) if html.count("<figure>") <= 1 else ""
    if "<fig" not in bare and words(plain_text(CleanHtml(bare))):
        assert words(plain_text(cut))
    # What is left is the beginning of what there was.
    kept = "".join(plain_text(cut).removesuffix("…").split())
    whole = "".join(plain_text(excerpt(html, Excerpt(words=10_000))).split())
    assert whole.startswith(kept)
    assert excerpt(cut, Excerpt(words=limit)) == cut


@given(html=documents, limit=st.integers(1, 5))
def test_never_more_paragraphs(html: CleanHtml, limit: int) -> None:
    cut = excerpt(html, Excerpt(paragraphs=limit))
    # Whether a ``<br>`` parts or wraps is told by the whole text: what is left may be read anew.
    again = "".join(plain_text(excerpt(cut, Excerpt(paragraphs=limit))).split())
    assert "".join(plain_text(cut).split()).startswith(again)
    assert len(re.findall(r"<p>\s*[^\s<]", cut)) <= limit
    assert sanitise(cut) == cut
    if plain_text(excerpt(html, Excerpt(paragraphs=10_000))):
        assert plain_text(cut)
