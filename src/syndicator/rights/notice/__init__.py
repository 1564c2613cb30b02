"""The notice that a permission demands: its wording, its variables, its place. Pure."""
