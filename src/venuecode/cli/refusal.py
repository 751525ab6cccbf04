"""What the command line refuses to do, in words for the operator."""


class Refusal(Exception):
    """The command cannot be carried out; the message says why and what to do. Exit code 2."""
