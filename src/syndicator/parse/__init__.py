"""Reading what came: documents into items, items into clean articles."""
