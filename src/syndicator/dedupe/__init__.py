"""Knowing an item again, and what changed in it."""
