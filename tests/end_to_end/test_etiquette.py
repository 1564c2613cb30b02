"""A day of polling, as its publishers see it: a scripted origin, a clock of ours, a restart.

The engine is the real one and HTTP is real; only the time of day is given. Every rule of the
etiquette is one publisher of the origin, which notes what it was sent. The table of what that was:
``pytest tests/end_to_end/test_etiquette.py -k table -s``.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from socket import AF_INET, AI_NUMERICHOST, gaierror
from types import SimpleNamespace
from typing import Any

import pytest

from syndicator.config import load
from syndicator.http import dial
from syndicator.pipeline import Engine
from syndicator.poll import cadence

START = datetime(2026, 3, 2, 9, 7, tzinfo=UTC)
"""A Monday, in a week without any change of the clocks."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TICK = 5 * MINUTE

Fields = dict[str, str]
Script = Callable[["Asked"], tuple[int, Fields, bytes]]


@dataclass(frozen=True)
class Asked:
    """One request."""

    at: datetime
    path: str
    sent: Fields
    """By names in lower case."""
    number: int
    """Of those to this host and path, from 0."""

    @property
    def conditional(self) -> bool:
        return bool(self.sent.keys() & {"if-none-match", "if-modified-since"})


def rss(*, at: datetime, head: str = "", stories: int = 2) -> bytes:
    items = "".join(
        f"<item><guid>tag:x,{n}</guid><title>Story {n}</title>"
        f"<pubDate>{format_datetime(at - n * HOUR)}</pubDate></item>"
        for n in range(stories)
    )
    return f"""<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
        <channel><title>A</title>{head}{items}</channel></rss>""".encode()


def steady(*, head: str = "", fields: Fields | None = None, stories: int = 2) -> Script:
    """A publisher that answers 304 to its own validator, and never changes."""

    def script(asked: Asked) -> tuple[int, Fields, bytes]:
        sent = {"ETag": '"steady"', **(fields or {})}
        if asked.sent.get("if-none-match") == sent["ETag"]:
            return 304, sent, b""
        return 200, sent, rss(at=START, head=head, stories=stories)

    return script


def answers(*given: tuple[int, Fields] | None, then: Script) -> Script:
    """These, one after the other; None and what comes after them: by the script."""

    def script(asked: Asked) -> tuple[int, Fields, bytes]:
        now = given[asked.number] if asked.number < len(given) else None
        return (*now, b"") if now else then(asked)

    return script


ODD_TAG, ODD_DATE = 'W/"a b,c"', "yesterday, half past ten"


def odd(asked: Asked) -> tuple[int, Fields, bytes]:
    """Validators that only their sender understands; a new story every five hours."""
    edition = int((asked.at - START) / (5 * HOUR))
    sent = {"ETag": f"{ODD_TAG}{edition}", "Last-Modified": f"{ODD_DATE} {edition}"}
    if asked.sent.get("if-none-match") == sent["ETag"]:
        return 304, sent, b""
    return 200, sent, rss(at=START, stories=edition + 2)


def restless(asked: Asked) -> tuple[int, Fields, bytes]:
    """A new validator each time, and always the same body."""
    return 200, {"ETag": f'"{asked.number}"'}, rss(at=START)


def forgetful(asked: Asked) -> tuple[int, Fields, bytes]:
    """304s that name another validator than the 200 did, and one that it never had."""
    if asked.number:
        return 304, {"ETag": f'"later-{asked.number}"', "Last-Modified": "later"}, b""
    return 200, {"ETag": '"first"'}, rss(at=START)


def fickle(asked: Asked) -> tuple[int, Fields, bytes]:
    """Validators in the first answer, and none in the later ones."""
    return 200, {"ETag": '"once"'} if not asked.number else {}, rss(at=START, stories=asked.number)


def bare(_: Asked) -> tuple[int, Fields, bytes]:
    """No validators."""
    return 200, {}, rss(at=START)


def expiring(asked: Asked) -> tuple[int, Fields, bytes]:
    return steady(fields={"Expires": format_datetime(asked.at + 3 * HOUR, usegmt=True)})(asked)


def until(asked: Asked) -> tuple[int, Fields, bytes]:
    """Overloaded at its second request, until a date."""
    date = format_datetime(asked.at + 5 * HOUR, usegmt=True)
    return answers(None, (503, {"Retry-After": date}), then=steady())(asked)


def busy(asked: Asked) -> tuple[int, Fields, bytes]:
    """Refuses one of its sources, once, for three hours."""
    if (asked.path, asked.number) == ("/feed", 1):
        return 429, {"Retry-After": "10800"}, b""
    return steady()(asked)


def moving(status: int) -> Script:
    def script(asked: Asked) -> tuple[int, Fields, bytes]:
        if asked.path == "/feed":
            return status, {"Location": "/new?a=1"}, b"a body that is not read"
        return steady()(asked)

    return script


PUBLISHERS: dict[str, Script] = {
    "odd": odd,
    "restless": restless,
    "forgetful": forgetful,
    "fickle": fickle,
    "bare": bare,
    "bare-often": bare,
    "max-age": steady(fields={"Cache-Control": "public, max-age=7200"}),
    "year": steady(fields={"Cache-Control": "max-age=31536000"}),
    "expires": expiring,
    "ttl": steady(head="<ttl>150</ttl>"),
    "period": steady(
        head="<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>8</sy:updateFrequency>"
    ),
    "hours": steady(
        head="<skipHours>"
        + "".join(f"<hour>{hour}</hour>" for hour in (11, 12, 13, 20, 0, 1, 2))
        + "</skipHours>"
    ),
    "days": steady(head="<skipDays><day>Tuesday</day><day>Sunday</day></skipDays>"),
    "seconds": answers(None, (503, {"Retry-After": "14400"}), then=steady()),
    "date": until,
    "polite-200": steady(fields={"Retry-After": "9000"}),
    "missing": answers(*[(404, {})] * 99, then=steady()),
    "broken": answers(None, *[(500, {})] * 4, then=steady()),
    "gone": answers(None, (410, {}), then=steady()),
    "closed": lambda _: (429, {"Retry-After": "604800"}, b""),
    "busy": busy,
    "moved": moving(301),
    "elsewhere": moving(302),
    "lively": steady(stories=30),
    "quick": steady(),
    "many": steady(),
}
OWN_KEYS = {
    "bare-often": 'every = "2h"',
    "lively": 'min_every = "20m"',
    "quick": 'every = "30m"',
}
SEVERAL = {"many": 6, "busy": 3, "closed": 3}
"""Hosts with so many sources."""


@dataclass
class Origin:
    """Publishers by host, on one port; notes what each was asked."""

    scripts: dict[str, Script]
    now: datetime = START
    port: int = 0
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    most_at_once: int = 0
    _at_once: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        sent = {name.lower(): value for name, value in handler.headers.items()}
        host = sent["host"].partition(".")[0]
        with self._lock:
            self._at_once[host] += 1
            self.most_at_once = max(self.most_at_once, self._at_once[host])
            before = self.asked.setdefault(host, [])
            number = sum(each.path == handler.path for each in before)
            asked = Asked(self.now, handler.path, sent, number)
            before.append(asked)
        status, fields, body = self.scripts[host](asked)
        threading.Event().wait(0.002 if host == "many" else 0)
        handler.send_response_only(status)
        handler.send_header("Date", format_datetime(self.now, usegmt=True))
        handler.send_header("Set-Cookie", f"id={host}; Path=/; Max-Age=999999")
        for name, value in fields.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        with self._lock:
            self._at_once[host] -= 1
        handler.end_headers()
        handler.wfile.write(body)

    def feed(self, host: str) -> list[Asked]:
        """The requests to the configured address of a host's only source."""
        return [each for each in self.asked[host] if each.path == "/feed"]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, Script]], Origin]]:
    """Start an origin for every host under ``.example``."""
    servers: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def look_up(host: str, port: int, flags: int = 0) -> list[Any]:
        if flags & AI_NUMERICHOST:
            raise gaierror
        assert host.endswith(".example")
        return [(AF_INET, ("127.0.0.1", port))]

    def start(scripts: dict[str, Script]) -> Origin:
        origin = Origin(scripts)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                origin.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a connection that the restart has closed

        server = Server(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        servers.append((server, thread))
        origin.port = server.server_port
        monkeypatch.setattr(dial, "look_up", look_up)
        return origin

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


def tables(origin: Origin, *, several: dict[str, int] = SEVERAL) -> str:
    parts = ['host_delay = "0s"\ncheck_pages = false\n']
    for host in origin.scripts:
        for number in range(several.get(host, 1)):
            path = f"feed{number or ''}"
            parts.append(
                f"[sources.{host}-{number}]\n"
                f'url = "http://{host}.example:{origin.port}/{path}"\n'
                f'grant = "headline-only"\ntags = ["all"]\n{OWN_KEYS.get(host, "")}\n'
            )
    return "\n".join([*parts, '[feeds.world]\ntitle = "World"\ntags = ["all"]\n'])


def gaps(asked: list[Asked]) -> list[float]:
    """Hours between the requests."""
    return [(b.at - a.at) / HOUR for a, b in pairwise(asked)]


@pytest.fixture
def day(serve: Callable[[dict[str, Script]], Origin], configure: Callable[[str], Path]) -> Origin:
    """Twenty-four hours of ticks, with a restart after eleven."""
    origin = serve(PUBLISHERS)
    config = load(configure(tables(origin)), environ={})
    engine = Engine.start(config, now=START)
    restart, end = START + 11 * HOUR, START + 24 * HOUR
    try:
        while origin.now < end:
            engine.poll(now=origin.now)
            origin.now += TICK
            if origin.now == restart:
                engine.close()
                engine = Engine.start(config, now=origin.now)
    finally:
        engine.close()
    return origin


def spaced(asked: list[Asked], least: float, most: float) -> str:
    """All gaps lie in between, in hours; what they were, for the table."""
    found = gaps(asked)
    assert found, "asked once only"
    assert min(found) >= least, found
    assert max(found) <= most, found
    return f"{len(asked)} requests, {min(found):.2f} to {max(found):.2f} h apart"


def one_unconditional(asked: list[Asked]) -> str:
    assert [each.conditional for each in asked] == [False] + [True] * (len(asked) - 1)
    return f"1 of {len(asked)} unconditional"


def verbatim(origin: Origin) -> str:
    """What the last 200 carried, and nothing else, goes back."""
    tags = []
    for asked in origin.feed("odd")[1:]:
        last = [each for each in origin.feed("odd") if each.at < asked.at]
        edition = max(int((each.at - START) / (5 * HOUR)) for each in last)
        assert asked.sent["if-none-match"] == f"{ODD_TAG}{edition}"
        assert asked.sent["if-modified-since"] == f"{ODD_DATE} {edition}"
        tags.append(asked.sent["if-none-match"])
    assert len(set(tags)) == 5
    return f"If-None-Match: {tags[0]}; If-Modified-Since: {ODD_DATE} 0"


def renewed(origin: Origin) -> str:
    sent = [asked.sent.get("if-none-match") for asked in origin.feed("restless")]
    assert sent == [None, *(f'"{number}"' for number in range(len(sent) - 1))]
    return f"{', '.join(str(each) for each in sent[1:4])}, … after 200s with one body"


def kept(origin: Origin) -> str:
    sent = [
        (asked.sent.get("if-none-match"), asked.sent.get("if-modified-since"))
        for asked in origin.feed("forgetful")
    ]
    assert sent[1:] == [('"first"', None)] * (len(sent) - 1)
    return 'If-None-Match: "first", whatever later 304s name'


def dropped(origin: Origin) -> str:
    asked = origin.feed("fickle")
    assert [each.sent.get("if-none-match") for each in asked] == [None, '"once"']
    return "a 200 without any: the old one is never sent again; 2 requests"


def backing_off(asked: list[Asked], first: int) -> str:
    found = gaps(asked)[first:]
    doubled = [2**n for n in range(len(found))]
    for gap, expected in zip(found, doubled, strict=True):
        assert expected <= gap <= expected * 1.1 + TICK / HOUR
    return f"{' '.join(f'{gap:.1f}' for gap in found)} h apart"


def waits(asked: list[Asked], least: float) -> str:
    gap = gaps(asked)[1]
    assert least <= gap <= least * 1.1 + TICK / HOUR
    return f"next request {gap:.2f} h later"


def skipping(origin: Origin) -> str:
    hours = {asked.at.hour for asked in origin.feed("hours")}
    assert hours == set(range(24)) - {11, 12, 13, 20, 0, 1, 2}
    return f"{len(origin.feed('hours'))} requests, none at 11–13, 20 and 0–2 h GMT"


def no_tuesday(origin: Origin) -> str:
    asked = origin.feed("days")
    assert {each.at.weekday() for each in asked} == {0}
    return f"{len(asked)} requests on Monday, none on Tuesday"


def host_waits(origin: Origin) -> str:
    asked = origin.asked["busy"]
    refused = next(each for each in asked if each.path == "/feed" and each.number == 1)
    later = [each for each in asked if each.at > refused.at]
    assert {each.path for each in asked} == {"/feed", "/feed1", "/feed2"}
    siblings = min(each.at - refused.at for each in later if each.path != refused.path)
    own = min(each.at - refused.at for each in later if each.path == refused.path)
    assert own >= 3 * HOUR
    assert HOUR <= siblings <= HOUR + TICK
    same_tick = [each for each in asked if each.at == refused.at]
    assert same_tick[-1] is refused
    return (
        f"429 to 1 of 3 sources: it is asked {own / HOUR:.2f} h later, the others of its host"
        f" {siblings / HOUR:.2f} h later"
    )


def refused_in_turn(origin: Origin) -> str:
    asked = origin.asked["closed"]
    assert {each.path for each in asked} == {"/feed", "/feed1", "/feed2"}
    assert min(gaps(asked)) >= 1
    for path in ("/feed", "/feed1", "/feed2"):
        (_,) = (each for each in asked if each.path == path)
    return f"{len(asked)} requests, {min(gaps(asked)):.2f} h apart, none of them twice"


def moves(origin: Origin, host: str) -> str:
    paths = [each.path for each in origin.asked[host]]
    assert paths == ["/feed", "/new?a=1"] * (len(paths) // 2)
    return f"{len(paths) // 2} × the configured address, then where it leads"


def nothing_else(origin: Origin) -> str:
    everything = [each for asked in origin.asked.values() for each in asked]
    allowed = {"host", "user-agent", "accept", "accept-encoding", "if-none-match"}
    for each in everything:
        assert each.sent.keys() <= allowed | {"if-modified-since", "connection"}, each.sent
        assert "?" not in each.path.replace("/new?a=1", "")
    return f"none in {len(everything)} requests, over http as configured"


def named(origin: Origin) -> str:
    agents = {each.sent["user-agent"] for asked in origin.asked.values() for each in asked}
    (agent,) = agents
    assert agent.startswith("syndicator/")
    assert "(+https://example.org/about)" in agent
    return agent


def one_at_a_time(origin: Origin) -> str:
    assert len(origin.asked["many"]) >= 6 * 15
    assert origin.most_at_once == 1
    return f"6 sources of one host, {len(origin.asked['many'])} requests, one at a time"


def once(asked: list[Asked]) -> str:
    assert len(asked) == 1
    return "1 request"


def stopped(asked: list[Asked]) -> str:
    assert len(asked) == 2
    return "none after the 410"


RULES: dict[str, Callable[[Origin], str]] = {
    "Only the first request is unconditional": lambda o: one_unconditional(o.feed("odd")),
    "… after a redirect, too": lambda o: one_unconditional(
        [each for each in o.asked["moved"] if each.path != "/feed"]
    ),
    "Validators go back verbatim": verbatim,
    "New ones are stored on every 200, same body or not": renewed,
    "Never stale: those of the last 200, not of a 304": kept,
    "Never invented: none sent where the last 200 had none": dropped,
    "Conditional polls are an hour apart": lambda o: spaced(o.feed("odd"), 1, 1.2),
    "… the operator said half an hour for this source": lambda o: spaced(o.feed("quick"), 0.5, 0.7),
    "… its own rhythm, down to min_every = 20m": lambda o: spaced(o.feed("lively"), 1 / 3, 4),
    "Unconditional polls are a day apart": lambda o: once(o.feed("bare")),
    "… unless the source's own every says otherwise": lambda o: spaced(
        o.feed("bare-often"), 2, 2.3
    ),
    "Cache-Control: max-age=7200": lambda o: spaced(o.feed("max-age"), 2, 2.3),
    "… of a year, clamped to a day": lambda o: once(o.feed("year")),
    "Expires in three hours": lambda o: spaced(o.feed("expires"), 3, 3.4),
    "ttl of 150 minutes": lambda o: spaced(o.feed("ttl"), 2.5, 2.9),
    "sy:updatePeriod daily, 8 times": lambda o: spaced(o.feed("period"), 3, 3.4),
    "Every skipHour": skipping,
    "Every skipDay": no_tuesday,
    "Retry-After: 14400 with a 503": lambda o: waits(o.feed("seconds"), 4),
    "Retry-After, a date, with a 503": lambda o: waits(o.feed("date"), 5),
    "Retry-After with a 200": lambda o: spaced(o.feed("polite-200"), 2.5, 2.9),
    "429: the source waits, its whole host for an hour": host_waits,
    "… 429 for a week to each source of a host": refused_in_turn,
    "404 backs off": lambda o: backing_off(o.feed("missing"), 0),
    "500 backs off, and is forgotten": lambda o: backing_off(o.feed("broken")[:6], 1),
    "410 stops": lambda o: stopped(o.feed("gone")),
    "301 is no move within a day": lambda o: moves(o, "moved"),
    "302 never is": lambda o: moves(o, "elsewhere"),
    "One request per host at a time": one_at_a_time,
    "No cookie, no Referer, no added query, no forced https": nothing_else,
    "A User-Agent that names us and the contact": named,
}


def test_the_table_of_what_was_sent_in_a_day(day: Origin) -> None:
    rows = {rule: check(day) for rule, check in RULES.items()}
    width = max(map(len, rows))
    lines = (f"| {rule:{width}} | {sent} |" for rule, sent in rows.items())
    print("", *lines, sep="\n")  # noqa: T201  # for whoever runs it with -s
    assert sum(map(len, day.asked.values())) > 400


def test_a_constant_etag_over_a_changing_feed_costs_one_whole_document_a_week(
    serve: Callable[[dict[str, Script]], Origin], configure: Callable[[str], Path]
) -> None:
    def stuck(asked: Asked) -> tuple[int, Fields, bytes]:
        sent = {"ETag": '"constant"', "Last-Modified": "for ever"}
        if asked.sent.get("if-none-match") == sent["ETag"]:
            return 304, sent, b""
        return 200, sent, rss(at=START, stories=2 + (asked.at - START) // (5 * 24 * HOUR))

    def closed(asked: Asked) -> tuple[int, Fields, bytes]:
        """The same; but who asks for the whole document is shown a page for people."""
        status, sent, body = stuck(asked)
        return status, sent, body if asked.number == 0 else b"<html>Are you human?</html>"

    origin = serve({"stuck": stuck, "closed": closed})
    engine = Engine.start(load(configure(tables(origin)), environ={}), now=START)
    stories: list[int] = []
    while origin.now < START + timedelta(days=22):
        report = engine.poll(now=origin.now)
        stories += [each.new for each in report.sources if each.source == "stuck-0" and each.new]
        origin.now += 2 * HOUR
    engine.close()
    for host in ("stuck", "closed"):
        whole = [asked.at - START for asked in origin.feed(host) if not asked.conditional]
        assert len(whole) == 4, whole
        assert min(b - a for a, b in pairwise(whole)) >= timedelta(days=7)
        assert max(b - a for a, b in pairwise(whole)) <= timedelta(days=8, hours=6)
    assert stories == [2, 1, 1, 2]


def test_the_pause_of_a_host_outlives_the_process(
    serve: Callable[[dict[str, Script]], Origin], configure: Callable[[str], Path]
) -> None:
    origin = serve({"many": steady()})
    for sources, minutes, requests in ((1, 0, 1), (2, 9, 1), (2, 11, 2)):
        text = tables(origin, several={"many": sources})
        path = configure(text.replace('host_delay = "0s"', 'host_delay = "10m"'))
        now = START + minutes * MINUTE
        engine = Engine.start(load(path, environ={}), now=now)
        engine.poll(now=now)
        engine.close()
        assert len(origin.asked["many"]) == requests


def test_waits_are_counted_from_the_answer_and_not_from_the_tick(
    serve: Callable[[dict[str, Script]], Origin],
    configure: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A tick may take a minute, and the last of its sources is not to be asked a minute early."""
    origin = serve({"busy": answers((503, {"Retry-After": "60"}), then=steady())})
    config = load(configure(tables(origin)), environ={})
    engine = Engine.start(config, now=START)
    seconds = iter(range(0, 10_000, 50))
    monkeypatch.setattr(cadence, "SPREAD", 0)
    monkeypatch.setattr(
        "syndicator.poll.tick.time", SimpleNamespace(monotonic=lambda: next(seconds))
    )
    engine.poll(now=START)
    rows = engine._store.rows(
        "SELECT waits_until, next_poll FROM sources JOIN hosts USING (host)"
        " WHERE last_attempt IS NOT NULL"
    )
    for waits_until, next_poll in rows:
        assert waits_until >= (START + timedelta(seconds=110)).timestamp()
        assert next_poll >= (START + 2 * HOUR + timedelta(seconds=50)).timestamp()
    assert rows
    engine.close()
