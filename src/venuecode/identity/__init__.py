"""People, officers, their sessions and what they may do."""
