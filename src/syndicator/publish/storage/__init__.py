"""Where output files are stored: a local folder or an object store."""
