"""`venuecode bench`: measurements on the machine at hand, with yardsticks measured in the same run."""
