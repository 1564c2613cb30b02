from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.support.admin_newsroom import NOON, config_of, fill

from syndicator.monitor.alerts.deliver import AlertReport
from syndicator.monitor.outside import OutsideReport
from syndicator.publish.hubs.deliver import PingReport
from syndicator.store.database import Store
from syndicator.store.times import seconds

Private = Any
Start = Callable[..., Private]

EXAMPLES: Final = Path(__file__).parents[3] / "docs" / "examples"
NAME: Final = re.compile(r"\b(?:syndicator|process)_[a-z_]+")
PROMTOOL: Final = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")


@pytest.fixture
def newsroom(start: Start) -> Private:
    def before(store: Store, config: Any) -> None:
        fill(store, config, NOON)

    return start(config_of(12), before=before)


def numbers(text: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def scraped(private: Private) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    answer = private.browser().ask("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return numbers(answer.text)


def poll(store: Store, source: str, outcome: str, at: int, **more: Any) -> None:
    with store.transaction():
        store.write(
            "INSERT INTO polls (source, at, outcome, kind, status, seconds, bytes, new, revised)"
            " VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?)",
            (
                source,
                at,
                outcome,
                more.get("kind"),
                more.get("seconds", 1.0),
                more.get("bytes", 0),
                more.get("new", 0),
                more.get("revised", 0),
            ),
        )


def test_polls_are_counted_once_whoever_made_them(newsroom: Private) -> None:
    before = scraped(newsroom)
    assert before["syndicator_polls_total"][(("outcome", "fetched"),)] == 0
    now = seconds(newsroom.now)
    poll(newsroom.store, "source-1", "fetched", now, bytes=900, new=2, revised=1, seconds=0.2)
    poll(newsroom.store, "source-2", "failed", now, kind="timeout", seconds=20.0)
    newsroom.server.ticked("poll", "done", 1.5, None)
    for _ in range(2):
        found = scraped(newsroom)
        assert found["syndicator_polls_total"] == {
            (("outcome", "fetched"),): 1,
            (("outcome", "not-modified"),): 0,
            (("outcome", "failed"),): 1,
        }
        assert found["syndicator_poll_failures_total"][(("kind", "timeout"),)] == 1
        assert found["syndicator_fetched_bytes_total"][()] == 900
        assert found["syndicator_items_total"] == {
            (("change", "new"),): 2,
            (("change", "revised"),): 1,
        }
        assert found["syndicator_fetch_duration_seconds_count"][()] == 2
        assert found["syndicator_source_polls_total"] == {
            (("outcome", "fetched"), ("source", "source-1")): 1,
            (("outcome", "failed"), ("source", "source-2")): 1,
        }


def test_ticks_and_what_came_of_them(newsroom: Private) -> None:
    ticked = newsroom.server.ticked
    ticked("publish", "done", 0.3, None)
    ticked("publish", "failed", 0.1, None)
    ticked("alert", "done", 0.1, AlertReport(sent=2, failed=1))
    ticked("ping", "done", 0.1, PingReport(told=3, given_up=1))
    seen = {"world": (), "europe": ("is not served",)}
    ticked("outside", "done", 0.1, OutsideReport(at=newsroom.now, seen=seen))  # type: ignore[arg-type]
    found = scraped(newsroom)
    assert found["syndicator_ticks_total"][(("outcome", "done"), ("tick", "publish"))] == 1
    assert found["syndicator_ticks_total"][(("outcome", "failed"), ("tick", "publish"))] == 1
    assert found["syndicator_tick_duration_seconds_count"][(("tick", "publish"),)] == 2
    assert found["syndicator_alerts_total"][(("outcome", "sent"),)] == 2
    assert found["syndicator_alerts_total"][(("outcome", "failed"),)] == 1
    assert found["syndicator_hub_pings_total"][(("outcome", "sent"),)] == 3
    assert found["syndicator_outside_checks_total"] == {
        (("feed", "world"), ("outcome", "as_published")): 1,
        (("feed", "europe"), ("outcome", "differs")): 1,
    }
    assert found["syndicator_feed_outside_as_published"] == {
        (("feed", "world"),): 1,
        (("feed", "europe"),): 0,
    }


def test_how_everything_is_now(newsroom: Private) -> None:
    found = scraped(newsroom)
    assert found["syndicator_sources"][()] == 12
    assert found["syndicator_sources_failing"][()] == 1
    assert found["syndicator_poll_lag_seconds"][()] == 0
    assert sum(found["syndicator_feed_entries"].values()) == 27
    assert found["syndicator_stories_withheld"] == {(("reason", "approval"),): 5}
    assert found["syndicator_incidents_open"] == {
        (("severity", "warning"),): 2,
        (("severity", "error"),): 2,
        (("severity", "critical"),): 1,
    }
    assert found["syndicator_incidents_open_by_kind"][(("kind", "disk"),)] == 1
    assert found["syndicator_database_bytes"][()] > 0
    assert found["syndicator_disk_free_bytes"][(("place", "database"),)] > 0
    assert found["syndicator_grants_ending"] == {
        (("days", "7"),): 2,
        (("days", "30"),): 2,
        (("days", "60"),): 2,
    }
    end = found["syndicator_grant_expires_timestamp_seconds"][(("grant", "grant-2"),)]
    assert timedelta(seconds=end - newsroom.now.timestamp()) == timedelta(days=2, hours=12)
    assert found["syndicator_source_failures"][(("source", "source-3"),)] == 5
    assert len(found["syndicator_source_last_success_timestamp_seconds"]) == 12
    assert next(iter(found["syndicator_build_info"].values())) == 1
    newsroom.later(hours=3)
    assert scraped(newsroom)["syndicator_poll_lag_seconds"][()] > 7_200


def test_without_numbers_for_each_source(start: Start) -> None:
    private = start(config_of(5).replace("[monitor]", "[monitor]\nmetrics_per_source = false"))
    text = private.browser().ask("/metrics").text
    assert "source-1" not in text
    assert "grant-1" not in text
    assert 'feed="world"' in text


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


def basic(name: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


def test_from_outside_only_to_viewers(private: Private) -> None:
    outside = {"x_forwarded_for": "203.0.113.9"}
    browser = private.browser("desk.example.org")
    refused = browser.ask("/metrics", **outside)
    assert refused.status == 401
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert "syndicator_" not in refused.text
    for wrong in (basic("vera", "x"), basic("nobody", "x"), "Basic ?", "Bearer x", "Basic"):
        assert browser.ask("/metrics", authorization=wrong, **outside).status == 401
    right = basic("vera", "correct horse battery")
    assert browser.ask("/metrics", authorization=right, **outside).status == 200
    signed_in = private.user("vera", "desk.example.org")
    assert signed_in.ask("/metrics", **outside).status == 200


def test_a_password_for_metrics_is_no_way_around_the_limit(
    private: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicator.web.admin import passwords  # noqa: PLC0415

    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    browser = private.browser("desk.example.org")
    seen = [
        browser.ask(
            "/metrics", authorization=basic("vera", str(n)), x_forwarded_for="203.0.113.9"
        ).status
        for n in range(12)
    ]
    assert seen == [401] * 10 + [429] * 2


def test_a_password_that_holds_is_not_derived_each_time(
    private: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicator.web.admin import passwords  # noqa: PLC0415

    right = basic("vera", "correct horse battery")
    browser = private.browser("desk.example.org")
    ask = {"authorization": right, "x_forwarded_for": "203.0.113.9"}
    assert browser.ask("/metrics", **ask).status == 200
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("derived again"))
    assert browser.ask("/metrics", **ask).status == 200


def test_whoever_is_on_the_machine_may(private: Private) -> None:
    assert private.browser().ask("/metrics").status == 200
    # But not through a server in front, which says for whom it asks.
    for name in ("x_forwarded_for", "forwarded", "via", "x_real_ip"):
        assert private.browser().ask("/metrics", **{name: "203.0.113.9"}).status == 401


# ── by Prometheus' own rules ─────────────────────────────────────────────────────────────────────


@needs_promtool
def test_promtool_finds_nothing_wrong_with_the_metrics(newsroom: Private) -> None:
    newsroom.server.ticked("alert", "done", 0.1, AlertReport(sent=2))
    text = newsroom.browser().ask("/metrics").body
    assert PROMTOOL is not None
    done = subprocess.run(
        [PROMTOOL, "check", "metrics"], input=text, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@needs_promtool
def test_promtool_finds_nothing_wrong_with_the_rules(tmp_path: Path) -> None:
    assert PROMTOOL is not None
    for file in (EXAMPLES / "alert-rules.yml", Path(__file__).with_name("alert_rules_test.yml")):
        shutil.copy(file, tmp_path)
    for command in (
        ["check", "rules", "alert-rules.yml"],
        ["test", "rules", "alert_rules_test.yml"],
    ):
        done = subprocess.run(
            [PROMTOOL, *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("example", ["alert-rules.yml", "grafana-dashboard.json"])
def test_examples_ask_for_metrics_that_exist(newsroom: Private, example: str) -> None:
    poll(newsroom.store, "source-1", "fetched", seconds(newsroom.now))
    seen = {"world": ()}
    newsroom.server.ticked("publish", "done", 1, OutsideReport(at=newsroom.now, seen=seen))  # type: ignore[arg-type]
    text = (EXAMPLES / example).read_text(encoding="utf-8")
    asked = set(NAME.findall(text))
    assert len(asked) > 10
    assert asked - scraped(newsroom).keys() == set()


def test_the_dashboard_is_one() -> None:
    board = json.loads((EXAMPLES / "grafana-dashboard.json").read_text(encoding="utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    variables = {each["name"] for each in board["templating"]["list"]}
    assert variables == {"datasource", "job", "one"}
    for panel in board["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        assert all(target["expr"] for target in panel["targets"])


def test_the_documentation_names_every_metric_and_no_other(newsroom: Private) -> None:
    poll(newsroom.store, "source-1", "fetched", seconds(newsroom.now))
    seen = {"world": ()}
    newsroom.server.ticked("publish", "done", 1, OutsideReport(at=newsroom.now, seen=seen))  # type: ignore[arg-type]
    text = newsroom.browser().ask("/metrics").text
    types = dict(re.findall(r"^# TYPE (syndicator_\S+) (\S+)$", text, re.MULTILINE))
    page = (EXAMPLES.parent / "admin.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(syndicator_\S+)` \| (\S+) \|([^|]*)\|", page, re.MULTILINE)
    assert {name: kind for name, kind, _ in rows} == types
    values = scraped(newsroom)
    for name, kind, labels in rows:
        found = values[f"{name}_count" if kind == "histogram" else name]
        assert {label for one in found for label, _ in one} == set(re.findall(r"`(\w+)`", labels))


def test_many_sources_are_written_in_time(start: Start) -> None:
    private = start(config_of(10_000))
    with private.store.transaction():
        private.store.write("UPDATE sources SET last_success = 1790000000")
        private.store.write(
            "INSERT INTO polls (source, at, outcome, seconds, bytes, new, revised)"
            " SELECT name, 1790000000, 'fetched', 1, 1, 0, 0 FROM sources"
        )
    browser = private.browser()
    text = browser.ask("/metrics").text
    assert text.count("syndicator_source_polls_total{") == 10_000
    took = []
    for _ in range(3):
        began = time.perf_counter()
        browser.ask("/metrics")
        took.append(time.perf_counter() - began)
    # A third of a second on a quiet machine.
    assert min(took) < 5
