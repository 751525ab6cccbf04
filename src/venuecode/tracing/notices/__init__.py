"""Notices to people who were exposed: in the app and by text message; they tell nothing of who the case is."""
