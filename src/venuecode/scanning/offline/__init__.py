"""Doors whose network is down: what a guard takes along beforehand, and what it disagrees with afterwards."""
