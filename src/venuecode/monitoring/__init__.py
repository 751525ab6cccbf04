"""Read models and statistics; never a single person."""
