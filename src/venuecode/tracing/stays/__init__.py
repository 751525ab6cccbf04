"""Stays derived from visits, kept up behind the scans; whoever traces reads these."""
