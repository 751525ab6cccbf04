"""Serves the built clients; holds no logic of a feature."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Where the builds lie."""
