"""Whose certificates are believed: the system's, read once a process, for reading them takes tens of milliseconds."""

import ssl
from functools import cache


@cache
def system_trust() -> ssl.SSLContext:
    """Return what verifies the servers that are called; not to be changed by its users."""
    return ssl.create_default_context()
