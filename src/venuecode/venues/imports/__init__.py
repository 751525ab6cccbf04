"""Bulk import of venues by officers: template, check, preview, apply, and the file of bad rows."""
