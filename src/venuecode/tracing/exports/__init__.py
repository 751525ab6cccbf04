"""What leaves the desk as a file: sheets, a printable report, contacts for another tool; each logged and marked."""
