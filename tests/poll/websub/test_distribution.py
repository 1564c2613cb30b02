"""What hubs bring: signed, read like a poll, and never believed beyond that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from syndicator.model import SourceName
from syndicator.poll.websub.callbacks import UNREAD
from syndicator.store import items, sources

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ONE = SourceName("one")


def titles(world: Any) -> list[str]:
    found = items.search(world.store, source=ONE, limit=100)
    return sorted(each.item.article.title for each in found)


def test_what_is_brought_is_read_and_published(world: Any) -> None:
    world.subscribe()
    world.engine.publish(now=world.now)
    polls = world.polls
    world.later(MINUTE)
    assert world.hub.publish(world.topic, world.rss(1, 2)) == [202]
    assert world.news == 1, "and somebody is told that there is something to read"
    assert world.receive() == 1
    assert world.polls == polls, "nobody was asked"
    assert titles(world) == ["Story 1", "Story 2"]
    (report,) = world.engine.publish(now=world.now)
    assert (report.published, report.withdrawn) == (1, 0)


def test_a_part_of_the_feed_says_nothing_of_the_rest(world: Any) -> None:
    world.items = [1, 2, 3]
    world.subscribe()
    world.engine.publish(now=world.now)
    world.hub.publish(world.topic, world.rss(4))
    assert world.receive() == 1
    (report,) = world.engine.publish(now=world.now)
    assert (report.entries, report.withdrawn) == (4, 0)


def test_it_moves_no_validator_and_no_poll(world: Any) -> None:
    world.subscribe()
    before = sources.get(world.store, ONE)
    world.later(MINUTE)
    world.hub.publish(world.topic, world.rss(1, 2))
    world.receive()
    assert sources.get(world.store, ONE) == before
    assert world.rows("SELECT count(*) FROM polls") == [(1,)]
    world.items = [1, 2]
    world.later(world.next_poll())
    assert world.poll() == 0, "the poll brings what is known"
    after = sources.get(world.store, ONE)
    assert after is not None
    assert before is not None
    assert after.etag != before.etag


def test_the_same_again_changes_nothing(world: Any) -> None:
    world.subscribe()
    for _ in range(3):
        world.hub.publish(world.topic, world.rss(1, 2))
    reports = world.engine.receive(now=world.now).sources
    assert [(report.new, report.revised) for report in reports] == [(1, 0), (0, 0), (0, 0)]


def test_what_is_brought_is_the_source_s_whatever_its_topic_is_called(world: Any) -> None:
    world.offer(topic=f"{world.topic}?self")
    world.subscribe()
    world.hub.publish(f"{world.topic}?self", world.rss(2))
    assert world.receive() == 1
    found = items.search(world.store, source=ONE, limit=9)
    assert {each.item.source_meta.id for each in found} == {world.topic}


def test_what_the_source_reserves_in_its_headers_holds_for_what_is_brought(world: Any) -> None:
    world.headers = [("TDM-Reservation", "1")]
    world.subscribe()
    world.headers = []
    world.hub.publish(world.topic, world.rss(2))
    world.receive()
    brought = [each.item for each in items.search(world.store, source=ONE, limit=9)]
    said = {each.article.title: [one.kind for one in each.source_meta.reserved] for each in brought}
    assert said == {"Story 1": ["tdm"], "Story 2": ["tdm"]}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_each_way_to_sign(world: Any, algorithm: str) -> None:
    world.subscribe()
    assert world.hub.publish(world.topic, world.rss(2), algorithm=algorithm) == [202]
    assert world.receive() == 1


@pytest.mark.parametrize("signature", ["sha256=00", "md5=00", "sha256", "sha256=" + "0" * 64, "x"])
def test_what_is_wrongly_signed_is_accepted_and_thrown_away(world: Any, signature: str) -> None:
    world.subscribe()
    before = world.next_poll()
    assert world.hub.publish(world.topic, world.rss(2), signature=signature) == [202]
    assert world.receive() == 0
    assert (world.news, world.next_poll()) == (0, before)
    assert world.rows("SELECT last_delivery FROM subscriptions") == [(None,)]


def test_what_is_not_signed_is_refused(world: Any) -> None:
    world.subscribe()
    assert world.hub.publish(world.topic, world.rss(2), signature=None) == [403]
    assert world.receive() == 0


def test_what_a_hub_without_a_secret_brings_is_asked_for_where_it_comes_from(
    make_world: Callable[..., Any],
) -> None:
    world = make_world(tls=False)
    world.subscribe()
    world.later(HOUR / 2)
    world.items = [1, 2]
    assert world.hub.publish(world.topic, world.rss(1, 2, 3)) == [202]
    assert world.receive() == 0
    assert world.news == 1
    assert world.next_poll() <= timedelta(0)
    assert world.poll() == 1
    assert titles(world) == ["Story 1", "Story 2"]


def test_however_often_a_hub_calls_the_source_is_not_asked_at_once_again(
    make_world: Callable[..., Any],
) -> None:
    world = make_world(tls=False)
    world.subscribe()
    polls = world.polls
    for _ in range(20):
        world.later(MINUTE)
        world.hub.publish(world.topic, world.rss(1, 2))
        world.poll()
    assert 3 <= world.polls - polls <= 4


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 202),
        (b"<html>no feed</html>", {}, 202),
        (b"{}", {"Content-Type": "application/json"}, 202),
        (b"x" * 100_001, {}, 413),
        (b"packed", {"Content-Encoding": "gzip"}, 202),
    ],
)
def test_what_cannot_be_read_is_asked_for_where_it_comes_from(
    world: Any, body: bytes, headers: dict[str, str], status: int
) -> None:
    world.subscribe()
    world.later(HOUR / 2)
    assert world.hub.publish(world.topic, body, headers=headers) == [status]
    world.receive()
    assert world.next_poll() <= timedelta(0)
    assert world.states() == ["verified"]
    state = sources.get(world.store, ONE)
    assert state is not None
    assert state.failures == 0, "it is not the source that failed"


def test_a_source_that_fails_is_left_the_time_that_it_was_given(world: Any) -> None:
    world.subscribe()
    world.link_header = ""
    world.store.db.execute("UPDATE sources SET failures = 1")
    before = world.next_poll()
    world.hub.publish(world.topic, b"")
    assert world.next_poll() == before


def test_a_flood_is_not_kept(world: Any) -> None:
    world.subscribe()
    for number in range(UNREAD + 5):
        assert world.hub.publish(world.topic, world.rss(number + 1)) == [202]
    assert world.rows("SELECT count(*) FROM deliveries") == [(UNREAD,)]
    world.receive()
    assert world.rows("SELECT count(*) FROM deliveries") == [(0,)]
    assert world.next_poll() <= 5 * MINUTE, "the rest is asked for"


def test_reading_stops_when_we_are_stopping(world: Any) -> None:
    world.subscribe()
    world.hub.publish(world.topic, world.rss(2))
    stop = threading.Event()
    stop.set()
    assert not world.engine.receive(now=world.now, stop=stop)
    assert world.rows("SELECT count(*) FROM deliveries") == [(1,)]
    assert world.receive() == 1


def test_callbacks_say_how_much_they_take(world: Any) -> None:
    world.subscribe()
    token = world.hub.requests[0]["hub.callback"].rpartition("/")[2]
    assert world.subscriber.limit(token) == 100_000
    assert world.subscriber.limit(token[::-1]) is None
    assert world.subscriber.limit("../../etc/passwd") is None


# ── hubs that bring nothing ──────────────────────────────────────────────────────────────────


def pushed(world: Any) -> None:
    """Subscribed, and polled once a day."""
    world.subscribe()
    world.later(world.next_poll())
    world.poll()
    world.later(world.next_poll())


def test_a_hub_that_is_silent_although_there_is_news_is_not_relied_on(world: Any) -> None:
    pushed(world)
    world.items = [1, 2]
    with capture_logs() as logs:
        assert world.poll() == 1
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["hub.silent"]
    assert world.next_poll() < 12 * HOUR
    # It still may bring something, and then it is one to rely on again.
    world.later(MINUTE)
    world.hub.publish(world.topic, world.rss(1, 2, 3))
    assert world.receive() == 1
    world.items = [1, 2, 3]
    world.later(world.next_poll())
    world.poll()
    assert world.next_poll() >= DAY


def test_a_hub_that_brought_the_news_is(world: Any) -> None:
    pushed(world)
    world.hub.publish(world.topic, world.rss(1, 2))
    world.receive()
    world.items = [1, 2]
    world.later(MINUTE)
    assert world.poll() == 0
    assert world.next_poll() >= DAY


def test_a_hub_that_brought_only_some_of_it_is_relied_on(world: Any) -> None:
    pushed(world)
    world.hub.publish(world.topic, world.rss(1, 2))
    world.receive()
    world.items = [1, 2, 3]
    world.later(MINUTE)
    assert world.poll() == 1, "what has come in this very moment"
    assert world.next_poll() >= DAY


def test_silence_is_remembered_when_the_lease_is_renewed(world: Any) -> None:
    pushed(world)
    world.items = [1, 2]
    world.poll()
    world.later(9 * DAY)
    world.renew()
    world.later(MINUTE)
    world.renew()
    assert world.states()[-1] == "verified"
    world.poll()
    assert world.next_poll() < 12 * HOUR


def test_news_from_before_the_subscription_are_not_held_against_the_hub(world: Any) -> None:
    world.subscribe()
    world.items = [1, 2]
    world.later(world.next_poll())
    assert world.poll() == 1
    assert world.next_poll() >= DAY
