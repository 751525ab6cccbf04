"""Officers' looks at people, each with its reason in the record, and who may read that record."""
