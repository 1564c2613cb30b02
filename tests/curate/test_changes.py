from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.desk_newsroom import article

from syndicator.curate.changes import GAP, Changes, Kind, Run, changes

TEXTS = st.lists(st.sampled_from("abcde"), max_size=20).map(" ".join)


def test_what_stayed_far_from_a_change_is_left_out() -> None:
    words = [f"w{number}" for number in range(100)]
    found = changes(
        article(1, "A title", " ".join(words)),
        article(1, "A title", " ".join([*words[:50], "new", *words[51:]])),
    )
    assert found.title == ()
    assert found.text[1:3] == (Run(Kind.GONE, "w50"), Run(Kind.NEW, "new"))
    assert found.text[0].text == " ".join([GAP, *words[38:50]])
    assert found.text[3].text.startswith("w51 w52")


def test_nothing_changed() -> None:
    assert changes(article(1, "One"), article(1, "One")) == Changes(title=(), text=())
    assert not changes(article(1, "One"), article(1, "One"))


@given(TEXTS, TEXTS)
@settings(max_examples=60, deadline=None)
def test_both_states_can_be_read_from_it(before: str, after: str) -> None:
    found = changes(article(1, before), article(1, after)).title
    if before == after:
        assert found == ()
        return
    for text, other in ((before, Kind.NEW), (after, Kind.GONE)):
        assert " ".join(run.text for run in found if run.kind is not other).split() == text.split()
