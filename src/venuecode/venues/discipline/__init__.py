"""Reminders, warnings and suspensions that officers send a venue, and what its manager answers."""
