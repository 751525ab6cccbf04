"""Paper cards: opaque, revocable codes on paper for people without a phone."""
