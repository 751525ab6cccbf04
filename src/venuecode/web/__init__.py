"""Serves the built clients; holds no logic of a feature."""
