"""Published feeds and stories as HTML pages."""
