"""Facts that other bodies' systems push: signed batches, answered record by record, taken once."""
