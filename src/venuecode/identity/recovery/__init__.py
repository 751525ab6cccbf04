"""Getting back into an account whose phone is gone: by a code to the old phone, or with an officer's help."""
