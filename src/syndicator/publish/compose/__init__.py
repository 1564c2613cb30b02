"""From a story and its permission to the entry that is published. Pure."""
