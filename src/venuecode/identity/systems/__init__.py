"""Systems of other bodies: registered by an administrator, signing each request with a key of their own."""
