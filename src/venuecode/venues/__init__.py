"""Venues from application to poster: review, doors, codes, members, import."""
