"""The outbox: one ping for however many changes, and none lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicator.model import Ping
from syndicator.store import outbox
from syndicator.store.database import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HUB, OTHER = "https://hub.example/", "https://other.example/"
ATOM = Ping(hub=HUB, topic="https://feeds.example.org/world.atom")
RSS = Ping(hub=HUB, topic="https://feeds.example.org/world.rss")
ELSEWHERE = Ping(hub=OTHER, topic=ATOM.topic)


def fail(
    store: Store,
    waiting: outbox.Waiting,
    again: datetime | None,
    *,
    refused: int | None = None,
    now: datetime = NOW,
) -> None:
    outbox.failed(store, waiting, error="down", next_try=again, refused=refused, now=now)


def topics(waiting: list[outbox.Waiting]) -> list[str]:
    return [each.ping.topic.rpartition(".")[2] for each in waiting]


def test_changes_that_were_not_told_are_told_at_once(store: Store) -> None:
    outbox.enqueue(store, [ATOM, RSS], NOW)
    outbox.enqueue(store, [ATOM], NOW + MINUTE)
    atom, rss = outbox.due(store, NOW + MINUTE)
    assert (atom.ping, rss.ping) == (ATOM, RSS)
    assert (atom.changes, atom.since, atom.attempts) == (2, NOW, 0)
    outbox.accepted(store, atom, NOW + MINUTE)
    assert outbox.due(store, NOW + MINUTE) == [rss]


def test_what_changes_while_it_is_told_is_told_again(store: Store) -> None:
    outbox.enqueue(store, [ATOM], NOW)
    (begun,) = outbox.due(store, NOW)
    outbox.enqueue(store, [ATOM], NOW + MINUTE)
    outbox.accepted(store, begun, NOW + MINUTE)
    (again,) = outbox.due(store, NOW + MINUTE)
    assert (again.ping, again.changes, again.since) == (ATOM, 2, NOW + MINUTE)
    outbox.accepted(store, again, NOW + MINUTE)
    assert not outbox.pending(store)


def test_a_change_belongs_to_the_transaction_that_tells_of_it(store: Store) -> None:
    def cut_short() -> None:
        with store.transaction():
            outbox.enqueue(store, [ATOM], NOW)
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # our own
        cut_short()
    assert not outbox.pending(store)


def test_a_failed_attempt_waits_and_so_do_later_changes(store: Store) -> None:
    outbox.enqueue(store, [ATOM], NOW)
    (waiting,) = outbox.due(store, NOW)
    fail(store, waiting, NOW + 5 * MINUTE)
    outbox.enqueue(store, [ATOM], NOW + MINUTE)
    assert not outbox.due(store, NOW + 4 * MINUTE)
    (again,) = outbox.due(store, NOW + 5 * MINUTE)
    assert (again.since, again.attempts, again.changes, again.error) == (NOW, 1, 2, "down")


def test_a_hub_that_takes_one_is_told_the_rest(store: Store) -> None:
    outbox.enqueue(store, [ATOM, RSS, ELSEWHERE], NOW)
    for each in outbox.due(store, NOW):
        fail(store, each, NOW + 60 * MINUTE)
    json = Ping(hub=HUB, topic="https://feeds.example.org/world.json")
    outbox.enqueue(store, [json], NOW + MINUTE)
    (probe,) = outbox.due(store, NOW + MINUTE)
    outbox.accepted(store, probe, NOW + MINUTE)
    assert [each.ping for each in outbox.due(store, NOW + MINUTE)] == [ATOM, RSS]


def test_but_not_what_it_refused(store: Store) -> None:
    outbox.enqueue(store, [ATOM, RSS], NOW)
    atom, rss = outbox.due(store, NOW)
    fail(store, atom, NOW + 60 * MINUTE, refused=400)
    outbox.accepted(store, rss, NOW)
    assert not outbox.due(store, NOW + 59 * MINUTE)
    assert topics(outbox.due(store, NOW + 60 * MINUTE)) == ["atom"]


def test_what_is_given_up_is_kept_and_taken_up_by_the_next_change(store: Store) -> None:
    outbox.enqueue(store, [ATOM], NOW)
    (waiting,) = outbox.due(store, NOW)
    fail(store, waiting, None, now=NOW + MINUTE)
    assert not outbox.due(store, NOW + timedelta(days=30))
    (given_up,) = outbox.pending(store)
    assert (given_up.failed_at, given_up.error) == (NOW + MINUTE, "down")
    outbox.enqueue(store, [ATOM], NOW + 2 * MINUTE)
    (again,) = outbox.due(store, NOW + 2 * MINUTE)
    assert (again.since, again.attempts, again.error) == (NOW + 2 * MINUTE, 0, None)


def test_what_changes_while_it_is_given_up_is_not(store: Store) -> None:
    outbox.enqueue(store, [ATOM], NOW)
    (waiting,) = outbox.due(store, NOW)
    outbox.enqueue(store, [ATOM], NOW + MINUTE)
    fail(store, waiting, None, now=NOW + MINUTE)
    (again,) = outbox.due(store, NOW + MINUTE)
    assert (again.since, again.failed_at) == (NOW + MINUTE, None)


def test_an_attempt_that_a_wrong_clock_put_off_is_due(store: Store) -> None:
    outbox.enqueue(store, [ATOM], NOW + timedelta(days=3650))
    assert topics(outbox.due(store, NOW)) == ["atom"]


def test_what_is_for_hubs_that_left_is_dropped(store: Store) -> None:
    outbox.enqueue(store, [ATOM, RSS, ELSEWHERE], NOW)
    assert outbox.forget(store, but={HUB}) == 2 - 1
    assert [each.ping for each in outbox.pending(store)] == [ATOM, RSS]
    assert outbox.forget(store, but=()) == 2


STEPS = st.sampled_from(["change", "begin", "tell", "fail", "give up"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(STEPS, max_size=12))
def test_a_topic_is_untold_while_some_change_of_it_was_not_told(
    store: Store, steps: list[str]
) -> None:
    outbox.forget(store, but=())
    told, changes = 0, 0
    begun: outbox.Waiting | None = None
    for step in steps:
        if step == "change":
            outbox.enqueue(store, [ATOM], NOW)
            changes += 1
        elif step == "begin" and begun is None:
            begun = next(iter(outbox.due(store, NOW)), None)
        elif begun is not None and step != "begin":
            if step == "tell":
                outbox.accepted(store, begun, NOW)
                told = begun.changes
            else:
                fail(store, begun, NOW if step == "fail" else None)
            begun = None
        assert bool(outbox.pending(store)) == (told < changes)
