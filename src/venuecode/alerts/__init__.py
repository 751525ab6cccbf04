"""Alerts: a stop at a door or a guard's report, told to the health department of the venue's division."""
