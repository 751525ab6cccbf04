"""Cases, stays, contacts, exposures and trajectories: who was where with whom, and who may ask."""
