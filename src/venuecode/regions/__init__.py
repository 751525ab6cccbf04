"""Divisions (GB/T 2260) and the one notion of scope over them."""
