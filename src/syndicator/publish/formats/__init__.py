"""Published feeds as documents: Atom, RSS, JSON Feed, OPML, RSL."""
