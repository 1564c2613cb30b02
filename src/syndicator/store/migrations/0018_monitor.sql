-- Incidents, mutes and the rhythm of sources; what each poll found in the document.

CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    cause TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('warning', 'error', 'critical')),
    opened INTEGER NOT NULL,
    noticed INTEGER NOT NULL,
    closed INTEGER,
    sentence TEXT NOT NULL,
    effect TEXT NOT NULL,
    command TEXT NOT NULL,
    count INTEGER NOT NULL,
    flapping INTEGER NOT NULL CHECK (flapping IN (0, 1)),
    acknowledged_until INTEGER,
    note TEXT NOT NULL DEFAULT '',
    told INTEGER
) STRICT;
CREATE UNIQUE INDEX incidents_open ON incidents (cause, subject) WHERE closed IS NULL;
CREATE INDEX incidents_closed ON incidents (closed) WHERE closed IS NOT NULL;
CREATE INDEX incidents_subject ON incidents (subject);

CREATE TABLE observations (
    cause TEXT NOT NULL,
    subject TEXT NOT NULL,
    bad INTEGER NOT NULL,
    good INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (cause, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE gauges (
    name TEXT NOT NULL,
    day INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (name, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE mutes (
    subject TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rhythms (
    source TEXT PRIMARY KEY REFERENCES sources (name) ON UPDATE CASCADE,
    learned_at INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    last_story INTEGER NOT NULL,
    longest REAL NOT NULL,
    mean INTEGER NOT NULL,
    week BLOB NOT NULL,
    expected_at INTEGER,
    quiet_at INTEGER,
    silent_at INTEGER
) STRICT, WITHOUT ROWID;

ALTER TABLE polls ADD COLUMN items INTEGER;
ALTER TABLE polls ADD COLUMN renamed INTEGER;
ALTER TABLE polls ADD COLUMN empty INTEGER;
ALTER TABLE polls ADD COLUMN garbled INTEGER;
