"""Clean HTML as blocks and sentences, and removing parts of it. Pure."""
