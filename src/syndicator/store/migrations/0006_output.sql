-- Every file of the output; archives; what stands in them only; the names a feed had.

CREATE TABLE files (
    output TEXT NOT NULL,
    path TEXT NOT NULL,
    feed TEXT REFERENCES feeds (name),
    kind TEXT NOT NULL
        CHECK (kind IN ('document', 'archive', 'feed-page', 'page', 'gone', 'closing', 'site')),
    item INTEGER REFERENCES items (id),
    sha256 TEXT NOT NULL,
    stamp TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    PRIMARY KEY (output, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_path ON files (path);
CREATE INDEX files_feed ON files (feed, kind, item);
INSERT INTO files (output, path, feed, kind, sha256, stamp, written_at)
    SELECT substr(path, 1, length(path) - length(file) - 1), file, name, 'document', sha256, '',
        built_at
    FROM (SELECT *, iif(path LIKE '%/private/' || name || '.atom', 'private/', '')
        || name || '.atom' AS file FROM feeds)
    WHERE path IS NOT NULL AND sha256 IS NOT NULL AND built_at IS NOT NULL;

ALTER TABLE feeds DROP COLUMN sha256;
ALTER TABLE feeds DROP COLUMN size;
ALTER TABLE feeds DROP COLUMN mtime_ns;
ALTER TABLE feeds DROP COLUMN path;
ALTER TABLE feeds ADD COLUMN title TEXT;
ALTER TABLE feeds ADD COLUMN stem TEXT;
ALTER TABLE feeds ADD COLUMN ended INTEGER;
CREATE TABLE former_names (
    name TEXT PRIMARY KEY,
    stem TEXT NOT NULL,
    feed TEXT NOT NULL REFERENCES feeds (name),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE placements
    ADD COLUMN current INTEGER NOT NULL DEFAULT 1 CHECK (current IN (0, 1));
ALTER TABLE placements ADD COLUMN wake_at INTEGER;
ALTER TABLE placements ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE placements ADD COLUMN digest TEXT;
ALTER TABLE placements ADD COLUMN made_under TEXT;
ALTER TABLE placements ADD COLUMN left_under TEXT;
ALTER TABLE placements ADD COLUMN stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1));
CREATE INDEX placements_item ON placements (item);
CREATE INDEX placements_since ON placements (feed, since);
CREATE INDEX placements_due ON placements (feed, current, due);
CREATE INDEX placements_stale ON placements (feed, current, stale);
CREATE INDEX placements_wake ON placements (feed, current, wake_at);
CREATE TRIGGER items_placed AFTER UPDATE OF revision, desk ON items
    WHEN OLD.revision IS NOT NEW.revision OR OLD.desk IS NOT NEW.desk
BEGIN
    UPDATE placements SET due = due + 1 WHERE item = NEW.id;
END;
CREATE TRIGGER editorial_replaces AFTER INSERT ON editorial WHEN NEW.replaced_by IS NOT NULL
BEGIN
    UPDATE placements SET due = due + 1 WHERE item = NEW.replaced_by;
END;
-- Without it, SQLite looks through all items for each new one: is it its revision that was missing?
CREATE INDEX items_revision ON items (revision);
CREATE INDEX revisions_corrections ON revisions (seen_at) WHERE significant = 1 AND number > 1;

CREATE TABLE archives (
    feed TEXT NOT NULL REFERENCES feeds (name),
    month TEXT NOT NULL,
    updated INTEGER NOT NULL,
    digest TEXT NOT NULL,
    frame TEXT NOT NULL,
    due INTEGER NOT NULL CHECK (due IN (0, 1)),
    PRIMARY KEY (feed, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE judged (
    feed TEXT NOT NULL,
    item INTEGER NOT NULL REFERENCES items (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('publish', 'archived', 'left-out', 'withheld')),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    wake_at INTEGER,
    revision INTEGER NOT NULL REFERENCES revisions (id),
    grant_id INTEGER REFERENCES grants (id),
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (feed, item)
) STRICT, WITHOUT ROWID;
INSERT INTO judged (feed, item, verdict, rule, reason, wake_at, revision, grant_id, decided_at)
    SELECT feed, item, verdict, rule, reason, wake_at, revision, grant_id, decided_at
    FROM decisions;
DROP TABLE decisions;
ALTER TABLE judged RENAME TO decisions;
CREATE INDEX decisions_item ON decisions (item);
