"""Cases, and the only way to ask about people: under a case, with a reason, within the officer's divisions."""
