"""Who gives way when all connections are taken."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.web.client_share import LOCAL, Held, Use, client_of, gives_way


def held(client: str, use: Use, since: float = 0) -> Held[str]:
    return Held(f"{client} {use} {since}", client, use, since)


IDLE, ASKING, ANSWERING = Use.IDLE, Use.ASKING, Use.ANSWERING


@pytest.mark.parametrize(
    ("newcomer", "others", "wanted"),
    [
        ("a", [], None),
        # Its own idle ones, the oldest first; nothing else of its own.
        ("a", [held("a", IDLE, 2), held("a", IDLE, 1)], held("a", IDLE, 1)),
        ("a", [held("a", ANSWERING), held("a", ASKING)], None),
        # Idle ones of who has more.
        ("b", [held("a", IDLE, 1), held("a", ANSWERING), held("c", IDLE)], held("a", IDLE, 1)),
        ("b", [held("a", IDLE)], held("a", IDLE)),
        # Not those of who has as few.
        ("b", [held("a", IDLE), held("b", ANSWERING)], None),
        # Without idle ones, what has not asked yet, of who has most.
        (
            "b",
            [held("a", ANSWERING, 1), held("a", ASKING, 9), held("c", ASKING, 0)],
            held("a", ASKING, 9),
        ),
        ("b", [held("a", ANSWERING, 2), held("a", ANSWERING, 1)], held("a", ANSWERING, 1)),
        ("b", [held("a", ANSWERING)], None),
    ],
)
def test_who_gives_way(newcomer: str, others: list[Held[str]], wanted: Held[str] | None) -> None:
    assert gives_way(newcomer, others) == wanted


CONNECTIONS = st.lists(
    st.builds(held, st.sampled_from("abcdef"), st.sampled_from(Use), st.integers(0, 9)), max_size=40
)


@given(CONNECTIONS, st.sampled_from("abcdefg"))
def test_nobody_has_less_for_another_to_have_more(others: list[Held[str]], newcomer: str) -> None:
    counts = Counter(each.client for each in others)
    found = gives_way(newcomer, others)
    if found is None:
        # All that could be taken from whoever has more.
        assert all(counts[each.client] <= counts[newcomer] + 1 for each in others)
        return
    assert found in others
    assert found.client == newcomer or counts[found.client] > counts[newcomer]
    if found.use is not IDLE:
        assert found.client != newcomer
        assert not any(each.use is IDLE and each.client == found.client for each in others)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:0:0:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        (None, "", True),
        (None, "127.0.0.1", False),
    ],
)
def test_what_counts_as_one_client(one: str | None, other: str | None, *, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same
    assert client_of(None) == LOCAL
