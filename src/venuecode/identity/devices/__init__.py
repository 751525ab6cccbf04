"""Devices at doors: enrolled by a one-time code, known by their own key, revocable at once."""
