"""Verdicts and visits: the hot path from a scanned code to a durable answer."""
