"""What of a story may be shown: its text, an excerpt, its pictures and recordings. Pure."""
