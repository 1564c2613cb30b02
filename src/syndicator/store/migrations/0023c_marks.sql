-- Labels and pins that rules give to a story.

ALTER TABLE judgements ADD COLUMN marks TEXT;
