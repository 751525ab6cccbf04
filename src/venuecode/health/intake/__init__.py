"""Facts of many people at once: sheets that officers import, and records that other bodies' systems push."""
