-- Who is signed in to the private pages, and the key that signs their cookies.

CREATE TABLE sessions (
    digest TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    password TEXT NOT NULL,
    began INTEGER NOT NULL,
    ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE signing_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL
) STRICT;
