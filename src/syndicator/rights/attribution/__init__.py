"""Whose material is it? Finds agencies' and partners' material inside a publisher's feed. Pure."""
