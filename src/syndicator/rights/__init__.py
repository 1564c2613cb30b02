"""Permissions: what they allow, what they demand, what they forbid."""
