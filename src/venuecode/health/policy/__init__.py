"""The policy: a versioned document that says what facts mean, for how long, and what venues ask."""
