-- Texts that were deleted: the one change that a revision allows.

ALTER TABLE items ADD COLUMN deleted_at INTEGER;
DROP TRIGGER revisions_no_update;
CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions
WHEN NEW.id <> OLD.id OR NEW.item <> OLD.item OR NEW.number <> OLD.number
    OR NEW.seen_at <> OLD.seen_at OR NEW.significant <> OLD.significant
    OR NEW.text_hash <> OLD.text_hash OR NEW.content_hash <> OLD.content_hash
    OR NEW.updated <> OLD.updated OR NEW.meta <> OLD.meta
    OR json_extract(NEW.article, '$.deleted') IS NOT 1
BEGIN SELECT RAISE(ABORT, 'revisions can only be added to'); END;
