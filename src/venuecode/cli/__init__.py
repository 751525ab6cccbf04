"""The command line: thin commands over the features' services."""


def main() -> None:
    """Run the command line."""
