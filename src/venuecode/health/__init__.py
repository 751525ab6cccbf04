"""What is known of a person's health: test results, statuses, and the reasons a colour may have."""
