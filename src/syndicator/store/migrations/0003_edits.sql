-- What was received and what was published of a text, as digests, in the ledger.

ALTER TABLE ledger ADD COLUMN received_hash TEXT;
ALTER TABLE ledger ADD COLUMN published_hash TEXT;
