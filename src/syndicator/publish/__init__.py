"""From stories to feeds to files."""
