"""The private pages in a real browser: axe finds nothing wrong, and they work by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.support import axe, desk_newsroom
from tests.support.admin_newsroom import NOON, config_of, fill

from syndicator.monitor.outside import OutsideReport
from syndicator.store.database import Store

Private = Any
Start = Callable[..., Private]

pytestmark = axe.NEEDED

PAGES = (
    *("/", "/?q=nothing", "/incidents", "/feeds", "/permissions", "/permissions/grant-1"),
    *("/ledger", "/service", "/sources/source-3", "/sources/source-0", "/nowhere"),
)


def filled(store: Store, config: Any) -> None:
    fill(store, config, NOON)


def test_axe_and_the_browser_are_content(start: Start) -> None:
    private = start(config_of(6), before=filled)
    private.server.ticked("poll", "done", 1.0, None)
    seen = {"world": ("is not served",), "europe": ()}
    private.server.ticked("outside", "done", 1.0, OutsideReport(at=NOON, seen=seen))  # type: ignore[arg-type]
    origin = "http://{}:{}".format(*private.address)
    found = axe.look([f"{origin}{path}" for path in PAGES])
    assert len(found) == 2 * len(PAGES)
    assert all(each["passed"] for each in found)
    assert [(e["scheme"], e["url"], e["violations"]) for e in found if e["violations"]] == []
    assert [(e["scheme"], e["url"]) for e in found if e["overflows"]] == []
    # The page of what is not there complains of that.
    complaints = [(e["url"], e["complaints"]) for e in found if not e["url"].endswith("/nowhere")]
    assert [each for each in complaints if each[1]] == []
    assert [each["asked"] for each in found if each["asked"]] == []


def test_axe_and_the_browser_are_content_with_the_desk(start: Start) -> None:
    users = re.compile(r"\[admin\.users\..*\n.*\n")
    private = start(users.sub("", desk_newsroom.CONFIG), before=desk_newsroom.fill_desk)
    private.engine.engine.publish(now=private.now)
    origin = "http://{}:{}".format(*private.address)
    found = axe.look([f"{origin}{path}" for path in ("/desk", "/desk?why=rule", "/desk/91")])
    assert [(e["scheme"], e["url"], e["violations"]) for e in found if e["violations"]] == []
    assert [(e["scheme"], e["url"]) for e in found if e["overflows"]] == []
    assert [each["complaints"] for each in found if each["complaints"]] == []
    assert [each["asked"] for each in found if each["asked"]] == []
    assert all(each["passed"] for each in found)


def test_the_page_to_sign_in(private: Private) -> None:
    origin = "http://{}:{}".format(*private.address)
    found = axe.look([f"{origin}/sign-in"])
    assert [each["violations"] for each in found] == [[], []]
    assert [each["complaints"] for each in found] == [[], []]


def test_an_operators_night_by_keyboard(start: Start) -> None:
    users = '[admin.users.olga]\nrole = "operator"\n'
    private = start(config_of(12, users=users), before=filled)
    base = "http://{}:{}".format(*private.address)
    nights = axe.run(
        "operator.cjs",
        base=base,
        name="olga",
        password="correct horse battery",
        source="source-3",
    )
    assert len(nights) == 2
    for night in nights:
        assert night["came"] == "/sources/source-3"
        assert night["said"] == "It was asked just now; this is what came of it."
        assert "Acknowledged until 2026-12-01 12:00Z: olga: the publisher knows" in night["known"]
        assert night["complaints"] == []
    assert private.engine.polls == [["source-3"], ["source-3"]]
