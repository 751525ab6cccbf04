"""What a person shows at a door: the personal code, the signed pass for times without a network, the paper card."""
