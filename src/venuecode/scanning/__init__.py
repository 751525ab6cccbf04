"""The scan: verdicts and visits, the hot path that stores them in groups, and the live feed of a door."""
