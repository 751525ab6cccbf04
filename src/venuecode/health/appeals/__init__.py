"""Appeals: a person says that a fact is wrong; the officers of whoever said it decide before a deadline."""
