-- Sources of which every story is held.

CREATE TABLE source_holds (
    source TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
