-- What others are to be told, until they have been.

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
