-- What else an editor can say of a story: a label, a place in front, a note, until when, and that
-- the last word is taken back; and how it is found quickly what waits for an editor.

CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES items (id),
    at INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN (
        'approve', 'reject', 'hold', 'release', 'kill', 'undo',
        'label', 'unlabel', 'pin', 'unpin', 'note'
    )),
    by TEXT NOT NULL,
    reason TEXT NOT NULL,
    replaced_by INTEGER REFERENCES items (id),
    keep_title INTEGER NOT NULL DEFAULT 0,
    until INTEGER,
    label TEXT
) STRICT;
INSERT INTO words (id, item, at, action, by, reason, replaced_by, keep_title)
    SELECT id, item, at, action, by, reason, replaced_by, keep_title FROM editorial;
DROP TABLE editorial;
ALTER TABLE words RENAME TO editorial;
CREATE INDEX editorial_item ON editorial (item);
CREATE INDEX editorial_replacement ON editorial (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE TRIGGER editorial_no_update BEFORE update ON editorial BEGIN SELECT RAISE(ABORT, 'editorial can only be added to'); END;
CREATE TRIGGER editorial_no_delete BEFORE delete ON editorial BEGIN SELECT RAISE(ABORT, 'editorial can only be added to'); END;
CREATE TRIGGER editorial_replaces AFTER INSERT ON editorial WHEN NEW.replaced_by IS NOT NULL
BEGIN
    UPDATE placements SET due = due + 1 WHERE item = NEW.replaced_by;
END;

CREATE INDEX items_held ON items (id) WHERE json_extract(desk, '$.held') IS NOT NULL;
CREATE INDEX decisions_held ON decisions (item) WHERE verdict = 'left-out'
    AND (rule GLOB 'rules.*.hold[[]*' OR rule GLOB 'feeds.*.hold[[]*');
