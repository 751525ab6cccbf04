"""VenueCode (场所码): apply, print, scan, verify, alert, trace, monitor."""
