"""The tables, made step by step; a step that was released is never edited, only followed.

Every table is ``STRICT``. Moments are whole seconds since 1970 in UTC, flags are 0 or 1, digests
are hexadecimal, JSON is written by `syndicator.store.codec`. What must be provable later
(revisions, grants, notices, the ledger, the desk's words) can be added to and never changed:
triggers refuse it.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database, Migrations

from syndicator.store.output_schema import OUTPUT

APPLICATION_ID: Final = 0x53594E44
"""``SYND``: how a file of ours is known (sqlite.org/pragma.html#pragma_application_id)."""
SCHEMA_VERSION: Final = 12
"""The number of steps below; the ``user_version`` of a database that has them all."""

MIGRATIONS: Final = Migrations("syndicator")

_SOURCES: Final = """
CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    meta TEXT,
    etag TEXT,
    last_modified TEXT,
    validated_by TEXT,
    body_hash TEXT,
    first_success INTEGER,
    last_attempt INTEGER,
    last_success INTEGER,
    next_poll INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    failure_kind TEXT,
    failure_message TEXT,
    failure_status INTEGER,
    moved_to TEXT,
    moved_count INTEGER NOT NULL DEFAULT 0,
    problem TEXT
) STRICT;
CREATE INDEX sources_due ON sources (next_poll) WHERE active;

CREATE TABLE polls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources (name),
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('fetched', 'not-modified', 'failed')),
    kind TEXT,
    status INTEGER,
    seconds REAL NOT NULL,
    bytes INTEGER NOT NULL,
    new INTEGER NOT NULL,
    revised INTEGER NOT NULL
) STRICT;
CREATE INDEX polls_source ON polls (source, at);
"""

_ITEMS: Final = """
CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL REFERENCES sources (name),
    atom_id TEXT NOT NULL,
    guid TEXT,
    link TEXT,
    fingerprint TEXT,
    story INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    first_poll INTEGER NOT NULL CHECK (first_poll IN (0, 1)),
    published INTEGER,
    published_offset INTEGER,
    date INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(published, first_seen)) VIRTUAL,
    updated INTEGER NOT NULL,
    revision INTEGER NOT NULL REFERENCES revisions (id) DEFERRABLE INITIALLY DEFERRED,
    raw_hash TEXT NOT NULL,
    UNIQUE (atom_id, source)
) STRICT;
CREATE INDEX items_date ON items (source, date);
CREATE INDEX items_updated ON items (updated);
CREATE INDEX items_raw ON items (source, raw_hash);
CREATE INDEX items_story ON items (story);

CREATE TABLE item_keys (
    kind TEXT NOT NULL CHECK (kind IN ('guid', 'link', 'fingerprint')),
    key TEXT NOT NULL,
    source TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES items (id),
    PRIMARY KEY (kind, key, source, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_keys_item ON item_keys (item, kind);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES items (id),
    number INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    significant INTEGER NOT NULL CHECK (significant IN (0, 1)),
    text_hash TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    updated INTEGER NOT NULL,
    article TEXT NOT NULL,
    meta TEXT NOT NULL,
    UNIQUE (item, number)
) STRICT;
"""

_RIGHTS: Final = """
CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    conditions TEXT NOT NULL,
    first_used INTEGER NOT NULL,
    UNIQUE (name, digest)
) STRICT;

CREATE TABLE notices (
    digest TEXT PRIMARY KEY,
    above TEXT NOT NULL,
    below TEXT NOT NULL,
    rights TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    feed TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES items (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('publish', 'left-out', 'withheld')),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    wake_at INTEGER,
    revision INTEGER NOT NULL REFERENCES revisions (id),
    grant_id INTEGER REFERENCES grants (id),
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (feed, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_item ON decisions (item);
"""

_PUBLISHED: Final = """
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('published', 'revised', 'withdrawn')),
    item INTEGER NOT NULL REFERENCES items (id),
    revision INTEGER NOT NULL REFERENCES revisions (id),
    feed TEXT NOT NULL,
    grant_id INTEGER NOT NULL REFERENCES grants (id),
    notice TEXT NOT NULL REFERENCES notices (digest),
    atom_id TEXT NOT NULL,
    link TEXT,
    title TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_item ON ledger (item);
CREATE INDEX ledger_grant ON ledger (grant_id, at);
CREATE INDEX ledger_feed ON ledger (feed, at);

CREATE TABLE feeds (
    name TEXT PRIMARY KEY,
    atom_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER,
    digest TEXT,
    dirty INTEGER NOT NULL,
    config_digest TEXT,
    wake_at INTEGER,
    sha256 TEXT,
    size INTEGER,
    mtime_ns INTEGER,
    built_at INTEGER
) STRICT;

CREATE TABLE placements (
    feed TEXT NOT NULL REFERENCES feeds (name),
    item INTEGER NOT NULL REFERENCES items (id),
    revision INTEGER NOT NULL REFERENCES revisions (id),
    grant_id INTEGER NOT NULL REFERENCES grants (id),
    notice TEXT NOT NULL REFERENCES notices (digest),
    since INTEGER NOT NULL,
    PRIMARY KEY (feed, item)
) STRICT, WITHOUT ROWID;
"""

_LIFECYCLE: Final = """
CREATE TABLE editorial (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES items (id),
    at INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('approve', 'reject', 'hold', 'release', 'kill')),
    by TEXT NOT NULL,
    reason TEXT NOT NULL,
    replaced_by INTEGER REFERENCES items (id)
) STRICT;
CREATE INDEX editorial_item ON editorial (item);
CREATE INDEX editorial_replacement ON editorial (replaced_by) WHERE replaced_by IS NOT NULL;

ALTER TABLE items ADD COLUMN desk TEXT;
ALTER TABLE items ADD COLUMN first_published INTEGER;
ALTER TABLE items ADD COLUMN corrected INTEGER;
CREATE INDEX items_killed ON items (id) WHERE json_extract(desk, '$.killed') IS NOT NULL;

UPDATE items SET first_published = (SELECT min(at) FROM ledger WHERE ledger.item = items.id);
UPDATE items SET corrected = (
    SELECT max(revisions.updated) FROM revisions
    WHERE revisions.item = items.id AND significant AND number > 1
    AND seen_at > items.first_published
);
CREATE TRIGGER ledger_first_published AFTER INSERT ON ledger BEGIN
    UPDATE items SET first_published = NEW.at WHERE id = NEW.item AND first_published IS NULL;
END;

CREATE TABLE tombstones (
    feed TEXT NOT NULL REFERENCES feeds (name),
    atom_id TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES items (id),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (feed, atom_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    item INTEGER PRIMARY KEY REFERENCES items (id),
    asked_at INTEGER NOT NULL,
    status INTEGER,
    missing INTEGER NOT NULL
) STRICT;
"""

_EDITS: Final = """
ALTER TABLE ledger ADD COLUMN received_hash TEXT;
ALTER TABLE ledger ADD COLUMN published_hash TEXT;
"""

_IN_FORCE: Final = """
CREATE TABLE grants_in_force (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    grant_id INTEGER REFERENCES grants (id),
    from_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_in_force_name ON grants_in_force (name);
INSERT INTO grants_in_force (name, grant_id, from_at)
    SELECT name, id, first_used FROM grants ORDER BY first_used, id;
"""


_ORIGIN: Final = """
ALTER TABLE sources ADD COLUMN grant_name TEXT;
CREATE INDEX sources_attempt ON sources (last_attempt) WHERE active;
ALTER TABLE feeds ADD COLUMN path TEXT;
"""

_HUBS: Final = """
CREATE TABLE outbox (
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    topic TEXT NOT NULL,
    changes INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL,
    status INTEGER,
    error TEXT,
    told_at INTEGER,
    failed_at INTEGER,
    waits INTEGER NOT NULL GENERATED ALWAYS AS (told < changes AND failed_at IS NULL) VIRTUAL,
    PRIMARY KEY (kind, recipient, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_try) WHERE told < changes AND failed_at IS NULL;
"""

_POLLING: Final = """
ALTER TABLE sources ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN moved_since INTEGER;
ALTER TABLE sources ADD COLUMN moved_last INTEGER;
DROP INDEX sources_due;
CREATE INDEX sources_due ON sources (next_poll, host, name) WHERE active;

CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    next_request INTEGER NOT NULL,
    waits_until INTEGER,
    throttled INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX hosts_waiting ON hosts (waits_until) WHERE waits_until IS NOT NULL;
"""

_SUBSCRIPTIONS: Final = """
CREATE TABLE offers (
    source TEXT PRIMARY KEY REFERENCES sources (name),
    topic TEXT NOT NULL,
    hubs TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL REFERENCES sources (name),
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,
    secret TEXT,
    state TEXT NOT NULL CHECK (state IN ('asked', 'verified', 'leaving', 'denied', 'ended')),
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL,
    asked_at INTEGER,
    error TEXT,
    verified_at INTEGER,
    lease_until INTEGER,
    renew_at INTEGER,
    last_delivery INTEGER,
    silent INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1)),
    ended_at INTEGER
) STRICT;
CREATE INDEX subscriptions_source ON subscriptions (source);
CREATE INDEX subscriptions_due ON subscriptions (next_try) WHERE state IN ('asked', 'leaving');

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription INTEGER NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    received_at INTEGER NOT NULL,
    content_type TEXT,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX deliveries_subscription ON deliveries (subscription);
"""

_MEMORIES: Final = """
CREATE TABLE memories (
    source TEXT PRIMARY KEY REFERENCES sources (name) ON UPDATE CASCADE,
    memory BLOB NOT NULL
) STRICT;

CREATE TABLE judgements (
    feed TEXT NOT NULL,
    item INTEGER NOT NULL,
    config BLOB NOT NULL,
    judged_at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    wake_at INTEGER,
    revision INTEGER NOT NULL,
    desk TEXT,
    first_published INTEGER,
    corrected INTEGER,
    PRIMARY KEY (feed, item)
) STRICT, WITHOUT ROWID;
"""

_HOME: Final = """
CREATE TABLE home (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    path TEXT NOT NULL
) STRICT;
"""

_ENTRIES: Final = """
CREATE TABLE entries (
    feed TEXT NOT NULL REFERENCES feeds (name) ON DELETE CASCADE,
    item INTEGER NOT NULL,
    made_of BLOB NOT NULL,
    composed TEXT NOT NULL,
    PRIMARY KEY (feed, item)
) STRICT;
"""


def _append_only(table: str) -> str:
    return "".join(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} can only be added to'); END;\n"
        for verb in ("update", "delete")
    )


@MIGRATIONS(name="0001_spine")
def spine(db: Database) -> None:
    """Sources and their polls, items and revisions, grants, decisions, the ledger, feeds."""
    for script in (_SOURCES, _ITEMS, _RIGHTS, _PUBLISHED):
        db.executescript(script)
    for table in ("revisions", "grants", "notices", "ledger"):
        db.executescript(_append_only(table))


@MIGRATIONS(name="0002_lifecycle")
def lifecycle(db: Database) -> None:
    """The desk's words, tombstones, when a story was first published and corrected, its page."""
    db.executescript(_LIFECYCLE)
    db.executescript(_append_only("editorial"))


@MIGRATIONS(name="0003_edits")
def edits(db: Database) -> None:
    """What was received and what was published of a text, as digests, in the ledger."""
    db.executescript(_EDITS)


@MIGRATIONS(name="0004_in_force")
def in_force(db: Database) -> None:
    """When each version of a permission came into force; without a version, when it ended."""
    db.executescript(_IN_FORCE)
    db.executescript(_append_only("grants_in_force"))


@MIGRATIONS(name="0005_origin")
def origin(db: Database) -> None:
    """Whose a source is, and where the file of a feed stands."""
    db.executescript(_ORIGIN)


@MIGRATIONS(name="0006_output")
def output(db: Database) -> None:
    """Every file of the output; archives; what stands in them only; the names a feed had."""
    db.executescript(OUTPUT)


@MIGRATIONS(name="0007_hubs")
def hubs(db: Database) -> None:
    """What others are to be told, until they have been."""
    db.executescript(_HUBS)


@MIGRATIONS(name="0008_polling")
def polling(db: Database) -> None:
    """The host that a source lies on, hosts that are left alone, and since when a source moved."""
    db.executescript(_POLLING)


@MIGRATIONS(name="0009_subscriptions")
def subscriptions(db: Database) -> None:
    """Where sources push their news, what was asked of hubs, and what they brought."""
    db.executescript(_SUBSCRIPTIONS)


@MIGRATIONS(name="0010_memories")
def memories(db: Database) -> None:
    """What was read of each source's last document, and what was decided on each item alone."""
    db.executescript(_MEMORIES)


@MIGRATIONS(name="0011_home")
def home(db: Database) -> None:
    """Where the database lay when it was last in use: a copy of it owns no output of another."""
    db.executescript(_HOME)


@MIGRATIONS(name="0012_entries")
def entries(db: Database) -> None:
    """What was composed of each story that stands in what subscribers poll, and of what."""
    db.executescript(_ENTRIES)


def known_names() -> frozenset[str]:
    """The names of all steps that this version knows."""
    with Database(memory=True, execute_plugins=False) as empty:
        return frozenset(step.name for step in MIGRATIONS.pending(empty))
