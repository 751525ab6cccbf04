"""Posters of venue codes: what they show, how they are set in type, batches of them to download."""
