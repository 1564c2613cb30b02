"""An approval covers the text that was seen: small corrections, and no other story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.curate.approval import MAX_NEW_SHARE, important_change, unseen
from syndicator.model import Article, CleanHtml, Digest, GrantName
from syndicator.model.grant import Grant, Reapproval

if TYPE_CHECKING:
    from tests.curate.conftest import MakeItem

WORD = st.text("abcdefgh", min_size=1, max_size=5)
WORDS = st.lists(WORD, min_size=4, max_size=40)


def article(title: str, text: str) -> Article:
    return Article(
        title=title,
        content=CleanHtml(f"<p>{text}</p>"),
        text_hash=Digest("0" * 64),
        content_hash=Digest("0" * 64),
    )


SEEN = article("River bridge opens", "The bridge over the river opened on Monday after two years.")


@pytest.mark.parametrize(
    ("title", "text", "important"),
    [
        (
            "River bridge opens",
            "The bridge over the river opened on Tuesday after two years.",
            False,
        ),
        ("River bridge opens at last", "The bridge over the river opened on Monday.", False),
        ("Minister resigns", "He said on Friday that he had never taken money.", True),
        ("", "", False),
    ],
)
def test_what_is_important(title: str, text: str, *, important: bool) -> None:
    assert (unseen(SEEN, article(title, text)) > MAX_NEW_SHARE) is important


@given(WORDS, st.data())
def test_less_than_half_of_the_words_may_change(seen: list[str], data: st.DataObject) -> None:
    """However the words are chosen that a correction changes."""
    changed = data.draw(st.sets(st.integers(0, len(seen) - 1), max_size=len(seen) // 2))
    after = [f"x{word}" if at in changed else word for at, word in enumerate(seen)]
    one, other = article("", " ".join(seen)), article("", " ".join(after))
    assert unseen(one, other) <= MAX_NEW_SHARE
    assert unseen(one, replace(one, title="")) == 0


@given(WORDS, WORDS)
def test_another_text_is_always_important(seen: list[str], other: list[str]) -> None:
    another = article("", " ".join(f"x{word}" for word in other))
    assert unseen(article("", " ".join(seen)), another) == 1


@pytest.mark.parametrize(
    ("reapprove", "small", "large"),
    [
        (Reapproval.IMPORTANT, None, "most of its words are others"),
        (Reapproval.ALWAYS, "its words changed", "most of its words are others"),
        (Reapproval.NEVER, None, None),
    ],
)
def test_a_permission_says_what_goes_back(
    reapprove: Reapproval, small: str | None, large: str | None, make_item: MakeItem
) -> None:
    def asked(article: Article) -> str | None:
        seen, after = make_item(article=SEEN), make_item(article=article)
        grant = Grant(name=GrantName("g"), reapprove=reapprove)
        return important_change(seen, after, grant, source_title=None, agencies=())

    corrected = replace(
        article("River bridge opens", "The bridge over the river opened on Friday at last."),
        text_hash=Digest("1" * 64),
    )
    other = replace(article("Minister resigns", "Never."), text_hash=Digest("2" * 64))
    assert (asked(SEEN), asked(corrected), asked(other)) == (None, small, large)


def test_the_key_changes_no_permission_that_does_not_use_it() -> None:
    """A version of a permission is in the ledger for ever."""
    plain = Grant(name=GrantName("g"))
    assert plain.digest == replace(plain, reapprove=Reapproval.IMPORTANT).digest
    assert plain.digest != replace(plain, reapprove=Reapproval.ALWAYS).digest
