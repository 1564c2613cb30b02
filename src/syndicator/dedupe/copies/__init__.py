"""The same story in other sources: which texts may be copies, and whether they are."""
