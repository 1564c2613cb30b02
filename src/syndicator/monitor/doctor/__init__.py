"""Everything that an operator would look at: what is found, and how it is mended."""
