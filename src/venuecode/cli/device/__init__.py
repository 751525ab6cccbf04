"""A complete software terminal: the client side of the device API, as docs/devices.md describes it for makers."""
