"""Unattended terminals and displays at doors: what they send and what they are answered."""
