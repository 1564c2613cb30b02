"""What the editor wants in each output feed."""
