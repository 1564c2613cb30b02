"""Who is signed in to the private pages.

A session is known by a secret that only its cookie holds; here lies its digest, so that a copy of
the database signs nobody in by itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from syndicator.store.database import Store
from syndicator.store.times import moment, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One session."""

    user: str
    password: str
    """What the user's password was known by, when the session began."""
    began: datetime
    ends: datetime


def signing_key(store: Store) -> bytes:
    """The key of this database, by which cookies are known to be ours; made when first asked for.

    Args:
        store: open for writing.
    """
    with store.transaction():
        store.write(
            "INSERT INTO signing_key (id, key) VALUES (1, ?) ON CONFLICT DO NOTHING",
            (token_bytes(32),),
        )
        row = store.row("SELECT key FROM signing_key")
    assert row is not None
    key: bytes = row["key"]
    return key


def begin(store: Store, secret: str, session: SignedIn) -> None:
    """Record that somebody has signed in; sessions that are over are forgotten."""
    with store.transaction():
        store.write("DELETE FROM sessions WHERE ends <= ?", (seconds(session.began),))
        store.write(
            "INSERT INTO sessions (digest, user, password, began, ends) VALUES (?, ?, ?, ?, ?)",
            (
                _digest(secret),
                session.user,
                session.password,
                seconds(session.began),
                seconds(session.ends),
            ),
        )


def get(store: Store, secret: str, now: datetime) -> SignedIn | None:
    """The session of a secret; None if it never began, was ended or is over.

    One that began in what is now the future was begun by a clock that was wrong, and is over.
    """
    row = store.row(
        "SELECT * FROM sessions WHERE digest = ?1 AND began <= ?2 AND ends > ?2",
        (_digest(secret), seconds(now)),
    )
    if row is None:
        return None
    return SignedIn(
        user=row["user"],
        password=row["password"],
        began=moment(row["began"]),
        ends=moment(row["ends"]),
    )


def end(store: Store, secret: str) -> None:
    """Record that somebody has signed out."""
    with store.transaction():
        store.write("DELETE FROM sessions WHERE digest = ?", (_digest(secret),))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
