"""Who may read a feed with ``access = "token"``: one token for each subscriber.

A list of tokens has one line for each, with the subscriber's name, so that one can be taken away::

    # partners of the world desk
    gazette:sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    radio-free-harbor:Xq3v…   (a token as it is; 16 characters at least)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from syndicator.errors import ConfigError, Problem
from syndicator.model import FeedName

HASHED: Final = "sha256:"

_NAME: Final = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
# What needs no encoding in a URL (RFC 3986 §2.3), and is as hard to guess as 16 octets at best.
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]{16,200}")
_MAX_TOKEN: Final = 1000
_MAX_PARAMETERS: Final = 20


@dataclass(frozen=True, slots=True)
class Token:
    """One subscriber's token, as its hash."""

    name: str
    sha256: bytes


class Tokens:
    """All tokens of all feeds."""

    def __init__(self, of_feeds: Mapping[FeedName, tuple[Token, ...]]) -> None:
        self._of_feeds = dict(of_feeds)

    def add(self, name: FeedName, tokens: tuple[Token, ...]) -> None:
        """Add the tokens of something else that is not for everybody."""
        self._of_feeds[name] = tokens

    def missing(self, feeds: Iterable[FeedName]) -> tuple[FeedName, ...]:
        """Those of the feeds that nobody can read."""
        return tuple(name for name in feeds if not self._of_feeds.get(name))

    def reader(self, feed: FeedName, presented: str | None) -> str | None:
        """Tell whose token was presented, in a time that says nothing about the tokens.

        Returns:
            The subscriber's name; None if it is no token of this feed.
        """
        digest = hashlib.sha256((presented or "").encode()).digest()
        found: str | None = None
        # All are compared, whichever matches: how long it takes does not depend on that.
        for token in self._of_feeds.get(feed, ()):
            if hmac.compare_digest(token.sha256, digest):
                found = token.name
        return found if presented else None


def read(text: str, *, where: str) -> tuple[Token, ...]:
    """Read a list of tokens.

    Args:
        text: the list; lines that are empty or begin with ``#`` say nothing.
        where: its place, for messages.

    Raises:
        ConfigError: with every wrong line. No message shows a token.
    """
    tokens: list[Token] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            tokens.append(_token(line.strip(), [token.name for token in tokens]))
        except ValueError as error:
            problems.append(Problem(file=where, line=number, key="", message=str(error)))
    if problems:
        raise ConfigError(tuple(problems))
    return tuple(tokens)


def presented(authorization: str | None, query: str) -> str | None:
    """Find the token in a request; None if there is none.

    Args:
        authorization: the value of ``Authorization``: ``Bearer`` (RFC 6750 §2.1), or ``Basic``
            (RFC 7617), of which the password is the token, whatever the name.
        query: of the URL, where ``token`` is looked for if the header says nothing.
    """
    scheme, _, value = (authorization or "").strip().partition(" ")
    value = value.strip()
    if len(value) > _MAX_TOKEN:
        return None
    match scheme.lower():
        case "bearer":
            return value or None
        case "basic":
            return _password(value)
        case "":
            return _parameter(query)
        case _:
            return None


def line(name: str, token: str) -> str:
    """Write the line for a token, from which it cannot be told.

    Raises:
        ValueError: that is no name.
    """
    made = f"{name}:{HASHED}{hashlib.sha256(token.encode()).hexdigest()}"
    _token(made)
    return made


def _token(text: str, others: Sequence[str] = ()) -> Token:
    name, colon, value = text.partition(":")
    if not colon:
        raise ValueError("expected name:token or name:sha256:hash")
    if not _NAME.fullmatch(name):
        raise ValueError(
            "a subscriber's name has up to 64 letters of ASCII, digits and any of . _ @ -"
        )
    if name in others:
        raise ValueError(f'"{name}" has a token already; give each subscriber a name')
    if value.startswith(HASHED):
        if not _HASH.fullmatch(digest := value.removeprefix(HASHED).lower()):
            raise ValueError(f'after "{name}:{HASHED}" expected 64 hexadecimal digits')
        return Token(name, bytes.fromhex(digest))
    if not _PLAIN.fullmatch(value):
        raise ValueError(
            f'the token of "{name}" must have 16 to 200 letters of ASCII, digits and any of '
            '. _ ~ -; "syndicator token" makes one'
        )
    return Token(name, hashlib.sha256(value.encode()).digest())


def _password(value: str) -> str | None:
    try:
        decoded = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return decoded.partition(":")[2] or None


def _parameter(query: str) -> str | None:
    return next(_tokens_in(query), None)


def _tokens_in(query: str) -> Iterator[str]:
    try:
        parameters = parse_qsl(query, max_num_fields=_MAX_PARAMETERS)
    except ValueError:
        return
    yield from (value for name, value in parameters if name == "token" and len(value) <= _MAX_TOKEN)
