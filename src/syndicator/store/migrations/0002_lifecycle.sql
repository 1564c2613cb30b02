-- The desk's words, tombstones, when a story was first published and corrected, its page.

CREATE TABLE editorial (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES items (id),
    at INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('approve', 'reject', 'hold', 'release', 'kill')),
    by TEXT NOT NULL,
    reason TEXT NOT NULL,
    replaced_by INTEGER REFERENCES items (id)
) STRICT;
CREATE INDEX editorial_item ON editorial (item);
CREATE INDEX editorial_replacement ON editorial (replaced_by) WHERE replaced_by IS NOT NULL;

ALTER TABLE items ADD COLUMN desk TEXT;
ALTER TABLE items ADD COLUMN first_published INTEGER;
ALTER TABLE items ADD COLUMN corrected INTEGER;
CREATE INDEX items_killed ON items (id) WHERE json_extract(desk, '$.killed') IS NOT NULL;

UPDATE items SET first_published = (SELECT min(at) FROM ledger WHERE ledger.item = items.id);
UPDATE items SET corrected = (
    SELECT max(revisions.updated) FROM revisions
    WHERE revisions.item = items.id AND significant AND number > 1
    AND seen_at > items.first_published
);
CREATE TRIGGER ledger_first_published AFTER INSERT ON ledger BEGIN
    UPDATE items SET first_published = NEW.at WHERE id = NEW.item AND first_published IS NULL;
END;

CREATE TABLE tombstones (
    feed TEXT NOT NULL REFERENCES feeds (name),
    atom_id TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES items (id),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (feed, atom_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    item INTEGER PRIMARY KEY REFERENCES items (id),
    asked_at INTEGER NOT NULL,
    status INTEGER,
    missing INTEGER NOT NULL
) STRICT;

CREATE TRIGGER editorial_no_update BEFORE update ON editorial BEGIN SELECT RAISE(ABORT, 'editorial can only be added to'); END;
CREATE TRIGGER editorial_no_delete BEFORE delete ON editorial BEGIN SELECT RAISE(ABORT, 'editorial can only be added to'); END;
