-- When a whole document was asked for last; hosts wait for an hour at most.

ALTER TABLE sources ADD COLUMN last_unconditional INTEGER;
UPDATE sources SET last_unconditional = last_success;
UPDATE hosts SET waits_until = min(waits_until, asked_at + 3600) WHERE waits_until IS NOT NULL;
