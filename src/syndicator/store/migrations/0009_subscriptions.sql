-- Where sources push their news, what was asked of hubs, and what they brought.

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
