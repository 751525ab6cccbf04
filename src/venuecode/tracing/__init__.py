"""Cases, trajectories, contacts and notices; comes with its own release."""
