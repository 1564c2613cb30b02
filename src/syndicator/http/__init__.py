"""HTTP exchanges with checked addresses, one deadline and size limits. Knows nothing of feeds."""
