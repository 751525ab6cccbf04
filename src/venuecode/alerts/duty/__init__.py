"""Who is told of alerts outside the console: duty phones and receivers of a division."""
