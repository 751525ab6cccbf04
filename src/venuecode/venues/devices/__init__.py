"""Devices of a venue, as its manager or an officer looks after them."""
