-- Sources and their polls, items and revisions, grants, decisions, the ledger, feeds.

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

CREATE TRIGGER revisions_no_update BEFORE update ON revisions BEGIN SELECT RAISE(ABORT, 'revisions can only be added to'); END;
CREATE TRIGGER revisions_no_delete BEFORE delete ON revisions BEGIN SELECT RAISE(ABORT, 'revisions can only be added to'); END;

CREATE TRIGGER grants_no_update BEFORE update ON grants BEGIN SELECT RAISE(ABORT, 'grants can only be added to'); END;
CREATE TRIGGER grants_no_delete BEFORE delete ON grants BEGIN SELECT RAISE(ABORT, 'grants can only be added to'); END;

CREATE TRIGGER notices_no_update BEFORE update ON notices BEGIN SELECT RAISE(ABORT, 'notices can only be added to'); END;
CREATE TRIGGER notices_no_delete BEFORE delete ON notices BEGIN SELECT RAISE(ABORT, 'notices can only be added to'); END;

CREATE TRIGGER ledger_no_update BEFORE update ON ledger BEGIN SELECT RAISE(ABORT, 'ledger can only be added to'); END;
CREATE TRIGGER ledger_no_delete BEFORE delete ON ledger BEGIN SELECT RAISE(ABORT, 'ledger can only be added to'); END;
