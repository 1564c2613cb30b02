-- The host that a source lies on, hosts that are left alone, and since when a source moved.

ALTER TABLE sources ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN moved_since INTEGER;
ALTER TABLE sources ADD COLUMN moved_last INTEGER;
DROP INDEX sources_due;
CREATE INDEX sources_due ON sources (next_poll, host, name) WHERE active;

CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    next_request INTEGER NOT NULL,
    waits_until INTEGER,
    throttled INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX hosts_waiting ON hosts (waits_until) WHERE waits_until IS NOT NULL;
