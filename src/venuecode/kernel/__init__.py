"""Pure pieces everything stands on: ids, clock, errors, masking, encryption, verdicts."""
