"""Which words of a source are our notice said twice, and which must never be touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import CleanHtml, Notice
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import plain_text
from syndicator.rights.notice.existing_notice import (
    FIRST_BLOCKS,
    LAST_BLOCKS,
    normalise,
    take_notices,
)

HEADER = (
    "<p>Editor's Note: This article originally appeared on"
    ' <a href="https://daily.example/1">The Daily Example/The Weekly Example</a>.</p>'
)
FOOTER = (
    "<p>Copyright (c) 2020. Daily Example, Inc. Reprinted with the permission of The Daily"
    " Example/The Weekly Example, 12 Sample Street, Exampleton 20036.</p>"
)
NAMES = ("Daily Example, Inc.", "The Daily Example/The Weekly Example")
TEXT = "<p>The water stood at nine metres.</p><p>It fell.</p>"

Notices = Callable[..., Notice]


def without(html: str, *notices: str, names: tuple[str, ...] = NAMES) -> str:
    wanted = [CleanHtml(notice) for notice in notices or (HEADER, FOOTER)]
    return take_notices(sanitise(html), wanted, names=names)[0]


CURLY = (
    "<p>Editor’s note: This article originally appeared on The Daily Example / The Weekly"
    " Example</p>"
)
MISNAMED_HEADER = (
    "<p>Editor’s Note: This article originally appeared on The Daily Example/The Weekly"
    " Weekly Exampel.</p>"
)
MISNAMED_FOOTER = (
    "<p>Copyright (c) 2018. Daily Example, Inc. Reprinted with permission of The Daily"
    " Example/The Weekly Example, 12 Sample Street, Exampleton 20036</p>"
)

FOUND = {
    "the same": (HEADER, FOOTER),
    "not linked, curly": (CURLY, FOOTER),
    "misnamed": (MISNAMED_HEADER, MISNAMED_FOOTER),
    "other sign and year": (HEADER, FOOTER.replace("Copyright (c) 2020", "© 2018–2021")),
    "capitals": (HEADER.upper().replace("HTTPS", "https"), FOOTER.upper()),
    "emphasis": (f"<div><em>{HEADER[3:-4]}</em></div>", FOOTER.replace("<p>", "<p><small>")),
    "split by elements": (
        HEADER.replace(": This", ":</p><p>This").replace("on <a", "on</p><p><a"),
        FOOTER.replace(" Reprinted", "</p><p>Reprinted"),
    ),
    "split by breaks": (
        HEADER[3:-4] + "<br><br>",
        "Copyright © 2020<br>" + FOOTER[23:-4],
    ),
    "three times": (HEADER * 3, FOOTER * 3),
    "swapped": (FOOTER, HEADER),
    "nested": (f"<div><div>{HEADER}</div></div>", f"<blockquote>{FOOTER}</blockquote>"),
}


@pytest.mark.parametrize(("before", "after"), FOUND.values(), ids=FOUND)
def test_the_same_notice_is_taken_out(before: str, after: str) -> None:
    assert without(before + TEXT + after) == TEXT


KEPT = {
    "another agency": ("<p>© 2020 AP</p>", "<p>© 2020 AFP</p>", ("AP",)),
    "another name in a long one": (
        FOOTER,
        FOOTER.replace("Daily Example, Inc", "Early Sample, Ltd").replace("Daily", "Early"),
        NAMES,
    ),
    "one more holder": (
        FOOTER,
        FOOTER.replace("Reprinted", "Photos: Sampler. Reprinted"),
        NAMES,
    ),
    "nearly the same name": (
        "<p>This article originally appeared on The Example Times and is used by permission.</p>",
        "<p>This article originally appeared on The Sample Times and is used by permission.</p>",
        ("The Example Times",),
    ),
    "similar, but names nobody": (
        "<p>This article was originally published elsewhere and is reprinted by permission.</p>",
        "<p>this article was originally published here and is reprinted by permission.</p>",
        ("Daily Example",),
    ),
    "no year": ("<p>© 2020 AFP</p>", "<p>© AFP</p>", ("AFP",)),
    "Indic vowel signs": ("<p>© 2020 कल</p>", "<p>© 2020 काल</p>", ("कल",)),
    "only signs": ("<p>© —</p>", "<p>***</p>", ()),
    "part of a paragraph": (HEADER, f"<p>{HEADER[3:-4]} It rained.</p>", NAMES),
}


@pytest.mark.parametrize(("ours", "theirs", "names"), KEPT.values(), ids=KEPT)
def test_what_differs_is_never_taken_out(ours: str, theirs: str, names: tuple[str, ...]) -> None:
    for html in (theirs + TEXT, TEXT + theirs, theirs):
        clean = sanitise(html)
        assert take_notices(clean, [CleanHtml(ours)], names=names)[0] == clean


LINES = [f"<p>Line {number} of the story.</p>" for number in range(20)]


@pytest.mark.parametrize(
    ("position", "gone"),
    [
        (0, True),
        (FIRST_BLOCKS - 1, True),
        (FIRST_BLOCKS, False),
        (10, False),
        (20 - LAST_BLOCKS, False),
        (20 - LAST_BLOCKS + 1, True),
        (20, True),
    ],
)
def test_only_near_the_ends(position: int, *, gone: bool) -> None:
    lines = [*LINES[:position], FOOTER, *LINES[position:]]
    assert without("".join(lines)) == "".join(LINES if gone else lines)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"A.<br><br>{FOOTER[3:-4]}", "A."),
        (f"A.<br>{FOOTER[3:-4]}<br>B.", "A.<br>B."),
        (f"<p>A.<br><br><em>{FOOTER[3:-4]}</em></p>", "<p>A.</p>"),
        (f"A. <div>{FOOTER}</div> B.", "A. <br><br> B."),
        (f"<b>A.</b><div>{FOOTER}</div>B.", "<b>A.</b><br><br>B."),
        (f"<b>{HEADER[3:-4]}</b><div>{FOOTER}</div>B.", "B."),
        (f"{HEADER[3:-4]}<br>{FOOTER[3:-4]}<br>B.", "B."),
        (f"A.<div>{FOOTER}</div><i>B.</i>", "A.<br><br><i>B.</i>"),
        (f"<p>A.</p><hr>{FOOTER}", "<p>A.</p><hr>"),
        (f"<ul><li>A</li><li>{FOOTER[3:-4]}</li></ul>", "<ul><li>A</li></ul>"),
        (
            f"<p>A.</p><p>{FOOTER[3:-4]}<img src='https://c.example/counter'></p>",
            '<p>A.</p><p><img src="https://c.example/counter"></p>',
        ),
        (FOOTER, ""),
        (HEADER + FOOTER, ""),
        ("", ""),
    ],
)
def test_what_remains(html: str, expected: str) -> None:
    assert without(html) == expected


def test_a_notice_may_end_in_the_line_that_is_another() -> None:
    long = "<p>The river rises, by A. Sample.</p><p>© 2020 Example</p>"
    assert without(TEXT + long, "<p>© 2020 Example</p>", long) == TEXT


def test_without_a_find_the_bytes_stay() -> None:
    html = CleanHtml("<p>A&nbsp;&amp;&nbsp;B</p>\n\n")
    assert take_notices(html, [CleanHtml(HEADER)], names=NAMES)[0] == html
    assert take_notices(html, [CleanHtml(""), CleanHtml("<p>…</p>")], names=NAMES)[0] == html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Copyright (c) 2018. RFE/RL, Inc.", "© yyyy rfe rl inc"),
        ("©️ 2018-2020  “X’s”", "© ️ yyyy xs"),
        ("(C) Copyrights", ""),
        ("1201 Street 20036", "1201 street 20036"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


words = st.text(alphabet="abcdefghij", min_size=1, max_size=9)
sentences = st.lists(words, min_size=3, max_size=25).map(" ".join)
blocks = st.lists(
    st.builds(
        lambda tag, text: f"<{tag}>{text}</{tag}>",
        st.sampled_from(["p", "div", "h3", "li", "blockquote"]),
        sentences,
    ),
    max_size=12,
)


@given(lines=blocks, before=st.booleans(), after=st.booleans())
def test_no_other_paragraph_is_ever_removed(lines: list[str], *, before: bool, after: bool) -> None:
    body = "".join(lines)
    html = (HEADER if before else "") + body + (FOOTER if after else "")
    assert plain_text(CleanHtml(without(html))) == plain_text(sanitise(body))


@given(lines=blocks, changes=st.lists(st.tuples(st.integers(0, 200), words), max_size=30))
def test_a_notice_is_taken_out_only_if_it_names_no_one_else(
    lines: list[str], changes: list[tuple[int, str]]
) -> None:
    text = FOOTER[3:-4]
    for at, word in changes:
        text = f"{text[: at % len(text)]} {word.capitalize()} {text[at % len(text) :]}"
    html = sanitise("".join(lines) + f"<p>{text}</p>")
    left = take_notices(html, [CleanHtml(FOOTER)], names=NAMES)[0]
    if left != html:
        assert not changes or all(
            any(normalise(word).startswith(known[:1]) for known in normalise(FOOTER).split())
            for _, word in changes
        )
        assert len(changes) <= 10
