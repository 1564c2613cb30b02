-- Whose a source is, and where the file of a feed stands.

ALTER TABLE sources ADD COLUMN grant_name TEXT;
CREATE INDEX sources_attempt ON sources (last_attempt) WHERE active;
ALTER TABLE feeds ADD COLUMN path TEXT;
