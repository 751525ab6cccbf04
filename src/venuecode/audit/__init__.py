"""The hash-chained record of who did what and who looked at whom."""
