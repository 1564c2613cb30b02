"""The conditions of a permission, each a check of its own. Pure."""
