"""Subscriptions against a small conforming hub: verified, renewed, ended, and what they bring."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from structlog.testing import capture_logs

from syndicator.cli import main
from syndicator.model import GrantName, Limits, Offer, SourceName
from syndicator.poll.websub.callbacks import GONE, SHORTEST_LEASE
from syndicator.poll.websub.hub_requests import Mode, Reply, Request, ask
from syndicator.store import hub_offers, sources, subscriptions

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_what_a_hub_is_asked(world: Any) -> None:
    world.subscribe()
    (asked,) = world.hub.requests
    callback, secret = asked.pop("hub.callback"), asked.pop("hub.secret")
    assert asked == {
        "hub.mode": "subscribe",
        "hub.topic": world.topic,
        "hub.lease_seconds": "864000",
    }
    assert callback.startswith(f"{world.ours}websub/")
    assert len(callback.rpartition("/")[2]) == 43, "256 bits"
    assert 32 <= len(secret) < 200
    assert world.states() == ["verified"]
    assert world.hub.verifications == [200]


def test_over_http_no_secret_is_sent(make_world: Callable[..., Any]) -> None:
    world = make_world(tls=False)
    world.subscribe()
    assert "hub.secret" not in world.hub.requests[0]
    assert world.states() == ["verified"]


def test_not_even_if_there_is_one(make_world: Callable[..., Any]) -> None:
    world = make_world(tls=False)
    request = Request(
        hub=world.hub.url,
        mode=Mode.SUBSCRIBE,
        topic=world.topic,
        callback=f"{world.ours}websub/x",
        secret="not over http",
    )
    limits = Limits(
        timeout=MINUTE, max_bytes=999, user_agent="x", allow_private=(ip_network("127.0.0.0/8"),)
    )
    assert ask(request, limits=limits, now=world.now) == Reply()
    assert "hub.secret" not in world.hub.requests[0]


def test_a_hub_that_is_down_costs_one_request(world: Any) -> None:
    world.hub.status = 503
    names = [SourceName(f"source-{number}") for number in range(20)]
    urls = {name: f"https://{name}.example/" for name in names}
    sources.sync(world.store, [(n, url, GrantName("g")) for n, url in urls.items()], world.now)
    with world.store.transaction():
        for name, url in urls.items():
            subscriptions.begin(
                world.store,
                source=name,
                hub=world.hub.url,
                topic=url,
                token=name,
                secret=None,
                now=world.now,
            )
            hub_offers.save(world.store, name, Offer(topic=url, hubs=(world.hub.url,)), world.now)
    report = world.renew()
    assert (report.asked, report.failed) == (0, 20)
    assert len(world.hub.requests) == 1
    world.later(4 * MINUTE)
    world.renew()
    assert len(world.hub.requests) == 1
    world.later(2 * MINUTE)
    world.renew()
    assert len(world.hub.requests) == 2
    world.hub.status = 202
    world.hub.asks = False
    world.later(HOUR)
    assert world.renew().asked == 20


def test_a_request_that_is_refused_holds_up_no_other(world: Any) -> None:
    world.hub.status = 400
    for number in range(3):
        subscriptions.begin(
            world.store,
            source=SourceName("one"),
            hub=world.hub.url,
            topic=world.topic,
            token=str(number),
            secret=None,
            now=world.now,
        )
    offer = Offer(topic=world.topic, hubs=(world.hub.url,))
    hub_offers.save(world.store, SourceName("one"), offer, world.now)
    world.renew()
    assert len(world.hub.requests) == 3


def test_a_source_with_a_hub_is_polled_once_a_day(world: Any) -> None:
    world.poll()
    assert world.next_poll() < 2 * HOUR
    world.renew()
    world.later(world.next_poll())
    world.poll()
    assert DAY <= world.next_poll() <= 1.1 * DAY


def test_without_the_configuration_nobody_is_asked(world: Any) -> None:
    world.reload(websub=False)
    world.subscribe()
    assert not world.hub.requests


# ── leases ───────────────────────────────────────────────────────────────────────────────────


def test_a_lease_is_renewed_in_time_by_another_callback(world: Any) -> None:
    world.hub.lease = 4 * 86_400
    world.subscribe()
    first = world.hub.requests[0]["hub.callback"]
    began = world.now
    while len(world.hub.requests) == 1:
        world.later(HOUR)
        world.renew()
    assert 2.5 * DAY < world.now - began <= 3.1 * DAY
    world.later(MINUTE)
    world.renew()
    second, farewell = world.hub.requests[1:]
    assert second["hub.mode"] == "subscribe"
    assert second["hub.callback"] != first
    assert (farewell["hub.mode"], farewell["hub.callback"]) == ("unsubscribe", first)
    assert [*world.hub.active] == [second["hub.callback"]]
    assert world.states() == ["ended", "verified"]


def test_a_renewal_that_fails_is_tried_again_until_the_lease_is_over(world: Any) -> None:
    world.hub.lease = 2 * 86_400
    world.subscribe()
    world.later(world.next_poll())
    world.poll()
    world.hub.status = 503
    began = world.now
    while "ended" not in world.states():
        world.poll()
        world.later(10 * MINUTE)
        world.renew()
    attempts = len(world.hub.requests) - 1
    assert world.now - began <= 2 * DAY
    assert 4 <= attempts <= 9, "ever more rarely"
    assert world.next_poll() <= timedelta(0), "polled again at once"
    world.poll()
    assert world.next_poll() < 12 * HOUR, "as it was before"
    world.hub.status = 202
    world.later(2 * DAY)
    world.renew()
    assert world.states() == ["ended", "verified"]


@pytest.mark.parametrize(
    ("granted", "lease"),
    [
        ("3600", HOUR),
        ("1", SHORTEST_LEASE),
        ("99999999999999", 10 * DAY),
        ("9999999999", 90 * DAY),
        ("0", 10 * DAY),
        ("-5", 10 * DAY),
        ("soon", 10 * DAY),
        (None, 10 * DAY),
    ],
)
def test_whatever_lease_a_hub_grants(world: Any, granted: str | None, lease: timedelta) -> None:
    world.hub.asks = False
    world.subscribe()
    query = {
        "hub.mode": "subscribe",
        "hub.topic": world.topic,
        "hub.challenge": "x",
        **({} if granted is None else {"hub.lease_seconds": granted}),
    }
    callback = world.hub.requests[0]["hub.callback"]
    assert world.hub.call(callback, query) == (200, b"x")
    ((until,),) = world.rows("SELECT lease_until FROM subscriptions")
    assert datetime.fromtimestamp(until, UTC) - world.now == lease


def test_a_hub_may_ask_again_whether_it_still_stands(world: Any) -> None:
    world.subscribe()
    world.later(HOUR)
    world.hub.lease = 86_400
    world.hub.verify(world.hub.requests[0])
    assert world.hub.verifications == [200, 200]
    ((until,),) = world.rows("SELECT lease_until FROM subscriptions")
    assert datetime.fromtimestamp(until, UTC) == world.now + DAY


def test_a_request_that_is_never_verified_is_sent_ever_more_rarely(world: Any) -> None:
    world.hub.asks = False
    world.subscribe()
    for _ in range(24 * 12):
        world.later(5 * MINUTE)
        world.renew()
    assert 5 <= len(world.hub.requests) <= 10
    assert len({each["hub.callback"] for each in world.hub.requests}) == 1
    assert world.states() == ["asked"]


# ── what hubs may not do ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.topic": "https://other.example/"},
        {"hub.topic": ""},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "Subscribe"},
        {"hub.mode": "publish"},
        {"hub.challenge": ""},
    ],
)
def test_what_was_not_asked_for_is_not_found(world: Any, wrong: dict[str, str]) -> None:
    world.hub.asks = False
    world.subscribe()
    callback = world.hub.requests[0]["hub.callback"]
    right = {
        "hub.mode": "subscribe",
        "hub.topic": world.topic,
        "hub.challenge": "x",
        "hub.lease_seconds": "60",
    }
    assert world.hub.call(callback, right | wrong) == (404, b"")
    assert world.hub.call(callback[:-1] + "~", right) == (404, b"")
    assert world.hub.call(callback[:-1], right) == (404, b"")
    assert world.states() == ["asked"]
    assert world.hub.call(callback, right) == (200, b"x")


def test_nobody_verifies_what_was_not_sent_yet(world: Any) -> None:
    world.poll()
    world.hub.status = 503
    world.renew()
    world.store.db.execute("UPDATE subscriptions SET asked_at = NULL")
    callback = world.hub.requests[0]["hub.callback"]
    query = {"hub.mode": "subscribe", "hub.topic": world.topic, "hub.challenge": "x"}
    assert world.hub.call(callback, query)[0] == 404


@pytest.mark.parametrize("verified", [False, True])
def test_a_hub_that_denies(world: Any, *, verified: bool) -> None:
    if verified:
        world.subscribe()
        world.later(world.next_poll())
        world.poll()
        assert world.next_poll() > 20 * HOUR
        world.later(HOUR)
    world.hub.denies = "not  for\nyou"
    with capture_logs() as logs:
        if verified:
            world.hub.verify(world.hub.requests[0])
        else:
            world.subscribe()
    assert world.states() == ["denied"]
    (line,) = [line for line in logs if line["event"] == "hub.denied"]
    assert line["reason"] == "not for you"
    assert world.next_poll() <= (timedelta(0) if verified else 2 * HOUR)
    world.hub.denies = None
    asked = len(world.hub.requests)
    world.later(DAY)
    world.renew()
    assert len(world.hub.requests) == asked, "it is not asked again soon"
    world.later(31 * DAY)
    world.engine.maintain(now=world.now)
    world.renew()
    assert world.states() == ["verified"]


def test_a_hub_that_is_gone(world: Any) -> None:
    world.hub.status = 410
    world.subscribe()
    assert world.states() == ["denied"]


def test_another_hub_is_asked_in_the_place_of_one_that_denies(world: Any) -> None:
    world.offer(f"{world.hub.url}first", f"{world.hub.url}second")
    world.hub.denies = "no"
    world.subscribe()
    world.hub.denies = None
    world.later(MINUTE)
    world.renew()
    assert world.states() == ["denied", "verified"]
    assert world.rows("SELECT hub FROM subscriptions WHERE state = 'verified'") == [
        (f"{world.hub.url}second",)
    ]


# ── the end ──────────────────────────────────────────────────────────────────────────────────


def test_a_source_that_offers_no_hub_any_more_is_left(world: Any) -> None:
    world.subscribe()
    world.link_header = ""
    world.items = [1, 2]
    world.later(world.next_poll())
    world.poll()
    world.renew()
    assert world.hub.requests[1]["hub.mode"] == "unsubscribe"
    assert world.hub.verifications == [200, 200]
    assert not world.hub.active
    assert world.states() == ["ended"]
    assert world.next_poll() <= 5 * MINUTE


def test_another_topic_means_another_subscription(world: Any) -> None:
    world.subscribe()
    world.offer(topic=f"{world.topic}?new")
    world.items = [1, 2]
    world.later(world.next_poll())
    world.poll()
    world.renew()
    assert sorted(world.states()) == ["ended", "verified"]
    assert [each.topic for each in world.hub.active.values()] == [f"{world.topic}?new"]


def test_an_operator_who_wants_no_more(world: Any) -> None:
    world.subscribe()
    world.reload(websub=False)
    world.renew()
    assert not world.hub.active
    assert world.states() == ["ended"]


def test_a_farewell_that_nobody_answers_ends_by_itself(world: Any) -> None:
    world.subscribe()
    world.hub.status = 500
    world.reload(websub=False)
    for _ in range(40):
        world.renew()
        world.later(2 * HOUR)
    assert world.states() == ["ended"]
    assert 3 <= len(world.hub.requests) - 1 <= 6


def test_a_restart_forgets_nothing(world: Any) -> None:
    world.subscribe()
    world.engine.close()
    world.engine = type(world.engine).start(world.engine.config, now=world.now)
    del world.subscriber
    assert world.hub.publish(world.topic, world.rss(1, 2)) == [202]
    assert world.receive() == 1
    world.later(HOUR)
    world.renew()
    assert len(world.hub.requests) == 1


def test_the_end_of_a_subscription_is_told_to_hubs_that_go_on(world: Any) -> None:
    world.subscribe()
    world.hub.lease = 10_000
    given = dict(world.hub.active)
    world.reload(websub=False)
    world.renew()
    world.hub.active = given
    assert world.hub.publish(world.topic, world.rss(1, 2)) == [GONE.status]
    assert world.receive() == 0


def test_status_says_how_they_stand(
    world: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.subscribe()
    for arguments, said in (
        ([], "subscriptions at hubs: 1 verified"),
        (["--json"], '"verified": 1'),
    ):
        command = ["syndicator", "--config", str(world.folder / "config.toml"), "status"]
        monkeypatch.setattr(sys, "argv", [*command, *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        assert said in capsys.readouterr().out
