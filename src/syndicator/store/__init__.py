"""The database: sources, items, grants, decisions and the ledger."""
