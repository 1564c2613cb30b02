-- Where the database lay when it was last in use: a copy of it owns no output of another.

CREATE TABLE home (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    path TEXT NOT NULL
) STRICT;
