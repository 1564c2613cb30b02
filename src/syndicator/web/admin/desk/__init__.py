"""The editor's desk: what waits, one story, and what an editor says of it."""
