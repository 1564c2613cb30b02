-- The newest story of each feed, which the index shows beside it.

ALTER TABLE feeds ADD COLUMN newest_item INTEGER;
ALTER TABLE feeds ADD COLUMN newest_title TEXT;
ALTER TABLE feeds ADD COLUMN newest_at INTEGER;
