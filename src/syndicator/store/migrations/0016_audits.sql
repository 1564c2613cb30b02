-- How far everything that stands was judged again, feed by feed, and when that was done.

CREATE TABLE audits (
    part TEXT PRIMARY KEY,
    under TEXT NOT NULL,
    began INTEGER NOT NULL,
    item INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    differences INTEGER NOT NULL,
    finished INTEGER
) STRICT, WITHOUT ROWID;
