"""Contacts whom a division's officers follow up: reached, isolated, tested, closed; orders are proposed from here."""
