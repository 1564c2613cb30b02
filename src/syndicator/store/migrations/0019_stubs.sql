-- When a story last stood in what subscribers poll, and what stands in its place.

ALTER TABLE editorial ADD COLUMN keep_title INTEGER NOT NULL DEFAULT 0;
ALTER TABLE placements ADD COLUMN left_at INTEGER;
ALTER TABLE tombstones ADD COLUMN stood_at INTEGER;
ALTER TABLE tombstones ADD COLUMN title TEXT;
