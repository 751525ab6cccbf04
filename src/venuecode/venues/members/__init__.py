"""Who is manager or guard of a venue: invitations by share code, hand-over, unbinding."""
