-- Dates of stories that lay ahead; how many dates of a source's last document do not count.

ALTER TABLE items ADD COLUMN future_date INTEGER;
ALTER TABLE sources ADD COLUMN date_faults TEXT;
