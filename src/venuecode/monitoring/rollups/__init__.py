"""Counts of visits, kept up behind the scans; dashboards read these and never the visits."""
