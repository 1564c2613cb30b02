"""What is answered to hubs that ask or bring something: our end of WebSub's callbacks.

::

    offers ─▶ tend ─▶ hub                         `syndicator.poll.websub.renew`, every minute
              hub ─▶ Subscriber.verify            a GET at a callback: yes or no, at once
              hub ─▶ Subscriber.deliver           a POST: put on record, answered
                        └─▶ receive               `syndicator.poll.websub.deliveries`, soon after
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from syndicator.config import Config
from syndicator.log import Log
from syndicator.model.backoff import share
from syndicator.poll.websub.hub_requests import LEASE, Mode
from syndicator.poll.websub.signature import HEADER, signed
from syndicator.store import deliveries, subscriptions
from syndicator.store.database import Store
from syndicator.store.subscriptions import State, Subscription

log = Log(__name__)

SHORTEST_LEASE: Final = timedelta(minutes=1)
MAX_LEASE: Final = timedelta(days=90)
"""A longer one is not trusted to be remembered; it is renewed as if it were this long."""
UNREAD: Final = 20
"""So many documents of one subscription may wait to be read; of more it is noted that there are."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_SECONDS: Final = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a callback answers."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


NOT_FOUND: Final = Answer(status=HTTPStatus.NOT_FOUND)
GONE: Final = Answer(status=HTTPStatus.GONE)
ACCEPTED: Final = Answer(status=HTTPStatus.ACCEPTED)


class Subscriber:
    """What the callbacks answer. Thread-safe; each call is one short transaction."""

    def __init__(
        self, store: Store, config: Callable[[], Config], *, news: Callable[[], None]
    ) -> None:
        """Answers hubs.

        Args:
            store: open for writing.
            config: gives the configuration in force.
            news: called when there is something to read or to poll; must not block.
        """
        self._store = store
        self._config = config
        self._news = news

    def limit(self, token: str) -> int | None:
        """How many octets may be brought to a callback; None: there is none of that name."""
        found = self._find(token)
        source = found and self._config().sources.get(found.source)
        return source.max_bytes if source else None

    def verify(self, token: str, query: Mapping[str, str], *, now: datetime) -> Answer:
        """Answer a GET: has this been asked for (WebSub §5.3), or is it denied (§5.2)?

        Args:
            token: the last part of the path.
            query: decoded.
            now: the moment.
        """
        found = self._find(token)
        if found is None or query.get("hub.topic") != found.topic:
            return NOT_FOUND
        challenge = query.get("hub.challenge", "")
        match query.get("hub.mode"):
            case "denied":
                return self._denied(found, query.get("hub.reason", ""), now)
            case Mode.SUBSCRIBE if challenge and _wanted(found):
                lease = _lease(query.get("hub.lease_seconds", ""))
                # After three quarters, and not all of them together.
                share_of_it = 0.75 - 0.1 * share(found.source)
                subscriptions.verified(
                    self._store,
                    found,
                    lease_until=now + lease,
                    renew_at=now + lease * share_of_it,
                    now=now,
                )
                log.info("hub.verified", source=found.source, hub=found.hub, days=lease.days)
            case Mode.UNSUBSCRIBE if challenge and found.state in {State.LEAVING, State.ENDED}:
                if found.state is State.LEAVING:
                    subscriptions.end(self._store, found, now, reason="no longer wanted")
            case _:
                return NOT_FOUND
        return Answer(status=HTTPStatus.OK, body=challenge.encode())

    def _denied(self, found: Subscription, reason: str, now: datetime) -> Answer:
        said = " ".join(reason.split())[:200] or "no reason given"
        if found.state in {State.ASKED, State.VERIFIED}:
            subscriptions.end(self._store, found, now, reason=said, state=State.DENIED)
            log.warning("hub.denied", source=found.source, hub=found.hub, reason=said)
        return Answer(status=HTTPStatus.OK)

    def deliver(
        self, token: str, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> Answer:
        """Take what a hub brings (WebSub §7): put it on record, to be read later.

        What is wrongly signed is accepted and thrown away, so that nobody learns anything by
        guessing (§7.1.2); what is not signed at all, although a secret was agreed, is refused.
        Where the hub could not be told a secret, what it brings is not believed: the source is
        asked itself.

        Args:
            token: the last part of the path.
            headers: names in lower case.
            body: at most `limit` octets of it.
            now: the moment.
        """
        found = self._find(token)
        if found is None:
            return NOT_FOUND
        source = self._config().sources.get(found.source)
        if found.state is not State.VERIFIED or source is None:
            return NOT_FOUND if found.state is State.ASKED else GONE
        if len(body) > source.max_bytes:
            self._ask_the_source(found, now)
            return Answer(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if found.secret is not None:
            if HEADER not in headers:
                log.warning("hub.unsigned", source=found.source, hub=found.hub)
                return Answer(status=HTTPStatus.FORBIDDEN)
            if not signed(body, headers[HEADER], found.secret):
                log.warning("hub.wrongly_signed", source=found.source, hub=found.hub)
                return ACCEPTED
        whole = headers.get("content-encoding", "identity").strip().lower() == "identity"
        kept = bool(found.secret and body and whole) and deliveries.save(
            self._store,
            found,
            body,
            content_type=headers.get("content-type"),
            most=UNREAD,
            now=now,
        )
        if kept:
            self._news()
        else:
            self._ask_the_source(found, now)
        return ACCEPTED

    def _ask_the_source(self, found: Subscription, now: datetime) -> None:
        with self._store.transaction():
            deliveries.heard(self._store, found, now)
            subscriptions.fall_back(self._store, found.source, now)
        self._news()

    def _find(self, token: str) -> Subscription | None:
        if not _TOKEN.fullmatch(token):
            return None
        return subscriptions.by_token(self._store, token)


def _wanted(found: Subscription) -> bool:
    """Whether the hub was asked for this; it may ask again while it lasts (WebSub §5)."""
    asked = found.state is State.ASKED and found.asked_at is not None
    return asked or found.state is State.VERIFIED


def _lease(seconds: str) -> timedelta:
    """What the hub grants; one that does not say so, though it must, is taken at our word."""
    if not _SECONDS.fullmatch(seconds) or int(seconds) == 0:
        return LEASE
    return min(max(timedelta(seconds=int(seconds)), SHORTEST_LEASE), MAX_LEASE)
