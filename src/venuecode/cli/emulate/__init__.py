"""Stand-ins of the channels' servers, by the published protocols. Nothing in the adapters knows of them."""
