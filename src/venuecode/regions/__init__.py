"""Administrative divisions (GB/T 2260) and the scope of whoever acts within one; no people, no venues."""
