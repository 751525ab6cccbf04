"""The command line: thin commands over the features' services."""
