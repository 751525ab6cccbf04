"""Citizens: sign-in by phone, registration with one of five documents, recovery, family."""
