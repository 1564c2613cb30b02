-- Corrections that publishers sent of what had been published; feeds that the sites of dead sources
-- name; the public addresses that have answered.

CREATE TABLE corrections (
    item INTEGER NOT NULL REFERENCES items (id),
    at INTEGER NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (item, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX corrections_at ON corrections (at);

CREATE TABLE proposals (
    source TEXT PRIMARY KEY REFERENCES sources (name) ON UPDATE CASCADE,
    asked_at INTEGER NOT NULL,
    url TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE answered (
    base_url TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When an incident was opened, grew worse, was acknowledged or closed last.
ALTER TABLE incidents ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
UPDATE incidents SET changed = max(noticed, coalesce(closed, 0));
