"""Which of the waiting stories a page is asked for, and how its links and forms say so again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from syndicator.config import Config
from syndicator.model import SourceName
from syndicator.publish.desk import waiting_rules
from syndicator.store.desk import Asked, Seen, Term, Why

_MAX_QUERY: Final = 200
_MAX_TERMS: Final = 8
_MAX_DIGITS: Final = 18
FIELDS: Final = ("why", "source", "q")
"""What of a query says which stories are meant."""


def asked_for(config: Config, query: Mapping[str, str], now: datetime) -> Asked:
    """Read a query; what is unknown in it asks for nothing special."""
    why = query.get("why", "")
    source = SourceName(query.get("source", ""))
    return Asked(
        rules=waiting_rules(config),
        now=now,
        why=Why(why) if why in set(Why) else None,
        source=source if source in config.sources else None,
        terms=tuple(_term(config, word) for word in words_of(query).split()[:_MAX_TERMS]),
    )


def words_of(query: Mapping[str, str]) -> str:
    """What is searched for."""
    return query.get("q", "")[:_MAX_QUERY]


def kept(query: Mapping[str, str]) -> dict[str, str]:
    """What of a query says which stories are meant, for the links and forms of a page."""
    return {name: value for name in FIELDS if (value := query.get(name, "")[:_MAX_QUERY])}


def seen_of(text: str) -> Seen | None:
    """Read what `written` wrote into a form."""
    word, _, revision = text.partition(".")
    if not all(p.isascii() and p.isdigit() and len(p) <= _MAX_DIGITS for p in (word, revision)):
        return None
    return Seen(int(word), int(revision))


def written(seen: Seen) -> str:
    """Write into a form how far its page had read."""
    return f"{seen.word}.{seen.revision}"


def _term(config: Config, word: str) -> Term:
    folded = word.casefold()
    return Term(
        word=word,
        sources=tuple(
            name
            for name, source in config.sources.items()
            if folded in name.casefold() or folded in (source.title or "").casefold()
        ),
    )
