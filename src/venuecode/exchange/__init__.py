"""The interface for other bodies' systems, in the vocabulary of GB/T 38963 (docs/exchange.md)."""
