"""A stop at a door becomes an alert at the department of the venue's division."""
