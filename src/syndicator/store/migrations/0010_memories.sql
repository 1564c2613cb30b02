-- What was read of each source's last document, and what was decided on each item alone.

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
