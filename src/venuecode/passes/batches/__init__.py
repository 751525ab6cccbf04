"""Paper cards of many residents at once: chosen by an officer of the division, printed in the background."""
