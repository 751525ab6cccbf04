"""The purge schedule: what is dropped, when, and the proof of it."""
