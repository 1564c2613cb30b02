"""What everything is like: the pages of operators; each module a page or two."""
