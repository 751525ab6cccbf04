"""Contacts: who was at a place together with the people asked about, ranked."""
