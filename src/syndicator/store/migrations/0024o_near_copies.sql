-- Samples of texts, and which stories of other sources are nearly the same.

CREATE TABLE sketches (
    item INTEGER PRIMARY KEY REFERENCES items (id),
    seen INTEGER NOT NULL,
    hashes BLOB NOT NULL
) STRICT;
CREATE INDEX sketches_seen ON sketches (seen);

CREATE TABLE shingles (
    hash INTEGER NOT NULL,
    item INTEGER NOT NULL,
    PRIMARY KEY (hash, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE near_copies (
    item INTEGER NOT NULL REFERENCES items (id),
    other INTEGER NOT NULL REFERENCES items (id),
    copied INTEGER,
    PRIMARY KEY (item, other)
) STRICT, WITHOUT ROWID;
