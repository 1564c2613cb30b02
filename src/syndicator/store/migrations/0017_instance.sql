-- Which database this is, and how often it has written the output.

CREATE TABLE instance (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    generation INTEGER NOT NULL
) STRICT;
INSERT INTO instance (id, name, generation) VALUES (1, lower(hex(randomblob(16))), 0);
