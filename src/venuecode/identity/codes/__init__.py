"""Six-digit codes to phones: sent, limited, checked once."""
