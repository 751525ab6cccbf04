"""Health facts and the status derived from them; never changed by a scan."""
