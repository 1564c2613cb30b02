"""What people try who have no business here, and that it fails."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from syndicator.config import load
from syndicator.store import incidents
from syndicator.web.admin import visits
from syndicator.web.admin.attempts import MAX_OF_CLIENT, MAX_OF_NAME

Private = Any
DESK = "desk.example.org"
PAGES = (
    *("/", "/incidents", "/feeds", "/permissions", "/ledger", "/service", "/sources/harbor"),
    *("/permissions/harbor", "/desk", "/desk?q=x&why=approval&source=harbor"),
)


def test_nobody_sees_anything_without_a_password(private: Private) -> None:
    for path in PAGES:
        answer = private.browser().ask(path)
        assert answer.status == 303, path
        assert "harbor" not in answer.text
    outside = private.browser(DESK).ask("/metrics", x_forwarded_for="203.0.113.9")
    assert outside.status == 401


def test_who_signs_in_comes_to_the_page_that_was_asked_for(private: Private) -> None:
    browser = private.browser()
    first = browser.ask("/?q=harbor&sort=name")
    assert first.location == "/sign-in?next=%2F%3Fq%3Dharbor%26sort%3Dname"
    assert "/?q=harbor&amp;sort=name" in browser.ask(first.location).text
    answer = browser.sign_in("vera", next="/?q=harbor&sort=name")
    assert (answer.status, answer.location) == (303, "/?q=harbor&sort=name")
    assert browser.ask("/").status == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_signing_in_leads_nowhere_else(private: Private, target: str) -> None:
    assert private.browser().sign_in("vera", next=target).location == "/"
    signed_in = private.user("vera")
    assert signed_in.ask(f"/sign-in?next={target.replace(chr(9), '%09')}").location == "/"


@pytest.mark.parametrize("name", ["vera", "nobody", "", "vera\x00", "' OR 1=1 --"])
def test_a_wrong_password(private: Private, name: str) -> None:
    browser = private.browser()
    answer = browser.sign_in(name, "a wrong password")
    assert answer.status == 403
    assert "not the name and the password of anybody" in answer.text
    assert browser.ask("/").status == 303


def test_a_user_without_a_password_cannot_sign_in(start: Callable[..., Private]) -> None:
    private = start(users='[admin.users.max]\nrole = "operator"')
    for password in ("", "None", "max"):
        assert private.browser().sign_in("max", password).status == 403


# ── cookies ──────────────────────────────────────────────────────────────────────────────────────


def test_a_session_begins_under_another_cookie(private: Private) -> None:
    browser = private.browser()
    browser.ask("/sign-in")
    planted = dict(browser.cookies)
    browser.sign_in("olga")
    assert browser.cookies != planted
    victim = private.browser()
    victim.cookies = planted
    assert victim.ask("/").status == 303


def test_signing_out_ends_the_session_everywhere(private: Private) -> None:
    browser = private.user("olga")
    thief = private.browser()
    thief.cookies = dict(browser.cookies)
    assert thief.ask("/").status == 200
    assert browser.post("/sign-out", {}, token=browser.token("/")).location == "/sign-in"
    assert browser.ask("/").status == 303
    assert thief.ask("/").status == 303


def test_signing_in_again_ends_the_former_session(private: Private) -> None:
    browser = private.user("olga")
    former = private.browser()
    former.cookies = dict(browser.cookies)
    browser.post(
        "/sign-in", {"name": "vera", "password": "correct horse battery"}, token=browser.token("/")
    )
    assert former.ask("/").status == 303


def test_a_session_ends_after_a_working_day(private: Private) -> None:
    browser = private.user("olga")
    private.later(hours=15)
    assert browser.ask("/").status == 200
    private.later(hours=1)
    assert browser.ask("/").status == 303


def test_a_session_outlives_a_reload_and_ends_with_its_password(private: Private) -> None:
    browser = private.user("olga")
    with private.server.changing(private.config):
        pass
    assert browser.ask("/").status == 200
    from syndicator.web.admin import passwords  # noqa: PLC0415

    private.server._environ["SYNDICATOR_ADMIN_OLGA"] = passwords.make("another password")
    with private.server.changing(private.config):
        pass
    assert browser.ask("/").status == 303


def test_a_forged_cookie_is_nobodys(private: Private) -> None:
    browser = private.user("olga")
    ((name, value),) = browser.cookies.items()
    secret, _, signature = value.rpartition(".")
    for forged in (secret, f"{secret}.", f"{secret}x.{signature}", f"x.{signature}", "x" * 5_000):
        other = private.browser()
        other.cookies = {name: forged}
        assert other.ask("/").status in {303, 431}, forged


def test_the_cookie_of_a_desk_behind_tls(private: Private) -> None:
    answer = private.browser(DESK).sign_in("olga")
    (cookie,) = answer.cookies
    assert cookie.startswith(f"{visits.SECURE_NAME}=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)


def test_the_cookie_of_loopback_is_not_taken_for_that_of_the_desk(private: Private) -> None:
    browser = private.user("olga")
    other = private.browser(DESK)
    other.cookies = dict(browser.cookies)
    assert other.ask("/").status == 303


# ── requests of other sites ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8081", "127.0.0.1.evil.example"])
def test_another_name_that_leads_here_is_refused(private: Private, host: str) -> None:
    for path in ("/", "/sign-in", "/static/admin.js", "/metrics"):
        answer = private.browser(host).ask(path)
        assert answer.status == 421
        assert "evil" not in answer.text
    assert private.browser(host).ask("/healthz").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8080"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(private: Private, headers: dict[str, str]) -> None:
    browser = private.user("olga")
    token = browser.token("/")
    assert browser.post("/sign-out", {}, token=token, **headers).status == 403
    assert browser.ask("/").status == 200


@pytest.mark.parametrize("token", ["", "x", "ü"])
def test_a_form_without_the_token_is_refused(private: Private, token: str) -> None:
    browser = private.user("olga")
    assert browser.post("/sign-out", {}, token=token).status == 403
    assert browser.ask("/").status == 200


def test_the_token_of_somebody_else_is_refused(private: Private) -> None:
    browser = private.user("olga")
    assert browser.post("/sign-out", {}, token=private.user("vera").token("/")).status == 403


def test_nobody_is_signed_in_by_another_site(private: Private) -> None:
    browser = private.browser()
    answer = browser.post(
        "/sign-in",
        {"name": "vera", "password": "correct horse battery"},
        token="x",
        origin="https://evil.example",
    )
    assert answer.status == 403


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "text/plain", "application/json"]
)
def test_what_is_no_form_is_refused(private: Private, kind: str) -> None:
    browser = private.user("olga")
    answer = browser.post("/sign-out", {}, token=browser.token("/"), content_type=kind)
    assert answer.status == 415


def test_a_form_without_end_is_refused(private: Private) -> None:
    browser = private.user("olga")
    answer = browser.post("/sign-out", {"x": "y" * 600_000}, token=browser.token("/"))
    assert answer.status in {400, 413}
    many = {f"field{number}": "" for number in range(6_000)}
    assert browser.post("/sign-out", many, token=browser.token("/")).status == 400
    assert browser.ask("/").status == 200


# ── passwords without end ────────────────────────────────────────────────────────────────────────


def test_who_tries_passwords_waits(private: Private, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicator.web.admin import passwords  # noqa: PLC0415

    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    browser = private.browser()
    token = browser.token()
    tries = [
        browser.post("/sign-in", {"name": "vera", "password": str(n)}, token=token).status
        for n in range(MAX_OF_NAME + 1)
    ]
    assert tries == [403] * MAX_OF_NAME + [429]
    monkeypatch.undo()
    late = browser.sign_in("vera")
    assert late.status == 429
    assert int(late.headers["retry-after"]) > 60
    # Somebody else is not kept out, until the client as a whole has had enough.
    assert private.browser().sign_in("olga").status == 303
    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    for _ in range(MAX_OF_CLIENT - MAX_OF_NAME):
        browser.post("/sign-in", {"name": "unknown", "password": "x"}, token=token)
    monkeypatch.undo()
    assert private.browser().sign_in("olga").status == 429
    # Another client, as the server in front says.
    assert (
        browser.post(
            "/sign-in",
            {"name": "olga", "password": "correct horse battery"},
            token=token,
            x_forwarded_for="10.0.0.1, 203.0.113.9",
        ).status
        == 303
    )


def test_a_crowd_that_tries_passwords_keeps_nobody_from_pages(
    private: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syndicator.web.admin import passwords  # noqa: PLC0415

    reader = private.user("vera")
    browser = private.browser()
    token = browser.token()
    hangs = threading.Event()
    monkeypatch.setattr(passwords, "matches", lambda *_: not hangs.wait(20))

    def tried(number: int) -> int:
        answer = browser.post(
            "/sign-in",
            {"name": f"name{number}", "password": "x"},
            token=token,
            x_forwarded_for=f"203.0.113.{number}",
        )
        return int(answer.status)

    with ThreadPoolExecutor(60) as crowd:
        tries = [crowd.submit(tried, number) for number in range(60)]
        try:
            wait(tries, return_when=FIRST_COMPLETED)
            assert reader.ask("/").status == 200
        finally:
            hangs.set()
    assert Counter(each.result() for each in tries)[429] >= 40


# ── paths, methods, headers ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/%2e%2e/config.toml",
        "/static//etc/passwd",
        "/sources/..%2f..%2fconfig.toml",
        "/sources/%00",
        "//evil.example/",
        "/.git/config",
    ],
)
def test_paths_that_lead_nowhere(private: Private, path: str) -> None:
    answer = private.user("olga").ask(path)
    assert answer.status == 404
    assert "evil" not in answer.headers.get("location", "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "POST"])
def test_methods_that_pages_do_not_have(private: Private, method: str) -> None:
    answer = private.user("olga").ask("/", method)
    assert answer.status == 405


def test_every_answer_keeps_to_itself(private: Private) -> None:
    browser = private.user("olga")
    for path in ("/", "/nothing", "/sign-in", "/healthz", "/static/admin.css"):
        headers = browser.ask(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] in {"no-store", "no-cache"}
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


def test_pages_have_nothing_inline_and_nothing_from_elsewhere(private: Private) -> None:
    browser = private.user("olga")
    for path in PAGES:
        text = browser.ask(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)", text)
        assert not re.search(r"<(?:style|iframe|object|embed|base)\b", text)
        assert not re.search(r"\s(?:style|on[a-z]+)=", text)
        assert not re.search(r"\s(?:src|srcset|action)=\"(?!/)", text)


# ── who may what ─────────────────────────────────────────────────────────────────────────────────

ACTIONS = ("/sources/harbor/poll", "/incidents/1/acknowledge", "/mutes")


@pytest.mark.parametrize("user", ["vera", "emil"])
def test_only_operators_change_how_the_service_works(private: Private, user: str) -> None:
    browser = private.user(user)
    token = browser.token("/")
    for path in ACTIONS:
        answer = browser.post(path, {"until": "1d", "subject": "harbor"}, token=token)
        assert answer.status == 403, path
        assert "This needs the role operator" in answer.text
    assert private.engine.polls == []
    with private.store.reader() as store:
        assert incidents.mutes(store, private.now) == []
    for path in PAGES:
        text = browser.ask(path).text
        assert '<form method="post"' not in text, path


def test_nobody_changes_anything_who_is_not_signed_in(private: Private) -> None:
    browser = private.browser()
    for path in ACTIONS:
        assert browser.post(path, {"until": "1d"}).status == 401
    assert private.engine.polls == []


def test_a_user_who_has_left_the_configuration_is_out_at_once(
    private: Private, tmp_path: Path
) -> None:
    browser = private.user("olga")
    text = (
        (tmp_path / "config.toml").read_text().replace("[admin.users.olga]", "[admin.users.otto]")
    )
    (tmp_path / "config.toml").write_text(text)
    with private.server.changing(load(tmp_path / "config.toml", environ={})):
        pass
    assert browser.ask("/").status == 303


def test_a_role_that_was_taken_away_counts_at_once(private: Private, tmp_path: Path) -> None:
    browser = private.user("olga")
    text = (tmp_path / "config.toml").read_text().replace('"operator"', '"viewer"')
    (tmp_path / "config.toml").write_text(text)
    with private.server.changing(load(tmp_path / "config.toml", environ={})):
        pass
    assert browser.ask("/").status == 200
    assert browser.post("/mutes", {"until": "1d"}, token=browser.token("/")).status == 403


# ── where nobody signs in ────────────────────────────────────────────────────────────────────────


def test_on_loopback_without_users_everybody_is_the_operator(unguarded: Private) -> None:
    browser = unguarded.browser()
    answer = browser.ask("/")
    assert answer.status == 200
    assert "whoever can reach this address is the operator" in answer.text
    # The first page sets the cookie that its forms belong to.
    assert browser.cookies
    assert browser.ask("/").cookies == []
    assert unguarded.browser(DESK + ".evil.example").ask("/").status == 421
