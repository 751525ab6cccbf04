"""How long what is stored about people lives, and its destruction when that time is over (ADR 0092)."""
