-- What was composed of each story that stands in what subscribers poll, and of what.

CREATE TABLE entries (
    feed TEXT NOT NULL REFERENCES feeds (name) ON DELETE CASCADE,
    item INTEGER NOT NULL,
    made_of BLOB NOT NULL,
    composed TEXT NOT NULL,
    PRIMARY KEY (feed, item)
) STRICT;
